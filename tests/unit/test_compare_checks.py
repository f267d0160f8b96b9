"""Arithmetic in a report: what is checked, what holds, what rounding leaves open."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import zhreport
from zhreport.compare.checks import find_checks
from zhreport.compare.observations import observe
from zhreport.compare.rounding import Interval, last_digit_worth, printed, signed

CASES = [json.loads(line) for line in Path("tests/cases/compare_checks.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_checks(case: dict[str, Any]) -> None:
    report = zhreport.extract(case["text"], doc="d", year=2007)
    found = report.checks
    shown = found[["rule", "expected", "found", "holds"]].values.tolist()
    assert [[rule, pytest.approx(e, abs=1e-5), f, h] for rule, e, f, h in shown] == case["checks"]
    starts = set(report.facts["start"])
    for check in found.itertuples():
        assert check.doc == "d"
        assert set(check.starts) <= starts


def test_a_check_says_its_sum_in_words() -> None:
    report = zhreport.extract("送審總額3572.4萬元,審定總額3104.1萬元,審減468.3萬元。", year=2007)
    assert find_checks(report.extraction)[0].note.told() == "3572.4萬元 − 3104.1萬元 = 468.3萬元, printed is 468.3萬元"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("投入561.3萬元", "561.25", "561.4"),
        ("投入3亿元", "25000", "40000"),
        ("培訓教師1650餘人次", "1650", "1660"),
        ("培训教师4000多名", "4000", "5000"),
        ("投入约30万元", "20", "40"),
        ("投入不少于30万元", "30", "Infinity"),
        ("投入不足30万元", "-Infinity", "30"),
        ("每校補助3—5萬元", "3", "5"),
    ],
)
def test_what_a_printed_figure_can_stand_for(text: str, low: str, high: str) -> None:
    found = observe(zhreport.extract(text, year=2007).extraction).observations[0]
    assert printed(found) == Interval(Decimal(low), Decimal(high))


def test_a_fall_is_negative() -> None:
    found = observe(zhreport.extract("收費比上年減少12萬元。", year=2007).extraction).observations[0]
    assert found.direction == "down"
    assert signed(found) == Interval(Decimal("-13"), Decimal("-11.5"))


def test_intervals() -> None:
    one, two = Interval(Decimal(1), Decimal(2)), Interval(Decimal(3), Decimal(5))
    assert one + two == Interval(Decimal(4), Decimal(7))
    assert two - one == Interval(Decimal(1), Decimal(4))
    assert one * two == Interval(Decimal(3), Decimal(10))
    assert two / one == Interval(Decimal("1.5"), Decimal(5))
    assert one.scaled(Decimal(100)).high == 200
    assert not one.meets(two)
    assert one.meets(Interval(Decimal(2), Decimal(9)))
    assert (two / Interval(Decimal(0), Decimal("Infinity"))) == Interval(Decimal(0), Decimal("Infinity"))
    assert last_digit_worth(Decimal(0), Decimal(1)) == 1
