"""What a figure is before it is judged, and the pattern that finds where one may begin."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from zhreport.quantities.numerals import ARABIC, Reading, characters, read_numeral
from zhreport.quantities.units import Unit

Form = Literal["plain", "fraction", "ratio", "rank", "vague"]

HALF = Decimal("0.5")
ONE = Decimal(1)
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
# 来 of 十来个, but not of 来自; 余 of 百余名, but not of 余额; 多 of 十多种, but not of 多元.
_NOT_A_MARK = {"来": "自源到临说看信访宾华客", "余": "额热粮款缺", "多": "元样渠层边媒方式功次"}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12, "拾": 10, "佰": 100, "仟": 1000}
# Numbers of more characters are left to the full grammar.
_FAST_CHARS = 20


class Figure(NamedTuple):
    """A numeral with its unit at `start:end` of the joined view; `value`, `low`, `high`, `step` in plain units.

    `number_end` is behind the numeral and its mark, `unit_end` behind the unit (a noun that is only counted lies
    outside the span). `written` is the numeral as it stands, `scale` the scale word that ends it, `step` the worth of
    its last written digit, `vague` the mark in or behind it, `unit_name` the unit as written where that is not the
    unit's own name.
    """

    start: int
    number_end: int
    end: int
    unit_end: int
    written: str
    form: Form
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    scale: str = ""
    step: Decimal = ONE
    vague: str = ""
    unit: Unit | None = None
    unit_name: str | None = None


@cache
def run_pattern() -> re.Pattern[str]:
    """The pattern of one numeral run: figures, numerals without value (几十, 数百万), 半 and 首位.

    >>> run_pattern().match("三百五十万元")[0], run_pattern().match("1,234.5吨")[0]
    ('三百五十万', '1,234.5')
    """
    names = characters()
    # 参 is 叁 in another script, but 参加 too; 幺 is a digit of spoken codes only.
    han = "".join(sorted(names.all - set("参幺")))
    digits = "".join(sorted(set(names.digits) - set("参幺")))
    return re.compile(
        rf"(?:{ARABIC}|\.\d++|[{han}]++|参(?=[拾佰仟]))"
        rf"(?:{ARABIC}|[{han}几]++|参(?=[拾佰仟])|点[{digits}]++(?![十百千拾佰仟])|[余多来](?=[十百千万亿兆]))*+"
        r"|[几数][十百千万亿]++|半(?=[^\s])|首位"
    )


@cache
def run_start() -> re.Pattern[str]:
    """One character that a numeral run can begin with: cheaper to look for than the run.

    >>> run_start().search("共计5所").start()
    2
    """
    return re.compile(rf"[\d.几数半首{''.join(sorted(characters().all - {'幺'}))}]")


def has_value(run: str) -> bool:
    """Whether a numeral run is a number: not 首位, 半 or 几十.

    >>> has_value("十五"), has_value("几十"), has_value("首位")
    (True, False, False)
    """
    return run not in ("首位", "半") and run[0] not in "几数"


def scale_worth(scale: str) -> int:
    """What a scale word multiplies by: 万亿 -> 10^12.

    >>> scale_worth("万亿")
    1000000000000
    """
    worth = 1
    for character in scale:
        worth *= _SCALES[character]
    return worth


def _fast(body: str) -> Reading | None:
    """The reading of plain Arabic digits, with 万 and 亿 behind them: most figures of most reports."""
    plain = body.rstrip("万亿")
    scale = body[len(plain) :]
    plain = plain.replace(",", "").replace("'", "")
    if not plain.isascii() or not 0 < len(plain) <= _FAST_CHARS:
        return None
    value = Decimal(plain)
    _, point, decimals = plain.partition(".")
    step = ONE.scaleb(-len(decimals)) if point else ONE
    if scale:
        worth = scale_worth(scale)
        return Reading(value * worth, None, None, scale, step * worth, "", False)
    return Reading(value, None, None, "", step, "", False)


def read_run(body: str) -> Reading | int:
    """The reading of a numeral run, or the offset that does not fit.

    >>> read_run("1.5万").value, read_run("三百千")
    (Decimal('15000.0'), 2)
    """
    return _fast(body) or read_numeral(body)


def mark_behind(view: str, end: int) -> str:
    """The mark of vagueness behind a numeral, if what follows leaves it one.

    >>> mark_behind("100余名", 3), mark_behind("100余额", 3)
    ('余', '')
    """
    mark = view[end : end + 1]
    if mark not in _NOT_A_MARK:
        return ""
    following = view[end + 1 : end + 2]
    return "" if following and following in _NOT_A_MARK[mark] else mark


def is_financial_word(run: str, following: str) -> bool:
    """Whether a run of financial capitals is no figure: 陆 of 大陆, 拾 of 收拾.

    >>> is_financial_word("陆", "续"), is_financial_word("陆", "万")
    (True, False)
    """
    return len(run) == 1 and run in _FINANCIAL and following not in ("元", "圆", "角", "万", "亿")
