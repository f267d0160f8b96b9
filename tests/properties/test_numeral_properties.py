from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhreport.errors import NumeralError
from zhreport.quantities.numerals import parse_number, render_number

STYLES = ["arabic", "grouped", "scaled", "han", "financial"]
WHOLE = st.integers(min_value=0, max_value=10**16)
NUMBERS = st.builds(
    lambda whole, decimals, sign: sign * Decimal(whole).scaleb(-decimals),
    WHOLE,
    st.integers(0, 6),
    st.sampled_from([1, -1]),
)
ALPHABET = "〇零一二两三四五六七八九十百千万亿兆廿几余多来点半负0123456789.,'分之又/壹贰拾佰仟 整"


@pytest.mark.parametrize("style", STYLES)
@given(number=NUMBERS)
def test_what_is_written_is_read_back(style: str, number: Decimal) -> None:
    assert parse_number(render_number(number, style)) == number  # type: ignore[arg-type]


@given(number=WHOLE)
def test_digits_alone_are_read_back(number: int) -> None:
    if number >= 10:
        assert parse_number(render_number(number, "digits")) == number


@pytest.mark.parametrize("style", STYLES)
@given(number=WHOLE, at=st.integers(0, 40))
def test_script_width_and_spaces_change_nothing(style: str, number: int, at: int) -> None:
    written = render_number(number, style)  # type: ignore[arg-type]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in written).replace("万", "萬").replace("亿", "億")
    assert parse_number(wide[:at] + " " + wide[at:]) == number


@given(text=st.text(alphabet=ALPHABET, max_size=40))
def test_any_text_is_a_number_or_a_numeral_error(text: str) -> None:
    refused: NumeralError | None = None
    try:
        number = parse_number(text)
    except NumeralError as error:
        refused = error
    if refused is None:
        assert number.is_finite()
    else:
        assert 0 <= refused.position <= len(text)
