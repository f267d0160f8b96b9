"""Finds figures in the joined view: numeral, mark of vagueness, unit, and the forms that are built of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from zhreport.quantities.numerals import ARABIC, EXACT, Reading, characters, read_numeral
from zhreport.quantities.units import Unit, unit_index

Form = Literal["plain", "fraction", "ratio", "rank", "vague"]

_HALF = Decimal("0.5")
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
# 来 of 十来个, but not of 来自; 余 of 百余名, but not of 余额; 多 of 十多种, but not of 多元.
_NOT_A_MARK = {"来": "自源到临说看信访宾华客", "余": "额热粮款缺", "多": "元样渠层边媒方式功次"}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12, "拾": 10, "佰": 100, "仟": 1000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral with its unit at `start:end` of the joined view; `value` in plain units, `scale` the trailing scale word.

    `number_end` is behind the numeral and its mark, `unit_end` behind the unit (a noun that is only counted lies outside
    the span). `written` is the numeral as it stands.
    """

    start: int
    number_end: int
    end: int
    unit_end: int
    written: str
    form: Form
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    scale: str
    step: Decimal
    vague: str
    unit: Unit | None
    unit_name: str | None = None


@cache
def _run() -> re.Pattern[str]:
    """One numeral as it may stand in a text; vague ones that have no value, 半 and 首位 too."""
    names = characters()
    han = "".join(sorted(names.all - set("参幺")))
    digits = "".join(c for c in names.digits if c not in "参幺")
    return re.compile(
        rf"(?:{ARABIC}|\.\d++|[{han}]++|参(?=[拾佰仟]))"
        rf"(?:{ARABIC}|[{han}几]++|参(?=[拾佰仟])|点[{digits}]++(?![十百千拾佰仟])|[余多来](?=[十百千万亿兆]))*+"
        r"|[几数][十百千万亿]++|半(?=[^\s])|首位"
    )


def scale_worth(scale: str) -> int:
    """What a scale word multiplies by: 万亿 -> 10^12."""
    worth = 1
    for character in scale:
        worth *= _SCALES[character]
    return worth


def _unit_in_tail(view: str, body: str, end: int) -> Unit | None:
    """千瓦, 千米, 百帕: the unit that begins with the last character of a numeral; 两 behind a numeral."""
    unit = unit_index().at(view, end - 1)
    if unit is None or unit.kind not in ("measure", "points"):
        return None
    if body[-1] == "两":
        beyond = view[end : end + 1]
        alone = not beyond or beyond in "以左上半的等多余和至到、," or not "\u3400" <= beyond <= "\u9fff"
        return unit if unit.surface == "两" and body != "两两" and alone else None
    return unit if len(unit.surface) > 1 else None


def _mark(view: str, end: int) -> str:
    """The mark of vagueness behind a numeral, if what follows leaves it one."""
    mark = view[end : end + 1]
    if mark not in _NOT_A_MARK or not mark:
        return ""
    following = view[end + 1 : end + 2]
    return "" if following in _NOT_A_MARK[mark] and following else mark


def _fast(body: str) -> Reading | None:
    """The reading of plain Arabic digits, with 万 and 亿 behind them: most figures of most reports."""
    plain = body.rstrip("万亿")
    scale = body[len(plain) :]
    plain = plain.replace(",", "").replace("'", "")
    if not plain.isascii() or not 0 < len(plain) <= 20:
        return None
    value = Decimal(plain)
    _, point, decimals = plain.partition(".")
    step = Decimal(1).scaleb(-len(decimals)) if point else Decimal(1)
    if scale:
        worth = scale_worth(scale)
        return Reading(value * worth, None, None, scale, step * worth, "", False)
    return Reading(value, None, None, "", step, "", False)


