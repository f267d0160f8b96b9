"""Facts as the rooms of comparison look at them: one shape, whether they come as a Report or as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from zhreport.compare.names import Name, name_of
from zhreport.compare.spans import of_columns, of_text
from zhreport.errors import ZhReportError
from zhreport.lexicon.loader import table
from zhreport.model import Extraction, Fact, Quantity
from zhreport.text.folding import fold
from zhreport.text.layout import flowing

if TYPE_CHECKING:
    import pandas as pd

# How much of its sentence a fact is seen with; the figures in it say nothing of what is measured.
_BEFORE_CHARS, _BEHIND_CHARS = 45, 15
_YUAN = Decimal("0.0001")
# 扣除价格因素，分别实际增长10.4%和7.4%: the words stand this near.
_NEAR_CHARS = 25
# A number of persons or things is no measure: 每人240元 is said of what others call 240元.
_PER = re.compile(r"每(\d*(?:斤|公斤|千克|吨|亩|公顷|平方米|立方米|千瓦时))[^,;]*$")
_PAYER = re.compile(r"(?:(中央|全国|地方|各级|[省市县区])财政|(中央|地方)(?:下达|安排|投入|拨付|下拨|补助))[^,;]*$")
_FIGURES = re.compile(r"[\d\s.,%，。、；：“”\"'()（）]+")


class ComparisonError(ZhReportError, ValueError):
    """Something that cannot be compared: `what` it is, the `reason`, and the `remedy`."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        super().__init__(what, reason, remedy)
        self.what, self.reason, self.remedy = what, reason, remedy

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact of one report: the figure in standard units, what it measures, and where it stands.

    `order` counts the facts of a report; `step` is what the last written digit is worth in `std_unit`. `sentence` and
    `titles` (of the sections that it stands in, as written) are empty where only a table of facts is at hand. `spans`
    is set where the figure covers several years or is measured against another base than the year before, `real` where
    it is a growth at constant prices; `per` is the measure that an amount is paid for (50公斤), `payer` who pays it
    (中央), if that is said.
    """

    doc: str
    year: int
    order: int
    start: int
    end: int
    text: str
    kind: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    step: Decimal
    unit: str | None
    std_unit: str | None
    currency: str | None
    bound: str
    role: str
    direction: str | None
    status: str
    item: str | None
    action: str | None
    scope: str | None
    period: str | None
    section: str | None
    titles: str
    sentence_label: int | None
    sentence_start: int
    sentence: str
    context: frozenset[str]
    spans: str | None
    real: bool
    per: str | None
    payer: str | None
    name: Name

    @property
    def label(self) -> str:
        """What to call the indicator in a table: its item, with the action where the item alone does not say it."""
        item, action = self.item or "", self.action or ""
        if not item:
            return action or self.text
        if action and self.role != "change" and name_of(None, action).words:
            return f"{item}（{action}）"
        return f"{item}{action}" if action and self.role == "change" else item


@dataclass(frozen=True, slots=True)
class Edition:
    """One report of the comparison: its facts in the order of the text."""

    doc: str
    year: int
    observations: tuple[Observation, ...]
    extraction: Extraction | None


def _grams(words: str) -> frozenset[str]:
    plain = _FIGURES.sub("", words)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


@cache
def arithmetic_words(name: str) -> tuple[str, ...]:
    """The words of one class of `lexicon/arithmetic.tsv`."""
    rows = table("arithmetic.tsv", ("surface", "class", "first", "second", "example"), ("surface", "class"))
    return tuple(row["surface"] for row in rows if row["class"] == name)


def _is_real(role: str, name: Name, before: str) -> bool:
    """Whether a growth is stated at constant prices, which no two printed values lead to."""
    if role != "change":
        return False
    return any(word in name.string for word in arithmetic_words("real")) or any(
        word in before for word in arithmetic_words("constant")
    )


def _per(kind: str, before: str) -> str | None:
    """The measure that an amount is paid for: 每斤 and 每50公斤 make two indicators of one price."""
    found = _PER.search(before) if kind == "amount" else None
    return None if found is None else found[1]


def _payer(kind: str, before: str) -> str | None:
    """Who pays an amount: 中央 of 中央财政投入 and 中央下达, 全国 of 全国财政安排."""
    found = _PAYER.search(before) if kind == "amount" else None
    return None if found is None else found[1] or found[2]


def _standard_step(quantity: Quantity) -> Decimal:
    """The weight of the last written digit in standard units."""
    value, std = quantity.value, quantity.std_value
    if value and std:
        return abs(quantity.weight * std / value)
    return quantity.weight


def _scaled(quantity: Quantity, end: Decimal | None) -> Decimal | None:
    """The end of a range in standard units."""
    if end is None:
        return None
    from zhreport.quantities import find_quantities

    # The factor is that of the same unit on a figure of its own.
    found = find_quantities(f"{end}{quantity.unit or ''}")
    if len(found) == 1 and found[0].std_value is not None and found[0].kind == quantity.kind:
        return found[0].std_value
    return end


def _titles(extraction: Extraction, index: int | None) -> str:
    titles = []
    while index is not None:
        section = extraction.sections[index]
        titles.append(section.title or "")
        index = section.parent
    return " / ".join(t for t in reversed(titles) if t)


def _around(view: str, sentence: tuple[int, int], quantity: Quantity) -> str:
    """The words around a figure."""
    start, end = sentence
    left = view[max(start, quantity.start - _BEFORE_CHARS) : quantity.start]
    return left + view[quantity.end : min(end, quantity.end + _BEHIND_CHARS)]


def _observe(extraction: Extraction, view: str, order: int, year: int) -> Observation:
    fact: Fact = extraction.facts[order]
    quantity, sentence = fact.quantity, extraction.sentences[fact.sentence]
    name = name_of(fact.item, fact.action)
    around = _around(view, (sentence.start, sentence.end), quantity)
    titles = _titles(extraction, fact.section)
    columns = (fact.period, fact.action, year, fact.role)
    spans = of_text(view, (quantity.start, quantity.end), sentence.start, fold(titles), columns)
    near = view[max(sentence.start, quantity.start - _NEAR_CHARS) : quantity.start].rpartition(";")[2]
    section = None if fact.section is None else extraction.sections[fact.section].path
    return Observation(
        extraction.doc, year, order, quantity.start, quantity.end, quantity.text, quantity.kind,
        quantity.std_value, _scaled(quantity, quantity.low), _scaled(quantity, quantity.high),
        _standard_step(quantity), quantity.unit, quantity.std_unit, quantity.currency, quantity.bound, fact.role,
        fact.direction, fact.status, fact.item, fact.action, fact.scope, fact.period, section,
        titles, fact.sentence, sentence.start,
        extraction.text[sentence.start : sentence.end], _grams(around),
        spans, _is_real(fact.role, name, near), _per(quantity.kind, near), _payer(quantity.kind, near), name,
    )  # fmt: skip


def _in_money(o: Observation) -> Observation:
    """150元/人 as 0.015 萬元, like the 150元 of a year that leaves the 人 to the reader; others as they are."""
    if o.kind != "amount" or not (o.std_unit or "").startswith("元/"):
        return o
    value, low, high = (None if n is None else n * _YUAN for n in (o.value, o.low, o.high))
    return replace(o, value=value, low=low, high=high, step=o.step * _YUAN, std_unit="萬元")


def observe(extraction: Extraction, year: int | None = None) -> Edition:
    """The facts of one report; `year` overrules its own.

    Raises:
        ComparisonError: a report whose year nobody knows.
    """
    year = extraction.year if year is None else year
    if year is None:
        raise ComparisonError(extraction.doc, "its year is unknown", "give it to read or extract, as year=2007")
    view = flowing(extraction.text)
    observations = tuple(_in_money(_observe(extraction, view, order, year)) for order in range(len(extraction.facts)))
    return Edition(extraction.doc, year, observations, extraction)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(repr(float(value)))


def _of_row(row: Mapping[str, Any], order: int) -> Observation:
    from zhreport.quantities import find_quantities

    text = str(row["text"])
    value = _decimal(row.get("std_value"))
    found = find_quantities(text)
    # The table has no weights: what the last digit is worth is read off the figure as it was written.
    quantity = found[0] if len(found) == 1 else None
    step = _standard_step(quantity) if quantity else Decimal(1)
    low, high = _decimal(row.get("low")), _decimal(row.get("high"))
    if quantity is not None:
        low, high = _scaled(quantity, low), _scaled(quantity, high)
    year, period, action, item = int(row["year"]), row.get("period"), row.get("action"), row.get("item")
    name = name_of(item, action)
    role = str(row.get("role") or "level")
    real, spans = _is_real(role, name, fold(action or "")), of_columns(period, action, year, role)
    return Observation(
        str(row["doc"]), year, order, int(row["start"]), int(row["end"]), text, str(row["kind"]), value, low, high,
        step, row.get("unit"), row.get("std_unit"), row.get("currency"), str(row.get("bound") or "="),
        role, row.get("direction"), str(row.get("status") or "actual"), item, action,
        row.get("scope"), period, row.get("section"), "", row.get("sentence"), int(row["start"]), "", frozenset(),
        spans, real, None, None, name,
    )  # fmt: skip


_NEEDED = ("doc", "year", "start", "end", "text", "kind", "std_value", "item")


def _of_frame(frame: pd.DataFrame) -> Iterator[Edition]:
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise ComparisonError("a table of facts", f"it lacks the columns {', '.join(missing)}", "give report.facts")
    if frame["year"].isna().any() or frame["doc"].isna().any():
        raise ComparisonError("a table of facts", "some rows have no year or doc", "fill them in")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    by_report: dict[tuple[str, int], list[dict[Any, Any]]] = {}
    for row in rows:
        by_report.setdefault((str(row["doc"]), int(row["year"])), []).append(row)
    for (doc, year), facts in by_report.items():
        facts.sort(key=lambda row: int(row["start"]))
        yield Edition(doc, year, tuple(_in_money(_of_row(row, order)) for order, row in enumerate(facts)), None)


def editions(reports: Iterable[Any]) -> tuple[Edition, ...]:
    """The reports in the order of their years; `reports` are Reports, Extractions or tables of facts.

    Raises:
        ComparisonError: no reports, two of one year, a report without a year, a table without what is needed.
    """
    found: list[Edition] = []
    for report in reports:
        extraction = report if isinstance(report, Extraction) else getattr(report, "extraction", None)
        if extraction is not None:
            found.append(observe(extraction))
        elif hasattr(report, "columns"):
            found.extend(_of_frame(report))
        else:
            raise ComparisonError(repr(report), "it is no report", "give Reports, or their facts with doc and year")
    found.sort(key=lambda edition: edition.year)
    for one, other in pairwise(found):
        if one.year == other.year:
            both = f"{one.doc} and {other.doc}"
            raise ComparisonError(both, f"both are of {one.year}", "give one report a year, or the right years")
    if not found:
        raise ComparisonError("nothing", "there are no reports to compare", "give at least one")
    return tuple(found)


def base_kind(observation: Observation) -> tuple[str, str | None]:
    """Kind and unit within which figures can be compared."""
    kind, unit = observation.kind, observation.std_unit
    if kind == "count":
        return kind, None
    if kind == "amount":
        return kind, observation.currency
    return kind, unit


def neighbours(observations: Sequence[Observation], order: int, reach: int) -> Iterator[tuple[int, Observation]]:
    """The facts at most `reach` places away, with their distance (negative before)."""
    for distance in range(-reach, reach + 1):
        if distance and 0 <= order + distance < len(observations):
            yield distance, observations[order + distance]
