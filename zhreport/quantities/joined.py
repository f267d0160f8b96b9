"""The joined view: the flowing view without the spaces that scanners, PDF and typists put inside figures and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from zhreport.quantities.numerals import characters

_SPACES = re.compile(r"(?<=[^\n ]) +(?=[^\n ])")
_THOUSANDS_BEFORE = re.compile(r"(?<![\d.,/:-])[1-9]\d{0,2}$|(?<=\d )\d{3}$")
_THOUSANDS_AFTER = re.compile(r"\d{3}(?: \d{3})*(?:\.\d+)? ?[\u3400-\u9fff%]")
# A number of up to three digits behind a word that does not number things; digits that go on to a unit.
_BEHIND_WORDS = re.compile(r"(?<=[\u3400-\u9fff])(?<![第表图号附件注条款项章节栋楼])\d{1,3}\.?$")
_WITH_UNIT = re.compile(r"\d+(?:\.\d+)?[\u3400-\u9fff%‰]")
# Wider gaps are columns of a table.
_WIDEST_GAP = 8


@dataclass(frozen=True, slots=True)
class JoinedView:
    """`text` with the way back: `cuts[i]` is its first offset behind the i-th gap, `shifts[i]` what to add there.

    >>> view = join("共 5 所", "共 5 所")
    >>> view.text, view.source(1), view.source_end(2)
    ('共5所', 2, 3)
    """

    text: str
    cuts: tuple[int, ...]
    shifts: tuple[int, ...]

    def source(self, offset: int) -> int:
        """The offset in the source of the character at `offset`."""
        if not self.cuts:
            return offset
        at = bisect_right(self.cuts, offset)
        return offset + self.shifts[at - 1] if at else offset

    def source_end(self, offset: int) -> int:
        """The end in the source of a span that ends at `offset`."""
        return self.source(offset - 1) + 1 if offset else 0


def _scanned_apart(flowing: str, start: int, end: int) -> bool:
    """Whether a scanner parted a number in prose: 达93. 7%, 国道3 18公里, but not 表3 18所 nor the cells of a row."""
    return bool(_BEHIND_WORDS.search(flowing, max(0, start - 6), start) and _WITH_UNIT.match(flowing, end))


def _joins_numerals(flowing: str, start: int, end: int, broken: bool) -> bool:
    """Whether a gap between two characters of numerals stands inside one numeral.

    1 1 3 4 and 36 亿 2,404 and a number broken over two lines are one; 12 34 and 一 二 are two.
    """
    left, right = flowing[start - 1], flowing[end]
    if left.isdecimal() and right.isdecimal():
        # 2 817万: Hong Kong parts thousands with a space.
        if (
            end - start == 1
            and _THOUSANDS_BEFORE.search(flowing, max(0, start - 5), start)
            and _THOUSANDS_AFTER.match(flowing, end)
        ):
            return True
        single = not flowing[start - 2 : start - 1].isdecimal() and not flowing[end + 1 : end + 2].isdecimal()
        return broken or single or (end - start == 1 and _scanned_apart(flowing, start, end))
    names = characters()
    return any(c in names.tens or c in names.myriads or c == "点" for c in (left, right))


def _joins(flowing: str, source: str, start: int, end: int) -> bool:
    left, right = flowing[start - 1], flowing[end]
    numeral = characters().all
    broken = "\n" in source[start:end]
    if (left.isdecimal() or left in numeral) and (right.isdecimal() or right in numeral):
        return _joins_numerals(flowing, start, end, broken)
    if left in ".,'" and right.isdecimal():
        spaced = flowing[start - 2 : start - 1] == " " or flowing[end + 1 : end + 2] == " "
        if left == ".":
            # 1. 5所 is an enumerator; 3572. 4万元 is broken.
            head = flowing[max(0, start - 4) : start - 1]
            if not head[-1:].isdecimal():
                return False
            three = len(head.strip()) == 3 and head.strip().isdecimal()
            return broken or spaced or three or _scanned_apart(flowing, start, end)
        return (flowing[start - 2 : start - 1].isdecimal() and broken) or spaced
    if left.isascii() and right.isascii() and left.isalpha() and right.isalnum():
        return False
    return end - start <= _WIDEST_GAP


def join(text: str, flowing: str) -> JoinedView:
    """The joined view of a text.

    >>> join("4 9 2 5 0 万吨，8 ．8 ％", "4 9 2 5 0 万吨,8 .8 %").text
    '49250万吨,8.8%'
    """
    if " " not in flowing:
        return JoinedView(flowing, (), ())
    pieces: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    position = removed = 0
    for match in _SPACES.finditer(flowing):
        start, end = match.span()
        if _joins(flowing, text, start, end):
            pieces.append(flowing[position:start])
            removed += end - start
            position = end
            cuts.append(end - removed)
            shifts.append(removed)
    pieces.append(flowing[position:])
    return JoinedView("".join(pieces), tuple(cuts), tuple(shifts))
