"""Reads the vocabulary tables and refuses rows that break their rules.

A table is UTF-8 text, tab-separated: `#` comments, one header line, then rows. Surfaces are written as the folded view
shows them (Simplified script, half width), because that is what every rule looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from zhreport.errors import LexiconError
from zhreport.lexicon.active import added_rows


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column name, and where it stands."""

    path: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, reason: str) -> LexiconError:
        """The error that blames this row."""
        return LexiconError(self.path, self.line, reason)


def read_rows(path: str, text: str, columns: Sequence[str], key: Sequence[str]) -> Iterator[Row]:
    """The rows of a table's text.

    `columns` are those that must be there; `key` those that together must not repeat.
    Where there are columns `surface` and `example`, the example must contain the surface.

    Raises:
        LexiconError: a missing column, a row of another width, an empty or repeated key, an example that does not
            contain its surface.
    """
    header: list[str] | None = None
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            missing = [c for c in columns if c not in header]
            if missing:
                raise LexiconError(path, number, f"the header lacks {', '.join(missing)}")
            continue
        if len(cells) > len(header):
            raise LexiconError(path, number, f"{len(cells)} cells where the header has {len(header)}")
        cells += [""] * (len(header) - len(cells))
        row = Row(path, number, dict(zip(header, cells, strict=True)))
        identity = tuple(row[c] for c in key)
        if not identity[0]:
            raise row.error(f"empty {key[0]}")
        if identity in seen:
            raise row.error(f"{'/'.join(identity)} stands on line {seen[identity]} already")
        seen[identity] = number
        surface, example = row.cells.get("surface", ""), row.cells.get("example", "")
        if example and surface not in example:
            raise row.error(f"the example {example!r} does not contain {surface!r}")
        yield row


def table(name: str, columns: Sequence[str], key: Sequence[str] = ("surface",)) -> list[Row]:
    """The rows of a table that ships with the package, and those that the user's lexicon adds.

    A user's row replaces ours of the same key.

    Raises:
        LexiconError: a row that breaks the rules of the table.
    """
    source = resources.files("zhreport.lexicon") / name
    rows = list(read_rows(f"lexicon/{name}", source.read_text(encoding="utf-8"), columns, key))
    added = [Row(path, line, dict(cells)) for path, line, cells in added_rows(name)]
    if added:
        replaced = {tuple(row[c] for c in key) for row in added}
        empty = dict.fromkeys(rows[0].cells if rows else columns, "")
        added = [Row(row.path, row.line, empty | row.cells) for row in added]
        rows = [row for row in rows if tuple(row[c] for c in key) not in replaced] + added
    return rows


def table_file(path: Path, columns: Sequence[str], key: Sequence[str] = ("surface",)) -> list[Row]:
    """The rows of a table of the user's own."""
    return list(read_rows(str(path), path.read_text(encoding="utf-8-sig"), columns, key))
