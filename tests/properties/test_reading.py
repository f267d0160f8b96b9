"""What holds for any bytes and any text: reading never fails oddly, words and metadata never leave the text."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.timing import growth
from zhreport.errors import SourceError
from zhreport.metadata import describe
from zhreport.quantities import parse_number
from zhreport.readers import html, markdown, office, read_bytes
from zhreport.readers.encoding import UndecodableError, decode
from zhreport.readers.numbering import formatted
from zhreport.readers.pages import Page, Piece, text_of
from zhreport.readers.tables import Cell, lines_of
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
    small, large = (unit * (length // len(unit)) for length in (5_000, 40_000))
    # Eight times the text: linear is 8, quadratic 64.
    assert growth(lambda: read(small), lambda: read(large), 24) < 24


WORDS = st.text(alphabet="小学初中教师经费合格率投入", min_size=1, max_size=6)
FIGURES = st.decimals(0, 99_999, places=1).map(lambda number: f"{number}万元")
GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.tuples(WORDS, *[st.one_of(FIGURES, WORDS, st.sampled_from(["", "—"]))] * width), min_size=1, max_size=6
    )
)


@given(GRIDS, st.lists(WORDS, min_size=5, max_size=5))
def test_each_figure_of_a_table_is_told_once(rows: list[tuple[str, ...]], head: list[str]) -> None:
    grid = [[Cell(text) for text in head[: len(rows[0])]], *([Cell(text) for text in row] for row in rows)]
    told = "\n".join(lines_of(grid))
    for row in rows:
        for text in row:
            if text.endswith("万元"):
                assert told.count(f"：{text}。") == sum(other.count(text) for other in rows)


@given(st.lists(st.lists(TEXTS, max_size=5), max_size=5), TEXTS)
def test_any_table_is_told(rows: list[list[str]], caption: str) -> None:
    lines = lines_of([[Cell(text) for text in row] for row in rows], caption)
    assert all("\n" not in line for line in lines)


@given(st.integers(1, 99_999_999), st.sampled_from(["chineseCounting", "taiwaneseCounting", "chineseLegalSimplified"]))
def test_counted_numbers_are_read_back(number: int, form: str) -> None:
    assert parse_number(formatted(number, form)) == number


TAGS = ["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<a>", "</a>", "<br>", "</div>"]
MARKUP = st.lists(
    st.sampled_from([*TAGS, "<div class=menu>", "教师300名。", "<", "&#0;", "&#xd800;"]), max_size=30
).map("".join)


@given(MARKUP)
def test_pages_of_any_markup_keep_their_sentences(markup: str) -> None:
    page = f"<html><p>全县招聘教师，投入经费，各项工作完成。</p>{markup}"
    text = read_bytes(page.encode(), "page.html").text
    assert "各项工作完成。" in text
    if "<a>" not in markup and "menu" not in markup:
        assert text.count("教师300名。") == markup.count("教师300名。")


@given(st.binary(max_size=200), st.sampled_from(["a.docx", "a.pdf", "a.doc", "a.htm", "a.md", "a.zip", "a.tar", "a"]))
@example(b"{\\rtf", "a.docx")
def test_any_bytes_under_any_name_are_text_or_refused(data: bytes, name: str) -> None:
    # What is handed to LibreOffice takes that program's time, not the reader's: here it is not installed.
    with contextlib.suppress(SourceError), mock.patch.object(office, "_program", return_value=None):
        assert read_bytes(data, name).text.strip()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(10, 60), WORDS), max_size=20))
def test_no_piece_of_a_page_is_lost(places: list[tuple[int, int, str]]) -> None:
    pieces = [Piece(text, 10.0 * x, 10.0 * y, 10.0 * (x + len(text)), 10.0 * y + 9, 9.0) for x, y, text in places]
    text, begins = text_of([Page(pieces, 600, 800)])
    assert sorted("".join(text.split())) == sorted("".join(words for _, _, words in places))
    assert begins == (0,)


@pytest.mark.parametrize(
    "unit",
    [
        "<div>a",
        "<li>一",
        "<a>b</a>",
        "<p><b>",
        "<tr><td>1",
        "<",
        "&amp;",
        "[a](b) ",
        "**a",
        "| a | 1 |\n",
        "\\|",
        "`",
        "[",
        "<!--",
    ],
)
@pytest.mark.parametrize("read", [lambda text: html.read(text), lambda text: markdown.read(text)])
def test_reading_takes_time_by_length_only(read: Callable[[bytes], object], unit: str) -> None:
    def tried(data: bytes) -> None:
        with contextlib.suppress(ValueError):
            read(data)

    small, large = (("<table>全县教育局工作总结" + unit * (length // len(unit))).encode() for length in (2_000, 16_000))
    assert growth(lambda: tried(small), lambda: tried(large), 24) < 24
