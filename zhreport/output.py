"""Tables to files and to standard output: CSV, workbook, Parquet, JSON."""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from zhreport.errors import OutputError

if TYPE_CHECKING:
    import pandas as pd

# What XML cannot hold; Excel would refuse the file.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What one cell holds; Excel would cut the rest without saying so.
CELL_CHARS = 32_767
_MIN_WIDTH_CHARS, _MAX_WIDTH_CHARS = 6, 60
# Rows that are looked at for a column's width.
_WIDTH_ROWS = 500

Tables: TypeAlias = "Mapping[str, pd.DataFrame]"


def _csv(table: pd.DataFrame) -> bytes:
    # The byte order mark tells Excel that it is UTF-8.
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _json(table: pd.DataFrame) -> bytes:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _parquet(table: pd.DataFrame) -> bytes:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise ModuleNotFoundError("pyarrow is not installed") from None
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, engine="pyarrow")
    return buffer.getvalue()


def cell_text(text: str) -> str:
    r"""A text as a workbook's cell can hold it: nothing that XML forbids, and marked where it is cut.

    >>> cell_text("縣\x0b中"), len(cell_text("長" * 40000)), cell_text("長" * 40000)[-1]
    ('縣 中', 32767, '…')
    """
    clean = _UNWRITABLE.sub(" ", text)
    return clean if len(clean) <= CELL_CHARS else clean[: CELL_CHARS - 1] + "…"


def _cell(value: object) -> object:
    """A cell's value as a workbook can hold it."""
    if isinstance(value, str):
        return cell_text(value)
    return str(value) if isinstance(value, tuple) else value


def _width_chars(column: pd.Series) -> int:
    """A column's width: Han characters and full-width marks are two wide."""
    shown = [str(column.name), *column.head(_WIDTH_ROWS).dropna().astype(str)]
    widest = max(sum(2 if c > "\u2e7f" else 1 for c in words[:_MAX_WIDTH_CHARS]) for words in shown)
    return min(max(widest + 1, _MIN_WIDTH_CHARS), _MAX_WIDTH_CHARS)


def workbook(tables: Tables) -> bytes:
    """A workbook with a sheet for each table: fixed header, filters, columns as wide as their content."""
    # A fact's words are never a formula or a link, whatever they begin with.
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    import pandas as pd

    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        for name, table in tables.items():
            table.astype(object).map(_cell).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name]
            for i, column in enumerate(table.columns):
                sheet.set_column(i, i, _width_chars(table[column]))
            if len(table):
                sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    return buffer.getvalue()


_ONE_TABLE: Mapping[str, Callable[[pd.DataFrame], bytes]] = {".csv": _csv, ".json": _json, ".parquet": _parquet}
SUFFIXES = (*_ONE_TABLE, ".xlsx")
"""The file names that `write_tables` knows what to make of."""


def _bytes(path: str, kind: str, tables: Tables) -> bytes:
    try:
        return workbook(tables) if kind == "xlsx" else _ONE_TABLE[f".{kind}"](next(iter(tables.values())))
    except ModuleNotFoundError as error:
        raise OutputError(path, str(error), "install it with pip install 'zhreport[parquet]', or write .csv") from None


def write_file(path: str, data: bytes) -> None:
    """Write a file, saying in words why it cannot be.

    Raises:
        OutputError: a place where nothing can be written.
    """
    try:
        Path(path).write_bytes(data)
    except FileNotFoundError:
        raise _no_folder(path) from None
    except IsADirectoryError:
        raise _directory(path) from None
    except OSError as error:
        raise OutputError(
            path, f"it cannot be written ({error.strerror})", "close it elsewhere or name another place"
        ) from None


def _no_folder(path: str) -> OutputError:
    return OutputError(path, "its folder does not exist", f"make {Path(path).parent} first")


def _directory(path: str) -> OutputError:
    return OutputError(path, "it is a directory", "name a file in it")


def write_tables(path: str, tables: Tables) -> None:
    """Write tables to a file of the kind that its suffix names; a workbook holds all, other kinds the first.

    Raises:
        OutputError: a suffix that is none of `SUFFIXES`, pyarrow missing for Parquet, or a place where nothing can
            be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(
            path, f"{suffix or 'no suffix'} says no kind of table", f"name a file in {', '.join(SUFFIXES)}"
        )
    write_file(path, _bytes(path, suffix.removeprefix("."), tables))


@dataclass(frozen=True, slots=True)
class Destination:
    """Where output goes, and of what `kind` it is (csv, xlsx …), whatever the `path` ends in; - is standard output."""

    path: str
    kind: str

    def check(self) -> None:
        """Find out before the work is done whether its outcome can be written.

        Raises:
            OutputError: a folder that does not exist, or a directory.
        """
        if self.path == "-":
            return
        if Path(self.path).is_dir():
            raise _directory(self.path)
        if not Path(self.path).parent.is_dir():
            raise _no_folder(self.path)

    def write_tables(self, tables: Tables) -> None:
        """Write tables; a workbook holds all, other kinds the first.

        CSV on standard output has neither byte order mark nor carriage returns, which programs would take for content.

        Raises:
            OutputError: pyarrow missing for Parquet, or a place where nothing can be written.
        """
        if self.path == "-" and self.kind == "csv":
            sys.stdout.write(next(iter(tables.values())).to_csv(index=False, lineterminator="\n"))
        else:
            self._write(_bytes(self.path, self.kind, tables))

    def write_with(self, write: Callable[[str], object]) -> None:
        """Have something written that can only be written to a file whose ending says its kind.

        Raises:
            OutputError: a place where nothing can be written.
        """
        if self.path != "-" and Path(self.path).suffix.lower() == f".{self.kind}":
            write(self.path)
            return
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder, f"output.{self.kind}")
            write(str(made))
            self._write(made.read_bytes())

    def _write(self, data: bytes) -> None:
        if self.path == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            write_file(self.path, data)
