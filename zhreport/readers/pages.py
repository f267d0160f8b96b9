"""From the places of characters on pages to text in reading order: for PDF files and for recognised pictures.

A line that fills its column goes on in the next one. Where that is not sure it is left to `text.layout`, for which
lines keep their indent as ideographic spaces: that is how paragraphs are told apart. Page numbers and what stands at
the head or foot of many pages are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from zhreport.readers.tables import Cell, lines_of
from zhreport.text.enumerators import match_enumerator
from zhreport.text.folding import fold

# Distances are in heights of a character.
_PIECE_GAP = 1.5
_WORD_GAP = 0.2
_OVERLAP = 0.5
_MAX_INDENT = 20
# How much of a page's height its head and its foot may take.
_MARGIN = 0.12
_EDGE_LINES = 2
# A line is a running head where it stands on so many pages, and on this share of them.
_RUNNING_PAGES, _RUNNING_SHARE = 3, 0.3
_PAGE_NUMBER = re.compile(r"[-—~·]*(?:第?\d{1,4}页?|[ivxlcⅰ-ⅻ]{1,6}|第?\d{1,4}页?[/,]?共?\d{1,4}页?)[-—~·]*", re.I)
_FIGURES = re.compile(r"\d+")
# A stretch of so many rows with a gap in one place, wide enough on both sides, is set in columns.
_COLUMN_ROWS, _COLUMN_CHARS = 4, 8
_SAME_LINES = 3.0
_ENDS = frozenset("。！？…")
_MAY_END = frozenset("；：;:")
# What is not parted at a line's end: letters and figures, and the marks behind them.
_FIRST_WORD = re.compile(r"(?:[!-~∶]+|.)[，。、；：？！％）》”’」』】〕…]{0,3}")
# The gaps that programs set between Chinese characters and figures, and what heights fall short of widths.
_SLACK = 1.0
_MARGIN_DIFFERENCE = 2.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on a page; y counts down from the page's top, `height` is that of its characters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    height: float

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table with drawn lines: its cells, the places of its vertical lines, and where it stands."""

    grid: list[list[Cell | None]]
    columns: tuple[float, ...]
    top: float
    bottom: float


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    pieces: list[Piece]
    width: float
    height: float
    tables: list[Ruled] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text; `column` counts the stretches of a page that are set in columns, 0 is the page itself."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    height: float
    column: int


_Item = _Line | Ruled


def joined(pieces: Sequence[Piece]) -> str:
    """Pieces of one line as text: words of letters get a space between them, pieces that stand apart a wide one.

    >>> joined([Piece("GDP", 0, 0, 30, 10, 10), Piece("is", 34, 0, 44, 10, 10), Piece("表", 80, 0, 90, 10, 10)])
    'GDP is　表'
    """
    text = pieces[0].text
    for one, two in pairwise(pieces):
        gap = (two.left - one.right) / max(two.height, 1e-6)
        if gap > _PIECE_GAP:
            text += "　"
        elif gap > _WORD_GAP and one.text[-1:].isascii() and two.text[:1].isascii() and text[-1:] != " ":
            # 2007 年 is set with a gap; between two figures it parts them.
            text += " "
        text += two.text
    return text


def rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand beside each other, row by row from the top, each from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.middle, p.left)):
        # Only the last rows can hold it: pieces come in the order of their middles.
        for row in reversed(found[-3:]):
            first = row[0]
            shared = min(first.bottom, piece.bottom) - max(first.top, piece.top)
            if shared > _OVERLAP * min(first.bottom - first.top, piece.bottom - piece.top):
                row.append(piece)
                break
        else:
            found.append([piece])
    for row in found:
        row.sort(key=lambda p: p.left)
    return found


def _gaps(row: list[Piece]) -> list[tuple[float, float]]:
    return [(one.right, two.left) for one, two in pairwise(row) if two.left - one.right > _PIECE_GAP * one.height]


def _columns(all_rows: list[list[Piece]]) -> Iterator[tuple[bool, list[list[Piece]]]]:
    """The rows in reading order: where a stretch is set in two columns, which is told, the left one first."""
    at = 0
    while at < len(all_rows):
        end, gutter = _stretch(all_rows, at)
        if gutter is None:
            yield False, all_rows[at:end]
        else:
            left = [[p for p in row if p.right <= gutter] for row in all_rows[at:end]]
            right = [[p for p in row if p.right > gutter] for row in all_rows[at:end]]
            yield from ((True, [row for row in side if row]) for side in (left, right))
        at = end


