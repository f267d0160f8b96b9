"""From the places of characters on pages to text in reading order: for PDF files and for recognised pictures.

Lines keep their indent as ideographic spaces, since that is how paragraphs are told apart where lines are broken;
joining the lines is left to `text.layout`. Page numbers and what stands at the head or foot of many pages are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from zhreport.readers.tables import Cell, lines_of
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
# A stretch of so many rows with a gap in one place, wide enough on both sides, is set in columns.
_COLUMN_ROWS, _COLUMN_CHARS = 4, 8
_SAME_LINES = 3.0


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
    height: float
    tables: list[Ruled] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    top: float
    bottom: float
    height: float


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


def _columns(all_rows: list[list[Piece]]) -> Iterator[list[list[Piece]]]:
    """The rows in reading order: where a stretch is set in two columns, the left one before the right one."""
    at = 0
    while at < len(all_rows):
        end, gutter = _stretch(all_rows, at)
        if gutter is None:
            yield all_rows[at:end]
        else:
            left = [[p for p in row if p.right <= gutter] for row in all_rows[at:end]]
            right = [[p for p in row if p.right > gutter] for row in all_rows[at:end]]
            yield from ([row for row in side if row] for side in (left, right))
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
    for stretch in _columns(rows(page.pieces)):
        for row in stretch:
            height = median(p.height for p in row)
            top, bottom = min(p.top for p in row), max(p.bottom for p in row)
            text = joined(row)
            if text.strip():
                lines.append(_Line(text, row[0].left, top, bottom, height))
    for table in sorted(page.tables, key=lambda t: t.top):
        at = next((i for i, item in enumerate(lines) if item.top >= table.top), len(lines))
        lines.insert(at, table)
    return lines


def _edges(page: Page, items: list[_Item]) -> Iterator[tuple[int, str, bool]]:
    """The lines at the head and the foot of a page: index, text with its figures blotted out, whether in the margin."""
    places = [*range(min(_EDGE_LINES, len(items))), *range(max(_EDGE_LINES, len(items) - _EDGE_LINES), len(items))]
    for i in places:
        item = items[i]
        if isinstance(item, _Line):
            squeezed = "".join(fold(item.text).split())
            in_margin = item.bottom < _MARGIN * page.height or item.top > (1 - _MARGIN) * page.height
            yield i, squeezed, in_margin


def _without_furniture(pages: list[Page], items: list[list[_Item]]) -> list[list[_Item]]:
    """The items without page numbers and running heads."""
    edges = [list(_edges(page, content)) for page, content in zip(pages, items, strict=True)]
    counts = Counter(key for page in edges for key in {re.sub(r"\d+", "#", text) for _, text, _ in page})
    enough = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    kept = []
    for page, content in zip(edges, items, strict=True):
        gone = {
            i
            for i, text, in_margin in page
            if (in_margin and _PAGE_NUMBER.fullmatch(text))
            or counts[re.sub(r"\d+", "#", text)] >= enough
            or (in_margin and len(pages) == 2 and counts[re.sub(r"\d+", "#", text)] == len(pages))
        }
        kept.append([item for i, item in enumerate(content) if i not in gone])
    return kept


def _margin(items: list[_Item]) -> tuple[float, float]:
    """The left edge of a page's text, and the height of its characters."""
    lines = [item for item in items if isinstance(item, _Line)]
    if not lines:
        return 0.0, 1.0
    weights: dict[float, int] = defaultdict(int)
    for line in lines:
        weights[line.height] += len(line.text)
    height = max(weights, key=lambda h: weights[h]) or 1.0
    lefts = sorted(line.left for line in lines)
    # The outermost edge that another line shares: a mark in the margin is none.
    return next((one for one, two in pairwise(lefts) if two - one < height / 2), lefts[0]), height


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


def text_of(pages: list[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of some pages, and the offset at which each begins.

    A table that goes on over a page's end belongs to the page on which it began.
    """
    items = _without_furniture(pages, [_items(page) for page in pages])
    _merge_tables(items)
    text: list[str] = []
    begins = []
    at = 0
    for content in items:
        begins.append(at)
        left, height = _margin(content)
        above = ""
        for item in content:
            if isinstance(item, Ruled):
                lines = lines_of(item.grid, above)
            else:
                indent = min(max(round((item.left - left) / height), 0), _MAX_INDENT)
                lines = ["　" * indent + item.text.strip()]
            above = lines[-1] if lines else above
            text += lines
            at += sum(len(line) + 1 for line in lines)
    return "\n".join(text), tuple(begins)