def read_figure(view: str, match: re.Match[str]) -> Figure | None:
    """The figure that a numeral run begins; None where the run cannot be read."""
    start, end = match.span()
    body = match[0]
    if body == "首位":
        return Figure(start, end, end, end, body, "rank", Decimal(1), None, None, "", Decimal(1), "", None, "位")
    if body == "半":
        return _half(view, start)
    if body[0] in "几数":
        unit = unit_index().at(view, end)
        after = end + len(unit.surface) if unit else end
        return Figure(start, end, after, after, body, "vague", Decimal(0), None, None, "", Decimal(1), body[0], unit)
    tail = _unit_in_tail(view, body, end) if body[-1] in "千百两兆" and len(body) > 1 else None
    if tail is not None:
        body, end = body[:-1], end - 1
    reading = _fast(body) or read_numeral(body)
    if isinstance(reading, int) and tail is None and len(body) > 1 and view.startswith("分", end):
        # 百分之七十百分位: the hundred begins the next word.
        body, end = body[:-1], end - 1
        reading = read_numeral(body)
    if isinstance(reading, int):
        return None
    if reading.digits and len(body) == 2 and tail is None:
        reading = _neighbours(body, reading, view, end)
    return _with_unit(view, start, end, body, reading, tail)


def _neighbours(body: str, reading: Reading, view: str, end: int) -> Reading:
    """七八公斤 is seven to eight: two neighbouring digits alone before a unit."""
    low, high = divmod(int(reading.value), 10)
    if low and (high == low + 1 or (low, high) == (3, 5)) and unit_index().at(view, end) is not None:
        return replace(reading, value=Decimal(low), low=Decimal(low), high=Decimal(high))
    return reading


def _half(view: str, start: int) -> Figure | None:
    """半小时, 半个."""
    unit = unit_index().at(view, start + 1)
    if view.startswith("半数", start):
        return Figure(start, start + 2, start + 2, start + 2, "半数", "fraction", _HALF, None, None, "", _HALF, "", None)
    if unit is None or unit.noun:
        return None
    end = start + 1 + len(unit.surface)
    return Figure(start, start + 1, end, end, "半", "plain", _HALF, None, None, "", _HALF, "", unit)


def _marked_inside(view: str, start: int, end: int, body: str, reading: Reading) -> Figure | None:
    """2个多百分点, 两个多月: the mark stands inside the unit."""
    unit = unit_index().at("个" + view[end + 2 : end + 12], 0)
    if unit is None or len(unit.surface) == 1:
        return None
    stop = end + 1 + len(unit.surface)
    return Figure(
        start, end, stop, stop, body, "plain",
        reading.value, reading.low, reading.high, reading.scale, reading.step, view[end + 1], unit,
    )  # fmt: skip


_SPENDING = re.compile(r"(?:花费?|售?价|付|赚|赔|卖|买|[收缴交罚]|每[斤个张亩份])[了我你他她]?$")


def _with_unit(view: str, start: int, end: int, body: str, reading: Reading, tail: Unit | None) -> Figure | None:
    following = view[end : end + 1]
    if following == "半" and body == "一" and view[end + 1 : end + 2] not in tuple("天年个小路月日是") and unit_index().at(view, end + 1) is None:
        return Figure(start, end + 1, end + 1, end + 1, body, "fraction", _HALF, None, None, "", _HALF, "", None)
    if tail is None and following in "分又/:比" and following:
        special = _special(view, start, end, body, reading)
        if special is not None:
            return special
    vague = reading.vague
    number_end = end
    if tail is None and not vague:
        mark = _mark(view, end)
        if mark:
            vague, number_end = mark, end + 1
    unit = tail or unit_index().at(view, number_end)
    if unit is not None and unit.surface == "个" and view[number_end + 1 : number_end + 2] in ("多", "来"):
        inside = _marked_inside(view, start, number_end, body, reading)
        if inside is not None:
            return inside
    if unit is None and number_end > end and vague == "来":
        vague, number_end = "", end
    if unit is not None and unit.surface == "块" and _SPENDING.search(view, max(0, start - 4), start):
        unit = replace(unit_index().by_surface["块钱"], surface="块")
    figure = Figure(
        start, number_end, number_end, number_end, body, "plain",
        reading.value, reading.low, reading.high, reading.scale, reading.step, vague, None,
    )  # fmt: skip
    return _attach(view, figure, unit) if unit is not None else figure


