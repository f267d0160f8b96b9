"""What the rooms hand to each other: plain, frozen values.

Every offset is a Python string offset into the report's source text, half-open: `text[start:end]` is what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["amount", "percentage", "points", "count", "measure", "rank", "ratio", "multiple", "duration"]
Bound = Literal["=", "~", ">", ">=", "<", "<="]
Role = Literal["level", "change", "previous", "share"]
Direction = Literal["up", "down"]
Status = Literal["actual", "planned"]
Region = Literal["CN", "TW", "HK"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading or inline enumerator (三、, 1、, 一是) with the text that it opens.

    `start:end` is the whole unit of text, from the marker to where the next section of its level or above begins; an
    item inside a paragraph, or a dash bullet with run-in text, ends with its paragraph unless that ends with a colon.
    `level` counts from 1; in an excerpt that leaves the sections around out, it may be above 1 without a parent.
    `number` is null for bullets and unnumbered headings, whose `marker` is —— or empty.
    `path` joins the markers from the top (三、/2、/一是); `parent` is the index of the enclosing section.
    """

    start: int
    end: int
    marker: str
    level: int
    number: int | None
    title: str | None
    path: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the source: `section` is the index of the innermost section that holds its first character."""

    start: int
    end: int
    section: int | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral with its unit as it stands in the text, without what it measures.

    `value` (and `low`, `high` of a range) is in `unit`; `std_value` in `std_unit`; `weight` is what one step of the
    last written digit is worth in `unit` (561.3 -> 0.1), so that a rounding is never called a revision.
    `reach_start:reach_end` is the span with the words beside it that set its bound (不低于97%, 5500人次以上).
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    std_value: Decimal | None
    std_unit: str | None
    currency: str | None
    bound: Bound
    weight: Decimal
    reach_start: int
    reach_end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a column of a fact has its value: the rule's name and the words that it rests on."""

    column: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity with what it measures.

    `sentence` and `section` are indices; `period` is ISO-like (2007, 2007-05, 2003/2007).
    """

    quantity: Quantity
    sentence: int
    section: int | None
    role: Role
    direction: Direction | None
    status: Status
    item: str | None
    action: str | None
    scope: str | None
    period: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something in the text that could not be read: `code` is stable, `message` says why in words."""

    start: int
    end: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one report, as values: what the tables are made of."""

    text: str
    doc: str
    title: str | None
    issuer: str | None
    year: int | None
    region: Region | None
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    facts: tuple[Fact, ...]
    diagnostics: tuple[Diagnostic, ...]
