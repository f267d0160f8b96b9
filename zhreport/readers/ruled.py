"""Characters and drawn lines on a page: which make a piece of text, and which stand in the cells of a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from zhreport.readers.pages import Piece, Ruled, joined, rows
from zhreport.readers.tables import Cell

_TOLERANCE = 3.0
_OVERLAP = 0.5
_AHEAD = 1.5
_WORD_GAP = 0.2
# The same character drawn again so near (in heights) makes it bold.
_BOLD = 0.15
_MAX_LINES = 400


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box; y counts down from the page's top."""

    character: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A drawn line by its bounds."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def between(cls, one: tuple[float, float], two: tuple[float, float], height: float) -> Segment:
        """The line from one point to another, given with y counting up."""
        (x1, y1), (x2, y2) = one, two
        return cls(min(x1, x2), height - max(y1, y2), max(x1, x2), height - min(y1, y2))

    @property
    def is_straight(self) -> bool:
        """Whether it is upright or level, and longer than a dot."""
        wide, high = self.right - self.left, self.bottom - self.top
        return min(wide, high) < _TOLERANCE and max(wide, high) >= _TOLERANCE

    @property
    def is_level(self) -> bool:
        """Whether it is level rather than upright."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(slots=True)
class _Run:
    """Characters on one line without a wide gap between them."""

    glyphs: list[Glyph]
    left: float
    right: float

    def takes(self, glyph: Glyph) -> bool:
        """Whether a character stands in it or right behind it, and is taken."""
        last = self.glyphs[-1]
        shared = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
        if shared <= _OVERLAP * min(last.bottom - last.top, glyph.bottom - glyph.top):
            return False
        if not self.left - glyph.size < glyph.left < self.right + _AHEAD * glyph.size:
            return False
        self.glyphs.append(glyph)
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        return True

    def text(self) -> str:
        """The characters from left to right; a gap between letters or figures is a space."""
        # Marks of another font are drawn after the line that they stand in.
        run = sorted(self.glyphs, key=lambda g: g.left)
        text = run[0].character
        for before, after in pairwise(run):
            # One glyph may stand for two characters (——), which then have one and the same box.
            shifted = abs(after.left - before.left) < _BOLD * after.size and after != before
            if after.character == before.character and shifted:
                continue
            apart = after.left - before.right > _WORD_GAP * after.size
            if apart and before.character.isascii() and after.character.isascii() and text[-1] != " ":
                text += " "
            text += after.character
        return text


def _piece(run: _Run) -> Piece | None:
    # White space is drawn too: where it leads or trails, the places of the others say what it means.
    seen = [g for g in run.glyphs if not g.character.isspace()]
    if not seen:
        return None
    return Piece(
        run.text().strip(),
        min(g.left for g in seen),
        min(g.top for g in seen),
        max(g.right for g in seen),
        max(g.bottom for g in seen),
        median(g.size for g in seen),
    )


def pieces_of(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Characters in the order in which they were drawn, as runs that stand on one line without a wide gap."""
    runs: list[_Run] = []
    for glyph in glyphs:
        if not runs or not runs[-1].takes(glyph):
            runs.append(_Run([glyph], glyph.left, glyph.right))
    return [piece for run in runs if (piece := _piece(run)) is not None]


def _clusters(values: Iterable[float]) -> list[float]:
    """Places of lines, those that are nearly the same as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOLERANCE:
            found.append(value)
    return found


def _touch(one: Segment, two: Segment) -> bool:
    return (
        one.left - _TOLERANCE <= two.right
        and two.left - _TOLERANCE <= one.right
        and one.top - _TOLERANCE <= two.bottom
        and two.top - _TOLERANCE <= one.bottom
    )


def _groups(segments: list[Segment]) -> list[list[Segment]]:
    """Lines that hang together."""
    left = segments[:]
    groups = []
    while left:
        group, frontier = [], [left.pop()]
        while frontier:
            one = frontier.pop()
            group.append(one)
            touched = [other for other in left if _touch(one, other)]
            if touched:
                left = [other for other in left if not _touch(one, other)]
                frontier += touched
        groups.append(group)
    return groups


@dataclass(slots=True)
class _Frame:
    """The lines of one table: where its columns and rows begin, and which of them are drawn where."""

    xs: list[float]
    ys: list[float]
    upright: list[Segment]
    level: list[Segment]

    def place(self, glyph: Glyph) -> tuple[int, int] | None:
        """The row and the column in which a character stands."""
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return (row, column) if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1 else None

    def has_upright(self, row: int, column: int) -> bool:
        """Whether a line is drawn on the left of a cell."""
        x, y = self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2
        return any(abs(s.left - x) <= _TOLERANCE and s.top <= y <= s.bottom for s in self.upright)

    def has_level(self, row: int, column: int) -> bool:
        """Whether a line is drawn above a cell."""
        x, y = (self.xs[column] + self.xs[column + 1]) / 2, self.ys[row]
        return any(abs(s.top - y) <= _TOLERANCE and s.left <= x <= s.right for s in self.level)

    def owners(self) -> list[list[tuple[int, int]]]:
        """For each place the first place of the cell that it belongs to: without a line between them two are one."""
        owner = [[(i, j) for j in range(len(self.xs) - 1)] for i in range(len(self.ys) - 1)]
        for i, row in enumerate(owner):
            for j in range(len(row)):
                if j and not self.has_upright(i, j):
                    row[j] = row[j - 1]
                elif i and not self.has_level(i, j):
                    row[j] = owner[i - 1][j]
        return owner


def _frames(segments: list[Segment]) -> Iterator[_Frame]:
    if len(segments) > _MAX_LINES * 10:
        return
    for group in _groups(segments):
        level = [s for s in group if s.is_level]
        upright = [s for s in group if not s.is_level]
        xs, ys = _clusters(s.left for s in upright), _clusters(s.top for s in level)
        if 3 <= len(xs) < _MAX_LINES and 3 <= len(ys) < _MAX_LINES:
            yield _Frame(xs, ys, upright, level)


def _cell_text(glyphs: list[Glyph]) -> str:
    lines = rows(pieces_of(glyphs))
    return "".join(joined(line) for line in lines)


def tables_of(glyphs: list[Glyph], segments: list[Segment]) -> tuple[list[Ruled], list[Glyph]]:
    """The tables that drawn lines make, and the characters that stand in none of them."""
    tables: list[Ruled] = []
    for frame in _frames(segments):
        owners = frame.owners()
        inside: dict[tuple[int, int], list[Glyph]] = {}
        outside = []
        for glyph in glyphs:
            place = frame.place(glyph)
            if place is None:
                outside.append(glyph)
            else:
                inside.setdefault(owners[place[0]][place[1]], []).append(glyph)
        cells = {owner: Cell(_cell_text(inside.get(owner, []))) for row in owners for owner in row}
        if sum(bool(cell.text.strip()) for cell in cells.values()) < 3:
            continue
        grid: list[list[Cell | None]] = [[cells[owner] for owner in row] for row in owners]
        tables.append(Ruled(grid, tuple(frame.xs), frame.ys[0], frame.ys[-1]))
        glyphs = outside
    return tables, glyphs
