"""What holds for every reading of every text: shared by the properties and the fuzzer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from hanziconv import charmap

from zhreport.model import Extraction, Fact, Quantity, Section
from zhreport.text.folding import fold, fold_table

_OTHER = dict(zip(charmap.simplified_charmap, charmap.traditional_charmap, strict=False))
# Some of hanziconv's Traditional forms are other words (谷 -> 榖, a tree), and some characters are both scripts':
# only what folds back to where it came from is the same text in the other script.
_TO_TRADITIONAL = {
    ord(plain): written
    for plain, written in _OTHER.items()
    if fold_table().get(ord(written)) == plain and ord(plain) not in fold_table()
}


def in_traditional(text: str) -> str:
    """A text in Traditional script, character by character by hanziconv's table, so that folding gives it back."""
    return text.translate(_TO_TRADITIONAL)


def shape(fact: Fact) -> tuple[object, ...]:
    """Everything of a fact that does not show its script: words folded."""
    q = fact.quantity
    words = [None if w is None else fold(w) for w in (q.unit, q.std_unit, fact.item, fact.action, fact.scope)]
    numbers = (q.start, q.end, q.kind, q.value, q.low, q.high, q.std_value, q.currency, q.bound)
    return (*numbers, fact.role, fact.direction, fact.status, fact.period, fact.section, fact.sentence, *words)


def assert_sound(found: Extraction) -> None:
    """Spans point into the text, sections nest, and the numbers of every fact agree with each other."""
    _assert_sections_nest(found.text, found.sections)
    for one, two in pairwise(found.sentences):
        assert one.end <= two.start
    end = 0
    for fact in found.facts:
        quantity = fact.quantity
        assert end <= quantity.start < quantity.end <= len(found.text)
        assert quantity.text == found.text[quantity.start : quantity.end]
        sentence = found.sentences[fact.sentence]
        assert sentence.start <= quantity.start
        assert quantity.end <= sentence.end
        assert fact.section == sentence.section
        assert quantity.reach_start <= quantity.start < quantity.end <= quantity.reach_end
        for reason in fact.evidence:
            assert 0 <= reason.start <= reason.end <= len(found.text)
        end = quantity.end
    _assert_numbers_agree(fact.quantity for fact in found.facts)
    for puzzle in found.diagnostics:
        assert 0 <= puzzle.start <= puzzle.end <= len(found.text)
        assert puzzle.code
        assert puzzle.message


def _assert_sections_nest(text: str, sections: tuple[Section, ...]) -> None:
    ends: dict[int | None, int] = {}
    for i, section in enumerate(sections):
        assert 0 <= section.start <= section.end <= len(text)
        assert text.startswith(section.marker, section.start)
        assert section.start >= ends.get(section.parent, 0)
        ends[section.parent] = section.end
        if section.parent is not None:
            parent = sections[section.parent]
            assert section.parent < i
            assert parent.start < section.start
            assert section.end <= parent.end
            assert section.level == parent.level + 1


def _assert_numbers_agree(quantities: Iterable[Quantity]) -> None:
    factors: dict[tuple[object, ...], Decimal] = {}
    for quantity in quantities:
        numbers = (quantity.low, quantity.value, quantity.high)
        assert any(number is not None for number in numbers)
        assert all(number is None or number.is_finite() for number in (*numbers, quantity.std_value, quantity.weight))
        told = [number for number in numbers if number is not None]
        assert told == sorted(told)
        assert quantity.weight > 0
        assert (quantity.std_value is None) == (quantity.value is None)
        if quantity.value and quantity.std_value is not None:
            unit = (quantity.unit, quantity.std_unit, quantity.currency)
            factor = quantity.std_value / quantity.value
            assert abs(factors.setdefault(unit, factor) / factor - 1) < Decimal("1e-20")