def _attach(view: str, figure: Figure, unit: Unit) -> Figure:
    """The figure with its unit, and what belongs to it behind that: 半, smaller units, a rate's denominator."""
    at = figure.number_end
    name = unit.surface
    end = at + len(name)
    if name == "个":
        inner = unit_index().at(view, end + (view[end : end + 1] == "半"))
        if inner is not None and inner.kind in ("measure", "duration") and len(inner.surface) > 1:
            half = view[end] == "半"
            value = figure.value + _HALF if half else figure.value
            end += half + len(inner.surface)
            return replace(figure, end=end, unit_end=end, value=value, unit=inner, unit_name=None if not half else inner.surface)
    if name.startswith("元") and len(name) > 1 and unit.currency is not None and name != "元":
        # 8亿元人民币: the unit is 元, what follows names the currency.
        end, name = at + 1, "元"
    if unit.noun:
        return replace(figure, unit=unit, unit_end=end)
    figure = replace(figure, end=end, unit_end=end, unit=unit, unit_name=name if name != unit.surface else None)
    following = view[end : end + 1]
    if following == "/" :
        return _rate(view, figure)
    if following in "半零又" or following.isdecimal() or following in characters().digits:
        return _with_smaller(view, figure)
    return figure


def _rate(view: str, figure: Figure) -> Figure:
    """元/吨, 人次/日, 元/人·月: a unit per unit."""
    at = figure.end + 1
    below = _run().match(view, at)
    at = below.end() if below else at
    unit = unit_index().at(view, at)
    if unit is None or figure.unit is None:
        return figure
    end = at + len(unit.surface)
    if view[end : end + 1] in "·.*" and view[end : end + 1]:
        second = unit_index().at(view, end + 1)
        end += 1 + len(second.surface) if second else 2 * (view[end + 1 : end + 2] in tuple("年月日天次户"))
    kind = figure.unit.kind if figure.unit.currency is not None else "measure"
    name = view[figure.number_end : end]
    rate = Unit(name, kind, name, Decimal(1), currency=figure.unit.currency)
    return replace(figure, end=end, unit_end=end, unit=rate)


# What may follow a unit without a name of its own: 三米九, 五块六, 八成五.
_TENTHS = frozenset({"米", "块", "成", "元", "毛", "角"})
_MONEY_STEPS = {"元": ("角", "毛", "分"), "圆": ("角", "毛", "分"), "块": ("角", "毛", "分"), "角": ("分",), "毛": ("分",), "美元": ("美分",)}
# A value that needs more characters than this in the larger unit does not end in it.
_EXACT_CHARS = 20
_MONEY_WORTH = {"角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01"), "美分": Decimal("0.01")}


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
    match = _run().match(view, at)
    if match is None:
        return None
    end = match.end()
    body = match[0]
    if len(body) > 1 and body[-1] == "两":
        body, end = body[:-1], end - 1
    reading = _fast(body) or read_numeral(body)
    if isinstance(reading, int) or reading.high is not None:
        return None
    for name in _MONEY_STEPS.get(unit.surface, ()):
        if view.startswith(name, end):
            each = EXACT.divide(_MONEY_WORTH[name], _MONEY_WORTH.get(unit.surface, Decimal(1)))
            return _Part(reading.value, each, end + len(name), None)
    inner = unit_index().at(view, end)
    if inner is not None:
        if unit.kind not in ("measure", "duration") or inner.std_unit != unit.std_unit or inner.factor >= unit.factor:
            return None
        return _Part(reading.value, EXACT.divide(inner.factor, unit.factor), end + len(inner.surface), inner)
    tenth = unit.surface in _TENTHS and len(body) == 1 and not body.isdecimal() and 0 < reading.value < 10
    followed = view[end : end + 1]
    return _Part(reading.value, worth / 10, end, None) if tenth and (not followed or followed not in "分点月年") else None


def _with_smaller(view: str, figure: Figure) -> Figure:
    """一吨半, 三米九, 五元六角, 一小时零十五秒, 八成一: one figure in two units."""
    unit = figure.unit
    if unit is None or figure.scale or figure.low is not None or unit.surface == "分" :
        return figure
    end = figure.end
    if view.startswith("半", end):
        if unit.article and unit.surface != "个":
            return figure
        following = unit_index().at(view, end + 1)
        if following is not None and unit.surface in ("成", "倍"):
            return figure
        return replace(figure, value=figure.value + _HALF, step=_HALF, end=end + 1, unit_end=end + 1, unit_name=unit.surface)
    parts: list[_Part] = []
    worth = Decimal(1)
    while len(parts) < 2 and (part := _smaller(view, end, unit, worth)) is not None:
        parts.append(part)
        end, worth = part.end, part.worth
    if not parts:
        return figure
    last = parts[-1]
    value = figure.value + sum((EXACT.multiply(p.count, p.worth) for p in parts), Decimal(0))
    if last.unit is not None and len(f"{value:f}") > _EXACT_CHARS:
        # 一小时零十五秒 has no exact value in hours: 3615 seconds have.
        value = EXACT.divide(value, last.worth).quantize(Decimal(1))
        return replace(figure, value=value, step=Decimal(1), end=end, unit_end=end, unit=last.unit, unit_name=last.unit.surface)
    money = unit_index().by_surface.get("块钱") if unit.surface == "块" else None
    return replace(figure, value=value, step=last.worth, end=end, unit_end=end, unit_name=unit.surface, unit=money or unit)


