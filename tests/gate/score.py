"""Compares what was read with what careful annotators marked.

A gold fact and a predicted one belong together where their spans overlap by half or more. Then
mention     kind and value (or both ends of the range) agree
exact       so do span, standard value and standard unit
full        so do standard value and unit, bound, role with direction, status and item
attributes  the share of mentions in which each column agrees
Item and action agree when their characters do, script-folded, with F1 of 0.7; sections when start, level and number do.
A prediction that matches nothing and overlaps a span that the annotators left open is not counted.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhreport.model import Extraction
from zhreport.pipeline import extract_values
from zhreport.text.folding import fold

Record = dict[str, Any]
Read = tuple[list[Record], list[Record]]
"""The facts and the sections of a document."""

QUANTITY_COLUMNS = (
    "start", "end", "text", "kind", "value", "unit", "std_value", "std_unit", "currency", "low", "high", "bound",
)  # fmt: skip
MEANING_COLUMNS = ("role", "direction", "status", "item", "action")
SECTION_COLUMNS = ("start", "marker", "level", "number", "title")
SAME_WORDS_F1 = 0.7
SAME_TITLE_F1 = 0.9
SAME_SPAN_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fact that is not as the annotators have it: `columns` maps each wrong column to what was got and wanted.

    `missed` and `extra` stand for facts that only the one or the other has.
    """

    doc: str
    start: int
    text: str
    columns: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Score:
    """`figures` by name (`mention/f1`, `families/amount/recall`, `attributes/item`), and every fact that is wrong."""

    figures: Mapping[str, float]
    wrong: tuple[Wrong, ...]


def read(document: Record) -> Read:
    """What zhreport reads in a gold document."""
    return records(
        extract_values(document["text"], doc=document["doc"], year=document["year"], region=document.get("region"))
    )


def records(extraction: Extraction) -> Read:
    """Facts and sections as the gold files write them."""
    facts = []
    for fact in extraction.facts:
        shown = {column: getattr(fact.quantity, column) for column in QUANTITY_COLUMNS}
        facts.append(shown | {column: getattr(fact, column) for column in MEANING_COLUMNS})
    return facts, [{column: getattr(s, column) for column in SECTION_COLUMNS} for s in extraction.sections]


def _folded(words: str | None) -> str | None:
    return None if words is None else "".join(fold(words).replace("·", "").split())


def same_text(one: str | None, two: str | None) -> bool:
    """Whether two texts are the same but for script, width and spaces."""
    return _folded(one) == _folded(two)


def same_number(one: Decimal | float | None, two: Decimal | float | None) -> bool:
    """Whether two numbers are equal but for the last digits of a float."""
    if one is None or two is None:
        return one is two
    return math.isclose(one, two, rel_tol=1e-6, abs_tol=1e-9)


def words_f1(one: str | None, two: str | None) -> float:
    """How far two phrases have the same characters, in whatever order."""
    one, two = _folded(one), _folded(two)
    if one is None or two is None:
        return float(one is two)
    common = (Counter(one) & Counter(two)).total()
    return 2 * common / max(len(one) + len(two), 1)


def _same_words(one: str | None, two: str | None) -> bool:
    return words_f1(one, two) >= SAME_WORDS_F1


def overlap(one: Record, two: Record) -> float:
    """The length that two spans share over the length that they cover."""
    shared = min(one["end"], two["end"]) - max(one["start"], two["start"])
    return max(shared, 0) / (max(one["end"], two["end"]) - min(one["start"], two["start"]))


def _is_mention(got: Record, want: Record) -> bool:
    return got["kind"] == want["kind"] and all(same_number(got[c], want[c]) for c in ("value", "low", "high"))


def _same_scale(got: Record, want: Record) -> bool:
    return same_number(got["std_value"], want["std_value"]) and same_text(got["std_unit"], want["std_unit"])


COLUMNS: Mapping[str, Callable[[Record, Record], bool]] = {
    "unit": lambda got, want: same_text(got["unit"], want["unit"]),
    "bound": lambda got, want: got["bound"] == want["bound"],
    "role": lambda got, want: (got["role"], got["direction"]) == (want["role"], want["direction"]),
    "status": lambda got, want: got["status"] == want["status"],
    "currency": lambda got, want: got["currency"] == want["currency"],
    "item": lambda got, want: _same_words(got["item"], want["item"]),
    "action": lambda got, want: _same_words(got["action"], want["action"]),
}
FULL = ("bound", "role", "status", "item")


