"""What holds for any bytes and any text: reading never fails oddly, words and metadata never leave the text."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhreport.metadata import describe
from zhreport.readers.encoding import UndecodableError, decode
from zhreport.text.folding import fold
from zhreport.text.layout import flowing
from zhreport.text.words import segment, show_words

REPORTS = [path.read_text(encoding="utf-8") for path in sorted(Path("corpus").glob("*/*.txt"))]
PIECES = (
    "年縣县局 \n\t,，。、(（一二三十百千万萬零〇○XX**某民国國政府教育工作总結结关于12345.%第至-—~AbｇＸ\u3000\ufeff\x00"
)
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(PIECES), st.characters(codec="utf-8")), max_size=80)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(UndecodableError):
        text, encoding = decode(data)
        assert text.removeprefix("\ufeff") == data.decode(encoding).removeprefix("\ufeff")


@given(st.sampled_from(REPORTS), st.integers(0, 1500), st.integers(60, 400), st.data())
def test_pieces_of_reports_keep_their_text(report: str, start: int, length: int, data: st.DataObject) -> None:
    piece = report[start : start + length].strip()
    encoding = data.draw(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp950"])
    )
    try:
        encoded = piece.encode(encoding)
    except UnicodeEncodeError:
        return
    assert decode(encoded)[0] == piece


# The dictionary is loaded in the first example.
@settings(deadline=None)
@given(TEXTS)
def test_words_are_the_text_without_its_white_space(text: str) -> None:
    folded = fold(text)
    words = segment(folded)
    assert all(one.end <= two.start for one, two in itertools.pairwise(words))
    assert all(word.start < word.end for word in words)
    assert "".join(show_words(folded, words)) == "".join(folded.split())


@given(TEXTS, st.one_of(st.none(), TEXTS))
def test_what_a_report_says_of_itself_is_in_it(text: str, name: str | None) -> None:
    found = describe(text, flowing(text), name)
    assert found.year is None or 1000 <= found.year <= 9999
    for words in (found.title, found.issuer):
        squeezed = "".join((text + (name or "")).split())
        assert words is None or set("".join(words.split())) <= set(squeezed)


@pytest.mark.parametrize("unit", ["年", "现将", "2007年", "XX年县", "代表", "  ", "\n", "一、2006年工作回顾\n", "A1 "])
@pytest.mark.parametrize("read", [lambda text: segment(fold(text)), lambda text: describe(text, fold(text), None)])
def test_time_grows_with_length_only(read: Callable[[str], object], unit: str) -> None:
    seconds = []
    for length in (5_000, 40_000):
        text = unit * (length // len(unit))
        start = time.perf_counter()
        read(text)
        seconds.append(time.perf_counter() - start)
    # Eight times the text: linear is 8, quadratic 64; the constant is for a machine that is busy elsewhere.
    assert seconds[1] < 24 * seconds[0] + 0.1
