"""Who reports, about which year, from where."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon import loader
from zhreport.metadata import Metadata, describe, find_issuer, find_region, year_of_title
from zhreport.text.folding import fold
from zhreport.text.layout import flowing

CASES = Path("tests/cases/metadata.tsv")
FILLER = "\n\n全县各项工作在县委、县政府领导下取得新进展，教学质量稳步提高。"


def cases() -> Iterator[tuple[str, str | None, str | None, int | None, str | None]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""):
        text = row["text"].replace("\\n", "\n").replace("…", FILLER)
        year = int(row["year"]) if row["year"] else None
        yield text, row["name"] or None, row["issuer"] or None, year, row["region"] or None


@pytest.mark.parametrize(("text", "name", "issuer", "year", "region"), list(cases()))
def test_cases(text: str, name: str | None, issuer: str | None, year: int | None, region: str | None) -> None:
    found = describe(text, flowing(text), name)
    assert (found.issuer, found.year, found.region) == (issuer, year, region)


@pytest.mark.parametrize("path", sorted(Path("corpus").glob("*/*.gold.jsonl")), ids=str)
def test_the_corpus_says_what_its_gold_says(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    found = describe(gold["text"], flowing(gold["text"]), None)
    assert (found.year, found.region) == (gold["year"], gold["region"])
    issuers = {
        "hailan-environment": "海嵐市政府環境保護局",
        "qinglan-health": "清澜市卫生局",
        "yunxi-education": "縣教育局" if gold["year"] is None else "雲溪縣教育局",
    }
    assert found.issuer == issuers[path.parent.name]
    assert found.title is not None
    assert found.title in gold["text"]


def test_the_title_is_in_the_sources_words() -> None:
    text = "  XX年**縣 教育局\t年終工作總結 \n\n一、德育\n"
    assert describe(text, flowing(text), None).title == "XX年**縣教育局年終工作總結"


def test_nothing_is_known_of_a_fragment() -> None:
    assert describe("投入12萬元。", fold("投入12萬元。"), None) == Metadata(None, None, None, None)


def test_issuer_offsets_are_the_titles() -> None:
    title = "2007年 清 澜市卫生局工作总结"
    found = find_issuer(title)
    assert found is not None
    assert [title[i] for i in found] == list("清澜市卫生局")


@pytest.mark.parametrize("region", ["CN", "HK", None])
def test_bare_years_of_the_republic_need_taiwan(region: str | None) -> None:
    assert year_of_title("环境保护局110年度施政绩效报告", region) is None  # type: ignore[arg-type]


def test_rival_evidence_gives_no_region() -> None:
    text = "立法會批准撥款，本府補助。"
    assert find_region(text, fold(text)) is None


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("regions.tsv", "surface\tregion\tweight\texample\n公帑\tMO\t2\t善用公帑\n", "MO/2 is no region and weight"),
        (
            "regions.tsv",
            "surface\tregion\tweight\texample\n公帑\tHK\tmuch\t善用公帑\n",
            "HK/much is no region and weight",
        ),
        ("issuers.tsv", "surface\tclass\texample\n局\torgans\t教育局\n", "the class 'organs' is none of organ"),
    ],
)
def test_tables_are_checked(monkeypatch: pytest.MonkeyPatch, name: str, row: str, reason: str) -> None:
    from zhreport import metadata

    def own(table: str, columns: tuple[str, ...], key: tuple[str, ...] = ("surface",)) -> list[loader.Row]:
        return list(loader.read_rows(table, row, columns, key))

    monkeypatch.setattr(metadata, "table", own)
    read = metadata._region_words if name == "regions.tsv" else metadata._issuer_words
    read.cache_clear()
    try:
        with pytest.raises(LexiconError, match=reason):
            read()
    finally:
        read.cache_clear()