def _stretch(all_rows: list[list[Piece]], at: int) -> tuple[int, float | None]:
    """Where the stretch that begins with a row ends, and the middle of the gap that parts its columns, if any does."""
    for low, high in _gaps(all_rows[at]):
        end, split, chars = at, 0, [0, 0]
        while end < len(all_rows):
            row = all_rows[end]
            left = [p for p in row if p.right <= high]
            right = [p for p in row if p.left >= low and p not in left]
            narrowed = (
                max([low, *(p.right for p in left)]),
                min([high, *(p.left for p in right)]),
            )
            if len(left) + len(right) < len(row) or narrowed[1] - narrowed[0] < row[0].height:
                break
            low, high = narrowed
            split += bool(left and right)
            chars[0] += sum(len(p.text) for p in left)
            chars[1] += sum(len(p.text) for p in right)
            end += 1
        count = end - at
        if split >= _COLUMN_ROWS and min(chars) >= _COLUMN_CHARS * count and 2 * split > count:
            return end, (low + high) / 2
    return at + 1, None


def _items(page: Page) -> list[_Item]:
    """A page's lines and tables in reading order."""
    lines: list[_Item] = []
    for number, (in_column, stretch) in enumerate(_columns(rows(page.pieces)), 1):
        for row in stretch:
            height = median(p.height for p in row)
            top, bottom = min(p.top for p in row), max(p.bottom for p in row)
            right = max(p.right for p in row)
            lines.append(_Line(joined(row), row[0].left, right, top, bottom, height, number if in_column else 0))
    for table in sorted(page.tables, key=lambda t: t.top):
        at = next((i for i, item in enumerate(lines) if item.top >= table.top), len(lines))
        lines.insert(at, table)
    return lines


def _edges(page: Page, items: list[_Item]) -> Iterator[tuple[int, str]]:
    """The lines in the margins at the head and the foot of a page, without white space."""
    places = [*range(min(_EDGE_LINES, len(items))), *range(max(_EDGE_LINES, len(items) - _EDGE_LINES), len(items))]
    for i in places:
        item = items[i]
        if not isinstance(item, _Line) or "。" in item.text:
            continue
        if item.bottom < _MARGIN * page.height or item.top > (1 - _MARGIN) * page.height:
            yield i, "".join(fold(item.text).split())


def _without_furniture(pages: list[Page], items: list[list[_Item]]) -> list[list[_Item]]:
    """The items without page numbers, and without running heads, which differ in their figures only."""
    edges = [
        [(i, text, _FIGURES.sub("#", text)) for i, text in _edges(page, content)]
        for page, content in zip(pages, items, strict=True)
    ]
    counts = Counter(head for page in edges for head in {head for _, _, head in page})
    enough = len(pages) if len(pages) == 2 else max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    kept = []
    for page_edges, content in zip(edges, items, strict=True):
        gone = {i for i, text, head in page_edges if _PAGE_NUMBER.fullmatch(text) or counts[head] >= enough}
        kept.append([item for i, item in enumerate(content) if i not in gone])
    return kept


@dataclass(frozen=True, slots=True)
class _Measure:
    """Where the lines of a column begin and end, and the height of its characters."""

    left: float
    right: float
    height: float

    def indent(self, line: _Line) -> int:
        """How many characters a line is set in."""
        return min(max(round((line.left - self.left) / self.height), 0), _MAX_INDENT)

    def lacks_room(self, line: _Line, following: str) -> bool:
        """Whether the first word of the following line would not have fitted on a line."""
        word = _FIRST_WORD.match(following)
        width = sum(0.5 if c.isascii() else 1.0 for c in word[0]) if word else 1.0
        return line.right + (width + _SLACK) * self.height > self.right


def _outermost(edges: list[float], slack: float) -> float:
    """The first edge that another line shares: a mark in the margin is none."""
    return next((one for one, two in pairwise(edges) if abs(two - one) < slack), edges[0])


