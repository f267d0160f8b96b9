"""A table in a document to lines of text, one for each of its cells, in which the headers name the figure.

A report's text is one string, and what a figure measures is read from the words before it. So the cell 561.3 in the row
小学 and the column 经费(万元) becomes the line

    小学经费：561.3万元。

- The headers are the leading rows without figures and the leading column (more of them where its cells are merged).
- The name is row header and column header; one that is nothing but a time (2007年, 上半年) goes to the front.
- The unit is the cell's own, else that of its column's header, of its row's, of a column 单位, else that of 单位：万元
  above the table; else that of a header that counts something: 人数, 户数.
- Under a header that ends in a verb of change (比上年增长) there is no colon: 小学经费比上年增长6.6%。
- Cells without a figure follow in the same form; empty ones and dashes are left out; a merged cell is told once.
- A row that is merged into one cell is a line of its own, and a table without headers keeps its rows as lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import table
from zhreport.text.folding import fold

_FIGURE = re.compile(
    r"[约近超逾]?[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[-~—至]\d+(?:\.\d+)?)?"
    r"(?P<unit>\s?[%‰]|[余多]?[\u4e00-\u9fff㎡/A-Za-z]{0,8})"
)
_MISSING = re.compile(r"[-—–~/\\.…·*×]*|无|暂无|N/?A", re.I)
_YEAR = re.compile(r"(?:(?:19|20)\d\d|民国\d{2,3}|\d{2,3}(?=年度))(?:年度?)?")
_TIME = re.compile(
    r"(?:(?:(?:19|20)\d\d|民国\d{2,3}|\d{2,3}(?=年度))年?度?|[本当上去前]年度?|今年)?"
    r"(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}(?:[-—~至]\d{1,2})?月份?|全年)?(?:末|底)?"
)
_IN_BRACKETS = re.compile(r"(?P<name>.*)\((?:单位:?)?(?P<unit>[^()]{1,10})\)")
_BEHIND_MARK = re.compile(r"(?P<name>.+)[/,](?P<unit>[^/,]{1,6})")
_CAPTION_UNIT = re.compile(r"(?:计量)?单位:\s*(?P<unit>[^\s,、;。:()]{1,8})\s*\)?\s*$")
_COUNTED = re.compile(r"(?P<unit>[人户次件项个家所])数(?:量)?$")
_SCALES = "十百千万亿"
_ENUMERATOR = re.compile(r"\s*(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[)、]|\.(?!\d))|[①-⑳])\s*")
_OF_WHICH = re.compile(r"(?:其中|#)[:、]?\s*")
_SENTENCE_MARKS = "。；;！？!?"
_HEADER_ROWS = 4
_HEADER_CHARS = 40
_PROSE_CHARS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell of a table; where it is merged over several places the same object stands in each."""

    text: str


Grid = Sequence[Sequence[Cell | None]]


@per_lexicon
def _words() -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {"value": set(), "serial": set(), "unit": set(), "change": set()}
    for row in table("table_words.tsv", ("surface", "class", "example")):
        if row["class"] not in classes:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(classes)}")
        classes[row["class"]].add(row["surface"])
    return {name: frozenset(words) for name, words in classes.items()}


@per_lexicon
def _units() -> frozenset[str]:
    names = ("classifiers.tsv", "measures.tsv", "currencies.tsv", "shares.tsv")
    return frozenset(row["surface"] for name in names for row in table(name, ("surface",)))


def _is_unit(folded: str) -> bool:
    return folded in _units() or (folded.lstrip(_SCALES) in _units() and folded not in _SCALES)


@cache
def _figure(text: str) -> re.Match[str] | None:
    """The whole of a cell as one figure, its unit with it; 2007年 is none."""
    folded = fold(text).strip()
    found = _FIGURE.fullmatch(folded)
    return None if found is None or _TIME.fullmatch(folded) else found


def _is_missing(text: str) -> bool:
    return _MISSING.fullmatch(fold(text).strip()) is not None


@dataclass(frozen=True, slots=True)
class _Header:
    """What a header's words say: a name, a unit in brackets behind it, and the time of the figures."""

    name: str = ""
    unit: str = ""
    time: str = ""

    @property
    def folded(self) -> str:
        return fold(self.name)


def _opening(folded: str) -> int:
    """The length of what a header begins with and is no name: 其中：, an enumerator."""
    at = 0
    for pattern in (_OF_WHICH, _ENUMERATOR):
        found = pattern.match(folded, at)
        at = found.end() if found and found.end() < len(folded) else at
    return at


