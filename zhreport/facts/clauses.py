"""Cuts sentences into clauses: the stretches of text inside which a figure finds what it measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhreport.model import Quantity

_MARK = re.compile(r"[,;:。!?()\n]")
# An aside longer than this is taken as an unclosed bracket.
_ASIDE_CHARS = 100


class Clause(NamedTuple):
    """A stretch without comma. `figures` are indices into the quantities; `gaps[i]` holds the spans of text before
    figure i (the last one, behind the last figure); `opener` is the mark in front of it.
    """

    start: int
    end: int
    opener: str
    figures: tuple[int, ...]
    gaps: tuple[tuple[tuple[int, int], ...], ...]


def _marks(flowing: str, start: int, end: int, quantities: Sequence[Quantity], starts: list[int]) -> list[int]:
    """Where clauses are cut: punctuation outside figures."""
    found = []
    for match in _MARK.finditer(flowing, start, end):
        at = match.start()
        before = bisect_left(starts, at + 1) - 1
        if before < 0 or quantities[before].end <= at:
            found.append(at)
    return found


def _gaps(
    spans: list[tuple[int, int]], figures: list[int], quantities: Sequence[Quantity]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The spans between the figures; figures and spans are in order, so that one pass is enough."""
    if not figures:
        return (tuple(spans),)
    gaps: list[tuple[tuple[int, int], ...]] = []
    edges = [0, *(quantities[i].end for i in figures)]
    tops = [*(quantities[i].start for i in figures), spans[-1][1]]
    at = 0
    for low, high in zip(edges, tops, strict=True):
        gap = []
        while at < len(spans) and spans[at][0] < high:
            start, end = max(spans[at][0], low), min(spans[at][1], high)
            if start < end:
                gap.append((start, end))
            if spans[at][1] > high:
                break
            at += 1
        gaps.append(tuple(gap))
    return tuple(gaps)


@dataclass(slots=True)
class _Open:
    """A clause that has begun: its spans so far, where it began, and from where its text is not yet in `spans`."""

    begin: int
    opener: str
    at: int
    spans: list[tuple[int, int]] = field(default_factory=list)

    def close(self, end: int, quantities: Sequence[Quantity], starts: list[int]) -> Iterator[Clause]:
        """The clause, when there is anything in it."""
        if self.at < end:
            self.spans.append((self.at, end))
        if self.spans:
            figures = [i for a, b in self.spans for i in range(bisect_left(starts, a), bisect_left(starts, b))]
            yield Clause(self.begin, end, self.opener, tuple(figures), _gaps(self.spans, figures, quantities))


def split_clauses(
    flowing: str, start: int, end: int, quantities: Sequence[Quantity], starts: list[int]
) -> Iterator[Clause]:
    """The clauses of a sentence in order.

    An aside with figures of its own is a clause and is skipped by the one around it. `starts` are the starts of
    `quantities`, which are those of the whole text, in order.
    """
    around: list[_Open] = []
    clause = _Open(start, "", start)
    for mark in _marks(flowing, start, end, quantities, starts):
        if flowing[mark] == "(":
            if not _holds_figures(flowing, mark, end, starts):
                continue
            if clause.at < mark:
                clause.spans.append((clause.at, mark))
            around.append(clause)
            clause = _Open(mark + 1, "(", mark + 1)
        elif flowing[mark] == ")":
            if around:
                yield from clause.close(mark, quantities, starts)
                clause = around.pop()
                clause.at = mark + 1
        elif not _in_aside(flowing, clause.at, mark, end):
            yield from clause.close(mark, quantities, starts)
            clause = _Open(mark + 1, flowing[mark], mark + 1)
    yield from clause.close(end, quantities, starts)
    for unclosed in reversed(around):
        unclosed.at = end
        yield from unclosed.close(end, quantities, starts)


def _holds_figures(flowing: str, opening: int, end: int, starts: list[int]) -> bool:
    closing = flowing.find(")", opening, min(end, opening + _ASIDE_CHARS))
    return closing >= 0 and bisect_left(starts, opening) < bisect_left(starts, closing)


def _in_aside(flowing: str, start: int, mark: int, end: int) -> bool:
    """Whether a mark stands inside brackets that hold no figures: its commas cut nothing."""
    start = max(start, mark - _ASIDE_CHARS)
    inside = flowing.rfind("(", start, mark) > flowing.rfind(")", start, mark)
    return inside and flowing.find(")", mark, min(end, mark + _ASIDE_CHARS)) >= 0
