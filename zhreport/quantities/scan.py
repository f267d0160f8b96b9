"""Reads the figure that begins at a numeral: its mark of vagueness, its unit, the forms that are built of several."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zhreport.quantities.composite import continues, read_composite, with_rate, with_smaller
from zhreport.quantities.contexts import is_han
from zhreport.quantities.figures import HALF, Figure, mark_behind, read_run, run_pattern
from zhreport.quantities.numerals import Reading, read_numeral
from zhreport.quantities.units import Unit, unit_index

# 块 is money behind these, else a classifier.
_SPENDING = re.compile(r"(?:花费?|售?价|付|赚|赔|卖|买|[收缴交罚]|每[斤个张亩份])[了我你他她]?$")
# 分 is money behind these, else a score.
_PRICED = re.compile(
    r"(?:(?<!评)价|每(?:公斤|市斤|千克|斤|度|吨|担|亩|升|只|个|枚|张|份)|[由从][\d.一二两三四五六七八九]{1,5}[元角毛])"
    r"[^,。;:得评考测]{0,12}$"
)
_PRICED_CHARS = 20
# What may follow 两 as a weight; else it is the numeral of 8两月.
_AFTER_TAEL = frozenset("以左上半重的等多余和至到、,")
# 上升2位: places in an order, no people.
_MOVED = re.compile(r"(?:[升降进退]|前移|后移|提[升高]|[上下]滑)了?$")
_ANGLE = re.compile(r"[角纬坡](?:度|为|约|达|是){0,2}$|[东西]经$")
_INSIDE_CHARS = 10
_DEGREE_CHARS = 12


def unit_in_tail(view: str, body: str, end: int) -> Unit | None:
    """千瓦, 千米, 百帕: the unit that begins with the last character of a numeral; 两 behind a numeral.

    >>> unit_in_tail("3千瓦", "3千", 2).surface
    '千瓦'
    """
    unit = unit_index().at(view, end - 1)
    if unit is None or unit.kind not in ("measure", "points"):
        return None
    if body[-1] == "两":
        beyond = view[end : end + 1]
        alone = beyond in _AFTER_TAEL or not is_han(beyond)
        return unit if unit.surface == "两" and body != "两两" and alone else None
    return unit if len(unit.surface) > 1 else None


def read_figure(view: str, match: re.Match[str]) -> Figure | None:
    """The figure that a numeral run begins; None where the run cannot be read.

    >>> figure = read_figure("561.3万元", run_pattern().match("561.3万元"))
    >>> figure.value, figure.scale, figure.unit.surface
    (Decimal('5613000.0'), '万', '元')
    """
    start, end = match.span()
    body = match[0]
    if body == "首位":
        return Figure(start, end, end, end, body, "rank", Decimal(1), unit_name="位")
    if body == "半":
        return _half(view, start)
    if body[0] in "几数":
        unit = unit_index().at(view, end)
        after = end + len(unit.surface) if unit else end
        return Figure(start, end, after, after, body, "vague", Decimal(0), vague=body[0], unit=unit)
    tail = unit_in_tail(view, body, end) if body[-1] in "千百两兆" and len(body) > 1 else None
    if tail is not None:
        body, end = body[:-1], end - 1
    reading = read_run(body)
    if isinstance(reading, int) and tail is None and len(body) > 1 and view.startswith("分", end):
        # 二十百分位: the hundred begins the next word.
        body, end = body[:-1], end - 1
        reading = read_numeral(body)
    if isinstance(reading, int):
        return None
    if reading.digits and len(body) == 2 and tail is None:
        reading = _neighbours(body, reading, view, end)
    return _with_unit(view, start, end, body, reading, tail)


def figure_at(view: str, start: int) -> Figure | None:
    """The figure whose numeral begins at `start`; None where there is none that can be read.

    >>> figure_at("共计561.3万元", 2).value
    Decimal('5613000.0')
    """
    match = run_pattern().match(view, start)
    return None if match is None else read_figure(view, match)


def _neighbours(body: str, reading: Reading, view: str, end: int) -> Reading:
    """七八公斤 is seven to eight: two neighbouring digits alone before a unit."""
    low, high = divmod(int(reading.value), 10)
    if low and (high == low + 1 or (low, high) == (3, 5)) and unit_index().at(view, end) is not None:
        return reading._replace(value=Decimal(low), low=Decimal(low), high=Decimal(high))
    return reading


def _half(view: str, start: int) -> Figure | None:
    """半小时, 半个, 半数."""
    if view.startswith("半数", start):
        end = start + 2
        return Figure(start, end, end, end, "半数", "fraction", HALF, step=HALF)
    unit = unit_index().at(view, start + 1)
    if unit is None or unit.noun:
        return None
    end = start + 1 + len(unit.surface)
    return Figure(start, start + 1, end, end, "半", "plain", HALF, step=HALF, unit=unit)


def _with_unit(view: str, start: int, end: int, body: str, reading: Reading, tail: Unit | None) -> Figure | None:
    following = view[end : end + 1]
    if tail is None and following and following in "分又/:比半":
        composite = read_composite(view, start, end, body, reading)
        if composite is not None:
            return composite
    vague, number_end = reading.vague, end
    if tail is None and not vague:
        mark = mark_behind(view, end)
        if mark:
            vague, number_end = mark, end + 1
    unit = tail or unit_index().at(view, number_end)
    if unit is None and number_end > end and vague == "来":
        vague, number_end = "", end
    if unit is not None:
        unit = _meant(view, start, reading, unit)
    end = number_end + len(unit.surface) if unit is not None else number_end
    simple = unit is not None and not unit.noun and _is_simple(view, unit, end)
    figure = Figure(
        start, number_end, end if simple else number_end, end if simple else number_end, body, "plain",
        reading.value, reading.low, reading.high, reading.scale, reading.step, vague, unit if simple else None,
    )  # fmt: skip
    return figure if unit is None or simple else _attach(view, figure, unit, end)


def _meant(view: str, start: int, reading: Reading, unit: Unit) -> Unit:
    """The unit that is meant by one with several meanings, from the words before the figure."""
    name = unit.surface
    if name == "块" and _SPENDING.search(view, max(0, start - 4), start):
        return replace(unit_index().by_surface["块钱"], surface="块")
    if name == "分" and _PRICED.search(view, max(0, start - _PRICED_CHARS), start):
        return cents()
    if name == "位" and _MOVED.search(view, max(0, start - 4), start):
        return replace(unit, std_unit="位")
    return _degree(view, start, reading, unit) if name == "度" else unit


def cents() -> Unit:
    """分 as money.

    >>> cents().surface, cents().kind
    ('分', 'amount')
    """
    return replace(unit_index().by_surface["分钱"], surface="分")


def _degree(view: str, start: int, reading: Reading, unit: Unit) -> Unit:
    """度 is of warmth behind 温, of current behind 电 or with a scale (12万度), else of an angle."""
    before = view[max(0, start - _DEGREE_CHARS) : start]
    angle = _ANGLE.search(before) is not None
    if ("温" in before or before.endswith("零下")) and not reading.scale and not angle:
        return replace(unit, std_unit="℃", factor=Decimal(1))
    return unit if reading.scale or "电" in before else replace(unit, std_unit="度", factor=Decimal(1))


def _is_simple(view: str, unit: Unit, end: int) -> bool:
    """Whether nothing of the figure can follow its unit: the usual case."""
    name = unit.surface
    following = view[end : end + 1]
    return name != "个" and (name[0] != "元" or len(name) == 1) and following != "/" and not continues(following)


def _attach(view: str, figure: Figure, unit: Unit, end: int) -> Figure:
    """The figure with its unit, and what belongs to it behind that: 半, smaller units, a rate's denominator."""
    name = unit.surface
    if name == "个":
        inner = _inside(view, figure)
        if inner is not None:
            return inner
    if unit.noun:
        return figure._replace(unit=unit, unit_end=end)
    if name[0] == "元" and len(name) > 1 and unit.currency is not None:
        # 8亿元人民币: the unit is 元, what follows names the currency.
        end = figure.number_end + 1
        return figure._replace(end=end, unit_end=end, unit=unit, unit_name="元")
    figure = figure._replace(end=end, unit_end=end, unit=unit)
    following = view[end : end + 1]
    if following == "/":
        return with_rate(view, figure)
    return with_smaller(view, figure) if continues(following) else figure


