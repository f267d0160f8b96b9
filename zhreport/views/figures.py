"""Figures as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

# More decimal places than this are the outcome of a division, nobody writes them.
_WRITTEN_PLACES = 8
_SHOWN_PLACES, _SHOWN_PLACES_BELOW_ONE = 2, 4
_BOUNDS = {"=": "", "~": "≈", ">=": "≥", "<=": "≤"}


def plain(number: Decimal | float) -> str:
    """A number with its thousands marked; what no decimal writes out, to two places, below one to four.

    >>> plain(Decimal("20534.80")), plain(Decimal(1) / 3), plain(Decimal(200) / 3), plain(3104.1), plain(-0.5)
    ('20,534.8', '0.3333', '66.67', '3,104.1', '−0.5')
    """
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)))
    if not exact.is_finite():
        return "–"
    if -int(exact.as_tuple().exponent) > _WRITTEN_PLACES:
        most = _SHOWN_PLACES if abs(exact) >= 1 else _SHOWN_PLACES_BELOW_ONE
        whole, _, places = f"{exact:,.{most}f}".partition(".")
    else:
        whole, _, places = f"{exact:,f}".partition(".")
    places = places.rstrip("0")
    return (f"{whole}.{places}" if places else whole).replace("-", "−")


def bounded(bound: str, *ends: Decimal | float | None) -> str:
    """A value with its bound before it, or a range by its ends.

    >>> bounded("~", Decimal("0.7")), bounded("=", Decimal(300), Decimal(500)), bounded("=", None)
    ('≈0.7', '300–500', '')
    """
    shown = [plain(end) for end in ends if end is not None]
    return _BOUNDS.get(bound, bound) + "–".join(shown) if shown else ""


class Scale(NamedTuple):
    """A unit that a row's values read well in: values in the standard unit times `factor` are in `unit`."""

    factor: Decimal
    unit: str | None

    def of(self, value: float | None) -> Decimal | None:
        """A value of the standard unit in this one, exactly."""
        return None if value is None else Decimal(repr(float(value))) * self.factor


AS_IT_IS = Scale(Decimal(1), None)
"""The standard unit itself."""

# From how large a row's largest value is, what its unit is multiplied by and called: 1,365,000,000萬元 is 13.65萬億元.
_MONEY = ((10**9, Decimal("1e-8"), "萬億元"), (10**5, Decimal("1e-4"), "億元"), (1, Decimal(1), "萬元"))
_THINGS = ((10**9, Decimal("1e-8"), "億"), (10**5, Decimal("1e-4"), "萬"))
_COUNTED_KINDS = frozenset(("count", "measure"))


def readable_scale(kind: str, std_unit: str | None, values: Iterable[float | None]) -> Scale:
    """The unit in which all values of a row are short.

    >>> readable_scale("amount", "萬元", [1.365e9]).unit, readable_scale("amount", "萬元", [0.0045, None]).unit
    ('萬億元', '元')
    >>> readable_scale("count", "人", [9800000.0]).unit, readable_scale("percentage", "%", [99.0]).unit
    ('萬人', '%')
    """
    largest = max((abs(value) for value in values if value is not None), default=0)
    if kind == "amount" and std_unit and std_unit.startswith("萬元"):
        rest = std_unit.removeprefix("萬元")
        for least, factor, unit in _MONEY:
            if largest >= least:
                return Scale(factor, unit + rest)
        return Scale(Decimal(10_000), "元" + rest) if largest else Scale(Decimal(1), std_unit)
    if kind in _COUNTED_KINDS:
        for least, factor, unit in _THINGS:
            if largest >= least:
                return Scale(factor, unit + (std_unit or ""))
    return Scale(Decimal(1), std_unit)
