"""What a report says of the year before, held against what the year before said itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhreport.compare.companions import Companions, implied_by
from zhreport.compare.linking import Link
from zhreport.compare.observations import Observation
from zhreport.compare.rounding import printed
from zhreport.compare.verdicts import Check
from zhreport.compare.wording import figure, in_unit_of, plain, say


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report says of a change, as it is written, and whether that fits the values of both years."""

    words: str
    agrees: bool | None


def _written(change: Observation) -> str:
    return f"{change.action or ''}{figure(change)}"


def _fits(link: Link, change: Observation) -> bool | None:
    """Whether a stated change leads from a to b within the rounding; None where it cannot be told."""
    before, implied = printed(link.a), implied_by(change, link.b)
    return None if before is None or implied is None else before.meets(implied)


def claim(link: Link, beside: Companions) -> Claim | None:
    """What the later report of a link says of the change from the year before; None where it says nothing."""
    if link.b.year - link.a.year != 1 or link.b.role == "change" or not beside.changes:
        return None
    verdicts = [v for v in (_fits(link, change) for change in beside.changes) if v is not None]
    return Claim("；".join(map(_written, beside.changes)), all(verdicts) if verdicts else None)


def checks_across(links: Iterator[Link], beside: Mapping[int, Mapping[int, Companions]]) -> Iterator[Check]:
    """The checks of each later report's words on the year before; `starts` are offsets in the later report."""
    for link in links:
        a, b = link.a, link.b
        if b.year - a.year != 1 or b.role == "change" or b.status != "actual":
            continue
        said = beside[b.year].get(b.order, Companions())
        for previous in said.previous:
            check = _restated(link, previous)
            if check is not None:
                yield check
        for change in said.changes:
            check = _moved(link, change)
            if check is not None:
                yield check


def _restated(link: Link, previous: Observation) -> Check | None:
    before, now = printed(link.a), printed(previous)
    if before is None or now is None or previous.spans is not None:
        return None
    holds = before.meets(now)
    note = say(
        "restated" if holds else "revised", name=_name(link.b), year=link.a.year, before=figure(link.a),
        later=link.b.year, said=figure(previous),
    )  # fmt: skip
    return Check(link.b.doc, "restated", (previous.start,), link.a.value, previous.value, holds, note)


def _moved(link: Link, change: Observation) -> Check | None:
    """A stated change against the one from the values of both years."""
    a, b = link.a, link.b
    fits = _fits(link, change)
    if fits is None or a.value is None or b.value is None or change.value is None:
        return None
    percent = change.kind == "percentage" and a.kind != "percentage"
    moved = 100 * (b.value - a.value) / a.value if percent else b.value - a.value
    found = -change.value if change.direction == "down" else change.value
    note = say(
        "moved", name=_name(b), before=figure(a), year=a.year, after=figure(b), later=b.year,
        expected=f"{plain(moved, sign=True)}%" if percent else in_unit_of(moved, b, sign=True), said=_written(change),
    )  # fmt: skip
    return Check(b.doc, "growth" if percent else "difference", (b.start, change.start), moved, found, fits, note)


def _name(o: Observation) -> str:
    return " ".join(o.label.split())
