"""The enumerators of Chinese official writing: what 三、 (二) 1. ① 一是 —— look like, and which number they show.

Whether one opens a section, or keeps a line apart from the one before it, is for the rooms that use this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from zhreport.lexicon.loader import Row, table

Place = Literal["line", "flow", "clause"]
Alone = Literal["line", "sentence", "series"]
Title = Literal["heading", "clause", "bullet"]

_HAN = "一二三四五六七八九"
_FINANCIAL = "壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN_SMALL = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_FIRSTS = {"首先": 1, "其次": 2, "再次": 3}
# Numbers in one character each: the first of the series, how many there are.
_SERIES = {
    "circled": ("①", 20),
    "paren-arabic": ("⑴", 20),
    "stop": ("⒈", 20),
    "paren-han": ("㈠", 10),
    "roman": ("Ⅰ", 12),
}

_NUMERALS = {
    "han": rf"([{_HAN}]?十[{_HAN}]?|[{_HAN}])",
    # 參 is written for 叁 in Taiwan and folds to 参.
    "financial": "([壹贰叁参肆伍陆柒捌玖]?拾[壹贰叁参肆伍陆柒捌玖]?|[壹贰叁参肆伍陆柒捌玖])",
    "arabic": r"([1-9](?: ?\d)?)",
    "stem": f"([{_STEMS}])",
    "latin": "([A-Ha-h])",
    "roman-latin": "(I{1,3}|I?V|VI{1,3}|I?X)",
    "roman-small": "(i{1,3}|i?v|vi{1,3}|i?x)",
} | {name: f"([{first}-{chr(ord(first) + count - 1)}])" for name, (first, count) in _SERIES.items()}
_NUMERALS["number"] = f"(?:{_NUMERALS['han']}|{_NUMERALS['arabic']})"

# The characters that an enumerator can begin with: most lines of a report begin with none of them.
_FIRST = frozenset(
    "一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾甲乙丙丁戊己庚辛壬癸第其首再最123456789(ABCDEFGHIVXabcdefgh—-"
    "●■◆▲★□◇※►·◎▪➢✓❖工任措问专议目重做经亮成行项建方案"
) | {chr(ord(first) + i) for first, count in _SERIES.values() for i in range(count)}

# What follows the first of two numbers that belong together: 三、四级 五、六年级 5、6月 一、二、三产业.
_SECOND_HAN = re.compile(rf"\s?{_NUMERALS['han']}(?![百千万亿〇零])")
_SECOND_ARABIC = re.compile(rf"\s?{_NUMERALS['arabic']}(?!\d)")
# Behind these the two are a pair; behind others (二、三项重点工作) the second may begin a heading's words.
_PAIRED = frozenset("级类等档线期环产季年月日号楼层班、至和或~—-")
_SPAN = re.compile("年[来间以]|季度来")
# 1.2021年 is the first point, which begins with a year.
_DIGIT = re.compile(r"\s?\d")
# 3.5万元, 4.8%: things that are counted (3.5个项目) have no decimals, what is measured has.
_MEASURED = re.compile(r"[ \d.]{1,12}(?:[千万亿%‰元公吨亩米倍度升克℃版]|平方|立方|小时)")
_YEAR = re.compile(r"\s?(?:19|20)\d\d年")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """A row of `lexicon/headings.tsv`, its pattern compiled."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    place: Place
    alone: Alone
    title: Title


class Enumerator(NamedTuple):
    """An enumerator as written: `end` is behind it, `number` is null for bullets.

    `doubtful` is set where it may as well be part of a number or of a list of numbers: 3.5 and 三、四级.
    """

    start: int
    end: int
    style: HeadingStyle
    number: int | None
    doubtful: bool


def _style(row: Row) -> HeadingStyle:
    source = row["pattern"]
    for name, pattern in _NUMERALS.items():
        source = source.replace("{" + name + "}", pattern)
    try:
        pattern_of_row = re.compile(source)
        rank = float(row["rank"])
    except (re.error, ValueError) as error:
        raise row.error(f"{error}") from None
    for column, words in (("place", get_args(Place)), ("alone", get_args(Alone)), ("title", get_args(Title))):
        if row[column] not in words:
            raise row.error(f"{column} is {row[column]!r}, which is none of {', '.join(words)}")
    if row["example"][:1] not in _FIRST:
        raise row.error(
            f"no enumerator is known to begin with {row['example'][:1]!r}, see zhreport/text/enumerators.py"
        )
    if not pattern_of_row.match(row["example"]):
        raise row.error(f"the pattern does not match its example {row['example']!r}")
    if pattern_of_row.match(row["look_alike"]):
        raise row.error(f"the pattern matches its look-alike {row['look_alike']!r}")
    return HeadingStyle(
        row["style"],
        rank,
        pattern_of_row,
        cast(Place, row["place"]),
        cast(Alone, row["alone"]),
        cast(Title, row["title"]),
    )


