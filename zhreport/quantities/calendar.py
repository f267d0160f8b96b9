"""Dates and times of the clock, which are no quantities."""

from __future__ import annotations

import re
from typing import Literal

from zhreport.model import Region
from zhreport.quantities.figures import Figure

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d|[一二][〇零一二三四五六七八九]{3}|0\d(?:\d\d)?")
_YEAR_UNITS = frozenset({"年", "年度", "学年", "年期", "世纪", "季度"})
# Behind a day of the month: 12日至15日, 7月1日起.
_AFTER_DAY = ("至", "到", "~", "—", "-", "前", "止", "起", "上", "下", "晚", "凌")
_AFTER_HOUR = ("钟", "半", "整", "多", "左", "前", "后", "至", "到", ",", "。")
_MONTH_AND_SLASH = re.compile(r"\d/\d{1,2}/$")
_HOUR_BEFORE = re.compile(r"(?<![\d.:])\d{1,2}:$")
_PARTS_OF_DAY = ("上午", "下午", "中午", "早上", "早晨", "晚上", "凌晨", "傍晚")
_MONTH_BEFORE = re.compile(r"月份?$|[至到~—-]$|日、?$")
_AFTER_YEAR = ("代", "底", "末", "初", "度")
# Years of the Republic that Taiwanese reports are of.
_FIRST_REPUBLIC_YEAR, _LAST_REPUBLIC_YEAR = 80, 199


def date_or_time(view: str, figure: Figure, region: Region | None) -> Literal["date", "time"] | None:
    """Whether a figure is part of a date or a time of the clock; None where it is neither.

    >>> from zhreport.quantities.scan import figure_at
    >>> date_or_time("2007年", figure_at("2007年", 0), None)
    'date'
    """
    end = figure.number_end
    following = view[end : end + 1]
    before = view[figure.start - 1 : figure.start]
    if following in ("月", "号") and figure.unit is None:
        return "date"
    if _is_hour(view, figure, end) or (following in ("分", "秒") and before in ("时", "点")):
        return "time"
    if before == "/" and _MONTH_AND_SLASH.search(view, max(0, figure.start - 5), figure.start):
        # 2008/9/12
        return "date"
    if before == ":" and len(figure.written) == 2 and _HOUR_BEFORE.search(view, max(0, figure.start - 4), figure.start):
        # 9:30开始
        return "time"
    unit = figure.unit
    if unit is None:
        # 年产, 日起: the word behind is none of our units, but the figure is a date all the same.
        return "date" if following in ("年", "日", "届") or view.startswith(("年代", "世纪"), end) else None
    if unit.surface in _YEAR_UNITS and _is_year(view, figure, unit.surface, region):
        return "date"
    if unit.surface == "日" and _is_day(view, figure, end):
        return "date"
    return None


def _is_hour(view: str, figure: Figure, end: int) -> bool:
    """8时30分, 9点左右."""
    if view[end : end + 1] not in ("时", "点") or not figure.written.isascii() or figure.value > 24:
        return False
    beyond = view[end + 1 : end + 2]
    if view[max(0, figure.start - 2) : figure.start] in _PARTS_OF_DAY:
        return True
    return view[end] == "时" or beyond in _AFTER_HOUR or beyond.isdecimal()


def _is_year(view: str, figure: Figure, name: str, region: Region | None) -> bool:
    written = figure.written
    if _YEAR.fullmatch(written) or view.startswith("民国", figure.start - 2):
        return True
    if name in ("学年", "年度", "世纪") and written.isascii():
        return True
    if not written.isdecimal():
        return False
    if len(written) == 3 and name != "季度":
        return True
    if region == "TW" and _FIRST_REPUBLIC_YEAR <= figure.value <= _LAST_REPUBLIC_YEAR:
        return True
    return figure.value >= 50 and view[figure.number_end + 1 : figure.number_end + 2] in _AFTER_YEAR


def _is_day(view: str, figure: Figure, end: int) -> bool:
    if _MONTH_BEFORE.search(view, max(0, figure.start - 3), figure.start):
        return True
    return view[end + 1 : end + 2] in _AFTER_DAY and figure.value <= 31
