"""Whether a figure was done or is to come: titles, cues, what holds on to the end of a paragraph, and why."""

from __future__ import annotations

import pytest

from zhreport.model import Fact
from zhreport.pipeline import extract_values

A, P = "actual", "planned"


def facts(text: str, year: int | None = 2007) -> tuple[Fact, ...]:
    return extract_values(text, doc="text", year=year, region="CN").facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Titles
        ("一、2007年工作回顾\n新建学校12所。\n二、2008年工作打算\n新建学校8所。", [A, P]),
        ("一、下一步工作\n新建学校8所。\n（一）加强管理\n培训校长26名。", [P, P]),
        ("一、工作打算\n新建学校8所。\n二、保障措施\n培训校长26名。", [P, P]),
        ("一、今后的工作任务\n新建学校8所。\n二、2006年工作回顾\n新建学校3所。", [P, A]),
        ("一、目标任务完成情况\n新建学校8所。", [A]),
        ("一、明年工作\n在已建成3所的基础上，再建8所。", [A, P]),
        # Cues in the sentence
        ("明年新建学校8所。", [P]),
        ("力争新建学校8所。", [P]),
        ("新建学校8所，明年再建12所。", [A, P]),
        ("去年新建学校8所，今年计划新建12所。", [A, P]),
        ("计划新建学校8所；培训教师120名。", [P, A]),
        ("将投入资金12万元。", [P]),
        ("将学校增加到12所。", [A]),
        ("要新建学校8所。", [P]),
        ("主要学校8所。", [A]),
        ("确保合格率达到98%。", [P]),
        ("拟安排资金12万元。", [P]),
        ("拟定方案12个。", [A]),
        ("预期寿命76岁，预期增长3%。", [A, P]),
        # Only the later value is a plan
        ("明年将标准由120元提高到150元。", [A, P]),
        # A list of targets
        ("主要预期目标是：\n新建学校8所；培训教师120名。", [P, P]),
        ("主要成绩有：\n新建学校8所。", [A]),
        # A coming year, announced or in passing
        ("2008年工作目标：新建学校8所。", [P]),
        ("2006年新建学校8所。", [A]),
        # A plan ends with its paragraph
        ("力争新建学校8所。\n新建学校3所。", [P, A]),
        ("力争新建学校8所。共有教师120名。", [P, A]),
    ],
)
def test_status(text: str, expected: list[str]) -> None:
    assert [fact.status for fact in facts(text)] == expected


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("一、2008年工作打算\n新建学校8所。", "section of plans", "一、2008年工作打算"),
        ("全县力争新建学校8所。", "word of a plan", "力争"),
        ("主要预期目标是：\n新建学校8所。", "lead of a list of targets", "目标是："),
        ("一、明年工作\n已建成3所。", "done, inside a plan", "已"),
        ("今年将新建学校8所。", "word of a plan", "将"),
    ],
)
def test_status_says_why(text: str, rule: str, words: str) -> None:
    [reason] = [e for e in facts(text)[0].evidence if e.column == "status"]
    assert reason.rule == rule
    assert text[reason.start : reason.end] == words


def test_what_was_done_needs_no_reason() -> None:
    assert [e for e in facts("新建学校8所。")[0].evidence if e.column == "status"] == []


def test_without_the_year_of_the_report_a_year_tells_nothing() -> None:
    assert [f.status for f in facts("2008年任务：新建学校8所。")] == ["planned"]
    assert [f.status for f in facts("2008年任务：新建学校8所。", year=None)] == ["actual"]


def test_a_later_paragraph_turns_no_earlier_figure_into_a_plan() -> None:
    assert [f.status for f in facts("今年新建学校8所。\n今年计划新建学校12所。")] == ["actual", "planned"]
