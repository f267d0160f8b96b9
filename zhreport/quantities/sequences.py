"""Figures in a row: a shared unit, a shared bound, and two bounds that make a range."""

from __future__ import annotations

import re

from zhreport.model import Kind
from zhreport.quantities.bounds import Cue
from zhreport.quantities.candidates import Candidate
from zhreport.quantities.figures import scale_worth
from zhreport.quantities.scan import cents

_AND = re.compile(r"、|和|及|与|以及")
# 大于100并且小于300, 1000以上，1500以下
_LIMIT_JOINT = re.compile(
    r"(?:以上)?[, ]*+(?:、|并且|且|并|和|到|至|但)?(?:小于|少于|低于|不超过|大于|高于|多于)?(?:等于)?"
)
_APART_CHARS = 6
_SHARED_BOUNDS = (">=", "<=", "~")


def _in_a_row(view: str, one: Candidate, two: Candidate) -> bool:
    joint = _AND.match(view, one.figure.end)
    return joint is not None and joint.end() == two.lead_start


def share_units(view: str, found: list[Candidate]) -> None:
    """82.6、79.4、85分 and 3、5和7亿元: figures in a row take the unit of the last; 3、4、5月 none.

    >>> from zhreport.quantities import find_quantities
    >>> [(q.text, q.unit) for q in find_quantities("分别为82.6、79.4、85分")]
    [('82.6', '分'), ('79.4', '分'), ('85分', '分')]
    """
    for i in range(len(found) - 2, -1, -1):
        one, two = found[i], found[i + 1]
        a, b = one.figure, two.figure
        if a.unit is not None or b.unit is None or two.why is not None or (a.form, b.form) != ("plain", "plain"):
            continue
        if not (a.written.isascii() or len(a.written) > 1) or not _in_a_row(view, one, two):
            continue
        lifted = "" if a.scale else b.scale
        worth = scale_worth(lifted)
        figure = a._replace(unit=b.unit, value=a.value * worth, step=a.step * worth, scale=a.scale or lifted)
        same_scale = figure.scale == b.scale
        found[i] = one._replace(figure=figure, why=None, unit_from=(two.unit_from or b) if same_scale else None)


def share_money(view: str, found: list[Candidate]) -> None:
    """3分、5分和1毛钱: beside money in a row 分 is money.

    >>> from zhreport.quantities import find_quantities
    >>> [q.kind for q in find_quantities("分别提高3分、5分和1毛钱")]
    ['amount', 'amount', 'amount']
    """
    first = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and _in_a_row(view, found[end - 1], found[end]):
            continue
        row, first = range(first, end), end
        if len(row) > 1 and any(_has_unit_of(found[i], "amount") for i in row):
            for i in row:
                figure = found[i].figure
                if _has_unit_of(found[i], "count") and figure.unit is not None and figure.unit.surface == "分":
                    found[i] = found[i]._replace(figure=figure._replace(unit=cents()), why=None)


def _has_unit_of(candidate: Candidate, kind: Kind) -> bool:
    return candidate.figure.unit is not None and candidate.figure.unit.kind == kind


def share_bounds(view: str, found: list[Candidate]) -> None:
    """不低于850吨和420吨, 0.26‰和9.5‰以下: the cue before or behind a row counts for all of it.

    >>> from zhreport.quantities import find_quantities
    >>> [q.bound for q in find_quantities("分别不低于850吨和420吨")]
    ['>=', '>=']
    """
    _share_before(view, found)
    for i in range(len(found) - 2, -1, -1):
        one, two = found[i], found[i + 1]
        if two.after is None or one.after is not None or one.why is not None or two.why is not None:
            continue
        a, b = one.figure, two.figure
        alike = a.unit is b.unit and a.form == b.form and a.low is None
        if alike and two.after.bound in _SHARED_BOUNDS and _in_a_row(view, one, two):
            found[i] = one._replace(after=two.after)


def _share_before(view: str, found: list[Candidate]) -> None:
    """超过3个和5个, 分别超过3头和5只: the cue before the first counts for figures of its unit; behind 分别, of any."""
    passed: Cue | None = None
    apart = False
    for i in range(len(found) - 1):
        one, two = found[i], found[i + 1]
        if one.before is None or one.why is not None or two.why is not None:
            continue
        if one.before is not passed:
            apart = "分别" in view[max(0, one.before.start - _APART_CHARS) : one.before.start]
        a, b = one.figure, two.figure
        alike = a.form == b.form and (a.unit is b.unit or apart)
        if alike and two.before is None and two.after is None and _in_a_row(view, one, two):
            passed = Cue(one.before.bound, two.lead_start, two.lead_start)
            found[i + 1] = two._replace(before=passed)


def join_limits(view: str, found: list[Candidate]) -> list[Candidate]:
    """大于100并且小于300, 1000以上1500以下: a lower and an upper limit side by side are a range.

    >>> from zhreport.quantities import find_quantities
    >>> [(str(q.low), str(q.high)) for q in find_quantities("大于100并且小于300")]
    [('100', '300')]
    """
    kept: list[Candidate] = []
    i = 0
    while i < len(found):
        merged = _limits(view, found[i], found[i + 1]) if i + 1 < len(found) else None
        kept.append(merged or found[i])
        i += 2 if merged else 1
    return kept


def _lower(one: Candidate) -> Cue | None:
    if one.before is not None and one.before.bound in (">", ">="):
        return one.before
    return one.after if one.after is not None and one.after.bound == ">=" else None


def _upper(two: Candidate) -> Cue | None:
    if two.before is not None and two.before.bound in ("<", "<="):
        return two.before
    return two.after if two.after is not None and two.after.bound == "<=" else None


def _limits(view: str, one: Candidate, two: Candidate) -> Candidate | None:
    a, b = one.figure, two.figure
    if one.why or two.why or a.low is not None or b.low is not None or (a.form, b.form) != ("plain", "plain"):
        return None
    if a.value >= b.value or (a.unit is not None and a.unit is not b.unit):
        return None
    low, high = _lower(one), _upper(two)
    if low is None or high is None or _LIMIT_JOINT.fullmatch(view, a.end, b.start) is None:
        return None
    figure = b._replace(start=a.start, value=a.value, low=a.value, high=b.value, step=min(a.step, b.step))
    return two._replace(
        figure=figure,
        lead_start=one.lead_start,
        before=Cue("=", low.start, low.end) if low is one.before else None,
        after=Cue("=", high.start, high.end) if high is two.after else None,
    )
