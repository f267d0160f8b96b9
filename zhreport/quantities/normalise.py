"""From a figure as it stands to the columns of a quantity: unit as written, value in it, standard value and unit."""

from __future__ import annotations

from decimal import Context, Decimal

from zhreport.model import Bound, Kind, Quantity, Region
from zhreport.quantities.figures import Figure, scale_worth
from zhreport.quantities.joined import JoinedView
from zhreport.quantities.numerals import EXACT
from zhreport.quantities.units import Unit, traditional_characters

_HOME_CURRENCY: dict[str | None, str] = {None: "CNY", "CN": "CNY", "TW": "TWD", "HK": "HKD"}
# Quotients that do not end are kept to this many digits.
_SHOWN = Context(prec=28)
_MARKS = frozenset("余多来几")
_TEN_THOUSAND = Decimal(10000)
# Above this, powers of two of 翻n番 are misprints.
_MOST_DOUBLINGS = 64


def _plain(number: Decimal) -> Decimal:
    """A number without the trailing zeros that a division left."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1)) if abs(number) < Decimal(10) ** 50 else number
    return number.normalize(_SHOWN)


def _written(view: JoinedView, text: str, start: int, end: int) -> str:
    """What the source shows at a span of the joined view, without spaces; ASCII where it is of full width only."""
    shown = []
    for at in range(start, end):
        if view.text[at] in _MARKS:
            continue
        folded = view.text[at]
        shown.append(folded if folded.isascii() else text[view.source(at)])
    return "".join(shown)


def _scale_as_written(figure: Figure, view: JoinedView, text: str) -> str:
    if not figure.scale:
        return ""
    at = figure.number_end
    left = len(figure.scale)
    shown = ""
    while left and at > figure.start:
        at -= 1
        if view.text[at] in _MARKS:
            continue
        shown = text[view.source(at)] + shown
        left -= 1
    return shown


def unit_as_written(figure: Figure, view: JoinedView, text: str) -> str | None:
    """The unit with its scale word, in the document's own script; None where there is none.

    >>> from zhreport.quantities.joined import join
    >>> from zhreport.quantities.scan import figure_at
    >>> unit_as_written(figure_at("30余万亩", 0), join("30餘萬畝", "30余万亩"), "30餘萬畝")
    '萬畝'
    """
    unit = figure.unit
    scale = _scale_as_written(figure, view, text)
    if figure.form == "rank":
        return figure.unit_name or (unit.surface if unit is not None and not unit.noun else None)
    if unit is None or unit.noun:
        return scale or None
    if unit.std_unit == "%" and unit.surface in "%‰‱" and unit.kind == "percentage":
        return scale + unit.surface
    if figure.end == figure.number_end and figure.form == "plain":
        # 3亿、5万元: the unit stands with the last figure of the row only.
        return scale + unit.surface
    if figure.form == "fraction":
        return figure.unit_name
    if figure.unit_name is not None:
        if view.text.startswith(figure.unit_name, figure.number_end):
            end = figure.number_end + len(figure.unit_name)
            return scale + _written(view, text, figure.number_end, end)
        return scale + figure.unit_name
    return scale + _written(view, text, figure.number_end, figure.end)


def _standard(value: Decimal, unit: Unit | None, form: str) -> tuple[Decimal | None, str | None]:
    """The standard value and unit of a value in plain units."""
    if form == "rank" or form == "ratio":
        return value, None
    if unit is None:
        return (EXACT.multiply(value, Decimal(100)), "%") if form == "fraction" else (value, None)
    if unit.surface == "番":
        doubled = EXACT.power(Decimal(2), value) if 0 <= value <= _MOST_DOUBLINGS else None
        return doubled, "倍"
    if unit.kind == "amount":
        if "/" in unit.surface:
            return value, unit.surface.translate(traditional_characters())
        return EXACT.divide(EXACT.multiply(value, unit.factor), _TEN_THOUSAND), "萬元"
    if unit.kind == "count":
        return EXACT.multiply(value, unit.factor), None if unit.noun else "個" if unit.factor != 1 else unit.std_unit
    std_unit = unit.std_unit if "/" not in unit.surface else unit.std_unit.translate(traditional_characters())
    return EXACT.multiply(value, unit.factor), std_unit


def kind_of(figure: Figure) -> Kind:
    """What kind of quantity a figure is.

    >>> from zhreport.quantities.scan import figure_at
    >>> kind_of(figure_at("三分之一", 0)), kind_of(figure_at("30亩", 0))
    ('percentage', 'measure')
    """
    if figure.form == "rank":
        return "rank"
    if figure.form == "ratio":
        return "ratio"
    if figure.unit is not None:
        return figure.unit.kind
    return "percentage" if figure.form == "fraction" else "count"


def currency_of(unit: Unit | None, sign: str | None, region: Region | None) -> str | None:
    """The ISO code of an amount: its unit's own, that of a sign before it, else the region's.

    >>> currency_of(None, "USD", None), currency_of(None, None, "TW")
    ('USD', 'TWD')
    """
    if sign == "USD" and unit is None and region in ("TW", "HK"):
        return _HOME_CURRENCY[region]
    if sign:
        return sign
    if unit is not None and unit.currency:
        return unit.currency
    return _HOME_CURRENCY[region]


def to_quantity(
    figure: Figure,
    view: JoinedView,
    text: str,
    *,
    kind: Kind,
    unit_text: str | None,
    currency: str | None,
    bound: Bound,
    reach: tuple[int, int],
) -> Quantity:
    """The quantity of a figure, with source offsets.

    >>> from zhreport.quantities import find_quantities
    >>> [(q.start, q.end, str(q.value), q.unit, str(q.std_value), q.std_unit) for q in find_quantities("产粮3万吨")]
    [(2, 5, '3', '万吨', '30000000', '公斤')]
    """
    worth = Decimal(scale_worth(figure.scale))
    ranged = figure.low is not None and figure.high is not None
    value = None if ranged else _plain(EXACT.divide(figure.value, worth))
    low = _plain(EXACT.divide(figure.low, worth)) if figure.low is not None and ranged else None
    high = _plain(EXACT.divide(figure.high, worth)) if figure.high is not None and ranged else None
    std_value, std_unit = _standard(figure.value, figure.unit, figure.form)
    if kind == "amount" and figure.unit is None:
        std_value, std_unit = EXACT.divide(figure.value, _TEN_THOUSAND), "萬元"
    start, end = view.source(figure.start), view.source_end(figure.end)
    return Quantity(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        value=value,
        low=low,
        high=high,
        unit=unit_text,
        std_value=None if ranged or std_value is None else _plain(std_value),
        std_unit=std_unit,
        currency=currency if kind == "amount" else None,
        bound=bound,
        weight=_plain(EXACT.divide(figure.step, worth)),
        reach_start=min(start, view.source(reach[0])),
        reach_end=max(end, view.source_end(reach[1])),
    )
