"""Ranges: 3—5万元, 20至30人, 百分之十二到十五, 位于20和30之间."""

from __future__ import annotations

import re
from decimal import Decimal

from zhreport.quantities.figures import Figure, scale_worth
from zhreport.quantities.scan import figure_at
from zhreport.quantities.units import Unit

# 3—5, 20至30, 2——3, 1万(含)-5万, 200元起至; 和 only where 之间 follows
_TO = re.compile(r"(?:\(含\)|起)?(?:至|到|~{1,2}|-{1,2}|—{1,2})|和|与")


# 由45.9%到52.6% are two values, 41.7%到86.7% is a range; so is 由3元至12元不等.
_RISES_FROM = re.compile(r"[由从自][^,。;、:]{0,6}$")
_RANGED = ("不等", "之间")
# 增加420个至6850个: by 420, to 6850.
_CHANGES = re.compile(
    r"(?:[增减]|[增添]加|减少|增长|[提升]高|上[升调]|下[降调]|降低|提升|扩大|缩[小减短]|压缩|回升|回落)了?$"
)
_CHANGE_KINDS = ("amount", "count", "measure", "duration")
# What grows by more than all it was is rarer than a growth between two figures: 每月提高200元至300元.
_LEVEL_TO_CHANGE = 2
_MINUS = ("零下", "负")


def read_range(view: str, first: Figure) -> Figure | None:
    """The range that begins with `first`; None where none does, as in 由46.9%到48.2% and 增加420个至6850个.

    >>> from zhreport.quantities import find_quantities
    >>> [(q.text, str(q.low)) for q in find_quantities("由3元至12元不等,由3元至12元,增加3元至120元")]
    [('3元至12元', '3'), ('3元', 'None'), ('12元', 'None'), ('3元', 'None'), ('120元', 'None')]
    """
    found = _joined(view, first)
    if found is None or view.startswith(_RANGED, found.end):
        return found
    if _RISES_FROM.search(view, max(0, first.start - 8), first.start):
        return None
    return None if _is_change_and_level(view, first, found) else found


def _is_change_and_level(view: str, first: Figure, found: Figure) -> bool:
    if first.unit is None or first.unit.kind not in _CHANGE_KINDS or view[first.end] not in "至到":
        return False
    if _CHANGES.search(view, max(0, first.start - 3), first.start) is None:
        return False
    return found.high is not None and found.high > _LEVEL_TO_CHANGE * first.value


def _joined(view: str, first: Figure) -> Figure | None:
    joint = _TO.match(view, first.end)
    if joint is None or first.form not in ("plain", "fraction") or first.high is not None:
        return None
    if first.form == "fraction" and first.unit is None:
        return None
    minus = next((word for word in _MINUS if view.startswith(word, joint.end())), "")
    second = figure_at(view, joint.end() + len(minus))
    if second is not None and minus:
        second = second._replace(value=-second.value)
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
    return second._replace(
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
