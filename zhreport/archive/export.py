"""The tables of a store as files: Parquet and CSV written by the database itself, a workbook by way of DataFrames."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from zhreport.archive.errors import ArchiveError

if TYPE_CHECKING:
    import duckdb

Format = Literal["parquet", "csv"]
# What a sheet of a workbook holds, less its head.
SHEET_ROWS = 1_048_575
_HOW = {"parquet": "(FORMAT parquet, COMPRESSION zstd)", "csv": "(FORMAT csv, HEADER)"}
_MARK = "\ufeff"


def export_files(
    connection: duckdb.DuckDBPyConnection, queries: dict[str, str], folder: str, kind: Format
) -> dict[str, int]:
    """Write each query's answer to a file of its name in a folder; the rows of each file."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise ArchiveError(folder, f"it cannot be made ({error.strerror})", "name another folder") from None
    written = {}
    for name, query in queries.items():
        path = os.path.join(folder, f"{name}.{kind}")
        quoted = path.replace("'", "''")
        if kind == "csv":
            query = _marked(connection, query)
        [(rows,)] = connection.execute(f"COPY ({query}) TO '{quoted}' {_HOW[kind]}").fetchall()
        written[path] = int(rows)
    return written


def _marked(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """A query whose answer as CSV begins with a byte order mark, which tells Excel that it is UTF-8."""
    first = connection.sql(query).columns[0]
    return f'SELECT "{first}" AS "{_MARK}{first}", * EXCLUDE ("{first}") FROM ({query})'


def check_sheet(path: str, name: str, rows: int) -> None:
    """Refuse a table that a workbook would cut.

    Raises:
        ArchiveError: it has too many rows.
    """
    if rows > SHEET_ROWS:
        raise ArchiveError(
            path, f"{name} has {rows:,} rows, a sheet holds {SHEET_ROWS:,}", "export to a folder as parquet or csv"
        )


def is_workbook(path: str) -> bool:
    """Whether a name is that of a workbook.

    >>> is_workbook("archive.xlsx"), is_workbook("tables/")
    (True, False)
    """
    return Path(path).suffix.lower() == ".xlsx"
