"""Numerals, units, bounds and ranges: every quantity of a text, without what it measures."""

from __future__ import annotations

from zhreport.model import Quantity, Region
from zhreport.quantities.mentions import find_mentions
from zhreport.quantities.numerals import parse_number, render_number
from zhreport.text.layout import flowing

__all__ = ["find_mentions", "find_quantities", "parse_number", "render_number"]


def find_quantities(text: str, region: Region | None = None) -> list[Quantity]:
    """The quantities in a text, in order: amounts, shares, counts, measures, ranks, ratios, multiples, lengths of time.

    Offsets count characters of `text`. `region` decides what a bare 元 is (CNY, TWD, HKD). Dates, slogans, articles and
    ordinals that name are none.

    >>> [(q.text, q.kind, str(q.value), q.unit) for q in find_quantities("2007年投入561.3萬元,培訓1650餘人次")]
    [('561.3萬元', 'amount', '561.3', '萬元'), ('1650餘人次', 'count', '1650', '人次')]
    >>> [(q.text, q.bound, str(q.low), str(q.high)) for q in find_quantities("每户补助3—5万元,合格率不低于97%")]
    [('3—5万元', '=', '3', '5'), ('97%', '>=', 'None', 'None')]
    """
    return list(find_mentions(text, flowing(text), region=region, reported_only=False)[0])
