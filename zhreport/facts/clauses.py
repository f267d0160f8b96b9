"""Cuts sentences into clauses: the stretches of text inside which a figure finds what it measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhreport.model import Quantity

_MARK = re.compile(r"[,;:。!?()\n]")
# An aside longer than this is taken as an unclosed bracket.
_ASIDE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Clause:
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
    gaps = []
    edges = [0, *(quantities[i].end for i in figures)]
    tops = [*(quantities[i].start for i in figures), spans[-1][1] if spans else 0]
    for low, high in zip(edges, tops, strict=True):
        gaps.append(tuple((max(a, low), min(b, high)) for a, b in spans if max(a, low) < min(b, high)))
    return tuple(gaps)


def split_clauses(
    flowing: str, start: int, end: int, quantities: Sequence[Quantity], starts: list[int]
) -> Iterator[Clause]:
    """The clauses of a sentence in order; an aside with figures of its own is a clause and is skipped by the one around it.

    `starts` are the starts of `quantities`, which are those of the whole text, in order.
    """
    stack: list[tuple[list[tuple[int, int]], int, str]] = []
    spans: list[tuple[int, int]] = []
    begin, at, opener = start, start, ""

    def close(upto: int) -> Clause | None:
        if at < upto:
            spans.append((at, upto))
        if not spans:
            return None
        first = bisect_left(starts, spans[0][0])
        figures = []
        for i in range(first, bisect_left(starts, spans[-1][1])):
            if any(a <= starts[i] < b for a, b in spans):
                figures.append(i)
        return Clause(begin, upto, opener, tuple(figures), _gaps(spans, figures, quantities))

    for mark in _marks(flowing, start, end, quantities, starts):
        character = flowing[mark]
        if character == "(":
            closing = flowing.find(")", mark, min(end, mark + _ASIDE_CHARS))
            if closing < 0 or bisect_left(starts, mark) == bisect_left(starts, closing):
                continue
            if at < mark:
                spans.append((at, mark))
            stack.append((spans, begin, opener))
            spans, begin, at, opener = [], mark + 1, mark + 1, "("
            continue
        if character == ")":
            if not stack:
                continue
            clause = close(mark)
            if clause is not None:
                yield clause
            spans, begin, opener = stack.pop()
            at = mark + 1
            continue
        inside = flowing.rfind("(", at, mark) > flowing.rfind(")", at, mark)
        if inside and flowing.find(")", mark, min(end, mark + _ASIDE_CHARS)) >= 0:
            continue
        clause = close(mark)
        if clause is not None:
            yield clause
        spans, begin, at, opener = [], mark + 1, mark + 1, character
        if not stack:
            continue
    clause = close(end)
    if clause is not None:
        yield clause
    while stack:
        spans, begin, opener = stack.pop()
        at = end
        clause = close(end)
        if clause is not None:
            yield clause
