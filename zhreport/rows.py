"""What is read from a report, as rows of plain values. Decimals end here: numbers become floats.

Both the DataFrames of one report and the tables of an archive are made of these rows.
"""

from __future__ import annotations

from decimal import Decimal

from zhreport.model import Extraction, Fact, Section


def section_row(section: Section) -> tuple[object, ...]:
    """A section's columns: start, end, marker, level, number, title, path, parent."""
    s = section
    return s.start, s.end, s.marker, s.level, s.number, s.title, s.path, s.parent


def section_path(extraction: Extraction, index: int | None) -> str | None:
    """The path of a section by its index, None outside all sections."""
    return None if index is None else extraction.sections[index].path


def fact_row(extraction: Extraction, fact: Fact) -> tuple[object, ...]:
    """A fact's columns, from `doc` to `period`."""
    q = fact.quantity
    return (
        extraction.doc, extraction.year, section_path(extraction, fact.section), fact.sentence, q.start, q.end,
        q.text, q.kind, _number(q.value), q.unit, _number(q.std_value), q.std_unit, q.currency, _number(q.low),
        _number(q.high), q.bound, fact.role, fact.direction, fact.status, fact.item, fact.action, fact.scope,
        fact.period,
    )  # fmt: skip


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