def _special(view: str, start: int, end: int, body: str, reading: Reading) -> Figure | None:
    """百分之…, 三分之一, 1/3, 1:19, 1比19, 五分三十秒."""
    following = view[end]
    if view.startswith("分之", end):
        return _share(view, start, end, body, reading)
    if following in ":比" or view.startswith("/", end):
        return _pair(view, start, end, body, reading)
    if following == "又":
        match = _run().match(view, end + 1)
        if match is not None and view.startswith("分之", match.end()):
            below = read_numeral(match[0])
            inner = None if isinstance(below, int) else _share(view, match.start(), match.end(), match[0], below)
            if inner is not None and inner.form == "fraction":
                return replace(inner, start=start, value=inner.value + reading.value)
    if following == "分":
        return _minutes(view, start, end, body, reading)
    return None


def _minutes(view: str, start: int, end: int, body: str, reading: Reading) -> Figure | None:
    """五分半钟, 五分三十秒: 分 is a minute only here."""
    minute = unit_index().by_surface.get("分钟")
    if minute is None:
        return None
    if view.startswith("分半钟", end):
        return Figure(start, end, end + 3, end + 3, body, "plain", reading.value + _HALF, None, None, "", _HALF, "", minute, "分鐘")
    part = _smaller(view, end + 1, minute, Decimal(1))
    if part is None or part.unit is None:
        return None
    seconds = EXACT.divide(reading.value, part.worth).quantize(Decimal(1)) + part.count
    return Figure(
        start, end, part.end, part.end, body, "plain", seconds, None, None, "", Decimal(1), "", part.unit, part.unit.surface,
    )  # fmt: skip


_PER = {100: "%", 1000: "‰", 10000: "‱"}


def _share(view: str, start: int, end: int, body: str, below: Reading) -> Figure | None:
    """百分之六十四点八 -> 64.8 %; 三分之一 -> 1/3 without unit."""
    at = end + 2
    negative = view[at : at + 1] in ("负", "-") and view[at : at + 1] != ""
    match = _run().match(view, at + negative)
    if match is None or match[0] in ("首位", "半") or match[0][0] in "几数":
        return None
    number_end = match.end()
    above = _fast(match[0]) or read_numeral(match[0])
    if isinstance(above, int) and view.startswith("分", number_end):
        # 百分之七十百分位: the hundred begins the next word.
        number_end -= 1
        above = read_numeral(match[0][:-1])
    if isinstance(above, int) or not below.value:
        return None
    sign = -1 if negative else 1
    vague = above.vague or _mark(view, number_end)
    number_end += bool(vague and not above.vague)
    low, high = above.low, above.high
    sign_of = _PER.get(int(below.value)) if body in ("百", "千", "万", "佰", "仟", "一百", "一千", "一万", "壹万", "壹百", "壹佰") else None
    if sign_of is not None:
        unit = unit_index().by_surface[sign_of]
        return Figure(start, number_end, number_end, number_end, body, "fraction", sign * above.value, low, high, "", above.step, vague, unit, sign_of)
    if high is not None or (above.value != int(above.value) and set(str(int(below.value))) - set("10")):
        return None
    return Figure(
        start, number_end, number_end, number_end, body, "fraction",
        sign * EXACT.divide(above.value, below.value), None, None, "", EXACT.divide(above.step, below.value), vague, None,
    )  # fmt: skip


_TIME_BEFORE = re.compile(r"(?:[上下中]午|凌晨|[早晚]上?|[日时点]|时间|[(（至~-])$")