def _header(text: str) -> _Header:
    squeezed = "".join(text.split())
    squeezed = squeezed[_opening(fold(squeezed)) :]
    folded = fold(squeezed)
    for pattern in (_IN_BRACKETS, _BEHIND_MARK):
        found = pattern.fullmatch(folded)
        if found is not None and _is_unit(found["unit"]):
            return _Header(squeezed[: found.end("name")], squeezed[slice(*found.span("unit"))])
    return _Header(squeezed, "")


def _joined(cells: Sequence[Cell | None]) -> _Header:
    """Headers above or beside each other as one: each merged cell and each repeated word once."""
    names: list[str] = []
    times: list[str] = []
    unit = ""
    for cell, _ in groupby(cell for cell in cells if cell is not None):
        one = _header(cell.text.strip())
        unit = one.unit or unit
        parts = times if _TIME.fullmatch(one.folded) else names
        if one.name and one.name not in parts:
            parts.append(one.name)
    # 2007 stands for 2007年.
    return _Header("".join(names), unit, "".join(f"{time}年" if time[-1].isdecimal() else time for time in times))


class _Table:
    """A grid with its parts told from each other."""

    def __init__(self, grid: Grid, caption: str, header_rows: int | None) -> None:
        self.width = max((len(row) for row in grid), default=0)
        self.rows = [[*row, *[None] * (self.width - len(row))] for row in grid]
        self.rows = [row for row in self.rows if any(cell is not None and cell.text.strip() for cell in row)]
        found = _CAPTION_UNIT.search(fold(caption))
        self.unit = caption[slice(*found.span("unit"))] if found and _is_unit(found["unit"]) else ""
        self.titles = self._leading_titles()
        self.header_rows = self._header_rows(header_rows)
        self.below = self.rows[self.header_rows :]
        data = [row for row in self.below if not self._is_merged(row)]
        self.columns = [_joined([row[i] for row in self.rows[: self.header_rows]]) for i in range(self.width)]
        self.skipped = {i for i in range(self.width) if self._counts(i, data)}
        self.unit_column = next((i for i in range(self.width) if self._holds_units(i, data)), None)
        self.skipped |= {self.unit_column} if self.unit_column is not None else set()
        self.named = self._header_columns(data)

    def _leading_titles(self) -> list[str]:
        titles: list[str] = []
        while len(self.rows) > 1 and self._is_merged(self.rows[0]):
            titles += _paragraphs(self.rows.pop(0)[0])
            found = _CAPTION_UNIT.search(fold(titles[-1]))
            if found and _is_unit(found["unit"]):
                self.unit = titles[-1][slice(*found.span("unit"))]
        return titles

    def _is_merged(self, row: Sequence[Cell | None]) -> bool:
        """Whether a row is one cell, and no figure."""
        texts = {id(cell): cell.text for cell in row if cell is not None and cell.text.strip()}
        whole = len(texts) == 1 and (row[0] is row[-1] or self.width == 1) and row[0] is not None
        return whole and _figure(next(iter(texts.values()))) is None

    def _header_rows(self, told: int | None) -> int:
        """How many rows at the top have no figure; of a table without any figure the first, if it looks like one."""
        plain = 0
        for row in self.rows:
            if self._is_merged(row) or any(_figure(_text(cell)) or len(_text(cell)) > _HEADER_CHARS for cell in row):
                break
            # A name alone opens a group of rows.
            if plain and sum(bool(_text(cell)) for cell in row) == 1:
                break
            plain += 1
        if plain < len(self.rows):
            return min(max(plain, told or 0), _HEADER_ROWS, len(self.rows) - 1)
        return min(max(1, told or 0), len(self.rows) - 1) if self.width > 2 or told else 0

    def _counts(self, column: int, data: list[list[Cell | None]]) -> bool:
        folded = self.columns[column].folded
        if folded in _words()["serial"]:
            return True
        texts = [_text(row[column]) for row in data]
        if folded or self.columns[column].time or column > 0 or len(texts) < 2:
            return False
        return texts == [str(i) for i in range(1, len(texts) + 1)]

    def _holds_units(self, column: int, data: list[list[Cell | None]]) -> bool:
        if self.columns[column].folded not in _words()["unit"]:
            return False
        texts = [fold(_text(row[column])) for row in data]
        return any(texts) and all(not text or _is_unit(text) or _is_missing(text) for text in texts)

    def _header_columns(self, data: list[list[Cell | None]]) -> list[int]:
        """The columns that name their rows: the first that holds words or years, and the next where it is merged."""
        named: list[int] = []
        for i in range(self.width):
            if i in self.skipped:
                continue
            texts = [_text(row[i]) for row in data]
            if any(_figure(text) for text in texts):
                break
            named.append(i)
            cells = [row[i] for row in data if row[i] is not None]
            parted = any(one is two for one, two in pairwise(cells))
            beside = any(row[i] is row[i + 1] for row in data if i + 1 < self.width and row[i] is not None)
            if not parted and not beside:
                break
        return named if len(named) + len(self.skipped) < self.width else named[:1]

    def _row_unit(self, row: Sequence[Cell | None]) -> str:
        text = "" if self.unit_column is None else _text(row[self.unit_column])
        return text if _is_unit(fold(text)) else ""

    def lines(self) -> Iterator[str]:
        """The table's lines, as the module's head describes them."""
        yield from self.titles
        told: set[int] = set()
        for row in self.below:
            if self._is_merged(row):
                yield from _paragraphs(row[0])
            elif self.header_rows == 0 and not any(_figure(_text(cell)) for cell in row):
                yield from _loose(row)
            elif self.header_rows == 0:
                yield from _by_neighbour(row, self.unit)
            else:
                yield from self._row(row, told)

    def _row(self, row: list[Cell | None], told: set[int]) -> Iterator[str]:
        head = _joined([row[i] for i in self.named])
        unit_of_row = self._row_unit(row)
        silent = True
        for i, cell in enumerate(row):
            if cell is None or i in self.named or i in self.skipped or id(cell) in told:
                continue
            told.add(id(cell))
            line = _line(head, self.columns[i], _text(cell), self.unit, unit_of_row)
            if line:
                silent = False
                yield line
        # A row header without any cell, as 其中： or a group's name, is a line of its own.
        if silent and (head.name or head.time):
            yield _text(next(row[i] for i in self.named if _text(row[i])))


