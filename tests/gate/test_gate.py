"""The figures on annotated reports stay above their floors, and the gate itself can fail."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate import floors as gate
from tests.gate import measure
from tests.gate.floors import Floors, LoweredFloorError
from tests.gate.score import Read, Record, Score, Wrong, read, same_number, score, words_f1

# Annotated reports that are no part of the project, where they lie beside it, and what is asked of them.
BESIDE = Path(os.environ.get("ZHREPORT_GOLD") or gate.ROOT.parent / "shared/gold") / "dev.jsonl"
ASKED = {
    "mention/f1": 0.985,
    "exact/f1": 0.975,
    "full/f1": 0.95,
    "sections/f1": 0.98,
    "attributes/unit": 0.99,
    "attributes/bound": 0.98,
    "attributes/role": 0.98,
    "attributes/status": 0.98,
    "attributes/item": 0.96,
    "attributes/action": 0.94,
}


@pytest.fixture(scope="module")
def gold() -> list[Record]:
    return gate.load_gold(gate.gold_files())


@pytest.fixture(scope="module")
def readings(gold: list[Record]) -> dict[str, Read]:
    return {document["doc"]: read(document) for document in gold}


@pytest.fixture(scope="module")
def measured(gold: list[Record], readings: dict[str, Read]) -> Score:
    return score(gold, lambda document: readings[document["doc"]])


def test_no_figure_lies_below_its_floor(measured: Score) -> None:
    floors = Floors.load()
    assert floors.floors
    gained, lost = gate.changes(gate.load_wrong(), measured.wrong)
    shown = "\n".join([*(f"gained {line}" for line in gained), *(f"lost {line}" for line in lost)])
    assert not floors.below(measured.figures), f"python -m tests.gate.measure shows this:\n{shown}"


def test_the_floors_were_measured_on_this_gold() -> None:
    stored, now = Floors.load().fingerprints, gate.fingerprints_of(gate.gold_files())
    changed = sorted(path for path in stored.keys() | now.keys() if stored.get(path) != now.get(path))
    assert not changed, "gold has changed: python -m tests.gate.measure --write"


@pytest.mark.skipif(not BESIDE.exists(), reason=f"there are no annotated reports beside the project ({BESIDE.name})")
def test_reports_from_elsewhere_are_read_as_well() -> None:
    figures = score(gate.load_gold([BESIDE])).figures
    assert {name: figures[name] for name, least in ASKED.items() if figures[name] < least} == {}


def as_gold(document: Record) -> Read:
    return document["facts"], document["sections"]


def test_what_the_annotators_marked_scores_full(gold: list[Record]) -> None:
    perfect = score(gold, as_gold)
    assert set(perfect.figures.values()) == {1.0}
    assert perfect.wrong == ()


def _drop(facts: list[Record], _: list[Record]) -> None:
    del facts[::10]


def _invent(facts: list[Record], _: list[Record]) -> None:
    facts += [fact | {"start": fact["start"] - 100_000, "end": fact["end"] - 100_000} for fact in facts[::10]]


def _set(**columns: object) -> Callable[[list[Record], list[Record]], None]:
    def damage(facts: list[Record], _: list[Record]) -> None:
        for fact in facts[::10]:
            fact |= columns

    return damage


def _widen(facts: list[Record], _: list[Record]) -> None:
    for fact in facts[::10]:
        fact["end"] += 1


def _rescale(facts: list[Record], _: list[Record]) -> None:
    for fact in facts[::10]:
        fact["std_value"] = fact["std_value"] and fact["std_value"] * 10
        fact["std_unit"] = "斗"


def _flatten(_: list[Record], sections: list[Record]) -> None:
    for section in sections[::3]:
        section["level"] += 1


def _retitle(_: list[Record], sections: list[Record]) -> None:
    for section in sections[::3]:
        section["title"] = "別的標題"


DAMAGE: dict[str, tuple[Callable[[list[Record], list[Record]], None], set[str]]] = {
    "facts are missing": (_drop, {"mention/recall", "mention/f1", "exact/f1", "full/f1", "families/amount/recall"}),
    "facts are invented": (_invent, {"mention/precision", "mention/f1", "exact/f1", "families/count/precision"}),
    "spans are wider": (_widen, {"exact/f1"}),
    "scales are wrong": (_rescale, {"exact/f1", "full/f1", "families/amount/full"}),
    "kinds are wrong": (_set(kind="ratio"), {"mention/f1", "full/f1", "families/ratio/precision"}),
    "values are wrong": (_set(value=-1, low=None, high=None), {"mention/f1", "exact/f1"}),
    "units are wrong": (_set(unit="斗"), {"attributes/unit"}),
    "bounds are wrong": (_set(bound="?"), {"attributes/bound", "full/f1"}),
    "roles are wrong": (_set(role="?"), {"attributes/role", "full/f1"}),
    "directions are wrong": (_set(direction="sideways"), {"attributes/role", "full/f1"}),
    "status is wrong": (_set(status="?"), {"attributes/status", "full/f1"}),
    "currencies are wrong": (_set(currency="XXX"), {"attributes/currency"}),
    "items are wrong": (_set(item="別的東西"), {"attributes/item", "full/f1"}),
    "items are missing": (_set(item=None), {"attributes/item", "full/f1"}),
    "actions are wrong": (_set(action="別的事情"), {"attributes/action"}),
    "levels are wrong": (_flatten, {"sections/f1", "sections/precision", "sections/recall"}),
    "titles are wrong": (_retitle, {"sections/titles"}),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_every_damage_is_seen(gold: list[Record], name: str) -> None:
    damage, expected = DAMAGE[name]
    some = gold[::3]

    def damaged(document: Record) -> Read:
        facts, sections = copy.deepcopy(as_gold(document))
        damage(facts, sections)
        return facts, sections

    perfect = gate.Floors({}, dict.fromkeys(score(some, as_gold).figures, 1.0))
    below = perfect.below(score(some, damaged).figures)
    assert expected <= below.keys()
    attributes = {figure for figure in below if figure.startswith("attributes/")}
    assert attributes <= expected, "a damage to one column is no damage to another"


def test_a_prediction_on_an_open_span_does_not_count() -> None:
    document = {"doc": "d", "text": "几十年", "facts": [], "sections": [], "ignore": [[0, 3]]}
    guess = {"start": 0, "end": 3, "text": "几十年", "kind": "duration", "value": 10}
    assert score([document], lambda _: ([guess], [])).wrong == ()
    [wrong] = score([document | {"ignore": []}], lambda _: ([guess], [])).wrong
    assert wrong.columns == {"extra": ("几十年", None)}


@pytest.mark.parametrize(
    ("one", "two", "f1"),
    [("合格率", "合格率", 1), ("教師合格率", "合格率 教师", 1), ("教師", "校長", 0), (None, None, 1), (None, "教師", 0),
     ("教師", "骨幹教師", 2 / 3)],
)  # fmt: skip
def test_words_are_compared_by_their_characters(one: str | None, two: str | None, f1: float) -> None:
    assert words_f1(one, two) == pytest.approx(f1)


def test_numbers_are_compared_but_for_the_last_digits_of_a_float() -> None:
    assert same_number(0.1 + 0.2, 0.3)
    assert same_number(None, None)
    assert not same_number(None, 0)
    assert not same_number(3.5, 3.51)


def test_floors_are_what_was_measured_rounded_down() -> None:
    floors = Floors({}, {}).rewritten({"mention/f1": 0.98567, "exact/f1": 1.0, "full/f1": 0.29}, {"a.jsonl": "1"})
    assert floors == Floors({"a.jsonl": "1"}, {"mention/f1": 0.985, "exact/f1": 1.0, "full/f1": 0.29})
    assert floors.below({"mention/f1": 0.985, "exact/f1": 1.0, "full/f1": 0.3}) == {}
    assert floors.below({"mention/f1": 0.984, "exact/f1": 1.0}) == {
        "mention/f1": (0.984, 0.985),
        "full/f1": (None, 0.29),
    }


def test_a_floor_is_lowered_only_for_a_reason() -> None:
    floors = Floors({}, {"mention/f1": 0.985, "families/rank/f1": 0.9})
    figures = {"mention/f1": 0.9851, "families/rank/f1": 0.8}
    with pytest.raises(LoweredFloorError, match=r"would lower families/rank/f1 from 0\.9 to 0\.8; give --reason"):
        floors.rewritten(figures, {})
    with pytest.raises(LoweredFloorError, match=r"would lower families/rank/f1 from 0\.9 to None"):
        floors.rewritten({"mention/f1": 0.99}, {}, reason="")
    lowered = floors.rewritten(figures, {}, reason="ranks of schools are annotated too")
    assert lowered.floors == {"mention/f1": 0.985, "families/rank/f1": 0.8}
    assert lowered.lowered == (
        {"reason": "ranks of schools are annotated too", "floors": {"families/rank/f1": [0.9, 0.8]}},
    )


def test_floors_and_wrong_facts_are_stored_and_loaded(tmp_path: Path) -> None:
    floors = Floors({"a": "1"}, {"mention/f1": 0.9}, ({"reason": "r", "floors": {"exact/f1": [0.9, 0.8]}},))
    floors.save(tmp_path / "floors.json")
    assert Floors.load(tmp_path / "floors.json") == floors
    assert Floors.load(tmp_path / "none.json") == Floors({}, {})
    wrong = [Wrong("d", 3, "12名", {"item": ("校長", "教師")})]
    gate.save_wrong(wrong, tmp_path / "wrong.jsonl")
    assert gate.load_wrong(tmp_path / "wrong.jsonl") == wrong
    assert gate.load_wrong(tmp_path / "none.jsonl") == []


def test_what_was_gained_and_lost() -> None:
    before = [Wrong("d", 3, "12名", {"item": ("校長", "教師"), "action": (None, "培訓")})]
    now = [Wrong("d", 3, "12名", {"item": ("學校", "教師")}), Wrong("d", 9, "8 所", {"missed": (None, "8 所")})]
    assert gate.changes(before, now) == (
        ["d:3 12名 action: got None, want 培訓"],
        ["d:9 8所 missed: got None, want 8 所"],
    )


def test_a_changed_gold_file_has_another_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"doc": 1}\n')
    before = gate.fingerprints_of([path], tmp_path)
    path.write_bytes(b'{"doc": 1}\r\n')
    assert gate.fingerprints_of([path], tmp_path) == before
    path.write_bytes(b'{"doc": 2}\n')
    assert gate.fingerprints_of([path], tmp_path) != before


def test_the_command_prints_refuses_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {
        "doc": "d", "year": None, "text": "全县公开招聘300名教师。", "sections": [], "ignore": [],
        "facts": [{"start": 6, "end": 10, "text": "300名", "kind": "count", "value": 300, "unit": "名",
                   "std_value": 300, "std_unit": "人", "currency": None, "low": None, "high": None, "bound": "=",
                   "role": "level", "direction": None, "status": "actual", "item": "教师", "action": "公开招聘"}],
    }  # fmt: skip
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(gate, "gold_files", lambda: [gold])
    monkeypatch.setattr(gate.Floors, "load", classmethod(lambda cls: stored.get("floors", cls({}, {}))))
    monkeypatch.setattr(gate.Floors, "save", lambda self: stored.update(floors=self))
    monkeypatch.setattr(gate, "fingerprints_of", lambda paths: {path.name: "1" for path in paths})
    monkeypatch.setattr(gate, "load_wrong", lambda: [Wrong("d", 6, "300名", {"item": ("学校", "教师")})])
    monkeypatch.setattr(gate, "save_wrong", lambda wrong: stored.update(wrong=wrong))
    stored: dict[str, object] = {}
    assert measure.main([]) == 0
    assert stored == {}
    assert measure.main(["--write"]) == 0
    assert isinstance(stored["floors"], Floors)
    assert stored["floors"].floors["full/f1"] == 1.0
    assert stored["wrong"] == ()
    document["facts"][0]["item"] = "校长"  # type: ignore[index]
    gold.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    capsys.readouterr()
    assert measure.main(["--write"]) == 1
    shown = capsys.readouterr()
    assert "full/f1                            0.0000   1.000  below" in shown.out
    assert "this would lower full/precision from 1.0 to 0.0, " in shown.err
    assert measure.main(["--write", "--reason", "the annotators changed their mind"]) == 0
    assert stored["floors"].lowered[0]["reason"] == "the annotators changed their mind"
