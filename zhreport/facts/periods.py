"""Which period a time expression names: 去年 in a report of 2007 is 2006."""

from __future__ import annotations

import re
from functools import cache

from zhreport.model import Region
from zhreport.quantities import parse_number

# Said from the report's year, and from the year that the section is about.
_FROM_REPORT = {
    "去年": -1, "前年": -2, "今年": 0, "本年": 0, "本年度": 0, "明年": 1, "来年": 1, "后年": 2, "上年": -1,
    "上一年": -1, "上年度": -1, "次年": 1, "翌年": 1, "下年": 1, "下一年": 1, "下年度": 1, "下一年度": 1,
}  # fmt: skip
_FROM_SECTION = {"全年": 0, "年末": 0, "年底": 0, "年内": 0, "年终": 0, "年度": 0, "当年": 0}
_YEAR = re.compile(r"(?P<era>民国)?(?P<digits>\d{2,4}|[〇零○一二三四五六七八九]{4})年(?!来|间)")
_SPAN = re.compile(r"(\d{4})年?[—~至到-](\d{4})年")
_MONTHS = re.compile(r"(\d{1,2})月?[—~至到-](\d{1,2})月")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
_HALF = re.compile(r"([上下])半年")
_QUARTER = re.compile(r"(前)?第?([一二三四1-4])季度")
_LENGTH = re.compile(r"(?:近|过去|最近|^|这)([两三四五六七八九十]|\d{1,2})年(?:来|间|里|以来|累计|期间|时间)?$")
PLAN_NAME = "(?:十[一二三四五]?|[一二三四五六七八九])五"
"""The pattern of a five-year plan's name: 一五, 十五, 十四五."""

_PLAN = re.compile(rf"({PLAN_NAME})[”’\"]?(?:规划|计划)?(前[一二三四]年|末)?")
# Years of the five-year plans of the PRC: the first two stand apart, from the third on they follow each other.
_FIRST_PLANS = {1: (1953, 1957), 2: (1958, 1962)}
_THIRD_PLAN = 1966
_ROC_EPOCH = 1911


def _calendar_year(match: re.Match[str], region: Region | None) -> int | None:
    digits = match["digits"]
    if not digits.isdecimal() or not digits.isascii():
        return int(parse_number(digits))
    number = int(digits)
    if len(digits) == 4:
        return number if 1900 <= number <= 2100 else None
    if match["era"] or (region == "TW" and len(digits) == 3) or (region == "TW" and number >= 38):
        return number + _ROC_EPOCH
    return None  # 53年 is a length as often as a year


def _calendar_period(text: str, named: re.Match[str], region: Region | None) -> str | None:
    """2007年5月 -> 2007-05, 2006年9月至2007年6月 -> 2006-09/2007-06, 112年1月至6月 -> 2023-01/2023-06."""
    calendar = _calendar_year(named, region)
    if calendar is None:
        return None
    later = next((m for m in _YEAR.finditer(text, named.end())), None)
    months = _MONTH.findall(text)
    if later is not None and len(months) > 1:
        return f"{calendar}-{int(months[0]):02}/{_calendar_year(later, region)}-{int(months[-1]):02}"
    if later is None and len(months) > 1:
        return f"{calendar}-{int(months[0]):02}/{calendar}-{int(months[-1]):02}"
    return _within(calendar, text)


def plan_years(name: str) -> tuple[int, int]:
    """The first and last year of a five-year plan.

    >>> plan_years("一五"), plan_years("十五")
    ((1953, 1957), (2001, 2005))
    """
    number = int(parse_number(name[:-1]))
    return _FIRST_PLANS.get(number, (_THIRD_PLAN + 5 * (number - 3), _THIRD_PLAN + 5 * (number - 3) + 4))


def _within_plan(match: re.Match[str]) -> str:
    first, last = plan_years(match[1])
    part = match[2] or ""
    if part == "末":
        return str(last)
    if part:
        last = first + int(parse_number(part[1])) - 1
    return f"{first}/{last}"


def _within(year: int, text: str) -> str:
    """The part of a year that a time expression names."""
    months = _MONTHS.search(text)
    if months:
        return f"{year}-{int(months[1]):02}/{year}-{int(months[2]):02}"
    month = _MONTH.search(text)
    if month and 1 <= int(month[1]) <= 12:
        return f"{year}-{int(month[1]):02}"
    half = _HALF.search(text)
    if half:
        return f"{year}-01/{year}-06" if half[1] == "上" else f"{year}-07/{year}-12"
    quarter = _QUARTER.search(text)
    if quarter:
        number = int(parse_number(quarter[2]))
        first = 1 if quarter[1] else 3 * number - 2
        return f"{year}-{first:02}/{year}-{3 * number:02}"
    return str(year)


@cache
def period_of(text: str, year: int | None, region: Region | None, about: int | None = None) -> str | None:
    """The period that a folded time expression names, in a report of `year`; None where it names none.

    `about` is the year that the section tells of (2009年工作回顾 in a report of 2010), where that is another.

    >>> period_of("去年", 2007, "CN"), period_of("2001—2005年", 2007, "CN"), period_of("“十五”期间", None, None)
    ('2006', '2001/2005', '2001/2005')
    >>> period_of("5月", 2007, "CN"), period_of("民国112年", None, "TW"), period_of("上半年", 2007, None)
    ('2007-05', '2023', '2007-01/2007-06')
    """
    span = _SPAN.search(text)
    if span:
        return f"{span[1]}/{span[2]}"
    named = _YEAR.search(text)
    if named:
        return _calendar_period(text, named, region)
    plan = _PLAN.search(text)
    if plan:
        return _within_plan(plan)
    if year is None:
        return None
    length = _LENGTH.search(text)
    if length:
        last = year if about is None else about
        number = int(parse_number(length[1]))
        return f"{last - number + 1}/{last}"
    about = year if about is None else about
    for base, words in ((year, _FROM_REPORT), (about, _FROM_SECTION)):
        word = max((w for w in words if text.startswith(w)), key=len, default=None)
        if word is not None:
            return _within(base + words[word], text)
    if _MONTHS.search(text) or _MONTH.search(text) or _HALF.search(text) or _QUARTER.search(text):
        return _within(about, text)
    return None
