"""Chains of facts as tables: one row an indicator, one column a year, and the change with its bound."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhreport.compare.across import Claim
from zhreport.compare.chains import Chain
from zhreport.compare.linking import Link, block
from zhreport.compare.names import name_of
from zhreport.compare.observations import Observation
from zhreport.compare.wording import Phrase
from zhreport.text.folding import fold

if TYPE_CHECKING:
    import pandas as pd

PAIR_COLUMNS: Mapping[str, object] = {
    "indicator": "string", "kind": "string", "std_unit": "string", "year_a": "Int64", "year_b": "Int64",
    "start_a": "Int64", "end_a": "Int64", "start_b": "Int64", "end_b": "Int64", "value_a": "Float64",
    "value_b": "Float64", "change": "Float64", "percent_change": "Float64", "confidence": "Float64",
    "reason": "string", "reported_change": "string", "agrees": "boolean",
}  # fmt: skip
TABLE_BEFORE: Mapping[str, object] = {
    "indicator": "string", "kind": "string", "std_unit": "string", "currency": "string", "role": "string",
    "status": "string", "scope": "string",
}  # fmt: skip
TABLE_BEHIND: Mapping[str, object] = {
    "first": "Float64", "last": "Float64", "change": "Float64", "change_bound": "string",
    "percent_change": "Float64", "cagr": "Float64", "new": "boolean", "dropped": "boolean",
}  # fmt: skip
SOURCE_COLUMNS: Mapping[str, object] = {
    "row": "Int64", "year": "Int64", "doc": "string", "start": "Int64", "end": "Int64", "text": "string",
    "std_value": "Float64", "bound": "string", "low": "Float64", "high": "Float64", "role": "string",
    "direction": "string", "status": "string", "item": "string", "action": "string", "period": "string",
    "section": "string", "titles": "string", "sentence_start": "Int64", "sentence": "string",
    "confidence": "Float64", "reason": "string",
}  # fmt: skip
UNMATCHED_COLUMNS: Mapping[str, object] = {
    "doc": "string", "year": "Int64", "start": "Int64", "end": "Int64", "text": "string", "kind": "string",
    "std_value": "Float64", "std_unit": "string", "role": "string", "status": "string", "item": "string",
    "action": "string", "section": "string", "why": "string",
}  # fmt: skip
# Kinds whose values have a meaningful quotient; of percentages, ranks and ratios the difference says it all.
_QUOTIENT_KINDS = frozenset(("amount", "count", "measure", "duration"))
_UP, _DOWN, _BOTH = frozenset((">", ">=")), frozenset(("<", "<=")), frozenset(("~",))


def change_unit(kind: str, std_unit: str | None) -> str | None:
    """The unit of the difference of two values: points for percentages.

    >>> change_unit("percentage", "%")
    '個百分點'
    """
    return "個百分點" if kind == "percentage" else std_unit


def change_bound(before: str, after: str) -> str | None:
    """The bound of `after − before`; None where even its size is unknown.

    >>> change_bound("=", ">"), change_bound(">", "="), change_bound(">", ">")
    ('>', '<', None)
    """
    if (before in _UP and after in _UP) or (before in _DOWN and after in _DOWN):
        return None
    if before == "=" and after == "=":
        return "="
    raised = after in _UP or before in _DOWN
    lowered = after in _DOWN or before in _UP
    if raised and lowered:
        return None
    if raised or lowered:
        strict = ">" in (before, after) or "<" in (before, after)
        return (">" if raised else "<") + ("" if strict else "=")
    return "~"


def signs(observations: Iterable[Observation]) -> bool:
    """Whether values have to be told apart by sign: changes of which some went up and some down."""
    return len({o.direction for o in observations if o.role == "change" and o.direction}) > 1


def shown(observation: Observation, *, sign: bool) -> Decimal | None:
    """The value as tables show it; a fall is negative where rises stand on its row."""
    value = observation.value
    return -value if value is not None and sign and observation.direction == "down" else value


def difference(a: Observation, b: Observation, *, sign: bool) -> tuple[Decimal | None, str | None]:
    """The change from a to b with its bound; no number where a range or two bounds leave its size unknown."""
    before, after = shown(a, sign=sign), shown(b, sign=sign)
    bound = change_bound(a.bound, b.bound)
    if before is None or after is None or bound is None or a.currency != b.currency:
        return None, None
    return after - before, bound


def percent(a: Observation, b: Observation, change: Decimal | None) -> Decimal | None:
    """The change in percent of a; None where a quotient means nothing."""
    if change is None or a.kind not in _QUOTIENT_KINDS or a.value is None or a.value <= 0 or signs((a, b)):
        return None
    return 100 * change / a.value


def annual_rate(a: Observation, b: Observation, change: Decimal | None) -> float | None:
    """The compound annual rate from a to b, in percent."""
    if percent(a, b, change) is None or a.value is None or b.value is None or b.value <= 0:
        return None
    return 100 * (math.pow(b.value / a.value, 1 / (b.year - a.year)) - 1)


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def _frame(columns: Mapping[str, object], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    from zhreport.tables import frame

    return frame(columns, rows)


def pair_row(link: Link, claim: Claim | None, language: str) -> tuple[object, ...]:
    """One link as a row of `pairs`."""
    a, b = link.a, link.b
    sign = signs((a, b))
    change, _ = difference(a, b, sign=sign)
    return (
        b.label, b.kind, b.std_unit, a.year, b.year, a.start, a.end, b.start, b.end, _float(shown(a, sign=sign)),
        _float(shown(b, sign=sign)), _float(change), _float(percent(a, b, change)), link.confidence,
        link.reason.told(language), claim.words if claim else None, claim.agrees if claim else None,
    )  # fmt: skip


def pairs_frame(links: Iterable[tuple[Link, Claim | None]], language: str = "en") -> pd.DataFrame:
    """One row per link between two years, in the order of years and text."""
    ordered = sorted(links, key=lambda one: (one[0].a.year, one[0].b.year, one[0].a.start))
    return _frame(PAIR_COLUMNS, [pair_row(link, claim, language) for link, claim in ordered])


def in_order(chains: Iterable[Chain]) -> list[Chain]:
    """The chains as a table shows them: linked ones first, as they come in the latest report that has them."""
    return sorted(chains, key=lambda c: (len(c.observations) == 1, -c.observations[-1].year, c.observations[-1].start))


def labels(chains: Sequence[Chain]) -> list[str]:
    """What to call each row: the latest name, or the fullest where two rows would have the same."""
    latest = [(chain.observations[-1].label, block(chain.observations[-1])) for chain in chains]
    taken = Counter(latest)
    found = []
    for chain, key in zip(chains, latest, strict=True):
        if signs(chain.observations):
            found.append(_up_and_down(chain.observations[-1]))
        elif taken[key] > 1:
            found.append(max((o.label for o in reversed(chain.observations)), key=_fullness))
        else:
            found.append(key[0])
    return found


def _up_and_down(o: Observation) -> str:
    """The name of changes some of which went up and some down, in the script of the report."""
    item = o.item or o.label
    return f"{item}{'增减' if fold(item) == item else '增減'}"


def _fullness(label: str) -> int:
    return len(name_of(label, None).string)


def _table_row(chain: Chain, label: str, years: Sequence[int]) -> tuple[object, ...]:
    first, last = chain.observations[0], chain.observations[-1]
    sign = signs(chain.observations)
    by_year = {o.year: _float(shown(o, sign=sign)) for o in chain.observations}
    single = len(chain.observations) == 1
    change, bound = (None, None) if single else difference(first, last, sign=sign)
    scopes = {o.scope for o in chain.observations if o.scope}
    return (
        label, last.kind, last.std_unit, last.currency, last.role, last.status,
        scopes.pop() if len(scopes) == 1 else None, *(by_year.get(year) for year in years),
        _float(shown(first, sign=sign)), _float(shown(last, sign=sign)), _float(change), bound,
        None if signs(chain.observations) else _float(percent(first, last, change)),
        None if single or signs(chain.observations) else annual_rate(first, last, change),
        first.year != years[0], last.year != years[-1],
    )  # fmt: skip


def table_frame(chains: Sequence[Chain], years: Sequence[int]) -> pd.DataFrame:
    """One row per indicator; the columns of the years are named by their numbers."""
    columns: dict[Any, object] = {**TABLE_BEFORE, **dict.fromkeys(years, "Float64"), **TABLE_BEHIND}
    named = zip(chains, labels(chains), strict=True)
    return _frame(columns, [_table_row(chain, label, years) for chain, label in named])


def sources_frame(chains: Sequence[Chain], language: str = "en") -> pd.DataFrame:
    """Where each cell of the table comes from: `row` is the label of the table's row."""
    rows = []
    for label, chain in enumerate(chains):
        made = {link.b.year: link for link in chain.links}
        for o in chain.observations:
            link = made.get(o.year)
            rows.append((
                label, o.year, o.doc, o.start, o.end, o.text, _float(o.value), o.bound, _float(o.low), _float(o.high),
                o.role, o.direction, o.status, o.item, o.action, o.period, o.section, o.titles or None,
                o.sentence_start, o.sentence or None, link.confidence if link else None,
                link.reason.told(language) if link else None,
            ))  # fmt: skip
    return _frame(SOURCE_COLUMNS, rows)


def unmatched_frame(alone: Iterable[tuple[Observation, Phrase]], language: str = "en") -> pd.DataFrame:
    """The facts that found no partner in another year, each with why."""
    rows = [
        (o.doc, o.year, o.start, o.end, o.text, o.kind, _float(o.value), o.std_unit, o.role, o.status, o.item,
         o.action, o.section, why.told(language))
        for o, why in sorted(alone, key=lambda one: (one[0].year, one[0].start))
    ]  # fmt: skip
    return _frame(UNMATCHED_COLUMNS, rows)
