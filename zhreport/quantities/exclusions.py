"""Which figures are no quantities: dates, ordinals, codes, articles, names of sets, background durations."""

from __future__ import annotations

import re
from typing import Literal

from zhreport.model import Region
from zhreport.quantities.bounds import cue_after, cue_before
from zhreport.quantities.calendar import date_or_time
from zhreport.quantities.contexts import begins_with, ends_with, ends_with_over, is_han
from zhreport.quantities.figures import Figure
from zhreport.quantities.units import Unit

Reason = Literal[
    "date", "time", "ordinal", "code", "article", "named-set", "background", "bare-number", "bare-scale",
    "unknown-unit", "vague-number", "demonstrative", "denominator",
]  # fmt: skip

_SMALL = re.compile(r"[一二两三四五六七八九]|十[一二三四五六七八九]?")
# 每万人: what follows 每 is what the figure is taken of.
# 三次会议, 三次全体会议: sessions are numbered.
_SESSIONS = ("会", "全")
_DENOMINATOR = frozenset("每逐")
# Stages are numbered, not counted: 二期工程, 三届全会.
_STAGED = frozenset({"届", "期", "章", "节", "款", "条", "号", "版", "集", "回", "任", "辑", "讲", "课", "季"})
# Old measures, which stand in names and phrases: 三尺讲台, 七里沟, 三方协议.
_LITERARY = frozenset("里尺丈寸方角钱甲")
_AFTER_MEASURE = frozenset("以左上多余半长宽深高厚远的和及至到")
_LIMITED = re.compile(r"(?:以上|以下|以内|之内|左右|上下)(?![\u3400-\u9fff])|以内|左右[,。;]")
_LETTER = re.compile(r"[A-Za-z]")
_LIST_MARKS = (",", "。", ";", "、", ")")
_COMPARED = frozenset("高低多少大小")
# Kinds that stand behind a Latin letter too: GDP5%, RMB300元.
_BEHIND_LETTERS = ("percentage", "amount", "points", "multiple")
_TOPIC_CHARS = 10
# 连续安全生产2310天, but not 连续6年 nor 连续下跌3年.
_WITHOUT_BREAK = re.compile(r"连续[^\W\d一二两三四五六七八九十几每]{2,8}$")
_WITHOUT_BREAK_CHARS = 10
# 层级由5级压缩到4级: elsewhere 级 names a grade (7级大风).
_LEVELS = re.compile(r"层[级次][^,。;:]{0,12}(?:由|从|到|至|为|共|达|有|成)$")
_LEVELS_CHARS = 15
# 由高峰期的|6.1年|回落至
_FROM = re.compile(r"[由从][^,。;:]{0,8}$")
_CHANGED_TO = re.compile(r"[\u4e00-\u9fff]{0,4}[到至]")
_MOVES = ("提", "增", "上升", "升", "延", "降", "下降", "减", "到", "至", "推")
# 24小时, 48小时 and 72小时 name a service; more are what was worked.
_MANY_HOURS = 100


def reason(view: str, figure: Figure, *, reported_only: bool, region: Region | None, signed: bool) -> Reason | None:
    """Why a figure is no quantity; None where it is one.

    `signed` says that a name or sign of money stands before it; see `find_mentions` for `reported_only`.

    >>> from zhreport.quantities.scan import figure_at
    >>> text = "连续6年增长"
    >>> reason(text, figure_at(text, 2), reported_only=True, region=None, signed=False)
    'background'
    """
    if figure.form == "vague":
        return "vague-number"
    if figure.form == "rank":
        return None
    if figure.written == "半数" and not _limited(view, figure):
        return "vague-number"
    if view[figure.start - 1 : figure.start] in _DENOMINATOR:
        return "denominator"
    found = date_or_time(view, figure, region)
    if found is not None:
        return found
    if not reported_only and figure.unit is not None and figure.start == 0 and figure.end == len(view):
        # A text that is nothing but a figure means it.
        return None
    if _behind_letter(view, figure):
        return "code"
    if figure.unit is None:
        return _bare_reason(view, figure, signed)
    return _unit_reason(view, figure, figure.unit, reported_only)


def _unit_reason(view: str, figure: Figure, unit: Unit, reported_only: bool) -> Reason | None:
    if _is_bare_scale(view, figure):
        return "bare-scale"
    if unit.kind == "count":
        found = _count_reason(view, figure, unit)
        return None if found == "named-set" and not reported_only else found
    if unit.kind == "duration":
        return _duration_reason(view, figure, unit) if reported_only else None
    if unit.surface == "番" and "翻" not in view[max(0, figure.start - 6) : figure.start]:
        return "article"
    if unit.surface in _LITERARY and _is_small_han(figure) and not _stands_alone(view, figure):
        return "named-set"
    return None


def _limited(view: str, figure: Figure) -> bool:
    """Whether a bound stands beside the figure."""
    return cue_before(view, figure.start, figure.written) is not None or cue_after(view, figure.end) is not None


def _is_small_han(figure: Figure) -> bool:
    return not figure.vague and not figure.scale and _SMALL.fullmatch(figure.written) is not None


def _behind_letter(view: str, figure: Figure) -> bool:
    """G318, PM2.5, COVID-19: a Latin letter, or a hyphen behind one, makes the digits a code; shares and money stay."""
    before = view[figure.start - 1 : figure.start]
    if not before or not before.isascii() or not figure.written[0].isascii():
        return False
    lettered = before.isalpha() or (before == "-" and view[figure.start - 2 : figure.start - 1].isascii())
    return lettered and (figure.unit is None or figure.unit.kind not in _BEHIND_LETTERS)