def _pair(view: str, start: int, end: int, body: str, left: Reading) -> Figure | None:
    """1:19 and 1比19 are ratios, 1/3 is a fraction, 21/10万 a rate; 8:30 is a time."""
    mark = view[end]
    match = _run().match(view, end + 1)
    if match is None or match[0] in ("首位", "半") or match[0][0] in "几数":
        return None
    right = _fast(match[0]) or read_numeral(match[0])
    if isinstance(right, int) or right.high is not None or not right.value:
        return None
    stop = match.end()
    value = EXACT.divide(left.value, right.value)
    if mark == "/":
        if not body.isdecimal() or view[stop : stop + 1] == "/" or view[start - 1 : start] == "/" or len(body) > 3:
            return None
        if right.scale and match[0].startswith("1"):
            per = Unit("/" + match[0], "percentage", "%", EXACT.divide(Decimal(100), right.value))
            return Figure(start, end, stop, stop, body, "plain", left.value, None, None, "", left.step, "", per)
        if left.value >= right.value or not match[0].isdecimal() or unit_index().at(view, stop) is not None:
            return None
        return Figure(start, stop, stop, stop, body, "fraction", value, None, None, "", EXACT.divide(left.step, right.value), "", None)
    if mark == ":" and _is_time(view, start, body, match[0]):
        return None
    if unit_index().at(view, stop) is not None and mark == "比" and left.value != 1:
        return None
    return Figure(start, stop, stop, stop, body, "ratio", value, None, None, "", EXACT.divide(value * right.step, right.value), "", None)


def _is_time(view: str, start: int, hours: str, minutes: str) -> bool:
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and int(hours) < 25 and int(minutes) < 60):
        return False
    before = view[max(0, start - 12) : start]
    return "比" not in before and (len(hours) == 2 or _TIME_BEFORE.search(before) is not None)


# 3—5, 20至30, 2——3, 1万(含)-5万
_TO = re.compile(r"(?:\(含\))?(?:至|到|~{1,2}|-{1,2}|—{1,2})|和|与")


def read_range(view: str, first: Figure) -> tuple[Figure, Figure] | None:
    """The second end of a range that `first` begins, as (range, second end); None where there is none."""
    joint = _TO.match(view, first.end)
    if joint is None or first.form not in ("plain", "fraction") or first.high is not None:
        return None
    match = _run().match(view, joint.end())
    if match is None or match[0] in ("首位", "半"):
        return None
    second = read_figure(view, match)
    if second is None or second.form not in ("plain", "fraction") or second.high is not None:
        return None
    if first.form == "fraction" and first.unit is None:
        return None
    if joint[0] in "和与" and not view.startswith("之间", second.end):
        return None
    return _span(first, second)


def _span(first: Figure, second: Figure) -> tuple[Figure, Figure] | None:
    low, high = first.value, second.value
    same = first.unit is None or (second.unit is not None and (first.unit.surface == second.unit.surface or (first.unit.std_unit == second.unit.std_unit and first.unit.kind == second.unit.kind and first.unit.factor == second.unit.factor)))
    unit = second.unit
    if first.unit is not None and first.form == "fraction" and second.unit is None and not second.scale:
        # 百分之十二到十五
        same, unit = True, first.unit
    if not same:
        return None
    scale = second.scale
    if first.unit is None and not first.scale and scale:
        # 3—5万元, 两到三万
        lifted = low * scale_worth(scale)
        if first.written.isascii() or lifted < high:
            low = lifted
    if first.unit is None and not first.scale and not scale and not first.written.isascii() and low < 10:
        low = _lift_tens(low, second.written)
    if low >= high:
        return None
    step = min(first.step, second.step) if first.scale == scale else second.step
    joined = replace(second, start=first.start, value=low, low=low, high=high, scale=scale, step=step, unit=unit, vague="", unit_name=second.unit_name or (first.unit_name if unit is first.unit else None))
    return joined, second


def _lift_tens(low: Decimal, written: str) -> Decimal:
    """两~3百: the hundred belongs to both."""
    if len(written) == 2 and written[1] in _SCALES:
        return low * _SCALES[written[1]]
    return low


def figures(view: str) -> Iterator[re.Match[str]]:
    """The numeral runs of a view, in order."""
    return _run().finditer(view)


def run_pattern() -> re.Pattern[str]:
    """The pattern of one numeral run."""
    return _run()


def is_financial_word(run: str, following: str) -> bool:
    """Whether a run of financial capitals is no figure: 陆 of 大陆, 拾 of 收拾."""
    return len(run) == 1 and run in _FINANCIAL and following not in ("元", "圆", "角", "万", "亿")
