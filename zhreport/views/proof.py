"""Where each figure of a comparison comes from, as the page and the workbook show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from zhreport.views.figures import AS_IT_IS, Scale, bounded

if TYPE_CHECKING:
    import pandas as pd

_SPACE = re.compile(r"\s+")
# Around these no space is needed where a line was broken.
_WIDE_FROM = "\u2e80"


class Compared(Protocol):
    """What the views need of a comparison: its tables."""

    years: tuple[int, ...]
    docs: tuple[str, ...]
    titles: tuple[str | None, ...]
    issuers: tuple[str | None, ...]

    def told_in(self, language: str) -> Compared:
        """The same with its reasons and notes in another language."""

    @property
    def table(self) -> pd.DataFrame:
        """One row per indicator."""

    @property
    def sources(self) -> pd.DataFrame:
        """One row per figure of the table."""

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per link of two years."""

    @property
    def uncertain(self) -> pd.DataFrame:
        """As `pairs`: what nobody has confirmed."""

    @property
    def targets(self) -> pd.DataFrame:
        """One row per target with its outcome."""

    @property
    def unmatched(self) -> pd.DataFrame:
        """One row per figure without a partner."""

    @property
    def checks(self) -> pd.DataFrame:
        """One row per arithmetic check."""

    @property
    def check_notes(self) -> pd.Series[str]:
        """The checks in words."""


@dataclass(frozen=True, slots=True)
class Source:
    """A figure of a comparison in its sentence: `before + figure + after`, all in the script of the report.

    `row` is the label of the table's row, `value` (of a range `low` and `high`) in the row's unit; `reported` is what
    the report says of the change from the year before, `agrees` whether that fits.
    """

    row: int
    year: int
    doc: str
    start: int
    value: float | None
    low: float | None
    high: float | None
    bound: str
    figure: str
    before: str
    after: str
    item: str | None
    action: str | None
    role: str
    direction: str | None
    status: str
    period: str | None
    section: str | None
    titles: str | None
    confidence: float | None
    reason: str | None
    reported: str | None
    agrees: bool | None

    def shown(self, scale: Scale = AS_IT_IS) -> str:
        """The value with its bound, in another unit if one is given; as written where there is none."""
        ends = (self.value,) if self.value is not None else (self.low, self.high)
        return bounded(self.bound, *map(scale.of, ends)) or self.figure

    @property
    def sentence(self) -> str:
        """The whole sentence; of a figure from a table of facts, the figure alone."""
        return self.before + self.figure + self.after

    @property
    def place(self) -> str:
        """The section's path and titles."""
        path, titles = self.section or "", self.titles or ""
        return path if not titles or path.endswith(titles) else f"{path} {titles}".strip()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values, None where one is missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def one_line(text: str) -> str:
    r"""A text without its line breaks, which stand for nothing in Chinese.

    >>> one_line("比上年增長\n14.2%,其中 小學")
    '比上年增長14.2%,其中 小學'
    """

    def join(match: re.Match[str]) -> str:
        if not any(c in match[0] for c in "\n\r\v\f\x85\u2028\u2029"):
            return " "
        beside = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
        return "" if any(c >= _WIDE_FROM for c in beside) else " "

    return _SPACE.sub(join, text)


def _in_sentence(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What stands before the figure in its sentence, the figure, what stands behind it."""
    sentence, text = row["sentence"], str(row["text"])
    if not sentence:
        return "", one_line(text), ""
    start, end = (int(row[name]) - int(row["sentence_start"]) for name in ("start", "end"))
    return one_line(sentence[:start]).lstrip(), one_line(sentence[start:end]), one_line(sentence[end:]).rstrip()


def sources(comparison: Compared) -> tuple[Source, ...]:
    """The figures of a comparison's table, row by row in the order of the years."""
    said = {
        (pair["year_b"], pair["start_b"]): (pair["reported_change"], pair["agrees"])
        for pair in records(comparison.pairs)
    }
    made = []
    for row in records(comparison.sources):
        before, figure, after = _in_sentence(row)
        reported, agrees = said.get((row["year"], row["start"]), (None, None))
        made.append(Source(
            int(row["row"]), int(row["year"]), row["doc"], int(row["start"]), row["std_value"], row["low"], row["high"],
            row["bound"] or "=", figure, before, after, row["item"], row["action"],
            row["role"], row["direction"], row["status"], row["period"], row["section"], row["titles"],
            row["confidence"], row["reason"], reported, None if agrees is None else bool(agrees),
        ))  # fmt: skip
    return tuple(made)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with the figures it uses: indices of sources where they are on the table, and as they are written.

    `judged` is the source of the figure that the others are held against, the last that the check names.
    """

    doc: str
    rule: str
    places: tuple[int, ...]
    judged: int | None
    figures: str
    expected: float | None
    found: float | None
    holds: bool | None
    note: str


def check_lines(comparison: Compared, known: tuple[Source, ...]) -> tuple[CheckLine, ...]:
    """The checks of a comparison."""
    at = {(source.doc, source.start): i for i, source in enumerate(known)}
    lines = []
    for row, note in zip(records(comparison.checks), comparison.check_notes, strict=True):
        places = tuple(at[row["doc"], start] for start in row["starts"] if (row["doc"], start) in at)
        figures = "，".join(f"{known[i].item or ''} {known[i].figure}".strip() for i in places)
        holds = None if row["holds"] is None else bool(row["holds"])
        judged = at.get((row["doc"], row["starts"][-1])) if row["starts"] else None
        lines.append(
            CheckLine(row["doc"], row["rule"], places, judged, figures, row["expected"], row["found"], holds, note)
        )
    return tuple(lines)
