"""Places in an order (第13名, 居全国第三, 首位), apart from ordinals that name (第三次会议)."""

from __future__ import annotations

import re

from zhreport.quantities.contexts import begins_with, ends_with, ends_with_over, is_han, words
from zhreport.quantities.figures import Figure

_RANK_UNITS = frozenset({"名", "位"})
# What may follow a place without unit: 居全国第三和第四, 由第三升至第二.
_AFTER_PLACE = frozenset("和与及升降上提跃下")
_REACH_CHARS = 14
# 居全市县级审计机关首位: other words may stand between where a region or group begins or ends them.
_PLACED_AMONG = re.compile(r"(?:居|(?<![系行前队序])列)(?P<among>[^,。;、:]{2,16})$")
_PUT = re.compile(r"[把将][^,。;:]{0,24}$")


def is_ordinal(view: str, figure: Figure) -> bool:
    """Whether 第 stands before the figure.

    >>> from zhreport.quantities.scan import figure_at
    >>> is_ordinal("第13名", figure_at("第13名", 1))
    True
    """
    return view[figure.start - 1 : figure.start] == "第"


def is_first_place(view: str, start: int) -> bool:
    """Whether 首位 at `start` is a place in an order (居全国首位) and no figure of speech (放在首位).

    >>> is_first_place("居全国首位", 3), is_first_place("放在首位", 2)
    (True, False)
    """
    placed = ends_with_over(view, start, "placed", "among", _REACH_CHARS) or _placed_among(view, start)
    return placed and not ends_with(view, start, "figure-of-speech")


def _placed_among(view: str, end: int) -> bool:
    """Whether 居全市县级审计机关 ends at `end`, and no 把就业居… that only says what comes first."""
    match = _PLACED_AMONG.search(view, max(0, end - _REACH_CHARS - 4), end)
    if match is None:
        return False
    groups = tuple(word for word in words("among") if len(word) > 1)
    grouped = match["among"].startswith(groups) or match["among"].endswith(groups)
    return grouped and _PUT.search(view, max(0, match.start() - 26), match.start()) is None


def _ranked(view: str, end: int) -> bool:
    return (
        ends_with(view, end, "ranking-place")
        or ends_with_over(view, end, "rank-verb", "among", _REACH_CHARS)
        or _placed_among(view, end)
    )


def is_rank(view: str, figure: Figure) -> bool:
    """Whether 第N is a place in an order: 第13名, 位居全国第三; not 第三次会议, 放在第一位.

    >>> from zhreport.quantities.scan import figure_at
    >>> is_rank("位居全国第三", figure_at("位居全国第三", 5)), is_rank("第三次", figure_at("第三次", 1))
    (True, False)
    """
    before = figure.start - 1
    if ends_with(view, before, "figure-of-speech"):
        return False
    unit = figure.unit
    if unit is not None and unit.surface in _RANK_UNITS:
        if begins_with(view, figure.unit_end, "named-person"):
            return False  # 第1名|子女每月5000元: which one, no place in an order
        return figure.written != "一" or unit.surface == "名" or _ranked(view, before)
    if (unit is not None and not unit.noun) or figure.form != "plain" or figure.scale:
        return False
    following = view[figure.end : figure.end + 1]
    if following == "、" or (is_han(following) and following not in _AFTER_PLACE):
        return False
    return _ranked(view, before)