def _measures(items: list[_Item], width: float) -> dict[int, _Measure]:
    """The measure of each column on a page."""
    columns: dict[int, list[_Line]] = defaultdict(list)
    for item in items:
        if isinstance(item, _Line):
            columns[item.column].append(item)
    found = {}
    for column, lines in columns.items():
        weights: Counter[float] = Counter()
        for line in lines:
            weights[round(line.height, 1)] += len(line.text)
        height = weights.most_common(1)[0][0] or 1.0
        left = _outermost(sorted(line.left for line in lines), height / 2)
        # Marks may hang out into the margin.
        inside = [line.right for line in lines if line.text[-1].isalnum()] or [line.right for line in lines]
        right = _outermost(sorted(inside, reverse=True), height / 2)
        if column == 0:
            # On a page of short lines none may be full: its margins are much the same on both sides.
            right = max(right, width - left - _MARGIN_DIFFERENCE * height)
        found[column] = _Measure(left, right, height)
    return found


def _continues(before: Ruled, after: Ruled) -> bool:
    """Whether a table at the top of a page is the rest of the one at the foot of the page before."""
    if len(before.columns) != len(after.columns):
        return False
    return all(abs(a - b) < _SAME_LINES for a, b in zip(before.columns, after.columns, strict=True))


def _texts(row: list[Cell | None]) -> list[str]:
    return ["" if cell is None else cell.text for cell in row]


def _with_rest(before: Ruled, after: Ruled) -> Ruled:
    rest = after.grid
    while rest and before.grid and _texts(rest[0]) == _texts(before.grid[len(after.grid) - len(rest)]):
        # The head of a table is repeated on each page.
        rest = rest[1:]
        if len(after.grid) - len(rest) >= len(before.grid):
            break
    return Ruled([*before.grid, *rest], before.columns, before.top, before.bottom)


def _merge_tables(pages: list[list[_Item]]) -> None:
    """Puts the parts of tables together that go on over pages."""
    last: tuple[int, int] | None = None
    for number, content in enumerate(pages):
        if last is not None and content and isinstance(content[0], Ruled):
            before = pages[last[0]][last[1]]
            if isinstance(before, Ruled) and _continues(before, content[0]):
                pages[last[0]][last[1]] = _with_rest(before, content[0])
                del content[0]
                if not content:
                    continue
        last = (number, len(content) - 1) if content and isinstance(content[-1], Ruled) else None


class _Writer:
    """The text that grows line by line, and where its pages begin."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.begins: list[int] = []
        # The line before, if it may go on, and the measure of its column.
        self.open: tuple[_Line, _Measure] | None = None
        self.above = ""

    def put(self, text: str) -> None:
        """Adds to the text."""
        self.pieces.append(text)
        self.length += len(text)

    def page(self, items: list[_Item], width: float) -> None:
        """Adds a page."""
        measures = _measures(items, width)
        for number, item in enumerate(items):
            goes_on = isinstance(item, _Line) and self._goes_on(item, measures[item.column])
            if self.pieces and not goes_on:
                self.put("\n")
            if number == 0:
                self.begins.append(self.length)
            if isinstance(item, Ruled):
                lines = lines_of(item.grid, self.above)
                self.put("\n".join(lines))
                self.above, self.open = (lines or [""])[-1], None
                continue
            measure = measures[item.column]
            self.put(("" if goes_on else "　" * measure.indent(item)) + item.text)
            self.above, self.open = item.text, (item, measure)
        if not items:
            self.begins.append(self.length)

    def _goes_on(self, line: _Line, measure: _Measure) -> bool:
        """Whether a line is the rest of the one before it: that one is full, and this one is not indented."""
        if self.open is None or measure.indent(line) > 0:
            return False
        before, its = self.open
        if bool(before.column) != bool(line.column):
            return False
        last, first = before.text[-1], line.text[0]
        if last in _ENDS or (last.isascii() and first.isascii()):
            return False
        if last in _MAY_END and match_enumerator(fold(line.text), 0) is not None:
            return False
        return its.lacks_room(before, line.text)


def text_of(pages: list[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of some pages, and the offset at which each begins.

    A table that goes on over a page's end belongs to the page on which it began.
    """
    items = _without_furniture(pages, [_items(page) for page in pages])
    _merge_tables(items)
    writer = _Writer()
    for page, content in zip(pages, items, strict=True):
        writer.page(content, page.width)
    return "".join(writer.pieces), tuple(writer.begins)
