"""Stretches that are no text: the same few characters over and over, as broken files and scanned rules leave them."""

from __future__ import annotations

from collections import deque

# A table repeats a cell some dozen times; nothing that anybody wrote repeats itself this often without a break.
_MOST_REPEATS = 500
_LONGEST_CHARS = 32
# Numerals in the repeated piece: 12至3个, has two.
_MOST_NUMERALS = 4
_BLOCK_REPEATS = 256


class Repetitions:
    """Watches the places where numerals begin, from left to right.

    >>> repetitions = Repetitions()
    >>> text = "共3所。" + "1至" * 1000 + "共5所"
    >>> next(end for at in range(4, 2004, 2) if (end := repetitions.end(text, at)) is not None)
    2004
    """

    def __init__(self) -> None:
        self._starts: deque[int] = deque(maxlen=_MOST_NUMERALS)
        self._length = 0
        self._repeats = 0

    def end(self, view: str, at: int) -> int | None:
        """The end of the repetition that a numeral at `at` stands in; None where it stands in none."""
        if not self._starts or at - self._starts[-1] > _LONGEST_CHARS:
            self._starts.append(at)
            self._repeats = 0
            return None
        lengths = (self._length, *(at - start for start in reversed(self._starts)))
        self._starts.append(at)
        again = next((n for n in lengths if 0 < n <= _LONGEST_CHARS and view.startswith(view[at - n : at], at)), 0)
        self._repeats = self._repeats + 1 if again and again == self._length else 0
        self._length = again
        return _end(view, at, view[at - again : at]) if self._repeats > _MOST_REPEATS else None


def _end(view: str, at: int, piece: str) -> int:
    block = piece * _BLOCK_REPEATS
    while view.startswith(block, at):
        at += len(block)
    while view.startswith(piece, at):
        at += len(piece)
    return at
