"""The unit tables as one index: currencies, shares, measures, durations, classifiers and counted nouns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import Row, table
from zhreport.model import Kind
from zhreport.quantities.contexts import is_han
from zhreport.quantities.numerals import EXACT

_MEASURE_COLUMNS = ("surface", "kind", "std_unit", "factor", "example")
_CURRENCY_COLUMNS = ("surface", "currency", "factor", "example")
_CLASSIFIER_COLUMNS = ("surface", "std_unit", "article", "example")
# What may follow a unit that is marked with * in `unless`: nothing that could make it the head of a longer word.
_CONTINUES = "以左上和的及与或等至到是为比有而但多余不"


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of a unit table.

    value x `factor` = value in `std_unit` (of money: in the whole unit of its currency).
    `article`: a bare 一 before it is no figure. `noun`: counted without a classifier, so that the unit is none.
    `unless`: what must not follow. `currency` is None where it is no money, "" where the region decides.
    """

    surface: str
    kind: Kind
    std_unit: str
    factor: Decimal
    unless: tuple[str, ...] = ()
    article: bool = False
    noun: bool = False
    currency: str | None = None


def _exact_factor(row: Row) -> Decimal:
    """The factor of a row: a decimal number or a fraction a/b."""
    above, _, below = (row.cells.get("factor") or "1").partition("/")
    try:
        factor = EXACT.divide(Decimal(above), Decimal(below or "1"))
    except (InvalidOperation, ArithmeticError):
        raise row.error(f"factor {row['factor']!r} is neither a number nor a fraction a/b") from None
    if factor <= 0:
        raise row.error(f"factor {row['factor']!r} is not above 0")
    return factor


def _unless(row: Row) -> tuple[str, ...]:
    return tuple(row.cells.get("unless", "").split())


def _measures(rows: Iterable[Row]) -> Iterable[Unit]:
    for row in rows:
        kind = row["kind"]
        if kind not in ("measure", "duration", "percentage", "points", "multiple"):
            raise row.error(f"kind {kind!r} is none of measure, duration, percentage, points, multiple")
        yield Unit(row["surface"], kind, row["std_unit"], _exact_factor(row), _unless(row))  # type: ignore[arg-type]


def _currencies(rows: Iterable[Row]) -> Iterable[Unit]:
    for row in rows:
        code = row["currency"]
        if code and not (len(code) == 3 and code.isascii() and code.isupper()):
            raise row.error(f"currency {code!r} is no ISO 4217 code")
        yield Unit(row["surface"], "amount", "萬元", _exact_factor(row), _unless(row), currency=code)


def _classifiers(rows: Iterable[Row]) -> Iterable[Unit]:
    for row in rows:
        if row["article"] not in ("0", "1"):
            raise row.error(f"article {row['article']!r} is neither 0 nor 1")
        noun = row.cells.get("note", "") == "noun" and len(row["surface"]) > 1
        factor = _exact_factor(row) if row.cells.get("factor") else Decimal(1)
        yield Unit(row["surface"], "count", row["std_unit"], factor, _unless(row), row["article"] == "1", noun)


class UnitIndex:
    """Finds the longest unit that stands at a place of a text."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_surface: dict[str, Unit] = {}
        for unit in units:
            # The first table that has a word decides: 克 is a measure before it is anything else.
            self.by_surface.setdefault(unit.surface, unit)
        lengths: dict[str, set[int]] = {}
        for surface in self.by_surface:
            lengths.setdefault(surface[0], set()).add(len(surface))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def at(self, view: str, start: int) -> Unit | None:
        """The longest unit that begins at `start` and is no part of another word.

        >>> unit_index().at("共20处", 3).surface, unit_index().at("由2处理", 2)
        ('处', None)
        """
        for length in self._lengths.get(view[start : start + 1], ()):
            unit = self.by_surface.get(view[start : start + length])
            if unit is not None and _stands(unit, view, start + length):
                return unit
        return None


# 135处以上, though 处以 is another word.
_LIMITS = ("以上", "以下", "以内", "以外")


def _stands(unit: Unit, view: str, end: int) -> bool:
    """Whether what follows leaves the unit a word of its own."""
    following = view[end : end + 1]
    if not following:
        return True
    last = unit.surface[-1]
    if last.isascii() and last.isalnum() and following.isascii() and following.isalnum():
        return False
    if view.startswith(_LIMITS, end):
        return True
    for word in unit.unless:
        if word == "*":
            if is_han(following) and following not in _CONTINUES:
                return False
        elif view.startswith(word, end):
            return False
    return True


@per_lexicon
def unit_index() -> UnitIndex:
    """All units that quantities are found with, the user's own among them.

    >>> unit_index().at("共1300名", 5).std_unit, unit_index().at("长30公里", 3).factor
    ('人', Decimal('1000'))
    """
    return UnitIndex(
        (
            *_measures(table("shares.tsv", _MEASURE_COLUMNS)),
            *_currencies(table("currencies.tsv", _CURRENCY_COLUMNS)),
            *_measures(table("measures.tsv", _MEASURE_COLUMNS)),
            *_classifiers(table("classifiers.tsv", _CLASSIFIER_COLUMNS)),
        )
    )


@per_lexicon
def traditional_characters() -> dict[int, str]:
    """How the characters of units look in Traditional script, learnt from the tables' own pairs (亩 -> 畝).

    >>> "吨公里".translate(traditional_characters())
    '噸公里'
    """
    pairs: dict[int, str] = {}
    for unit in unit_index().by_surface.values():
        if unit.currency is None and len(unit.surface) == len(unit.std_unit):
            pairs |= {
                ord(a): b for a, b in zip(unit.surface, unit.std_unit, strict=True) if a != b and unit.kind == "count"
            }
    return pairs | {ord(a): b for a, b in zip("亩吨万亿时", "畝噸萬億時", strict=True)}


@cache
def currency_signs() -> dict[str, str]:
    """Names and signs of money that stand before the figure, with their ISO code ("" where the region decides).

    >>> currency_signs()["人民币"], currency_signs()["$"]
    ('CNY', 'USD')
    """
    return {row["surface"]: row["currency"] for row in table("currency_signs.tsv", ("surface", "currency", "example"))}
