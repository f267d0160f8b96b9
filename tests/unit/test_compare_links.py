"""Which facts of two short reports come together, case by case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import zhreport

CASES = [json.loads(line) for line in Path("tests/cases/compare_links.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_links(case: dict[str, Any]) -> None:
    a = zhreport.extract(case["a"], doc="a", year=2006)
    b = zhreport.extract(case["b"], doc="b", year=2007)
    pairs = zhreport.compare([a, b]).pairs
    made = [
        [a.text[p.start_a : p.end_a], b.text[p.start_b : p.end_b]] for p in pairs.sort_values("start_a").itertuples()
    ]
    assert made == case["linked"], case["why"]
    assert pairs["confidence"].between(0.4, 1).all()
    assert pairs["reason"].str.len().gt(0).all()
