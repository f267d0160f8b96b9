"""What holds for the facts of every text: spans, neighbours, script, and time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.timing import growth
from zhreport.model import Extraction, Fact, Region
from zhreport.pipeline import extract_values
from zhreport.text.folding import fold

CASES = [json.loads(line) for line in Path("tests/cases/facts.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = [case["text"] for case in CASES]
# What stands in another paragraph: other cases, and words that reach forward but never back.
NEIGHBOURS = [
    *TEXTS,
    "二、下年工作打算",
    "力争完成投资12亿元。",
    "去年完成18%。",
    "其中女教师12名。",
    "(三)其他工作。",
    "比上年增长6%",
    "占28.6%。",
    "由市局负责。",
]
PIECES = st.sampled_from(
    [
        "一、", "（二）", "3.", "一是", "——", "①", "第三章", "2008年工作打算\n", "全县", "本市", "柳河镇",
        "小学", "國中", "教師", "合格率", "生产总值", "增加值", "财政投入", "投入", "培训", "審計", "增长", "減少",
        "提高到", "达到", "为", "占", "分别", "分別為", "各", "其中", "由", "到", "把", "将", "對", "进行", "被",
        "每生每年", "人均", "平均", "去年", "今年", "五年来", "上半年", "5月", "2007年", "民國112年",
        "“十五”期间", "比上年", "同比", "力争", "计划", "预计", "以上", "左右", "近", "超过", "不低于", "12",
        "3.5", "１２", "三", "一万五", "561.3", "1/3", "1:19", "万", "亿", "%", "％", "个百分点", "元", "萬元",
        "美元", "名", "所", "人次", "公里", "亩", "吨", "倍", "番", "第", "位", "首位", "成", "天", "第13名",
        "12名", "561.3萬元", "18%", "8.6個百分點", "的", "了", "和", "、", "，", "。", "；", "：", "（", "）", "(",
        ")", "“", "”", "「", "」", "《", "》", "！", "？", "…", "·", "\n", "\n\n", "\r\n", "\t", "\x00",
        "\u200b", "\u3000", "A", "PM2.5", "😀", "�", "㈠",
    ]
)  # fmt: skip
NOISE = st.lists(st.one_of(PIECES, st.just(" "), st.text(max_size=2)), max_size=50).map("".join)
REGIONS = st.sampled_from([None, "CN", "TW", "HK"])
YEARS = st.sampled_from([None, 1956, 2007, 2023])


def read(text: str, year: int | None = 2007, region: Region | None = "CN") -> Extraction:
    return extract_values(text, doc="text", year=year, region=region)


def meaning(fact: Fact) -> Fact:
    """A fact without the number of its section, which a heading above or below may change."""
    return replace(fact, section=None)


@settings(max_examples=300, deadline=None)
@given(text=st.sampled_from(TEXTS), neighbour=st.sampled_from(NEIGHBOURS))
def test_a_neighbour_in_its_own_paragraph_changes_no_fact_before_it(text: str, neighbour: str) -> None:
    assume(not ("今年" in text and "今年" in neighbour))  # 今年计划… tells that all of the report looks ahead
    alone = read(text).facts
    both = read(f"{text}\n{neighbour}").facts
    assert [meaning(f) for f in both if f.quantity.start < len(text)] == [meaning(f) for f in alone]


@settings(deadline=None)
@given(text=NOISE, neighbour=NOISE)
def test_noise_in_its_own_paragraph_changes_no_figure_of_a_sentence(text: str, neighbour: str) -> None:
    sentence = "全年投入561.3万元，培训教师1650余人次，合格率达到97%，比上年提高2.1个百分点。"
    alone = [meaning(f) for f in read(sentence).facts]
    assert len(alone) == 4
    found = read(f"{sentence}\n{neighbour}").facts
    assert [meaning(f) for f in found if f.quantity.start < len(sentence)] == alone


@settings(deadline=None)
@given(text=NOISE, year=YEARS, region=REGIONS)
@example(text="（增长8%" * 3, year=2007, region="CN")
@example(text="12所、" * 3 + "分别为", year=None, region=None)
def test_facts_of_noise_are_sound(text: str, year: int | None, region: Region | None) -> None:
    found = read(text, year, region)
    end = 0
    for fact in found.facts:
        quantity = fact.quantity
        assert quantity.start >= end
        end = quantity.end
        assert quantity.text == text[quantity.start : quantity.end]
        sentence = found.sentences[fact.sentence]
        assert sentence.start <= quantity.start < quantity.end <= sentence.end
        assert fact.section is None or 0 <= fact.section < len(found.sections)
        assert (fact.role == "change") == (fact.direction is not None)
        for words in (fact.item, fact.action, fact.scope):
            assert words is None or words.strip() == words != ""
        for reason in fact.evidence:
            assert 0 <= reason.start <= reason.end <= len(text)
    unnamed = {(d.start, d.end) for d in found.diagnostics if d.code == "no-item"}
    assert unnamed == {(f.quantity.start, f.quantity.end) for f in found.facts if f.item is None}


def shape(fact: Fact) -> tuple[object, ...]:
    """Everything of a fact that does not show its script: words folded."""
    q = fact.quantity
    words = [None if w is None else fold(w) for w in (fact.item, fact.action, fact.scope)]
    numbers = (q.start, q.end, q.kind, q.value, q.low, q.high, q.std_value, q.currency, q.bound)
    return (*numbers, fact.role, fact.direction, fact.status, fact.period, *words)


@pytest.mark.parametrize("case", [c for c in CASES if fold(c["text"]) != c["text"]], ids=lambda case: case["id"])
def test_script_and_width_change_no_fact(case: dict[str, object]) -> None:
    text, year, region = case["text"], case["year"], case["region"]
    assert isinstance(text, str)
    written, folded = (read(t, year, region).facts for t in (text, fold(text)))  # type: ignore[arg-type]
    assert [shape(f) for f in folded] == [shape(f) for f in written]


@pytest.mark.parametrize(
    "path", sorted(Path("corpus").glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_script_and_width_change_no_fact_of_a_report(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    region: Region = "TW" if "hailan" in path.parent.name else "CN"
    written, folded = (read(t, 2007, region).facts for t in (text, fold(text)))
    assert [shape(f) for f in folded] == [shape(f) for f in written]


@settings(deadline=None)
@given(text=NOISE, region=REGIONS)
def test_script_and_width_change_no_fact_of_noise(text: str, region: Region | None) -> None:
    assert [shape(f) for f in read(fold(text), 2007, region).facts] == [
        shape(f) for f in read(text, 2007, region).facts
    ]


# Written again and again with other figures for #: what repeats itself exactly is not read at all.
REPEATED = {
    "paragraphs": "全縣投入#1.3萬元，其中財政投入#萬元，占#%。對#名校長進行了審計，比上年增長8.#%（同口徑）。\n",
    "sentences": "全年完成投资#亿元，增长8.#%。",
    "clauses": "完成投资#亿元，增长8.#%，",
    "figures in a list": "小学#所、",
    "dealt figures": "合格率分别为#%、1#%、",
    "parts": "其中女教师#名，",
    "asides": "投资#亿元（增长8.#%）",
    "open brackets": "（增长#%",
    "no marks": "由#%提高到1#%",
    "sections of plans": "一、2008年工作打算\n新建学校#所。\n",
    "times": "2006年#所",
    "plans": "力争#所",
    "words": "加强教育工作，",
}


def written(pattern: str, times: int) -> str:
    return "".join(pattern.replace("#", str(10 + 7 * i % 89)) for i in range(times))


@pytest.mark.parametrize("name", REPEATED)
def test_time_is_linear(name: str) -> None:
    """Twice the text takes about twice the time; in quadratic time it would take four times."""
    pattern = REPEATED[name]
    times = 3000 // len(pattern)
    found = read(written(pattern, times)).facts
    assert len(found) >= times * (pattern.count("#") > 0)
    once, twice = (written(pattern, times * n) for n in (1, 2))
    assert growth(lambda: read(once), lambda: read(twice), 2.6) < 2.6
