"""What report.explain says of a fact: each decision with its rule and the words that it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zhreport
from zhreport import corpus

TEXT = """青溪县民政局2007年工作总结
一、2008年工作打算
全县上半年将农村低保标准由1200元提高到1400元以上，增长16.7%。
"""
# 「words」 (12:14): what a decision rests on
QUOTED = re.compile(r"「([^」]*)」 \((\d+):(\d+)\)")
LINE = re.compile(r"  \w+: ?.+")


@pytest.fixture(scope="module")
def report() -> zhreport.Report:
    return zhreport.extract(TEXT, doc="2007", year=2007, region="CN")


def parts(report: zhreport.Report, label: int) -> dict[str, tuple[str, list[str]]]:
    """What is said of each column: its value, and the words that it rests on."""
    found = {}
    for line in report.explain(label).splitlines()[1:-1]:
        column, _, rest = line.strip().partition(": ")
        value, _, why = rest.partition(" — ")
        found[column] = (value, [words for words, _, _ in QUOTED.findall(why)])
    return found


def test_the_head_and_the_sentence(report: zhreport.Report) -> None:
    lines = report.explain(1).splitlines()
    start = TEXT.index("1400元")
    assert lines[0] == f"1400元 ({start}:{start + 5}): amount, 1400 元 = 0.14 萬元"
    assert lines[-1] == "  sentence: 全县上半年将农村低保标准由1200元提高到1400元以上，增长16.7%。"


@pytest.mark.parametrize(
    ("label", "column", "value", "words"),
    [
        (0, "item", "农村低保标准", ["农村低保标准"]),
        (0, "action", "提高", []),
        (0, "role", "previous", ["1200元"]),
        (0, "scope", "全县", ["全县"]),
        (1, "item", "农村低保标准", ["农村低保标准"]),
        (1, "role", "level", []),
        (1, "status", "planned", ["一、2008年工作打算"]),
        (1, "period", "2008-01/2008-06", ["上半年"]),
        (1, "bound", ">=", []),
        (2, "item", "农村低保标准", ["农村低保标准"]),
        (2, "action", "增长", ["增长"]),
        (2, "role", "change", ["增长"]),
        (2, "direction", "up", []),
        (2, "status", "planned", ["一、2008年工作打算"]),
    ],
)
def test_a_decision_and_its_words(
    report: zhreport.Report, label: int, column: str, value: str, words: list[str]
) -> None:
    said, because = parts(report, label)[column]
    assert said == value
    assert [w for w in words if w not in because] == []


def test_columns_without_a_value_are_left_out(report: zhreport.Report) -> None:
    assert "direction" not in parts(report, 0)
    assert "bound" not in parts(report, 0)


def test_a_figure_that_names_nothing_has_no_item() -> None:
    puzzle = zhreport.extract("12名。", region="CN")
    assert "item" not in parts(puzzle, 0)
    assert puzzle.diagnostics[["start", "end", "code"]].values.tolist() == [[0, 3, "no-item"]]


@pytest.mark.parametrize("path", [corpus.paths(issuer)[-1] for issuer in corpus.issuers()], ids=lambda p: p.parent.name)
def test_every_quotation_is_in_the_report(path: Path) -> None:
    report = zhreport.read(path)
    for label in range(len(report.facts)):
        lines = report.explain(label).splitlines()
        for line in lines[1:-1]:
            assert LINE.fullmatch(line), line
            for words, start, end in QUOTED.findall(line):
                assert words == " ".join(report.text[int(start) : int(end)].split())
        shown = {line.split(":")[0].strip() for line in lines[1:-1]}
        assert {"role", "status"} <= shown
