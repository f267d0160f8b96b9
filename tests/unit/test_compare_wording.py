"""What is said of links and checks, in the language of the page."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import zhreport
from zhreport.compare.comparison import Comparison
from zhreport.compare.wording import LANGUAGES, in_unit_of, plain, read_phrases
from zhreport.errors import LexiconError

HEAD = "\t".join(("key", *LANGUAGES)) + "\n"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return zhreport.compare([zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")])


def test_notes_print_plain_figures_in_the_unit_of_the_report() -> None:
    texts = {2006: "财政收入3万亿元。", 2007: "财政收入3.93万亿元,比上年增加7694亿元。"}
    made = zhreport.compare([zhreport.extract(text, doc=str(year), year=year) for year, text in texts.items()])
    assert made.check_notes.tolist() == [
        "财政收入: 3万亿元 (2006) to 3.93万亿元 (2007) is +0.93万亿元, the report of 2007 says 增加7694亿元"
    ]
    assert made.told_in("zh-Hans").check_notes.tolist() == [
        "财政收入：由3万亿元（2006）到3.93万亿元（2007）是+0.93万亿元，2007年报告称增加7694亿元"
    ]
    assert made.language == "en"


def test_reasons_in_each_language(comparison: Comparison) -> None:
    for name in ("pairs", "uncertain", "targets", "sources"):
        english = getattr(comparison, name)["reason"].dropna()
        chinese = getattr(comparison.told_in("zh-Hant"), name)["reason"].dropna()
        assert len(english) == len(chinese) > 0
        assert english.str.contains("both |either ").any()
        # Nothing English is left in a Chinese reason.
        assert not chinese.str.contains("[a-z]{3}").any(), chinese[chinese.str.contains("[a-z]{3}")].iloc[0]
    # Words are told as the report writes them.
    assert comparison.uncertain["reason"].str.contains("shared.*教師").any()
    assert comparison.told_in("zh-Hans").pairs["reason"].str.contains("万元").any()
    assert comparison.told_in("zh-Hant").unmatched["why"].str.contains("其他年份").any()
    assert comparison.table.equals(comparison.told_in("zh-Hans").table)


def test_pages_and_workbooks_in_the_language_asked_for(comparison: Comparison, tmp_path: Path) -> None:
    comparison.to_html(tmp_path / "own.html")
    comparison.to_html(tmp_path / "english.html", language="en")
    own, english = ((tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("own", "english"))
    assert "同名：" in own
    assert "same name" not in own
    assert "same name" in english
    comparison.to_excel(tmp_path / "book.xlsx", language="en")
    assert "Checks" in openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames


def test_the_heading_names_who_reports(comparison: Comparison, tmp_path: Path) -> None:
    assert len(comparison.issuers) == len(comparison.titles) == 4
    issuer = comparison.issuers[0]
    assert issuer is not None
    comparison.to_html(tmp_path / "page.html")
    heading = re.search("<h1>(.*?)</h1>", (tmp_path / "page.html").read_text(encoding="utf-8"))
    assert heading is not None
    assert heading[1] == f"{issuer} · 2004–2007年對比"
    alone = zhreport.compare([zhreport.extract("招聘3名教師。", year=2007).facts])
    assert (alone.issuers, alone.titles) == ((None,), (None,))
    alone.to_html(tmp_path / "alone.html")
    assert "<h1>2007–2007年" in (tmp_path / "alone.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [("2.63万亿元", "37000000", "0.37万亿元"), ("1030多亿元", "10300000", "1030亿元"), ("64個", "12", "12個")],
)
def test_figures_in_the_unit_of_another(text: str, value: str, shown: str) -> None:
    report = zhreport.extract(f"投入資金{text}。", year=2007)
    like = zhreport.compare([report])._editions[0].observations[0]
    assert in_unit_of(Decimal(value), like) == shown


def test_numbers_without_exponents() -> None:
    assert [plain(Decimal(n)) for n in ("0", "1E+7", "0.00012345678", "12345678.9", "-5.50")] == [
        "0", "10000000", "0.000123457", "12345679", "-5.5",
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["a\tit is {b}\t是{b}\t", "a\tit is {b}\t是{b}\t是{c}"])
def test_phrases_that_break_the_rules(row: str) -> None:
    with pytest.raises(LexiconError, match="a says not the same in en, zh-Hans, zh-Hant"):
        read_phrases("t.tsv", f"{HEAD}{row}\n")
