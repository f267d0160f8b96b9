"""The outline of a report: `tests/cases/sections.jsonl` marks every section with ⟦ and says what it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import opencc
import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon.loader import read_rows
from zhreport.model import Section
from zhreport.sections.headings import clean
from zhreport.sections.markers import find_markers
from zhreport.sections.outline import find_title, innermost_of, outline
from zhreport.text.enumerators import heading_styles, match_enumerator, read_styles
from zhreport.text.layout import flowing

ROOT = Path(__file__).parents[2]
CASES = [json.loads(line) for line in (ROOT / "tests/cases/sections.jsonl").read_text(encoding="utf-8").splitlines()]
GOLD = sorted((ROOT / "corpus").glob("*/*.gold.jsonl"))

Row = tuple[int, str, int, int | None, str | None]


def read(text: str) -> list[Row]:
    return [(s.start, s.marker, s.level, s.number, s.title) for s in outline(text, flowing(text))]


def expected(case: dict[str, Any]) -> tuple[str, list[Row]]:
    parts = case["text"].split("⟦")
    text = "".join(parts)
    starts = [len("".join(parts[: i + 1])) for i in range(len(parts) - 1)]
    rows = [(start, *section) for start, section in zip(starts, case["sections"], strict=True)]
    return text, rows


def is_known_failure(case: dict[str, Any]) -> bool:
    return bool(case["is"] == "known failure")


@pytest.mark.parametrize("case", [c for c in CASES if not is_known_failure(c)], ids=lambda c: c["about"])
def test_outline(case: dict[str, Any]) -> None:
    text, rows = expected(case)
    assert read(text) == rows


@pytest.mark.parametrize("case", [c for c in CASES if is_known_failure(c)], ids=lambda c: c["about"])
def test_known_failure_still_fails(case: dict[str, Any]) -> None:
    """One that is read rightly now belongs among the others."""
    text, rows = expected(case)
    assert read(text) != rows


@pytest.mark.parametrize("path", GOLD, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_outline_of_corpus(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        keys = ("start", "marker", "level", "number")
        gold = [tuple(section[key] for key in keys) for section in document["sections"]]
        assert [row[:4] for row in read(document["text"])] == gold


def with_page_numbers(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line}\n- {i} -" if i % 7 == 6 else line for i, line in enumerate(lines))


LAYOUTS: dict[str, Callable[[str], str]] = {
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "no blank lines": lambda text: re.sub(r"\n+", "\n", text),
    "blank lines everywhere": lambda text: re.sub(r"\n+", "\n\n", text),
    "full-width digits and marks": lambda text: text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,().;:"}),
    "page numbers": with_page_numbers,
    "Simplified": opencc.OpenCC("t2s").convert,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("path", GOLD, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_outline_however_the_file_was_laid_out(path: Path, layout: str) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        changed = LAYOUTS[layout](text)
        shape = [(s.level, s.number, len(s.title or "")) for s in outline(text, flowing(text))]
        assert [(s.level, s.number, len(s.title or "")) for s in outline(changed, flowing(changed))] == shape


def test_paths_parents_and_extents() -> None:
    text = "一、投入\n1、財政。撥款。二是追加。\n2、社會。捐款。\n二、產出\n修路。"
    sections = outline(text, flowing(text))
    assert [(s.path, s.parent, text[s.start : s.end]) for s in sections] == [
        ("一、", None, "一、投入\n1、財政。撥款。二是追加。\n2、社會。捐款。"),
        ("一、/1、", 0, "1、財政。撥款。二是追加。"),
        ("一、/1、/二是", 1, "二是追加。"),
        ("一、/2、", 0, "2、社會。捐款。"),
        ("二、", None, "二、產出\n修路。"),
    ]


def test_a_heading_without_marker_is_named_by_its_title() -> None:
    text = "某縣水務局工作總結\n水利建設\n建設水庫，共1座。\n——堤防工程。加固2公里。"
    assert [s.path for s in outline(text, flowing(text))] == ["水利建設", "水利建設/——"]


def test_items_of_a_paragraph_end_with_it() -> None:
    text = "（一）财政\n为此，一是增收。二是节支。\n收支总体平衡。\n（二）金融\n存款增长。"
    sections = outline(text, flowing(text))
    assert [text[s.start : s.end] for s in sections[1:3]] == ["一是增收。", "二是节支。"]
    assert innermost(sections, text.index("总体平衡")) == 0


def innermost(sections: Sequence[Section], position: int) -> int | None:
    return innermost_of(sections, [position])[0]


def test_innermost() -> None:
    text = "说明。\n一、回顾\n1、投入。拨付12万元。\n2、产出。修路。\n二、打算\n"
    sections = outline(text, flowing(text))
    positions = [text.index(word) for word in ("说明", "回顾", "12", "修路", "打算")]
    assert innermost_of(sections, positions) == [None, 0, 1, 2, 3]
    assert innermost(sections, len(text)) is None
    assert innermost((), 3) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("雲溪縣教育局2005年工作總結\n一、回顧", "雲溪縣教育局2005年工作總結"),
        ("某某市人民政府\n2008年政府工作报告\n各位代表：", "2008年政府工作报告"),
        ("各位代表：\n某某县2008年政府工作报告\n全年……", "某某县2008年政府工作报告"),
        ("关于《义务教育法》执行情况的报告\n今年以来。", "关于《义务教育法》执行情况的报告"),
        ("某局109年度施政績效報告(草案)\n\n壹、前言", "某局109年度施政績效報告(草案)"),
        ("某县农业、林业工作情况汇报\n全年。", "某县农业、林业工作情况汇报"),
        ("一、工作总结\n全年。", None),
        ("（二）工作报告\n全年。", None),
        ("现在，我代表镇政府，向大会报告工作\n\n一、回顾", None),
        ("全年工作报告已经完成。\n二、打算", None),
        ("全县上下齐心协力推动各项工作取得新的进展。\n某局工作总结", None),
        ("", None),
    ],
)
def test_find_title(text: str, title: str | None) -> None:
    found = find_title(flowing(text))
    assert (text[slice(*found)] if found else None) == title


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        (" 加強\n\n稽查。", "加強稽查"),
        ("ISO 14001 驗證：", "ISO 14001驗證"),
        ("，落实责任；", "落实责任"),
        ("推進 “三農” 工作", "推進“三農”工作"),
        ("　", ""),
    ],
)
def test_clean(words: str, cleaned: str) -> None:
    assert clean(words, flowing(words)) == cleaned


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("十、其他", "han", 10),
        ("二十三、其他", "han", 23),
        ("壹拾贰、其他", "financial", 12),
        ("参、其他", "financial", 3),
        ("㈩其他", "han-paren", 10),
        ("⒛其他", "arabic", 20),
        ("⑳其他", "circled", 20),
        ("Ⅻ、其他", "roman", 12),
        ("IX. 其他", "roman", 9),
        ("(viii)其他", "roman-paren", 8),
        ("(h)其他", "latin-paren", 8),
        ("癸、其他", "stem", 10),
        ("再次,其他", "first", 3),
        ("——其他", "dash", None),
    ],
)
def test_numbers_of_enumerators(text: str, style: str, number: int | None) -> None:
    found = match_enumerator(text, 0)
    assert found is not None
    assert (found.style.name, found.number) == (style, number)


def test_an_enumerator_stands_where_it_is_asked_for() -> None:
    found = match_enumerator("回顾。三、打算", 3)
    assert found is not None
    assert (found.start, found.end) == (3, 5)
    assert match_enumerator("回顾。三、打算", 0) is None
    assert match_enumerator("三、", 2) is None


def test_every_style_has_cases() -> None:
    used = {marker.style.name for case in CASES for marker in find_markers(flowing(expected(case)[0]))}
    assert used == {style.name for style in heading_styles()}


COLUMNS = ("style", "rank", "pattern", "place", "alone", "title", "example", "look_alike")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("han	5	{han}、(	flow	line	heading	三、质	三峡", "headings.tsv:2: .*unterminated"),
        ("han	first	{han}、	flow	line	heading	三、质	三峡", "could not convert string to float"),
        (
            "han	5	{han}、	page	line	heading	三、质	三峡",
            "place is 'page', which is none of line",
        ),
        ("han	5	{han}、	flow	often	heading	三、质	三峡", "alone is 'often'"),
        ("han	5	{han}、	flow	line	words	三、质	三峡", "title is 'words'"),
        ("han	5	{han}、	flow	line	heading	三是质	三峡", "does not match its example '三是质'"),
        ("han	5	{han}	flow	line	heading	三、质	三峡", "matches its look-alike '三峡'"),
        ("odd	5	第	flow	line	heading	§1	三峡", "no enumerator is known to begin with '§'"),
    ],
)
def test_a_wrong_row_is_refused(row: str, reason: str) -> None:
    table = "\t".join(COLUMNS) + "\n" + row + "\n"
    with pytest.raises(LexiconError, match=reason):
        read_styles(list(read_rows("headings.tsv", table, COLUMNS, ("style",))))


def test_no_pattern_repeats_without_bound() -> None:
    """A repeat without bound inside a pattern could make reading a long text slower than linear."""
    for style in heading_styles():
        assert not re.search(r"(?<!\\)[*+]", re.sub(r"\[[^]]*\]", "", style.pattern.pattern)), style.name
