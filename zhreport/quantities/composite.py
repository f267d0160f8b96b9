"""Figures that are built of several: shares, fractions, ratios, rates, and one figure in two units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zhreport.quantities.figures import HALF, ONE, Figure, has_value, mark_behind, read_run, run_pattern
from zhreport.quantities.numerals import EXACT, Reading, characters, read_numeral
from zhreport.quantities.units import Unit, unit_index

_PER = {100: "%", 1000: "‰", 10000: "‱"}
# The denominators that make a share of 百分之…; a written-out 五百分之一 stays a fraction.
_PER_WORDS = frozenset({"百", "千", "万", "佰", "仟", "一百", "一千", "一万", "壹万", "壹百", "壹佰"})
_TIME_BEFORE = re.compile(r"(?:[上下中]午|凌晨|[早晚]上?|[日时点]|时间|[(~—至-])$")
_TIME_AFTER = ("开始", "准时", "起", "止", "前", "至", "到", "-", "~", "—")
_FRACTION_DIGITS = 3
# What may follow a unit without a name of its own: 三米九, 五块六, 八成五; behind 米 hundredths too: 一米七八, 1米75.
_TENTHS = frozenset({"米", "块", "成", "元", "毛", "角", "尺", "斤", "度"})
# Smaller units that are another thing when they stand alone: 分 is a score, a minute, a cent, a tenth of a 亩.
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_YUAN_PARTS = {"角": _TENTH, "毛": _TENTH, "分": _HUNDREDTH}
_PARTS = {
    "元": _YUAN_PARTS, "圆": _YUAN_PARTS, "块": _YUAN_PARTS, "角": {"分": _TENTH}, "毛": {"分": _TENTH},
    "美元": {"美分": _HUNDREDTH}, "欧元": {"欧分": _HUNDREDTH}, "英镑": {"便士": _HUNDREDTH}, "亩": {"分": _TENTH},
}  # fmt: skip
# A value that needs more characters than this in the larger unit does not end in it.
_EXACT_CHARS = 20


def read_composite(view: str, start: int, end: int, body: str, reading: Reading) -> Figure | None:
    """百分之…, 三分之一, 1/3, 1:19, 1比19, 一半, 五分三十秒: what the character behind a numeral makes of it.

    >>> from zhreport.quantities.figures import read_run
    >>> read_composite("三分之二", 0, 1, "三", read_run("三")).form
    'fraction'
    """
    following = view[end]
    if view.startswith("分之", end):
        return _share(view, start, end, body, reading)
    if following in ":比/":
        return _pair(view, start, end, body, reading)
    if following == "又":
        return _mixed_fraction(view, start, end, reading)
    if following == "分":
        return _minutes(view, start, end, body, reading)
    if following == "半" and body == "一":
        return _one_half(view, start, end)
    return None


def _one_half(view: str, start: int, end: int) -> Figure | None:
    beyond = view[end + 1 : end + 2]
    if beyond in ("天", "年", "个", "小", "路", "月", "日", "是") or unit_index().at(view, end + 1) is not None:
        return None
    return Figure(start, end + 1, end + 1, end + 1, "一", "fraction", HALF, step=HALF)


def _mixed_fraction(view: str, start: int, end: int, whole: Reading) -> Figure | None:
    """三百五十又三分之一"""
    match = run_pattern().match(view, end + 1)
    if match is None or not view.startswith("分之", match.end()):
        return None
    below = read_run(match[0])
    part = None if isinstance(below, int) else _share(view, match.start(), match.end(), match[0], below)
    if part is None or part.form != "fraction" or part.unit is not None:
        return None
    return part._replace(start=start, value=part.value + whole.value)


def _share(view: str, start: int, end: int, body: str, below: Reading) -> Figure | None:
    """百分之六十四点八 -> 64.8 %; 三分之一 -> 1/3 without unit."""
    at = end + 2
    negative = view[at : at + 1] in ("负", "-")
    match = run_pattern().match(view, at + negative)
    if match is None or not has_value(match[0]) or not below.value:
        return None
    number_end = match.end()
    above = read_run(match[0])
    if isinstance(above, int) and view.startswith("分", number_end):
        # 百分之七十百分位: the hundred begins the next word.
        number_end -= 1
        above = read_numeral(match[0][:-1])
    if isinstance(above, int):
        return None
    sign = -1 if negative else 1
    vague = above.vague or mark_behind(view, number_end)
    number_end += bool(vague and not above.vague)
    if body in _PER_WORDS and int(below.value) in _PER:
        name = _PER[int(below.value)]
        return Figure(
            start, number_end, number_end, number_end, body, "fraction", sign * above.value, above.low, above.high,
            step=above.step, vague=vague, unit=unit_index().by_surface[name], unit_name=name,
        )  # fmt: skip
    whole = above.value == above.value.to_integral_value()
    if above.high is not None or not (whole or set(str(int(below.value))) <= {"1", "0"}):
        return None
    value = EXACT.divide(sign * above.value, below.value)
    step = EXACT.divide(above.step, below.value)
    return Figure(start, number_end, number_end, number_end, body, "fraction", value, step=step, vague=vague)


def _pair(view: str, start: int, end: int, body: str, left: Reading) -> Figure | None:
    """1:19 and 1比19 are ratios, 1/3 is a fraction, 21/10万 a rate; 8:30 is a time."""
    mark = view[end]
    match = run_pattern().match(view, end + 1)
    if match is None or not has_value(match[0]):
        return None
    right = read_run(match[0])
    if isinstance(right, int) or right.high is not None or not right.value:
        return None
    stop = match.end()
    if mark == "/":
        return _slash(view, start, stop, body, left, match[0], right)
    if mark == ":" and _is_time(view, start, body, match[0]):
        return None
    if mark == "比" and left.value != 1 and unit_index().at(view, stop) is not None:
        return None
    value = EXACT.divide(left.value, right.value)
    # Of 0:3 no step on the right changes anything; its zero has a last digit too.
    step = EXACT.divide(value * right.step or left.step, right.value)
    return Figure(start, stop, stop, stop, body, "ratio", value, step=step)


def _slash(view: str, start: int, stop: int, body: str, left: Reading, below: str, right: Reading) -> Figure | None:
    """1/3 and 12.5/10万; dates (2008/9/12) and codes stay out."""
    if not body.isascii() or view[stop : stop + 1] == "/" or view[start - 1 : start] == "/":
        return None
    if right.scale and below.startswith("1"):
        per = Unit("/" + below, "percentage", "%", EXACT.divide(Decimal(100), right.value))
        at = start + len(body)
        return Figure(start, at, stop, stop, body, "plain", left.value, step=left.step, unit=per)
    if not body.isdecimal() or len(body) > _FRACTION_DIGITS or not below.isdecimal():
        return None
    if left.value >= right.value or unit_index().at(view, stop) is not None:
        return None
    value, step = EXACT.divide(left.value, right.value), EXACT.divide(left.step, right.value)
    return Figure(start, stop, stop, stop, body, "fraction", value, step=step)


def _is_time(view: str, start: int, hours: str, minutes: str) -> bool:
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and int(hours) < 25 and int(minutes) < 60):
        return False
    before = view[max(0, start - 12) : start]
    if "比" in before:
        return False
    end = start + len(hours) + 1 + len(minutes)
    return len(hours) == 2 or view.startswith(_TIME_AFTER, end) or _TIME_BEFORE.search(before) is not None


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure in a smaller unit: its count, what one of it is worth in the larger unit, where it ends, its unit."""

    count: Decimal
    worth: Decimal
    end: int
    unit: Unit | None


