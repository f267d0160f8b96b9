"""What a printed figure can stand for: arithmetic on the intervals that rounding leaves open.

A report's 3.21億元 is any amount from 3.205 to just below 3.22: issuers round, and some cut off. Two figures contradict
each other only where no values within their intervals would agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhreport.compare.observations import Observation
from zhreport.text.folding import fold

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        """The product; neither reaches below zero."""
        return Interval(_product(self.low, other.low), _product(self.high, other.high))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient; neither reaches below zero."""
        low = Decimal(0) if not other.high.is_finite() else self.low / other.high if other.high else _INFINITE
        return Interval(low, self.high / other.low if other.low > 0 else _INFINITE)

    def scaled(self, factor: Decimal) -> Interval:
        """Every value times a positive factor."""
        return Interval(self.low * factor, self.high * factor)

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high

    @property
    def width(self) -> Decimal:
        """How much the interval leaves open."""
        return self.high - self.low


def _product(a: Decimal, b: Decimal) -> Decimal:
    return Decimal(0) if not a or not b else a * b


def last_digit_worth(value: Decimal, step: Decimal) -> Decimal:
    """What the last digit that is no zero is worth: 4000多名 has said nothing of hundreds.

    >>> last_digit_worth(Decimal(4000), Decimal(1))
    Decimal('1000')
    """
    if not value or not step:
        return step
    tail = step
    while not (value / tail) % 10 and tail < abs(value):
        tail *= 10
    return tail


def printed(observation: Observation) -> Interval | None:
    """The values that a figure can stand for; None for a range without ends.

    Rounded or cut off, an exact figure is never more than half a step below and a step above what it stands for.
    """
    value, step = observation.value, observation.step
    if value is None:
        if observation.low is None or observation.high is None:
            return None
        return Interval(observation.low, observation.high)
    if observation.bound == "=":
        # Cut off a negative figure moves towards zero.
        return Interval(value - (step / 2 if value >= 0 else step), value + (step if value >= 0 else step / 2))
    tail = last_digit_worth(value, step)
    if observation.bound == "~":
        return Interval(value - tail, value + tail)
    if observation.bound == ">" and any(mark in fold(observation.text) for mark in "余多几来"):
        return Interval(value, value + tail)
    if observation.bound in (">", ">="):
        return Interval(value, _INFINITE)
    return Interval(-_INFINITE, value)


def signed(observation: Observation) -> Interval | None:
    """As `printed`; the size of a fall is negative."""
    interval = printed(observation)
    if interval is None or observation.direction != "down":
        return interval
    return Interval(-interval.high, -interval.low)


def growth_factor(change: Observation) -> Interval | None:
    """What a percentage of change multiplies by; None where nothing would be left."""
    interval = signed(change)
    if interval is None:
        return None
    hundred = Decimal(100)
    factor = Interval(1 + interval.low / hundred, 1 + interval.high / hundred)
    return factor if factor.low > 0 else None