def pair(gold: Sequence[Record], predicted: Sequence[Record]) -> tuple[list[Record | None], list[Record]]:
    """The prediction that belongs to each gold fact, or None, and the predictions left over."""
    left = list(predicted)
    paired: list[Record | None] = []
    for want in gold:
        got = max(left, key=lambda p: (overlap(p, want), _is_mention(p, want)), default=None)
        if got is not None and overlap(got, want) >= SAME_SPAN_IOU:
            left.remove(got)
            paired.append(got)
        else:
            paired.append(None)
    return paired, left


def _rates(name: str, hits: int, predicted: int, gold: int) -> dict[str, float]:
    return {
        f"{name}/precision": hits / max(predicted, 1),
        f"{name}/recall": hits / max(gold, 1),
        f"{name}/f1": 2 * hits / max(predicted + gold, 1),
    }


class _Tally:
    """Counts over all documents: of facts by family, of right columns, of sections."""

    def __init__(self) -> None:
        self.families: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.right: Counter[str] = Counter()
        self.sections: Counter[str] = Counter()
        self.wrong: list[Wrong] = []

    def fact(self, doc: str, want: Record, got: Record | None) -> None:
        self.families[want["kind"]]["gold"] += 1
        if got is not None:
            self.families[got["kind"]]["predicted"] += 1
        if got is None or not _is_mention(got, want):
            shown = (None, want["text"]) if got is None else (f"{got['kind']} {got['text']}", want["text"])
            self.wrong.append(Wrong(doc, want["start"], want["text"], {"missed": shown}))
            return
        family = self.families[want["kind"]]
        family["mention"] += 1
        exact_span = (got["start"], got["end"]) == (want["start"], want["end"])
        bad: dict[str, tuple[object, object]] = {}
        if not _same_scale(got, want):
            bad["scale"] = (f"{got['std_value']} {got['std_unit']}", f"{want['std_value']} {want['std_unit']}")
        if not exact_span:
            bad["span"] = (got["text"], want["text"])
        family["exact"] += not bad
        for column, agrees in COLUMNS.items():
            if agrees(got, want):
                self.right[column] += 1
            else:
                bad[column] = (_shown(got, column), _shown(want, column))
        family["full"] += not any(column in bad for column in ("scale", *FULL))
        if bad:
            self.wrong.append(Wrong(doc, want["start"], want["text"], bad))

    def leftovers(self, document: Record, left: Iterable[Record]) -> None:
        for got in left:
            if any(got["start"] < end and start < got["end"] for start, end in document["ignore"]):
                continue
            self.families[got["kind"]]["predicted"] += 1
            self.wrong.append(Wrong(document["doc"], got["start"], got["text"], {"extra": (got["text"], None)}))

    def outline(self, gold: Sequence[Record], predicted: Sequence[Record]) -> None:
        wanted, found = ({(s["start"], s["level"], s["number"]): s["title"] for s in of} for of in (gold, predicted))
        both = wanted.keys() & found.keys()
        self.sections["gold"] += len(wanted)
        self.sections["predicted"] += len(found)
        self.sections["hits"] += len(both)
        self.sections["titles"] += sum(words_f1(wanted[key], found[key]) >= SAME_TITLE_F1 for key in both)

    def figures(self) -> dict[str, float]:
        total: Counter[str] = sum(self.families.values(), Counter())
        figures: dict[str, float] = {}
        for measure in ("mention", "exact", "full"):
            figures |= _rates(measure, total[measure], total["predicted"], total["gold"])
        for column in COLUMNS:
            figures[f"attributes/{column}"] = self.right[column] / max(total["mention"], 1)
        s = self.sections
        figures |= _rates("sections", s["hits"], s["predicted"], s["gold"])
        figures["sections/titles"] = s["titles"] / max(s["hits"], 1)
        for kind, n in sorted(self.families.items()):
            figures |= _rates(f"families/{kind}", n["mention"], n["predicted"], n["gold"])
            figures[f"families/{kind}/full"] = _rates("", n["full"], n["predicted"], n["gold"])["/f1"]
        return figures


def _shown(record: Record, column: str) -> object:
    return f"{record['role']} {record['direction'] or ''}".strip() if column == "role" else record[column]


def score(gold: Iterable[Record], reader: Callable[[Record], Read] = read) -> Score:
    """The figures of a reader on gold documents, and every fact that it has wrong."""
    tally = _Tally()
    for document in gold:
        facts, sections = reader(document)
        paired, left = pair(document["facts"], facts)
        for want, got in zip(document["facts"], paired, strict=True):
            tally.fact(document["doc"], want, got)
        tally.leftovers(document, left)
        tally.outline(document["sections"], sections)
    return Score(tally.figures(), tuple(sorted(tally.wrong, key=lambda w: (w.doc, w.start))))
