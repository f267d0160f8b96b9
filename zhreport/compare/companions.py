"""What a report itself says of an indicator's past: earlier values and changes beside the current value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhreport.compare.names import rival_words
from zhreport.compare.observations import Observation, base_kind
from zhreport.compare.rounding import Interval, growth_factor, printed, signed

# How far from the value its change or its earlier value may stand, in figures.
_REACH = 4
_SHARED = 0.5
# An interval wider than this part of its value proves little.
_SHARP = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Companions:
    """The earlier values and the changes that a report gives beside one value."""

    previous: tuple[Observation, ...] = ()
    changes: tuple[Observation, ...] = ()


def measures_change_of(change: Observation, level: Observation) -> bool:
    """Whether a change can be that of a value, by its unit: 元 of 元, % of 元, points of %."""
    if change.kind == "points":
        return level.kind == "percentage"
    if change.kind in ("percentage", "multiple"):
        return level.kind in ("amount", "count", "measure", "duration")
    return base_kind(change) == base_kind(level) and (change.kind != "count" or change.std_unit == level.std_unit)


def _same_thing(a: Observation, b: Observation) -> bool:
    if a.name.string == b.name.string or (a.item and a.item == b.item):
        return True
    if rival_words(a.name, b.name) or a.name.markers != b.name.markers:
        return False
    shared = len(a.name.words & b.name.words)
    return shared > _SHARED * max(len(a.name.words), len(b.name.words), 1)


def _owner(one: Observation, levels: Sequence[Observation]) -> Observation | None:
    """The value that a change or an earlier value belongs to: the nearest of its name in its sentence."""
    fits = [level for level in levels if abs(level.order - one.order) <= _REACH and _fits(one, level)]
    # A change follows its value, an earlier value goes before it.
    follows = 1 if one.role == "change" else -1
    fits.sort(key=lambda level: (abs(one.order - level.order), (one.order - level.order) * follows < 0))
    return fits[0] if fits else None


def _fits(one: Observation, level: Observation) -> bool:
    if one.sentence_label != level.sentence_label or not _same_thing(one, level):
        return False
    if one.role == "previous":
        return base_kind(one) == base_kind(level)
    return measures_change_of(one, level) and one.status == level.status


def companions(observations: Sequence[Observation]) -> Mapping[int, Companions]:
    """For each value of a report (by its order) what stands beside it of its past."""
    by_sentence: dict[int | None, list[Observation]] = {}
    for observation in observations:
        by_sentence.setdefault(observation.sentence_label, []).append(observation)
    found: dict[int, Companions] = {}
    for group in by_sentence.values():
        levels = [o for o in group if o.role in ("level", "share")]
        for one in group:
            if one.role not in ("previous", "change"):
                continue
            owner = _owner(one, levels)
            if owner is None:
                continue
            known = found.get(owner.order, Companions())
            if one.spans is not None:
                continue
            if one.role == "previous":
                found[owner.order] = Companions((*known.previous, one), known.changes)
            elif not any(base_kind(one) == base_kind(other) for other in known.changes):
                # A second change in 元 is that of another thing, whose name was not understood.
                found[owner.order] = Companions(known.previous, (*known.changes, one))
    return found


def implied_by(change: Observation, level: Observation) -> Interval | None:
    """The value of the year before that a report's value and its change leave possible."""
    now = printed(level)
    if now is None:
        return None
    if change.kind in ("percentage", "multiple"):
        if change.kind == "multiple" or change.real:
            return None
        factor = growth_factor(change)
        return None if factor is None or now.low < 0 else now / factor
    moved = signed(change)
    return None if moved is None else now - moved


@dataclass(frozen=True, slots=True)
class Restated:
    """A report's word on the value of the year before: by which figure, and whether that fits the value found there."""

    by: Observation
    agrees: bool
    sharp: bool


def restated(a: Observation, b: Observation, beside: Companions) -> list[Restated]:
    """What report b says of the value that report a gives, each with whether the two agree within their rounding."""
    value = printed(a)
    if value is None:
        return []
    said = [(p, printed(p)) for p in beside.previous] + [(c, implied_by(c, b)) for c in beside.changes]
    found = []
    for by, interval in said:
        if interval is not None:
            size = abs(a.value) if a.value else Decimal(1)
            sharp = interval.width + value.width <= _SHARP * size or a.kind == "rank"
            found.append(Restated(by, interval.meets(value), sharp))
    return found