def _text(cell: Cell | None) -> str:
    return "" if cell is None else " ".join(cell.text.split())


def _paragraphs(cell: Cell | None) -> list[str]:
    return [] if cell is None else [line.strip() for line in cell.text.splitlines() if line.strip()]


def _line(row: _Header, column: _Header, text: str, unit: str, unit_of_row: str = "") -> str:
    """One cell as a line, empty where it says nothing; `unit` is the table's."""
    if _is_missing(text):
        return ""
    name = _name(row, column)
    figure = _figure(text)
    if figure is None:
        end = "" if text[-1] in _SENTENCE_MARKS else "。"
        return f"{name}：{text}{end}" if name else f"{text}{end}"
    if not figure["unit"].strip():
        text = f"{text}{unit_of_row or column.unit or row.unit or _counted(row, column) or unit}"
    folded = fold(name)
    colon = "" if not name or any(folded.endswith(verb) for verb in _words()["change"]) else "："
    return f"{name}{colon}{text}。"


def _counted(row: _Header, column: _Header) -> str:
    """The unit of a header that counts something."""
    for header in (column, row):
        found = _COUNTED.search(header.folded)
        if found:
            return header.name[slice(*found.span("unit"))]
    return ""


def _name(row: _Header, column: _Header) -> str:
    words = _words()["value"]
    names = [header.name for header in (row, column) if header.name and header.folded not in words]
    if len(names) == 2 and names[0] == names[1]:
        names.pop()
    return "".join([row.time, column.time, *names])


def _by_neighbour(row: Sequence[Cell | None], unit: str) -> Iterator[str]:
    """A row under no header: each cell is named by the words on its left (姓名 | 张某 | 年龄 | 45岁)."""
    label = _Header()
    for cell, _ in groupby(row):
        text = _text(cell)
        if not text:
            continue
        if _figure(text):
            yield _line(label, _Header(), text, unit)
            label = _Header()
        else:
            if label.name:
                yield f"{label.name}：{text}" if len(label.name) <= _HEADER_CHARS else label.name
                label = _Header()
                continue
            label = _header(text)
    if label.name:
        yield label.name


def _loose(row: Sequence[Cell | None]) -> Iterator[str]:
    """A row of words under no header: in one line, long cells each on their own."""
    cells = [cell for cell, _ in groupby(row) if cell is not None and cell.text.strip()]
    if any(len(cell.text) > _PROSE_CHARS or cell.text.rstrip()[-1] in _SENTENCE_MARKS for cell in cells):
        for cell in cells:
            yield from _paragraphs(cell)
    elif cells:
        yield "　".join(_text(cell) for cell in cells)


def lines_of(grid: Grid, caption: str = "", header_rows: int | None = None) -> list[str]:
    """The lines that tell a table; `caption` is the line above it, `header_rows` what the format says of its head.

    >>> rows = [["学校", "经费(万元)", "比上年增长(%)"], ["小学", "561.3", "6.6"], ["初中", "320", "—"]]
    >>> for line in lines_of([[Cell(text) for text in row] for row in rows]):
    ...     print(line)
    小学经费：561.3万元。
    小学比上年增长6.6%。
    初中经费：320万元。
    """
    return list(_Table(grid, caption, header_rows).lines()) if any(grid) else []
