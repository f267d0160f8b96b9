"""Every row of the unit, cue and phrase tables does what its example says, and wrong rows are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon import loader
from zhreport.lexicon.loader import Row, table
from zhreport.quantities import bounds, contexts, find_quantities, numerals, phrases, units
from zhreport.quantities.mentions import find_mentions

UNIT_TABLES = ("shares.tsv", "currencies.tsv", "measures.tsv", "classifiers.tsv")


def rows(*names: str) -> list[Row]:
    return [row for name in names for row in table(name, ("example",), ("surface",))]


@pytest.mark.parametrize("row", rows(*UNIT_TABLES), ids=lambda row: row["surface"])
def test_a_unit_is_found_in_its_example(row: Row) -> None:
    text, surface = row["example"], row["surface"]
    at = text.rindex(surface)
    noun = row.cells.get("note") == "noun" and len(surface) > 1
    ends = [q.end for q in find_quantities(text)]
    assert (at if noun else at + len(surface)) in ends or any(q.start <= at < q.end for q in find_quantities(text))


def test_no_set_phrase_is_a_quantity() -> None:
    wrong = []
    for row in table("set_phrases.tsv", ("phrase", "kind", "example"), ("phrase",)):
        at = row["example"].index(row["phrase"])
        found, _ = find_mentions(row["example"], row["example"], region="CN")
        wrong += [(row["phrase"], q.text) for q in found if q.start < at + len(row["phrase"]) and at < q.end]
    assert wrong == []


@pytest.mark.parametrize("row", table("bounds.tsv", ("example",), ("surface", "side")), ids=lambda row: row["surface"])
def test_a_cue_sets_the_bound_of_its_example(row: Row) -> None:
    assert find_quantities(row["example"])[0].bound == row["bound"]


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object, str], None]]:
    """Puts other text in the place of the package's tables, for one module."""
    caches = (numerals.characters, units._own_units, bounds._cues, phrases._phrases, contexts._by_context)

    def replace(module: object, text: str) -> None:
        def fake(name: str, columns: Iterable[str], key: Iterable[str] = ("surface",)) -> list[Row]:
            return list(loader.read_rows(name, text, tuple(columns), tuple(key)))

        monkeypatch.setattr(module, "table", fake)
        for cached in caches:
            cached.cache_clear()

    yield replace
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


MEASURES = "surface\tkind\tstd_unit\tfactor\texample\n"
CLASSIFIERS = "surface\tstd_unit\tarticle\texample\n"
CURRENCIES = "surface\tcurrency\tfactor\texample\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MEASURES + "米\tlength\t米\t1\t长3米\n", "kind 'length' is none of"),
        (MEASURES + "米\tmeasure\t米\tone\t长3米\n", "neither a number nor a fraction"),
        (MEASURES + "米\tmeasure\t米\t1/0\t长3米\n", "neither a number nor a fraction"),
        (MEASURES + "米\tmeasure\t米\t-1\t长3米\n", "is not above 0"),
        (CURRENCIES + "元\tyuan\t1\t收3元\n", "no ISO 4217 code"),
        (CLASSIFIERS + "名\t人\tyes\t教师3名\n", "neither 0 nor 1"),
        ("surface\texample\n名\t教师3名\n", "the columns are those of no unit table"),
    ],
)
def test_a_wrong_table_of_the_users_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "units.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=reason) as raised:
        units.add_units(path)
    assert (raised.value.path, raised.value.line) == (str(path), 2)


@pytest.mark.parametrize(
    ("text", "sentence", "found"),
    [
        (MEASURES + "疋\tmeasure\t米\t33.3\t布3疋\n", "织布1.2万疋", ("1.2万疋", "万疋", "399600", "米")),
        (CLASSIFIERS + "坨\t坨\t0\t线3坨\n", "毛线25坨", ("25坨", "坨", "25", "坨")),
        (CURRENCIES + "银元\tXXX\t1\t罚3银元\n", "捐500银元", ("500银元", "银元", "0.05", "萬元")),
    ],
)
def test_units_of_the_users_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str, found: tuple[str, str, str, str]
) -> None:
    monkeypatch.setattr(units, "_added", [])
    path = tmp_path / "units.tsv"
    path.write_text(text, encoding="utf-8")
    try:
        assert units.add_units(path) == 1
        [quantity] = find_quantities(sentence)
        assert (quantity.text, quantity.unit, str(quantity.std_value), quantity.std_unit) == found
    finally:
        units._added.clear()
        units.unit_index.cache_clear()


def test_an_empty_table_of_the_users_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "units.tsv"
    path.write_text(MEASURES, encoding="utf-8")
    assert units.add_units(path) == 0


def test_wrong_numerals_are_refused(replaced: Callable[[object, str], None]) -> None:
    header = "surface\tvalue\tclass\texample\n"
    for line, reason in (("一\t1\tone\t一百\n", "class 'one' is none of"), ("一\tI\tdigit\t一百\n", "whole number")):
        replaced(numerals, header + line)
        with pytest.raises(LexiconError, match=reason):
            numerals.characters()


def test_wrong_cues_are_refused(replaced: Callable[[object, str], None]) -> None:
    header = "surface\tside\tbound\texample\n"
    for line, reason in (
        ("约\tleft\t~\t约3名\n", "neither before nor after"),
        ("约\tbefore\t≈\t约3名\n", "is none of"),
    ):
        replaced(bounds, header + line)
        with pytest.raises(LexiconError, match=reason):
            bounds._cues()


def test_wrong_phrases_are_refused(replaced: Callable[[object, str], None]) -> None:
    header = "phrase\tkind\texample\n"
    for line, reason in (("三农\tmotto\t三农工作\n", "is none of"), ("三农\tslogan\t农业工作\n", "does not contain")):
        replaced(phrases, header + line)
        with pytest.raises(LexiconError, match=reason):
            phrases._phrases()


def test_wrong_contexts_are_refused(replaced: Callable[[object, str], None]) -> None:
    replaced(contexts, "surface\tcontext\texample\n新建\tbuilding\t新建两所\n")
    with pytest.raises(LexiconError, match="context 'building' is none of"):
        contexts._by_context()
