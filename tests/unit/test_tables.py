"""Values to DataFrames: columns, types, missing values, and words."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from zhreport.model import Diagnostic, Evidence, Extraction, Fact, Quantity, Section, Sentence
from zhreport.pipeline import extract_values
from zhreport.tables import checks_frame, diagnostics_frame, facts_frame, sections_frame, sentences_frame

TEXT = "一、教師\n全縣教師1/3取得證書，補助3至5萬元。"
SECTION = Section(0, len(TEXT), "一、", 1, 1, "教師", "一、", None)
BARE = Section(0, len(TEXT), "", 1, None, None, "教師", None)
THIRD = Quantity(
    9, 12, "1/3", "percentage", Decimal(1) / 3, None, None, None, Decimal(100) / 3, "%", None, "=", Decimal(1), 9, 12
)
RANGE = Quantity(
    19, 24, "3至5萬元", "amount", None, Decimal(3), Decimal(5), "萬元", None, "萬元", "CNY", "~", Decimal(1), 19, 24
)  # fmt: skip
FACTS = (
    Fact(THIRD, 1, 0, "share", None, "actual", "教師", "取得證書", "全縣", "2007", ()),
    Fact(RANGE, 1, None, "change", "up", "planned", None, None, None, None, (Evidence("item", "rule", 17, 19),)),
)
EXTRACTION = Extraction(
    TEXT, "2007", None, None, 2007, None, (SECTION,), (Sentence(0, 4, 0), Sentence(5, len(TEXT), 0)), FACTS,
    (Diagnostic(9, 12, "odd", "an odd figure"),),
)  # fmt: skip
EMPTY = Extraction("", "empty", None, None, None, None, (), (), (), ())

COLUMNS = {
    sections_frame: ["start", "end", "marker", "level", "number", "title", "path", "parent"],
    facts_frame: [
        "doc", "year", "section", "sentence", "start", "end", "text", "kind", "value", "unit", "std_value", "std_unit",
        "currency", "low", "high", "bound", "role", "direction", "status", "item", "action", "scope", "period",
    ],
    sentences_frame: ["sentence", "start", "end", "section", "words"],
    diagnostics_frame: ["start", "end", "text", "code", "message"],
}  # fmt: skip
NULLABLE = {"string", "Int64", "Float64", "category", "boolean"}


@pytest.mark.parametrize("make", COLUMNS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("extraction", [EXTRACTION, EMPTY], ids=lambda extraction: extraction.doc)
def test_columns_and_types(make, extraction):
    table = make(extraction)
    assert list(table.columns) == COLUMNS[make]
    assert {str(dtype) for dtype in table.dtypes} <= NULLABLE
    assert list(table.index) == list(range(len(table)))
    assert dict(table.dtypes) == dict(make(EXTRACTION).dtypes)


def test_checks_are_declared_and_empty():
    table = checks_frame()
    assert list(table.columns) == ["doc", "rule", "starts", "expected", "found", "holds"]
    assert len(table) == 0


def test_a_fact_with_everything():
    row = facts_frame(EXTRACTION).iloc[0].to_dict()
    assert row | {"low": None, "high": None, "unit": None, "currency": None, "direction": None} == {
        "doc": "2007", "year": 2007, "section": "一、", "sentence": 1, "start": 9, "end": 12, "text": "1/3",
        "kind": "percentage", "value": 1 / 3, "unit": None, "std_value": pytest.approx(100 / 3), "std_unit": "%",
        "currency": None, "low": None, "high": None, "bound": "=", "role": "share", "direction": None,
        "status": "actual", "item": "教師", "action": "取得證書", "scope": "全縣", "period": "2007",
    }  # fmt: skip


def test_what_is_missing_is_na():
    row = facts_frame(EXTRACTION).iloc[1]
    missing = [name for name, value in row.items() if value is pd.NA]
    assert missing == ["section", "value", "std_value", "item", "action", "scope", "period"]
    assert (row["low"], row["high"], row["unit"], row["direction"]) == (3.0, 5.0, "萬元", "up")
    nameless = facts_frame(Extraction(TEXT, "x", None, None, None, None, (), EXTRACTION.sentences, FACTS[1:], ()))
    assert nameless["year"][0] is pd.NA


def test_sections_without_number_and_parent():
    table = sections_frame(Extraction(TEXT, "x", None, None, None, None, (SECTION, BARE), (), (), ()))
    assert table["number"].tolist() == [1, pd.NA]
    assert table["title"].tolist() == ["教師", pd.NA]
    assert table["parent"].isna().all()
    assert table["marker"].tolist() == ["一、", ""]


def test_diagnostics_show_their_text():
    assert diagnostics_frame(EXTRACTION).iloc[0].tolist() == [9, 12, "1/3", "odd", "an odd figure"]


def test_words_keep_script_and_figures_apart():
    table = sentences_frame(EXTRACTION)
    assert table["words"].tolist() == ["一 、 教師", "全縣 教師 1 / 3 取得 證書 ， 補助 3 至 5 萬元 。"]
    assert table["section"].tolist() == ["一、", "一、"]
    assert [TEXT[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == table["sentence"].tolist()


def test_words_survive_broken_lines():
    text = "全縣小\n\n學、國中和普通高中專任教師合格率分別為99.55%、92.7% 和77.97% 。"
    extraction = extract_values(text, doc="x")
    words = " ".join(sentences_frame(extraction)["words"]).split()
    assert words[:5] == ["全縣", "小學", "、", "國中", "和"]
    assert "".join(words) == "".join(text.split())


def test_tables_of_several_reports_can_be_joined():
    joined = pd.concat([facts_frame(EXTRACTION), facts_frame(EXTRACTION)], ignore_index=True)
    assert joined.dtypes.equals(facts_frame(EXTRACTION).dtypes)
