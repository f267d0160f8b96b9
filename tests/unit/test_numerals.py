from __future__ import annotations

import pickle
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from zhreport.errors import NumeralError
from zhreport.quantities.numerals import Reading, parse_number, read_numeral, render_number

CASES = Path(__file__).parents[1] / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize(("written", "value"), rows("numerals.tsv"))
def test_parse_number_reads(written: str, value: str) -> None:
    assert parse_number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", *(row[0] for row in rows("numerals_refused.tsv"))])
def test_parse_number_refuses(written: str) -> None:
    with pytest.raises(NumeralError) as raised:
        parse_number(written)
    assert raised.value.text == written
    assert 0 <= raised.value.position <= len(written)
    assert isinstance(raised.value, ValueError)


def test_a_numeral_error_names_text_and_place_and_survives_pickling() -> None:
    with pytest.raises(NumeralError, match="'三个' is no numeral: it cannot be read at character 1") as raised:
        parse_number("三个")
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_the_precision_of_the_host_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert parse_number("九千八百七十六万五千四百三十二亿一千") == Decimal("9876543200001000")
        assert parse_number("12345.6789") == Decimal("12345.6789")


READINGS = [
    # value, low, high, scale, step, vague
    ("561.3", "561.3", None, None, "", "0.1", ""),
    ("三万五千", "35000", None, None, "", "1000", ""),
    ("四十二亿七千万", "4270000000", None, None, "万", "10000000", ""),
    ("三十万亿", "30000000000000", None, None, "万亿", "10000000000000", ""),
    ("5千", "5000", None, None, "千", "1000", ""),
    ("万亿", "1000000000000", None, None, "万亿", "1000000000000", ""),
    ("五百余万", "5000000", None, None, "万", "1000000", "余"),
    ("十几", "10", None, None, "", "10", "几"),
    ("三四百", "300", "300", "400", "", "100", ""),
    ("十五六", "15", "15", "16", "", "1", ""),
    ("一万六七", "16000", "16000", "17000", "", "1000", ""),
    ("四十五六万", "450000", "450000", "460000", "万", "10000", ""),
    ("三五百", "300", "300", "500", "", "100", ""),
]


@pytest.mark.parametrize(("written", "value", "low", "high", "scale", "step", "vague"), READINGS)
def test_a_reading_keeps_ends_scale_step_and_mark(
    written: str, value: str, low: str | None, high: str | None, scale: str, step: str, vague: str
) -> None:
    reading = read_numeral(written)
    assert isinstance(reading, Reading)
    assert reading.value == Decimal(value)
    assert (reading.low, reading.high) == (low and Decimal(low), high and Decimal(high))
    assert (reading.scale, reading.step, reading.vague) == (scale, Decimal(step), vague)


@pytest.mark.parametrize(("value", "style", "written"), rows("numerals_rendered.tsv"))
def test_render_number_writes(value: str, style: str, written: str) -> None:
    assert render_number(Decimal(value), style) == written  # type: ignore[arg-type]
    assert parse_number(written) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "style"), [("-5", "digits"), ("0.5", "digits"), ("NaN", "han"), ("Infinity", "arabic")]
)
def test_render_number_refuses(value: str, style: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        render_number(Decimal(value), style)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("", 0),
        ("元", 0),
        ("三个", 1),
        ("三 千 个", 4),
        ("五十千", 2),
        ("40k", 2),
        ("三分之个", 3),
        ("-", 0),
        ("三..五", 1),
    ],
)
def test_the_error_points_at_what_does_not_fit(written: str, position: int) -> None:
    with pytest.raises(NumeralError) as raised:
        parse_number(written)
    assert raised.value.position == position