def _inside(view: str, figure: Figure) -> Figure | None:
    """六个加仑, 一个半小时, 2个多百分点: 个 before a unit of another kind, with a mark or a half between."""
    at = figure.number_end + 1
    between = view[at : at + 1]
    if between in ("多", "来"):
        unit = unit_index().at("个" + view[at + 1 : at + 1 + _INSIDE_CHARS], 0)
        if unit is None or len(unit.surface) == 1:
            return None
        end = at + len(unit.surface)
        return figure._replace(end=end, unit_end=end, unit=unit, vague=between)
    half = between == "半"
    if half and view[at + 1 : at + 2] == "月":
        # 两个半月: two months and a half
        unit = unit_index().by_surface["个月"]
        return figure._replace(
            value=figure.value + HALF, step=HALF, end=at + 2, unit_end=at + 2, unit=unit, unit_name="个月"
        )
    unit = unit_index().at(view, at + half)
    if unit is None or unit.kind not in ("measure", "duration") or len(unit.surface) == 1:
        return None
    end = at + half + len(unit.surface)
    if half:
        return figure._replace(
            value=figure.value + HALF, step=HALF, end=end, unit_end=end, unit=unit, unit_name=unit.surface
        )
    return figure._replace(end=end, unit_end=end, unit=unit)
