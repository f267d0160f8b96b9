"""Finds heading markers: where an enumerator or bullet of some style may open a section."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from zhreport.lexicon.loader import table

_HAN = "一二三四五六七八九"
_FINANCIAL = "壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FIRSTS = {"首先": 1, "其次": 2, "再次": 3, "最后": None}
# Circled and parenthesised numbers in one character each: first of the series, how many.
_CIRCLED = {"①": 20, "⑴": 20, "⒈": 20, "㈠": 10, "㊀": 10}

_NUMERALS = {
    "han": rf"([{_HAN}]?十[{_HAN}]?|[{_HAN}])",
    "financial": rf"([{_FINANCIAL}]?拾[{_FINANCIAL}]?|[{_FINANCIAL}])",
    "arabic": r"(\d(?: ?\d)?)(?<!\d\d\d)",
    "stem": f"([{_STEMS}])",
    "circled": "([" + "".join(f"{c}-{chr(ord(c) + n - 1)}" for c, n in _CIRCLED.items()) + "])",
}

# What follows an enumerator in 三、四级河道, 二、三产业, 5、6月: a list of numbers, not a heading.
_LISTED = re.compile(rf"\s?([{_HAN}\d]{{1,2}})(?:[、至和~—-]|[级季线类档等期环月年号日产楼层])")
_BEFORE_FLOW = re.compile(r"[。;!?:…”)】]\s*$|\s{1,}$")
_BEFORE_CLAUSE = re.compile(r"[。;!?:,…”)】]\s*$|\s$")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """A row of `lexicon/headings.tsv`, its pattern compiled."""

    name: str
    rank: int
    pattern: re.Pattern[str]
    place: str
    title: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A possible opening of a section: `end` is behind the enumerator, `opens_line` whether it begins its line."""

    start: int
    end: int
    style: HeadingStyle
    number: int | None
    opens_line: bool


@cache
def heading_styles() -> tuple[HeadingStyle, ...]:
    """The numbering styles, outermost first."""
    styles = []
    for row in table("headings.tsv", ("style", "rank", "pattern", "place", "title", "example"), ("style",)):
        source = row["pattern"]
        for name, pattern in _NUMERALS.items():
            source = source.replace("{" + name + "}", pattern)
        try:
            compiled = re.compile(source)
        except re.error as error:
            raise row.error(f"pattern: {error}") from None
        if not compiled.match(row["example"]):
            raise row.error(f"the pattern does not match its example {row['example']!r}")
        styles.append(HeadingStyle(row["style"], int(row["rank"]), compiled, row["place"], row["title"]))
    return tuple(styles)


def _han_number(text: str, digits: str, ten: str) -> int:
    """1 to 99 as enumerators write them: 十二 -> 12."""
    tens, found, ones = text.rpartition(ten)
    if not found:
        return digits.index(text) + 1
    return 10 * (digits.index(tens) + 1 if tens else 1) + (digits.index(ones) + 1 if ones else 0)


def _number(match: re.Match[str]) -> int | None:
    """The number that an enumerator shows, None for bullets."""
    if not match.re.groups:
        return next((n for word, n in _FIRSTS.items() if match[0].startswith(word)), None)
    shown = match[1]
    if shown[0].isdecimal() and shown.isascii():
        return int(shown.replace(" ", ""))
    if shown in _STEMS:
        return _STEMS.index(shown) + 1
    for first, count in _CIRCLED.items():
        if 0 <= ord(shown[0]) - ord(first) < count:
            return ord(shown) - ord(first) + 1
    if shown[0] in _FINANCIAL + "拾":
        return _han_number(shown, _FINANCIAL, "拾")
    return _han_number(shown, _HAN, "十")


def _may_stand(flowing: str, start: int, line_start: int, style: HeadingStyle) -> bool:
    """Whether an enumerator of this style may begin at `start`, inside the line that begins at `line_start`."""
    before = flowing[max(line_start, start - 4) : start]
    if not flowing[line_start:start].strip():
        return True
    if style.place == "flow":
        return bool(_BEFORE_FLOW.search(before))
    return style.place == "clause" and bool(_BEFORE_CLAUSE.search(before))


def _lists_numbers(flowing: str, marker: Marker) -> bool:
    """Whether 三、 is the first of 三、四级: the next number follows at once, in a list."""
    if flowing[marker.end - 1] != "、":
        return False
    following = _LISTED.match(flowing, marker.end)
    if following is None:
        return False
    shown = following[1]
    number = int(shown) if shown.isdecimal() else _HAN.find(shown[0]) + 1
    return marker.number is not None and marker.number < number <= marker.number + 2


def _candidates(flowing: str) -> list[Marker]:
    breaks = [-1] + [m.start() for m in re.finditer("\n", flowing)]
    found: dict[int, Marker] = {}
    for style in heading_styles():
        for match in style.pattern.finditer(flowing):
            start = match.start()
            line_start = breaks[bisect_right(breaks, start - 1) - 1] + 1
            if start in found or not _may_stand(flowing, start, line_start, style):
                continue
            opens_line = not flowing[line_start:start].strip()
            marker = Marker(start, match.end(), style, _number(match), opens_line)
            if not _lists_numbers(flowing, marker):
                found[start] = marker
    return [found[start] for start in sorted(found)]


def _in_sequence(markers: list[Marker]) -> set[int]:
    """Starts of those whose neighbours of the same style count on with them: …, 2 after 1, or 1 before 2."""
    by_style: dict[str, list[Marker]] = defaultdict(list)
    for marker in markers:
        by_style[marker.style.name].append(marker)
    fitting = set()
    for series in by_style.values():
        for one, two in zip(series, series[1:], strict=False):
            if one.number is not None and two.number == one.number + 1:
                fitting |= {one.start, two.start}
    return fitting


def find_markers(flowing: str) -> list[Marker]:
    """The markers that open sections, in order.

    One at the beginning of a line stands by itself; one in running text must be part of a sequence (1、…2、…),
    save 二是 behind a finished sentence, which is taken even where 一是 is missing.

    >>> [m.number for m in find_markers("一、工作回顾\\n成绩显著。一是加强领导。二是健全制度。\\n3.5万元已拨付。")]
    [1, 1, 2]
    """
    candidates = _candidates(flowing)
    fitting = _in_sequence(candidates)
    kept = []
    for marker in candidates:
        # 二是 stands even where 一是 is missing, and so does a dash that opens a paragraph scraped without its line break.
        stands_alone = {"is": "。;:", "dash": "。"}.get(marker.style.name, "")
        alone = flowing[marker.start - 1 : marker.start] in stands_alone if stands_alone else False
        line_start = marker.opens_line and marker.style.name not in ("must", "first")
        if line_start or alone or marker.start in fitting:
            kept.append(marker)
    return kept
