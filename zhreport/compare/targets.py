"""Last year's targets with this year's outcomes: a kind of row of its own, never mixed with years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from zhreport.compare.evidence import WordWeights
from zhreport.compare.linking import Judge, Link, link, repeats
from zhreport.compare.model import Model
from zhreport.compare.observations import Edition, Observation, arithmetic_words
from zhreport.compare.panel import difference, shown, signs
from zhreport.compare.spans import is_plan_of_years
from zhreport.compare.wording import Phrases, say

if TYPE_CHECKING:
    import pandas as pd

TARGET_COLUMNS: Mapping[str, object] = {
    "indicator": "string", "kind": "string", "std_unit": "string", "year_a": "Int64", "year_b": "Int64",
    "start_a": "Int64", "end_a": "Int64", "start_b": "Int64", "end_b": "Int64", "target": "Float64",
    "target_bound": "string", "outcome": "Float64", "outcome_bound": "string", "difference": "Float64",
    "met": "boolean", "confidence": "Float64", "reason": "string",
}  # fmt: skip


def _only(edition: Edition, status: str) -> frozenset[int]:
    return frozenset(o.order for o in edition.observations if o.status != status)


def _as_actual(edition: Edition) -> Edition:
    """The report with its targets taken for outcomes, so that the two can be linked."""
    changed = tuple(replace(o, status="actual") for o in edition.observations)
    return Edition(edition.doc, edition.year, changed, edition.extraction)


def link_targets(editions: Sequence[Edition], model: Model, judge: Judge | None = None) -> tuple[Link, ...]:
    """Each report's targets with the outcomes in the report of the year after."""
    weights = WordWeights(editions)
    found: list[Link] = []
    for a, b in pairwise(editions):
        if b.year - a.year != 1:
            continue
        left_out = (_only(a, "planned") | repeats(a), _only(b, "actual") | repeats(b))
        # Nothing that the later report says of its past is about a target.
        for one in link(_as_actual(a), b, model, weights, {}, left_out=left_out, judge=judge).links:
            if _is_later(one.a, b.year):
                continue
            why = Phrases((say("target_of", year=a.year), *one.reason.parts))
            found.append(Link(replace(one.a, status="planned"), one.b, one.confidence, why))
    return tuple(found)


def _is_later(target: Observation, year: int) -> bool:
    """Whether a target is for years after those that the report of `year` can tell of."""
    if is_plan_of_years(target.titles):
        return True
    end = (target.period or "").rpartition("/")[2][:4]
    return end.isdigit() and int(end) > year


def is_met(target: Observation, outcome: Observation) -> bool | None:
    """Whether an outcome reaches its target within the rounding of both.

    A bound of the target says which way is good; without one more is better, but for ranks, prices, rates of death.
    """
    aim, reached = target.value if target.value is not None else target.low, outcome.value
    if aim is None or reached is None:
        return None
    if target.role == "change" and target.direction != outcome.direction:
        return False
    # A target is meant as it is printed, but for 3%左右, which 3.3% still is; the outcome may have been rounded.
    slack = outcome.step / 2 + (target.step / 2 if target.bound == "~" else 0)
    unbounded = target.bound in ("=", "~") and target.direction != "down"
    less_is_better = target.kind == "rank" or any(word in target.name.string for word in arithmetic_words("less"))
    if target.bound in ("<", "<=") or (unbounded and less_is_better):
        return reached - slack <= aim
    return reached + slack >= aim


def targets_frame(links: Sequence[Link], language: str = "en") -> pd.DataFrame:
    """One row per target with its outcome."""
    from zhreport.tables import frame

    def number(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    rows = []
    for one in links:
        a, b = one.a, one.b
        sign = signs((a, b))
        missed, _ = difference(replace(a, bound="="), replace(b, bound="="), sign=sign)
        rows.append((
            b.label, b.kind, b.std_unit, a.year, b.year, a.start, a.end, b.start, b.end,
            number(shown(a, sign=sign)), a.bound, number(shown(b, sign=sign)), b.bound, number(missed),
            is_met(a, b), one.confidence, one.reason.told(language),
        ))  # fmt: skip
    return frame(TARGET_COLUMNS, rows)