def _is_bare_scale(view: str, figure: Figure) -> bool:
    """百亿元企业, 千亿级: a scale word alone is a figure only beside a bound (稳定在万亿斤以上, 近百所)."""
    return (
        figure.written[0] in "百千万亿" and figure.form == "plain" and not figure.vague and not _limited(view, figure)
    )


def _bare_reason(view: str, figure: Figure, signed: bool) -> Reason | None:
    """Whether a figure without unit may stand: with a scale (510万沼气用户), or beside a bound (超过300)."""
    if signed or figure.form != "plain":
        return None
    if _is_bare_scale(view, figure):
        return "bare-scale"
    following = view[figure.end : figure.end + 1]
    if figure.low is not None:
        # 2011—2020 is a period more often than a range.
        plain = not figure.written.isascii() or figure.scale or view.startswith("之间", figure.end)
        return None if plain or cue_before(view, figure.start) is not None else "bare-number"
    if figure.scale:
        return None
    if cue_before(view, figure.start, figure.written) is not None and not _LETTER.match(following):
        return None
    if ends_with_over(view, figure.start, "unitless", "duration-filler", _TOPIC_CHARS) and not is_han(following):
        return None
    before = view[max(0, figure.start - 2) : figure.start]
    if before == "等于" or (before[-1:] == "比" and following in _COMPARED):
        return None
    after = cue_after(view, figure.end)
    if after is not None and after.bound in (">=", "<=", "~"):
        return None
    if not figure.written.isascii() or not is_han(following) or begins_with(view, figure.end, "name-after"):
        return "bare-number"
    return "bare-number" if begins_with(view, figure.end, "no-noun") else "unknown-unit"


def _count_reason(view: str, figure: Figure, unit: Unit) -> Reason | None:
    """Articles and names of sets among counts written with one small Han numeral."""
    if unit.surface == "页" and "页" in view[max(0, figure.start - 3) : figure.start]:
        # 第3页共12页
        return "ordinal"
    if unit.surface == "级" and not _LEVELS.search(view, max(0, figure.start - _LEVELS_CHARS), figure.start):
        return "ordinal"
    staged = unit.surface in _STAGED
    if figure.low is not None:
        return "ordinal" if staged and not figure.written.isascii() else None
    if figure.written == "半":
        return "named-set"
    start = figure.start
    if figure.written == "一" and (unit.article or unit.noun or ends_with(view, start, "not-one")):
        return "article"
    small = _is_small_han(figure)
    if (small or unit.article) and ends_with(view, start, "demonstrative"):
        return "demonstrative"
    if not small:
        return None
    if ends_with(view, start, "pointing"):
        return "demonstrative"
    if staged and not ends_with(view, start, "staged-count"):
        return "ordinal"
    if (
        unit.surface == "次"
        and view[figure.unit_end : figure.unit_end + 1] in _SESSIONS
        and ends_with(view, start, "session")
    ):
        return "ordinal"
    return "named-set" if (unit.article or unit.noun) and not _is_counted(view, figure) else None


def _is_counted(view: str, figure: Figure) -> bool:
    """Whether something was counted: by a verb before (新建两个), or a noun before and nothing behind (学校三所)."""
    if ends_with(view, figure.start, "counting"):
        return True
    if view[figure.unit_end : figure.unit_end + 1] not in _LIST_MARKS or figure.unit_end != figure.end:
        return False
    before = view[figure.start - 1 : figure.start]
    return is_han(before) and not ends_with(view, figure.start, "enumerating")


def _stands_alone(view: str, figure: Figure) -> bool:
    following = view[figure.end : figure.end + 1]
    return not is_han(following) or following in _AFTER_MEASURE or _is_counted(view, figure)


def _duration_reason(view: str, figure: Figure, unit: Unit) -> Reason | None:
    """A length of time that is only the setting of what is reported: 三年内, 连续6年, 24小时值班."""
    if unit.std_unit == "歲":
        # 65岁以上老年人: an age that says who, not how old, as 由68岁提高到 does.
        cue = cue_after(view, figure.end)
        end = cue.end if cue else figure.end
        if view[figure.start - 1 : figure.start] in ("由", "从") and view.startswith(_MOVES, end):
            return None
        return "background" if is_han(view[end : end + 1]) else None
    if ends_with_over(view, figure.start, "duration-average", "duration-filler", _TOPIC_CHARS):
        return None
    # 提前 is no 前: 工期提前20天.
    if ends_with(view, figure.start, "setting-before") and not view.endswith("提前", 0, figure.start):
        return "background"
    if not _is_measured(view, figure, unit):
        return "background"
    if _LIMITED.match(view, figure.end):
        return None
    return "background" if begins_with(view, figure.end, "setting-after") else None


def _is_measured(view: str, figure: Figure, unit: Unit) -> bool:
    """Whether what lasted that long stands before a length of time: 住院日不到8天, 连续安全生产2310天, 服务8万小时."""
    cue = cue_before(view, figure.start, figure.written)
    for at in (figure.start, cue.start) if cue else (figure.start,):
        if ends_with_over(view, at, "duration-topic", "duration-filler", _TOPIC_CHARS):
            return True
    if _CHANGED_TO.match(view, figure.end) and _FROM.search(view, max(0, figure.start - _TOPIC_CHARS), figure.start):
        return True
    if figure.scale or (unit.surface.endswith("小时") and figure.value >= _MANY_HOURS):
        return True
    first = max(0, figure.start - _WITHOUT_BREAK_CHARS)
    return unit.std_unit == "天" and _WITHOUT_BREAK.search(view, first, figure.start) is not None
