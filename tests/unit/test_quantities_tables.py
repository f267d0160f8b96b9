"""Every row of the unit, cue and phrase tables does what its example says, and wrong rows are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon import loader
from zhreport.lexicon.active import AddedRows, using
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
    caches = (numerals.characters, bounds._cues, contexts._by_context)

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


def user_rows(name: str, **cells: str) -> AddedRows:
    return AddedRows({name: (("own.toml", 2, {"example": cells["surface"], **cells}),)})


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("measures.tsv", {"kind": "length", "std_unit": "米", "factor": "1"}, "kind 'length' is none of"),
        ("measures.tsv", {"kind": "measure", "std_unit": "米", "factor": "one"}, "neither a number nor a fraction"),
        ("measures.tsv", {"kind": "measure", "std_unit": "米", "factor": "1/0"}, "neither a number nor a fraction"),
        ("measures.tsv", {"kind": "measure", "std_unit": "米", "factor": "-1"}, "is not above 0"),
        ("currencies.tsv", {"currency": "yuan", "factor": "1"}, "no ISO 4217 code"),
        ("classifiers.tsv", {"std_unit": "坨", "article": "yes"}, "neither 0 nor 1"),
    ],
)
def test_a_wrong_unit_of_the_users_is_refused(name: str, cells: dict[str, str], reason: str) -> None:
    with using(user_rows(name, surface="坨", **cells)), pytest.raises(LexiconError, match=reason) as raised:
        units.unit_index()
    assert (raised.value.path, raised.value.line) == ("own.toml", 2)


@pytest.mark.parametrize(
    ("name", "cells", "sentence", "found"),
    [
        (
            "measures.tsv",
            {"surface": "疋", "kind": "measure", "std_unit": "米", "factor": "33.3"},
            "织布1.2万疋",
            ("1.2万疋", "万疋", "399600", "米"),
        ),
        (
            "classifiers.tsv",
            {"surface": "坨", "std_unit": "坨", "article": "0"},
            "毛线25坨",
            ("25坨", "坨", "25", "坨"),
        ),
        (
            "currencies.tsv",
            {"surface": "银元", "currency": "XXX", "factor": "1"},
            "捐500银元",
            ("500银元", "银元", "0.05", "萬元"),
        ),
    ],
)
def test_units_of_the_users_are_found_with_their_lexicon_only(
    name: str, cells: dict[str, str], sentence: str, found: tuple[str, str, str, str]
) -> None:
    before = find_quantities(sentence)
    with using(user_rows(name, **cells)):
        [quantity] = find_quantities(sentence)
    assert (quantity.text, quantity.unit, str(quantity.std_value), quantity.std_unit) == found
    assert find_quantities(sentence) == before != [quantity]


def test_set_phrases_of_the_users_hold_no_quantities() -> None:
    rows = AddedRows(
        {"set_phrases.tsv": (("own.toml", 2, {"phrase": "五查五改", "kind": "slogan", "example": "五查五改"}),)}
    )
    sentence = "开展五查五改"
    with using(rows):
        assert phrases.phrase_at(sentence, 2, 3) is not None
    assert phrases.phrase_at(sentence, 2, 3) is None


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
            phrases._phrases.__wrapped__()


def test_wrong_contexts_are_refused(replaced: Callable[[object, str], None]) -> None:
    replaced(contexts, "surface\tcontext\texample\n新建\tbuilding\t新建两所\n")
    with pytest.raises(LexiconError, match="context 'building' is none of"):
        contexts._by_context()
