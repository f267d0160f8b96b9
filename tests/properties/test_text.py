"""What holds for every text: folding keeps its length, sentences cover it, sections nest, and time stays linear."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.timing import seconds
from zhreport.sections.outline import innermost_of, outline
from zhreport.text.folding import fold
from zhreport.text.layout import flow, flowing
from zhreport.text.sentences import split_sentences

# Every code point there is, lone surrogates and unassigned ones too.
anything = st.text(st.characters(exclude_categories=()))
# Pieces that reports are made of, in any order.
pieces = st.sampled_from(
    [
        "一、", "二、", "三、", "（一）", "（二）", "1、", "2.", "（1）", "①", "②", "一是", "二是", "三要",
        "首先，", "其次，", "第一，", "——", "●", "第一部分　", "第二章", "壹、", "甲、", "2.1 ", "教育事業", "加強領導",
        "全縣小", "學、國中", "撥付12萬元", "３.５％", "。", "，", "；", "：", "、", "！", "“", "”", "（", "）", "《",
        "》", "……", " ", "　　", "\n", "\n\n", "\r\n", "\n- 3 -\n", "\n12\n", "\x00", "\u200b", "附件：", "目录\n",
        "【概況】", "四级河道", "2007年", "各位代表：", "工作总结\n",
    ]
)  # fmt: skip
reports = st.lists(pieces, max_size=60).map("".join)


@given(anything)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(anything)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(anything, reports))
def test_flowing_changes_nothing_but_space(text: str) -> None:
    folded = fold(text)
    view = flow(folded)
    assert len(view) == len(text)
    assert all(one == two or one in " \n" for one, two in zip(view, folded, strict=True))


@given(st.one_of(anything, reports))
def test_sentences_cover_the_view_once(text: str) -> None:
    view = flowing(text)
    spans = split_sentences(view)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    covered = "".join(view[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(view.split())
    assert not any(view[start].isspace() or view[end - 1].isspace() or "\n" in view[start:end] for start, end in spans)


@given(st.one_of(anything, reports))
@example("-000-  \r一是")
def test_sections_nest(text: str) -> None:
    sections = outline(text, flowing(text))
    assert [s.start for s in sections] == sorted({s.start for s in sections})
    last_end: dict[int | None, int] = {}
    for i, section in enumerate(sections):
        assert section.start <= section.end <= len(text)
        assert text[section.start : section.start + len(section.marker)] == section.marker
        assert section.marker or section.title
        assert (section.number or 1) > 0
        assert section.start >= last_end.get(section.parent, 0)
        last_end[section.parent] = section.end
        label = section.marker or section.title
        if section.parent is None:
            assert section.path == label
            continue
        parent = sections[section.parent]
        assert section.parent < i
        assert parent.start < section.start
        assert section.end <= parent.end
        assert section.level == parent.level + 1
        assert section.path == f"{parent.path}/{label}"


@given(reports)
def test_innermost_is_the_shortest_section_around(text: str) -> None:
    sections = outline(text, flowing(text))
    found = innermost_of(sections, range(len(text)))
    for position, index in enumerate(found):
        around = [i for i, s in enumerate(sections) if s.start <= position < s.end]
        assert index == max(around, key=lambda i: sections[i].level, default=None)


@given(reports)
def test_a_report_above_changes_no_marker_below(text: str) -> None:
    """What a sentence in another paragraph says does not make a marker of a section."""
    alone = {s.start for s in outline(text, flowing(text))}
    above = "全年工作平稳有序。\n"
    both = {s.start - len(above) for s in outline(above + text, flowing(above + text))}
    head = text.find("\n") + 1 or len(text)
    assert {start for start in alone if start > head and text[start] in "一二三（①"} <= both


TROUBLE = {
    "counts on one line": "一、一、",
    "counts behind sentences": "。一是领导",
    "counts behind commas": "，一是领导",
    "markers on lines": "一、工作\n",
    "parts on lines": "第一部分\n",
    "decimals": "1.1.1.",
    "decimals on lines": "1.1.1.\n",
    "figures on lines": "1\n",
    "line ends": "\n",
    "carriage returns": "\r\n",
    "spaces": " ",
    "ideographic spaces": "　",
    "gaps and markers": "  一、  ",
    "brackets": "（",
    "quotation marks": "“啊",
    "marks": "。“（",
    "dashes": "——",
    "dashes on lines": "——经济\n",
    "一是一": "一是一",
    "one long line": "全县小学",
    "short lines": "全县小\n",
    "broken words": "全县小学x\n\n学国中\n",
    "attachments": "附件：\n1、表\n",
    "contents": "目录\n一、工作……3\n",
    "colons": "一、工作：",
    "gaps": "一、工作  二",
    "bare headings": "工作概况\n全年工作平稳有序。\n",
    "brackets as headings": "【工作】",
}


@pytest.mark.parametrize("name", TROUBLE)
def test_time_is_linear(name: str) -> None:
    """A quarter of a megabyte of anything takes well under a second; in quadratic time it would take minutes."""
    pattern = TROUBLE[name]
    text = pattern * (250_000 // len(pattern.encode()))

    def read() -> None:
        view = flowing(text)
        split_sentences(view)
        outline(text, view)

    assert seconds(read, enough=3) < 3
