"""Tables of documents as lines: cases in tests/cases/readers_tables.jsonl, and the facts that are read from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon import loader
from zhreport.readers import tables
from zhreport.readers.tables import Cell, lines_of
from zhreport.report import extract

CASES = [json.loads(line) for line in Path("tests/cases/readers_tables.jsonl").read_text("utf-8").splitlines()]


def grid_of(case: dict[str, Any]) -> list[list[Cell | None]]:
    grid: list[list[Cell | None]] = [[Cell(text) for text in row] for row in case["rows"]]
    for top, left, bottom, right in case.get("merged", []):
        for i in range(top, bottom + 1):
            for j in range(left, right + 1):
                grid[i][j] = grid[top][left]
    return grid


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_tables_are_told_line_by_line(case: dict[str, Any]) -> None:
    assert lines_of(grid_of(case), case.get("caption", "")) == case["lines"]


@pytest.mark.parametrize("case", [c for c in CASES if "facts" in c], ids=[c["note"] for c in CASES if "facts" in c])
def test_the_item_is_row_header_and_column_header(case: dict[str, Any]) -> None:
    text = "\n".join(line for line in lines_of(grid_of(case), case.get("caption", "")) if "增长" not in line)
    facts = extract(text, year=2007).facts
    kept = facts[~facts["role"].eq("change")]
    assert kept[["text", "item"]].to_numpy().tolist() == case["facts"]


def test_the_period_is_that_of_the_column() -> None:
    grid = [[Cell("指标"), Cell("2006年"), Cell("2007年")], [Cell("培训费"), Cell("12万元"), Cell("15万元")]]
    facts = extract("\n".join(lines_of(grid)), year=2007).facts
    assert facts["item"].tolist() == ["培训费", "培训费"]
    assert list(zip(facts["period"], facts["value"], strict=True)) == [("2006", 12.0), ("2007", 15.0)]


def test_what_the_format_says_of_the_head_counts() -> None:
    grid = [[Cell("学校"), Cell("12")], [Cell("小学"), Cell("300名")]]
    assert lines_of(grid, header_rows=1) == ["小学12：300名。"]


def test_a_class_of_words_that_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(loader.read_rows("t.tsv", "surface\tclass\texample\n数\tnumber\t数", ("surface",), ("surface",)))
    monkeypatch.setattr(tables, "table", lambda *_arguments: rows)
    with pytest.raises(LexiconError, match="'number' is none of value"):
        tables._words.__wrapped__()  # type: ignore[attr-defined]
