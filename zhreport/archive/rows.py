"""What is made of one report, as rows of the archive's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhreport.model import Extraction
from zhreport.readers import Source
from zhreport.rows import fact_row, section_row

# Between the name of a file and that of a file in it, as readers write it.
MEMBER_MARK = "!/"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report comes from: `path` in the archive, `member` in a packed file, and the content's `hash`."""

    path: str
    member: str | None
    hash: str
    bytes: int
    source: Source

    @property
    def report(self) -> str:
        """The report's identifier, that of its content."""
        return self.hash if self.member is None else f"{self.hash}{MEMBER_MARK}{self.member}"

    @property
    def doc(self) -> str:
        """The report's name: the path by which it is found.

        >>> Origin("bundle.zip", "2007.txt", "", 0, Source("", "utf-8", "text")).doc
        'bundle.zip!/2007.txt'
        """
        return self.path if self.member is None else f"{self.path}{MEMBER_MARK}{self.member}"


def report_row(extraction: Extraction, origin: Origin, extractor: str) -> tuple[object, ...]:
    """The row of `reports`."""
    e = extraction
    source = origin.source
    return (
        origin.report, origin.hash, e.doc, origin.path, origin.member, e.title, e.issuer, e.year, e.region,
        source.format.removeprefix("a ").removeprefix("an "), source.encoding, origin.bytes, len(e.text),
        "; ".join(source.warnings) or None, extractor,
    )  # fmt: skip


def section_rows(extraction: Extraction, report: str) -> Iterator[tuple[object, ...]]:
    """The rows of `sections`."""
    for label, section in enumerate(extraction.sections):
        yield (report, label, extraction.doc, *section_row(section))


def fact_rows(extraction: Extraction, origin: Origin) -> Iterator[tuple[object, ...]]:
    """The rows of `facts`; `page` counts from 1 where the file has pages."""
    for label, fact in enumerate(extraction.facts):
        page = origin.source.page(fact.quantity.start)
        yield (origin.report, label, *fact_row(extraction, fact), page)
