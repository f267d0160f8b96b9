"""Ranges: 3—5万元, 20至30人, 百分之十二到十五, 位于20和30之间."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zhreport.quantities.figures import Figure, has_value, run_pattern, scale_worth
from zhreport.quantities.scan import read_figure
from zhreport.quantities.units import Unit

# 3—5, 20至30, 2——3, 1万(含)-5万; 和 only where 之间 follows
_TO = re.compile(r"(?:\(含\))?(?:至|到|~{1,2}|-{1,2}|—{1,2})|和|与")


_MINUS = ("零下", "负")


def read_range(view: str, first: Figure) -> Figure | None:
    """The range that begins with `first`; None where none does."""
    joint = _TO.match(view, first.end)
    if joint is None or first.form not in ("plain", "fraction") or first.high is not None:
        return None
    if first.form == "fraction" and first.unit is None:
        return None
    minus = next((word for word in _MINUS if view.startswith(word, joint.end())), "")
    match = run_pattern().match(view, joint.end() + len(minus))
    if match is None or not has_value(match[0]):
        return None
    second = read_figure(view, match)
    if second is not None and minus:
        second = replace(second, value=-second.value)
    if second is None or second.form not in ("plain", "fraction") or second.high is not None:
        return None
    if joint[0] in "和与" and not view.startswith("之间", second.end):
        return None
    return _span(first, second)


def _alike(one: Unit, two: Unit) -> bool:
    return one.surface == two.surface or (one.kind, one.std_unit, one.factor) == (two.kind, two.std_unit, two.factor)


def _span(first: Figure, second: Figure) -> Figure | None:
    unit, unit_name = second.unit, second.unit_name
    if first.unit is not None:
        if unit is None and first.form == "fraction" and not second.scale:
            # 百分之十二到十五
            unit, unit_name = first.unit, first.unit_name
        elif unit is None or not _alike(first.unit, unit):
            return None
    low = _lifted(first, second)
    if low >= second.value:
        return None
    step = min(first.step, second.step) if first.scale == second.scale else second.step
    return replace(
        second,
        start=first.start,
        value=low,
        low=low,
        high=second.value,
        step=step,
        vague="",
        unit=unit,
        unit_name=unit_name,
    )


def _lifted(first: Figure, second: Figure) -> Decimal:
    """The low end with the scale that it shares with the high one: 3—5万元, 两到三万, 两~3百."""
    low = first.value
    if first.unit is not None or first.scale:
        return low
    if second.scale:
        lifted = low * scale_worth(second.scale)
        return lifted if first.written.isascii() or lifted < second.value else low
    last = second.written[-1]
    if not first.written.isascii() and low < 10 and len(second.written) == 2 and last in "十百千拾佰仟":
        return low * scale_worth(last)
    return low
