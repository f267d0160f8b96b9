"""The outcome of an arithmetic check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from zhreport.compare.wording import Phrase

if TYPE_CHECKING:
    import pandas as pd

Rule = Literal["sum", "difference", "product", "percent", "growth", "restated"]


@dataclass(frozen=True, slots=True)
class Check:
    """Figures that should agree: `expected` by the others, `found` as printed, `holds` within the rounding of all.

    `starts` are offsets into the text of `doc`; `note` says the sum in words.
    """

    doc: str
    rule: Rule
    starts: tuple[int, ...]
    expected: Decimal | None
    found: Decimal | None
    holds: bool
    note: Phrase


def checks_frame(checks: Iterable[Check]) -> pd.DataFrame:
    """One row per check."""
    from zhreport import tables

    def number(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    rows = [(c.doc, c.rule, c.starts, number(c.expected), number(c.found), c.holds) for c in checks]
    return tables.checks_frame(rows)
