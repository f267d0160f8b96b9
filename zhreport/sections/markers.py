"""Which enumerators and bullets of a report open a section of it, and which are only look-alikes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

from zhreport.sections.listings import is_ended, is_listed, line_end_of, listings
from zhreport.text.enumerators import HeadingStyle, match_enumerator

_LINE_START = re.compile(r"\n *+(?=\S)")
_HAN = "一二三四五六七八九十"
# Where an enumerator may stand inside a line: behind a mark or a gap. The styles themselves are told apart afterwards.
_INSIDE = re.compile(
    rf"[。;!?:,…”)】 ](?=[{_HAN}]{{1,3}} ?[、.)是要]|第 ?[{_HAN}\d]|其 ?[{_HAN}次]|首 ?先|再 ?次|最 ?后"
    rf"|[1-9] ?\d? ?[、.)]|[(] ?[{_HAN}\d甲乙丙丁戊己庚辛壬癸a-hivx]|[壹贰叁参肆伍陆柒捌玖拾]{{1,3}} ?[、.]"
    r"|[甲乙丙丁戊己庚辛壬癸] ?、|[①-⒛㈠-㈩]|——)"
)
_ENDED = frozenset("。;!?:…”)】")
_ENCLOSED = frozenset("(㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽")
# A single 二是 counts behind a sentence, a single dash only where a sentence or what announces a list has ended.
_LONE = {"is": "。;:", "dash": "。:"}
# A line that ends with a page number behind leaders, or with cells of a table.
_CONTENTS_ENTRY = re.compile(r"(?:[.·…—_-]{2,}|[ ]{3,}) *\d{1,3} *$|(?:\s[\d.,%-]{1,15}){2,} *$")
_SHORT_CHARS = 45
# 首先 on one page and 其次 on another are no list (characters).
_CLAUSE_REACH = 1500
# A report has no thirtieth point; a larger number counts only where it counts on with another.
_LARGEST_ALONE = 30


class Marker(NamedTuple):
    """A possible opening of a section: `end` is behind the enumerator, `line_end` where its line ends.

    `opens_line` tells whether it begins its line; `lone` whether it would count there without another of its kind.
    """

    start: int
    end: int
    style: HeadingStyle
    number: int | None
    opens_line: bool
    line_end: int
    lone: bool
    doubtful: bool


def _line_starts(flowing: str) -> list[int]:
    first = len(flowing) - len(flowing.lstrip(" "))
    return [first] + [match.end() for match in _LINE_START.finditer(flowing)]


def _at_line_starts(flowing: str, line_starts: list[int]) -> list[Marker]:
    markers = []
    for position in line_starts:
        found = match_enumerator(flowing, position)
        if found is None:
            continue
        line_end = line_end_of(flowing, found.end)
        line = flowing[found.end : min(line_end, found.end + 2 * _SHORT_CHARS)]
        if found.end < line_end <= found.end + 2 * _SHORT_CHARS and _CONTENTS_ENTRY.search(line):
            continue
        lone = found.style.alone != "series" and not found.doubtful and (found.number or 0) <= _LARGEST_ALONE
        doubtful = found.doubtful
        if doubtful and (len(line) > _SHORT_CHARS or is_ended(line)):
            # 二、三项重点工作 may be a heading; a doubtful beginning of a sentence is none.
            continue
        markers.append(Marker(found.start, found.end, found.style, found.number, True, line_end, lone, doubtful))
    return markers


def _inside_lines(flowing: str, line_starts: list[int]) -> list[Marker]:
    breaks = [match.start() for match in re.finditer("\n", flowing)]
    outermost = set(line_starts)
    markers = []
    for match in _INSIDE.finditer(flowing):
        if match.end() in outermost:
            continue
        found = match_enumerator(flowing, match.end())
        if found is None or found.doubtful or found.style.place == "line":
            continue
        behind = bisect_right(breaks, found.start - 1)
        line_start = breaks[behind - 1] + 1 if behind else 0
        before = flowing[max(line_start, found.start - 8) : found.start]
        word = before.rstrip()
        mark = word[-1:]
        # Before a bracket or a circled number one space is a gap; before a bare numeral it may be a broken line.
        gap = len(before) - len(word) >= (1 if flowing[found.start] in _ENCLOSED else 2)
        if mark not in _ENDED and not gap and not (mark == "," and found.style.place == "clause"):
            continue
        lone = found.style.alone == "sentence" and mark in _LONE[found.style.name]
        line_end = breaks[behind] if behind < len(breaks) else len(flowing)
        markers.append(Marker(found.start, found.end, found.style, found.number, False, line_end, lone, False))
    return markers


def _counts_on(one: Marker, two: Marker) -> bool:
    """Whether two markers of one style are neighbours in a count: 2 after 1."""
    if one.style.title == "clause" and two.start - one.start > _CLAUSE_REACH:
        return False
    if one.number is None:
        return False
    return two.number == one.number + 1 or (two.number is None and two.style.title == "clause")


def _supported(series: list[Marker], i: int) -> bool:
    """Whether a marker counts on with another of its style.

    A doubtful one must close a gap in a count, or end one of three.
    """
    marker = series[i]
    before = i > 0 and _counts_on(series[i - 1], marker)
    after = i + 1 < len(series) and _counts_on(marker, series[i + 1])
    if marker.doubtful and not (after and (before or marker.number == 1)):
        return before and i > 1 and _counts_on(series[i - 2], series[i - 1])
    return before or after


def _kept(candidates: list[Marker]) -> list[Marker]:
    by_style: dict[str, list[Marker]] = defaultdict(list)
    for marker in candidates:
        by_style[marker.style.name].append(marker)
    kept = []
    for series in by_style.values():
        number = None
        for i, marker in enumerate(series):
            if not (marker.lone or _supported(series, i)):
                continue
            if marker.style.name == "first" and marker.number is None:
                marker = marker._replace(number=(number or 0) + 1)
            number = marker.number
            kept.append(marker)
    return sorted(kept, key=lambda marker: marker.start)


def find_markers(flowing: str) -> list[Marker]:
    r"""The markers that open sections, in order.

    One at the beginning of a line stands by itself; one in running text must be part of a count (1、…2、…),
    save 二是 behind a finished sentence, which is taken even where 一是 is missing.

    >>> [m.number for m in find_markers("一、工作回顾\n成绩显著。一是加强领导。二是健全制度。\n3.5万元已拨付。")]
    [1, 1, 2]
    """
    line_starts = _line_starts(flowing)
    candidates = _at_line_starts(flowing, line_starts) + _inside_lines(flowing, line_starts)
    left_out = listings(flowing)
    if left_out:
        candidates = [marker for marker in candidates if not is_listed(left_out, marker.start)]
    return _kept(sorted(candidates, key=lambda marker: marker.start))
