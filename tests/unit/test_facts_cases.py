"""What each figure measures, construction by construction: the cases of tests/cases/facts.jsonl."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.gate import cases as book
from tests.gate.cases import COLUMNS, differences, load_cases, main, save_cases
from tests.gate.score import Record
from zhreport.text.folding import fold

CASES = load_cases()
# A known failure that starts to pass is to lose its mark: python -m tests.gate.cases --promote
KNOWN = pytest.mark.xfail(strict=True, reason="known failure; if it passes, promote it")


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["id"], marks=KNOWN if "known_failure" in case else ()) for case in CASES]
)
def test_a_construction_is_read_as_an_analyst_would(case: Record) -> None:
    assert differences(case) == [], case["why"]


def test_the_cases_are_well_formed() -> None:
    assert [case_id for case_id, n in Counter(case["id"] for case in CASES).items() if n > 1] == []
    for case in CASES:
        assert case.keys() - {"known_failure"} == {"id", "text", "region", "year", "why", "facts"}, case["id"]
        assert case["facts"], case["id"]
        for fact in case["facts"]:
            assert fact["text"] in "".join(case["text"].split()), case["id"]
            assert {"text"} < fact.keys() <= COLUMNS, case["id"]
            assert (fact.get("role") == "change") == (fact.get("direction") is not None), case["id"]


def test_the_cases_are_many_and_of_both_scripts() -> None:
    assert len(CASES) >= 150
    assert sum(fold(case["text"]) != case["text"] and case["region"] == "TW" for case in CASES) >= 40


def _case(**columns: object) -> Record:
    fact = {"text": "300名", "item": "教师", "action": "公开招聘"} | columns
    return {"id": "a", "text": "公开招聘 300 名教师。", "region": "CN", "year": 2007, "why": "", "facts": [fact]}


def test_a_case_can_fail() -> None:
    assert differences(_case(value=300, std_unit="人")) == []
    assert differences(_case(item="学校", value=301)) == [
        "300名 item: got 教师, want 学校",
        "300名 value: got 300.0, want 301",
    ]
    assert differences(_case(text="301名")) == ["301名: no such figure behind those before it"]


def test_the_command_lists_failures_and_promotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.jsonl"
    right, wrong = _case() | {"known_failure": True}, _case(item="学校") | {"id": "b", "known_failure": True}
    save_cases([right, wrong], path)
    monkeypatch.setattr(book, "load_cases", lambda: load_cases(path))
    monkeypatch.setattr(book, "save_cases", lambda cases: save_cases(cases, path))
    assert main([]) == 0
    assert load_cases(path) == [right, wrong]
    assert main(["--promote"]) == 0
    assert load_cases(path) == [_case(), wrong]
    shown = capsys.readouterr().out
    assert "a: right now" in shown
    assert "b (known): 公开招聘300名教师。\n    300名 item: got 教师, want 学校\n" in shown
    save_cases([_case(item="学校")], path)
    assert main([]) == 1