def _smaller(view: str, at: int, unit: Unit, worth: Decimal) -> _Part | None:
    """The part of a figure that stands in a smaller unit at a place; without a unit it is tenths of `worth`."""
    at += view[at : at + 1] in ("零", "又")
    match = run_pattern().match(view, at)
    if match is None:
        return None
    body, end = match[0], match.end()
    if len(body) > 1 and body[-1] == "两":
        body, end = body[:-1], end - 1
    reading = read_run(body) if has_value(body) else 0
    if isinstance(reading, int) or reading.high is not None:
        return None
    for name, each in _PARTS.get(unit.surface, {}).items():
        if view.startswith(name, end):
            return _Part(reading.value, each, end + len(name), None)
    inner = unit_index().at(view, end)
    if inner is not None and inner.surface == "分" and unit.kind == "duration":
        # 3小时20分
        inner, end = unit_index().by_surface["分钟"], end + 1 - len("分钟")
    if inner is not None:
        if unit.kind not in ("measure", "duration") or inner.std_unit != unit.std_unit or inner.factor >= unit.factor:
            return None
        return _Part(reading.value, EXACT.divide(inner.factor, unit.factor), end + len(inner.surface), inner)
    places = len(body)
    if unit.surface not in _TENTHS or reading.value <= 0 or reading.value >= 10**places:
        return None
    metres = unit.surface == "米" and (body.isdecimal() or reading.digits) and places <= 2
    if not (metres or (places == 1 and not body.isdecimal())) or view[end : end + 1] in ("分", "点", "月", "年"):
        return None
    return _Part(reading.value, worth / 10**places, end, None)


