"""Figures as pages show them."""

from __future__ import annotations

from decimal import Decimal

# More decimal places than this are the outcome of a division, nobody writes them.
_WRITTEN_PLACES = 8
_SHOWN_PLACES = 4
_BOUNDS = {"=": "", "~": "≈", ">=": "≥", "<=": "≤"}


def plain(number: Decimal | float) -> str:
    """A number with its thousands marked; what no decimal writes out, to four places.

    >>> plain(Decimal("20534.80")), plain(Decimal(1) / 3), plain(3104.1), plain(-0.5)
    ('20,534.8', '0.3333', '3,104.1', '−0.5')
    """
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)))
    if not exact.is_finite():
        return "–"
    if -int(exact.as_tuple().exponent) > _WRITTEN_PLACES:
        whole, _, places = f"{exact:,.{_SHOWN_PLACES}f}".partition(".")
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
