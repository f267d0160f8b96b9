"""Soft and hard line breaks: `tests/cases/layout.jsonl` says into which paragraphs each text falls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zhreport.text.folding import fold
from zhreport.text.layout import flow, flowing

# A case may hold other line ends than the file's own, so the file is split at those alone.
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "layout.jsonl").read_text(encoding="utf-8").split("\n")
    if line
]


def paragraphs(text: str) -> list[str]:
    squeezed = ("".join(line.split()) for line in flowing(text).split("\n"))
    return [paragraph for paragraph in squeezed if paragraph]


def is_known_failure(case: dict[str, Any]) -> bool:
    return bool(case["is"] == "known failure")


@pytest.mark.parametrize("case", [c for c in CASES if not is_known_failure(c)], ids=lambda c: c["about"])
def test_paragraphs(case: dict[str, Any]) -> None:
    assert paragraphs(case["text"]) == ["".join(fold(p).split()) for p in case["paragraphs"]]


@pytest.mark.parametrize("case", [c for c in CASES if is_known_failure(c)], ids=lambda c: c["about"])
def test_known_failure_still_fails(case: dict[str, Any]) -> None:
    """One that is read rightly now belongs among the others."""
    assert paragraphs(case["text"]) != ["".join(fold(p).split()) for p in case["paragraphs"]]


def test_every_offset_stays() -> None:
    text = "全縣小\n\n學、國中教師,\n- 3 -\n共９百名。\n二、安全"
    view = flowing(text)
    assert len(view) == len(text)
    assert view.index("国中") == text.index("國中")
    assert view.index("二、") == text.index("二、")


def test_page_numbers_are_blank() -> None:
    text = "上半年的工作已经全部完成。\n- 5 -\n下半年的工作即将开始。\n- 6 -\n"
    assert "5" not in flowing(text)
    assert "6" not in flowing(text)
    assert flowing("- 1 -\n第一段。") == "      第一段。"


def test_a_text_without_words() -> None:
    assert flow("") == ""
    assert flow("  \n ") == "  \n "
