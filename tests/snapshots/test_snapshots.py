"""Whole reports as they are read today: a change is read as a diff, and then taken over with --snapshot-update."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

import zhreport
from zhreport.model import Fact

REPORTS = ("yunxi-education/2007", "qinglan-health/2009", "hailan-environment/2022")
COLUMNS = ("text", "kind", "value", "unit", "role", "status", "item", "action")
HERE = Path(__file__).parent


def _row(fact: Fact) -> str:
    q = fact.quantity
    value = f"{q.low:f}–{q.high:f}" if q.value is None else f"{q.value:f}"
    role = " ".join(filter(None, (fact.role, fact.direction)))
    text, unit, item, action = ("".join((words or "").split()) for words in (q.text, q.unit, fact.item, fact.action))
    return "\t".join((text, q.kind, value, unit, role, fact.status, item, action))


def shown(name: str) -> list[str]:
    """The facts of a report of the corpus, one a line under a header."""
    extraction = zhreport.read(f"corpus/{name}.txt").extraction
    return ["\t".join(COLUMNS), *map(_row, extraction.facts)]


def difference(stored: list[str], now: list[str]) -> str:
    """What is stored (-) against what is read (+), with a line around each change."""
    return "\n".join(difflib.unified_diff(stored, now, "stored", "now", n=1, lineterm=""))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_read_as_before(name: str, request: pytest.FixtureRequest) -> None:
    path = HERE / f"{name.replace('/', '-')}.tsv"
    now = shown(name)
    if request.config.getoption("--snapshot-update"):
        path.write_text("\n".join(now) + "\n", encoding="utf-8")
    stored = path.read_text(encoding="utf-8").splitlines()
    changed = difference(stored, now)
    if changed:
        pytest.fail(f"{changed}\n\nif this is better: pytest tests/snapshots --snapshot-update", pytrace=False)


def test_a_change_is_shown() -> None:
    before = ["text\titem", "12名\t教師", "8所\t學校"]
    assert difference(before, before) == ""
    now = ["text\titem", "12名\t校長", "8所\t學校"]
    assert difference(before, now).splitlines()[3:6] == [" text\titem", "-12名\t教師", "+12名\t校長"]