def with_smaller(view: str, figure: Figure) -> Figure:
    """一吨半, 三米九, 五元六角, 一小时零十五秒, 八成一: one figure in two units.

    The value is that in the larger unit, unless it has none that ends: 一小时零十五秒 is 3615 seconds.

    >>> from zhreport.quantities.scan import figure_at
    >>> figure_at("三米九", 0).value, figure_at("五元六角", 0).value
    (Decimal('3.9'), Decimal('5.6'))
    """
    unit = figure.unit
    if unit is None or figure.scale or figure.low is not None or unit.surface == "分":
        return figure
    end = figure.end
    if view.startswith("半", end):
        return _and_a_half(view, figure, unit)
    parts: list[_Part] = []
    worth = ONE
    while len(parts) < 2 and (part := _smaller(view, end, unit, worth)) is not None:
        parts.append(part)
        end, worth = part.end, part.worth
    if not parts:
        return figure
    last = parts[-1]
    value = figure.value + sum((part.count * part.worth for part in parts), Decimal(0))
    if last.unit is not None and len(f"{value:f}") > _EXACT_CHARS:
        value = EXACT.divide(value, last.worth).quantize(ONE)
        return figure._replace(value=value, end=end, unit_end=end, unit=last.unit, unit_name=last.unit.surface)
    money = unit_index().by_surface.get("块钱") if unit.surface == "块" else None
    return figure._replace(
        value=value, step=last.worth, end=end, unit_end=end, unit_name=unit.surface, unit=money or unit
    )


def _and_a_half(view: str, figure: Figure, unit: Unit) -> Figure:
    following = unit_index().at(view, figure.end + 1)
    if (unit.article and unit.surface not in ("个", "块")) or (following is not None and unit.surface in ("成", "倍")):
        return figure
    end = figure.end + 1
    return figure._replace(value=figure.value + HALF, step=HALF, end=end, unit_end=end, unit_name=unit.surface)


def _minutes(view: str, start: int, end: int, body: str, reading: Reading) -> Figure | None:
    """五分半钟, 五分三十秒: 分 is a minute only here."""
    minute = unit_index().by_surface["分钟"]
    if view.startswith("分半钟", end):
        value = reading.value + HALF
        return Figure(start, end, end + 3, end + 3, body, "plain", value, step=HALF, unit=minute, unit_name="分鐘")
    part = _smaller(view, end + 1, minute, ONE)
    if part is None or part.unit is None:
        return None
    seconds = EXACT.divide(reading.value, part.worth).quantize(ONE) + part.count
    return Figure(start, end, part.end, part.end, body, "plain", seconds, unit=part.unit, unit_name=part.unit.surface)


def with_rate(view: str, figure: Figure) -> Figure:
    """元/吨, 人次/日, 元/人·月: a unit per unit.

    >>> from zhreport.quantities.scan import figure_at
    >>> figure_at("单价30元/吨", 2).unit.surface
    '元/吨'
    """
    at = figure.end + 1
    below = run_pattern().match(view, at)
    at = below.end() if below else at
    unit = unit_index().at(view, at)
    if unit is None or figure.unit is None:
        return figure
    end = at + len(unit.surface)
    if view[end : end + 1] in ("·", ".", "*"):
        second = unit_index().at(view, end + 1)
        time = view[end + 1 : end + 2] in ("年", "月", "日", "天", "次", "户")
        end += 1 + len(second.surface) if second else 2 * time
    kind = figure.unit.kind if figure.unit.currency is not None else "measure"
    name = view[figure.number_end : end]
    rate = Unit(name, kind, name, ONE, currency=figure.unit.currency)
    return figure._replace(end=end, unit_end=end, unit=rate)


def continues(following: str) -> bool:
    """Whether a smaller unit may follow a unit: a half, a zero, or a digit.

    >>> continues("半"), continues("5"), continues("的")
    (True, True, False)
    """
    return following in ("半", "零", "又") or following.isdecimal() or following in characters().digits