def read_styles(rows: Iterator[Row] | list[Row]) -> tuple[HeadingStyle, ...]:
    """The numbering styles of a table's rows.

    Raises:
        LexiconError: a pattern that does not compile, misses its example or matches its look-alike, an unknown word in
            `place`, `alone` or `title`, a rank that is no number.
    """
    return tuple(_style(row) for row in rows)


@cache
def heading_styles() -> tuple[HeadingStyle, ...]:
    """The numbering styles that ship with the package, outermost first."""
    columns = ("style", "rank", "pattern", "place", "alone", "title", "example", "look_alike")
    return read_styles(table("headings.tsv", columns, ("style",)))


@cache
def _any_style() -> tuple[re.Pattern[str], dict[int, HeadingStyle]]:
    """One pattern for all styles, and the style of each of its outer groups, which the numeral's groups follow."""
    styles: dict[int, HeadingStyle] = {}
    group = 1
    for style in heading_styles():
        styles[group] = style
        group += 1 + style.pattern.groups
    return re.compile("|".join(f"({style.pattern.pattern})" for style in styles.values())), styles


def _han_number(shown: str, digits: str, ten: str) -> int:
    # 十二 -> 12, 二十 -> 20
    tens, found, ones = shown.rpartition(ten)
    if not found:
        return digits.index(shown) + 1
    return 10 * (digits.index(tens) + 1 if tens else 1) + (digits.index(ones) + 1 if ones else 0)


@cache
def _number_shown(shown: str) -> int:
    if shown.isascii():
        if shown[0].isdecimal():
            return int(shown.replace(" ", ""))
        small = shown.lower()
        return _ROMAN_SMALL.index(small) + 1 if small in _ROMAN_SMALL else ord(small) - ord("a") + 1
    for first, count in _SERIES.values():
        if len(shown) == 1 and 0 <= ord(shown) - ord(first) < count:
            return ord(shown) - ord(first) + 1
    if shown in _STEMS:
        return _STEMS.index(shown) + 1
    shown = shown.replace("参", "叁")
    if shown[0] in _FINANCIAL + "拾":
        return _han_number(shown, _FINANCIAL, "拾")
    return _han_number(shown, _HAN, "十")


def _doubt(flowing: str, end: int, number: int | None) -> str:
    """Whether what ends at `end` is the first part of a number (3.5) or of a pair (三、四级): "" no, "may be", "is"."""
    if number is None:
        return ""
    if flowing[end - 1] == ".":
        if not _DIGIT.match(flowing, end) or _YEAR.match(flowing, end):
            return ""
        return "is" if _MEASURED.match(flowing, end) else "may be"
    arabic = flowing[end - 2].isdecimal() and flowing[end - 2].isascii()
    following = (_SECOND_ARABIC if arabic else _SECOND_HAN).match(flowing, end)
    if following is None:
        return ""
    second = _number_shown(following[1])
    paired = flowing[following.end() : following.end() + 1] in _PAIRED and not _SPAN.match(flowing, following.end())
    if second == number + 1:
        return "is" if paired else "may be"
    return "may be" if second > number and paired else ""


def match_enumerator(flowing: str, position: int) -> Enumerator | None:
    """The enumerator that stands at a position of a flowing text, None where there is none.

    >>> found = [match_enumerator(text, 0) for text in ("三、内强素质", "(十二)其他", "二是健全制度")]
    >>> [(e.style.name, e.number) for e in found if e]
    [('han', 3), ('han-paren', 12), ('is', 2)]
    >>> match_enumerator("三、四级河道", 0) is None
    True
    """
    if flowing[position : position + 1] not in _FIRST:
        return None
    pattern, styles = _any_style()
    match = pattern.match(flowing, position)
    # The outer group closes last, so it is the last one that matched.
    if match is None or (outer := match.lastindex) is None:
        return None
    style = styles[outer]
    shown = None
    for group in range(outer + 1, outer + 1 + style.pattern.groups):
        shown = shown or match[group]
    number = _number_shown(shown) if shown else _FIRSTS.get(match[0].replace(" ", ""))
    end = match.end()
    doubt = _doubt(flowing, end, number) if shown and flowing[end - 1] in "、." else ""
    if doubt == "is":
        return None
    if flowing[end - 1] == " ":
        end = position + len(match[0].rstrip())
    return Enumerator(position, end, style, number, bool(doubt))
