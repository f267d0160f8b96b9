"""Word 97 to 2003 documents (.doc) and WPS documents (.wps): text, automatic numbers, tables; no other program needed.

Older ones, and those of other programs under these names, go to LibreOffice where it is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zhreport.readers import office
from zhreport.readers.source import LIMITS, Content, Limits, Properties, UnreadableError
from zhreport.readers.tables import Cell, lines_of
from zhreport.readers.word97 import IN_TABLE, ROW, ROW_END, Word97

_PARAGRAPH, _CELL, _LINE, _PAGE = "\r", "\x07", "\x0b", "\x0c"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {_LINE: "\n", "\x1e": "-", "\x1f": "", "\xa0": "\xa0", "\t": "\t", "\n": "\n"}
# The parts of the text behind the main one, in their order; page headers, macros and comments are not read.
_PARTS = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_READ = frozenset({"main", "footnotes", "endnotes", "boxes"})
_OTHER_STREAMS = ("CONTENTS", "MatOST", "MM")
_CELL_BYTES = 20


class _Rows:
    """A table that grows cell by cell."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.rows: list[tuple[list[str], list[int], list[int]]] = []

    def end_row(self, told: bytes) -> None:
        """Ends a row; `told` has the edges of its cells and how they are merged [TDefTable]."""
        count = told[0] if told else 0
        edges = [int.from_bytes(told[1 + 2 * i : 3 + 2 * i], "little", signed=True) for i in range(count + 1)]
        flags = [
            int.from_bytes(told[i : i + 2], "little") for i in range(1 + 2 * (count + 1), len(told) - 1, _CELL_BYTES)
        ]
        if count < len(self.cells) or sorted(set(edges)) != edges:
            edges, flags = list(range(len(self.cells) + 1)), []
        self.rows.append((self.cells, edges, flags))
        self.cells = []

    def grid(self) -> list[list[Cell | None]]:
        """The rows with each cell at all the columns that it covers."""
        places = sorted({edge for _, edges, _ in self.rows for edge in edges})
        index = {edge: i for i, edge in enumerate(places)}
        grid: list[list[Cell | None]] = []
        for texts, edges, flags in self.rows:
            row: list[Cell | None] = [None] * (len(places) - 1)
            for i, text in enumerate(texts):
                begin, end = index[edges[i]], index[edges[i + 1]]
                flag = flags[i] if i < len(flags) else 0
                hangs = flag & 0x20 and not flag & 0x40 and grid
                cell = (grid[-1][begin] if hangs else None) or Cell(text)
                if flag & 0x02 and begin and row[begin - 1] is not None:
                    cell = row[begin - 1] or cell
                row[begin:end] = [cell] * (end - begin)
            grid.append(row)
        return grid


def _shown(text: str) -> str:
    """A paragraph's text without the instructions of fields and the marks of things that are no text."""
    pieces: list[str] = []
    depths: list[bool] = []
    for character in text:
        if character == _FIELD:
            depths.append(True)
        elif character == _RESULT:
            if depths:
                depths[-1] = False
        elif character == _FIELD_END:
            if depths:
                depths.pop()
        elif any(depths):
            continue
        elif character in _SIGNS:
            pieces.append(_SIGNS[character])
        elif character >= " ":
            pieces.append(character)
    return "".join(pieces)


def _lines(word: Word97) -> Iterator[str]:
    text = word.text()
    at = 0
    for name, count in zip(_PARTS, word.counts, strict=True):
        if name in _READ:
            yield from _part(word, text, at, min(at + count, len(text)))
        at += count


def _part(word: Word97, text: str, at: int, end: int) -> Iterator[str]:
    """The lines of one part of the text."""
    rows = _Rows()
    cell: list[str] = []
    above = ""
    begin = at
    for position in range(at, end):
        mark = text[position]
        if mark not in (_PARAGRAPH, _CELL, _PAGE):
            continue
        properties = word.paragraph(position)
        shown = _shown(text[begin:position])
        begin = position + 1
        line = f"{word.marker(properties)}{shown}" if shown.strip() else ""
        if mark == _CELL and (properties.get(ROW_END) or b"\0")[0]:
            rows.end_row(properties.get(ROW, b""))
        elif mark == _CELL:
            rows.cells.append("\n".join([*cell, line]).strip())
            cell = []
        elif (properties.get(IN_TABLE) or b"\0")[0] and mark == _PARAGRAPH:
            cell.append(line)
        else:
            yield from _told(rows, cell, above)
            rows, cell = _Rows(), []
            yield line
            above = line or above
    yield from _told(rows, cell, above)
    rest = _shown(text[begin:end])
    if rest.strip():
        yield rest


def _told(rows: _Rows, cell: list[str], above: str) -> Iterator[str]:
    """A table that has ended; what stands in none of its rows is not lost."""
    if rows.rows:
        yield from lines_of(rows.grid(), above)
    yield from (text for text in (*rows.cells, *cell) if text)


def _decoded(value: Any, codepage: int) -> str | None:
    if isinstance(value, bytes):
        for encoding in (f"cp{codepage}", "gb18030"):
            try:
                value = value.decode("utf-8" if codepage == 65001 else encoding)
                break
            except (UnicodeDecodeError, LookupError):
                continue
    return value.replace("\0", "").strip() or None if isinstance(value, str) else None


def _properties(file: Any) -> Properties:
    told = file.get_metadata()
    codepage = (told.codepage or 0) & 0xFFFF
    dates = [None if day is None else day.date().isoformat() for day in (told.create_time, told.last_saved_time)]
    return Properties(_decoded(told.title, codepage), _decoded(told.author, codepage), *dates)


def read(data: bytes, _encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of a Word 97 document, a line for each paragraph; tables as `tables` tells them, notes at the end.

    Raises:
        UnreadableError: a damaged or protected document, or one of another program while LibreOffice is not installed.
    """
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            streams = {name: file.openstream(name).read() for name in ("0Table", "1Table") if file.exists(name)}
            if not file.exists("WordDocument"):
                return office.read(data, None, limits)
            word = Word97(file.openstream("WordDocument").read(), streams)
            properties = _properties(file)
    except OSError as error:
        raise UnreadableError(f"it is truncated or damaged ({error})", "copy or download it again") from None
    except UnreadableError as error:
        if "Word 95" in error.reason and office.is_installed():
            return office.read(data, None, limits)
        raise
    text = "\n".join(line.rstrip() for line in _lines(word)).strip("\n")
    return Content(text, "utf-16-le", properties)
