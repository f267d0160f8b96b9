"""A figure on its way to a quantity, with the sign, the money and the bounds that stand beside it."""

from __future__ import annotations

from typing import NamedTuple

from zhreport.quantities.bounds import Cue, cue_after, cue_before
from zhreport.quantities.contexts import is_han
from zhreport.quantities.exclusions import Reason
from zhreport.quantities.figures import Figure
from zhreport.quantities.units import currency_signs

_MONEY_ENDS = frozenset("币元金镑￥¥$€£DBY")
_LONGEST_SIGN = 4
# Behind other Han characters 负 ends a word: 税负5700亿元, 减负, 担负.
_BEFORE_MINUS = frozenset("为是达至到约长成由从于降升率额值呈即")
_MINUS_AFTER = frozenset(",。;:、( \n")
# A hyphen behind these is part of a label: 第-5, 表-3.
_LABELS = frozenset("第表图号栋楼章")


class Candidate(NamedTuple):
    """A figure; `why` is the reason that it is no quantity, `money` the ISO code of a name or sign before it ("" for
    one that the region decides), `lead_start` where figure and money begin, `unit_from` whose unit it shares.
    """

    figure: Figure
    why: Reason | None = None
    money: str | None = None
    lead_start: int = 0
    before: Cue | None = None
    after: Cue | None = None
    unit_from: Figure | None = None


def money_before(view: str, start: int) -> tuple[str, int] | None:
    """(ISO code, start) of the name or sign of money right before a figure: ￥300, 人民币3万元, 新台币(下同)32亿.

    >>> money_before("共人民币3万元", 4), money_before("共3万元", 1)
    (('CNY', 1), None)
    """
    last = view[start - 1 : start]
    if last == ")" and view.startswith("下同)", start - 3):
        start = max(0, view.rfind("(", max(0, start - 6), start))
        last = view[start - 1 : start]
    if last not in _MONEY_ENDS:
        return None
    signs = currency_signs()
    for length in range(min(_LONGEST_SIGN, start), 0, -1):
        code = signs.get(view[start - length : start])
        if code is None:
            continue
        before = view[max(0, start - length - 1) : start - length]
        lettered = last.isascii() and last.isalpha() and before.isascii() and before.isalpha()
        return None if lettered else (code, start - length)
    return None


def signed(view: str, figure: Figure) -> Figure:
    """The figure with the sign before it: 负3.5%, -22.2%, 零下4摄氏度.

    >>> from zhreport.quantities.scan import figure_at
    >>> figure = figure_at("下降-22.2%", 3)
    >>> signed("下降-22.2%", figure).value
    Decimal('-22.2')
    """
    start = figure.start
    before = view[start - 1 : start]
    if before == "负" and _leads_minus(view[start - 2 : start - 1]):
        return figure._replace(start=start - 1, value=-figure.value)
    if before == "-" and _is_minus(view, start - 1, figure):
        return figure._replace(start=start - 1, value=-figure.value)
    if before == "下" and view.startswith("零下", start - 2):
        return figure._replace(start=start - 2, value=-figure.value)
    return figure


def _leads_minus(beyond: str) -> bool:
    return not is_han(beyond) or beyond in _BEFORE_MINUS


def _is_minus(view: str, at: int, figure: Figure) -> bool:
    beyond = view[at - 1 : at] if at else ""
    if not beyond or beyond in _MINUS_AFTER:
        return True
    if figure.unit is None or figure.unit.kind in ("count", "duration") or not is_han(beyond):
        return False
    return beyond not in _LABELS


def with_cues(view: str, figure: Figure, why: Reason | None, money: tuple[str, int] | None) -> Candidate:
    """The candidate of a figure, with the cues on both sides.

    >>> from zhreport.quantities.scan import figure_at
    >>> text = "不低于97%"
    >>> with_cues(text, figure_at(text, 3), None, None).before.bound
    '>='
    """
    lead = money[1] if money else figure.start
    before = cue_before(view, lead, figure.written)
    return Candidate(figure, why, money[0] if money else None, lead, before, cue_after(view, figure.end))
