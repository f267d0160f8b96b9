"""The table of indicators: years, changes with their bounds, gaps, and where everything stands."""

from __future__ import annotations

import pandas as pd
import pytest

import zhreport
from zhreport.compare.panel import PAIR_COLUMNS, SOURCE_COLUMNS, TABLE_BEFORE, TABLE_BEHIND, change_bound

YEARS = {
    2004: "教育經費總投入1.86億元,增長12.7%。公開招聘教師120名,參訓教師1120餘人次。小學輟學率0.31%。",
    2005: "教育經費總投入21240萬元,比上年增長14.2%。公開招聘教師180名,參訓教師1380餘人次。硬化校園道路4.8公里。",
    2007: "教育經費總投入3.21億元。公開招聘教師300名,參訓教師1650餘人次。小學輟學率0.12%。",
}


@pytest.fixture(scope="module")
def comparison() -> zhreport.Comparison:
    reports = [zhreport.extract(text, doc=f"r{year}", year=year) for year, text in YEARS.items()]
    return zhreport.compare(reversed(reports))


def row(comparison: zhreport.Comparison, indicator: str) -> pd.Series[float]:
    return comparison.table.set_index("indicator").loc[indicator]


def test_columns(comparison: zhreport.Comparison) -> None:
    assert comparison.years == (2004, 2005, 2007)
    assert comparison.docs == ("r2004", "r2005", "r2007")
    assert list(comparison.table.columns) == [*TABLE_BEFORE, 2004, 2005, 2007, *TABLE_BEHIND]
    assert list(comparison.pairs.columns) == list(PAIR_COLUMNS)
    assert list(comparison.uncertain.columns) == list(PAIR_COLUMNS)
    assert list(comparison.sources.columns) == list(SOURCE_COLUMNS)
    assert list(comparison.checks.columns) == ["doc", "rule", "starts", "expected", "found", "holds"]


def test_a_row_over_the_years(comparison: zhreport.Comparison) -> None:
    money = row(comparison, "教育經費總投入")
    assert money[[2004, 2005, 2007, "first", "last", "change"]].tolist() == [18600, 21240, 32100, 18600, 32100, 13500]
    assert money["percent_change"] == pytest.approx(72.580645)
    assert money["cagr"] == pytest.approx(((321 / 186) ** (1 / 3) - 1) * 100)
    assert (money["std_unit"], money["currency"], money["change_bound"]) == ("萬元", "CNY", "=")
    assert (money["new"], money["dropped"]) == (False, False)


def test_an_indicator_may_be_missing_in_a_year(comparison: zhreport.Comparison) -> None:
    rate = row(comparison, "小學輟學率")
    assert rate[2004] == 0.31
    assert pd.isna(rate[2005])
    assert rate["change"] == pytest.approx(-0.19)
    assert pd.isna(rate["percent_change"])
    pairs = comparison.pairs.set_index("indicator")
    assert pairs.loc["小學輟學率", ["year_a", "year_b"]].tolist() == [2004, 2007]


def test_a_change_of_two_bounded_values_is_unknown(comparison: zhreport.Comparison) -> None:
    teachers = row(comparison, "參訓教師")
    assert teachers[[2004, 2005, 2007]].tolist() == [1120, 1380, 1650]
    assert pd.isna(teachers["change"])
    assert pd.isna(teachers["change_bound"])


def test_new_and_dropped(comparison: zhreport.Comparison) -> None:
    road = row(comparison, "校園道路（硬化）")
    assert (road["new"], road["dropped"]) == (True, True)
    assert pd.isna(road["change"])
    assert comparison.unmatched["text"].tolist() == ["4.8公里"]
    assert comparison.unmatched["why"].tolist() == ["no figure of another year is like it"]
    growth = row(comparison, "教育經費總投入增長")
    assert (growth["new"], growth["dropped"], growth["change"]) == (False, True, pytest.approx(1.5))


def test_what_the_later_report_says_of_the_change(comparison: zhreport.Comparison) -> None:
    pairs = comparison.pairs.set_index(["indicator", "year_a"])
    money = pairs.loc[("教育經費總投入", 2004)]
    assert money["reported_change"] == "增長14.2%"
    assert money["agrees"] is True or bool(money["agrees"])
    assert money[["value_a", "value_b", "change"]].tolist() == [18600, 21240, 2640]
    assert "leads back to 1.86億元" in money["reason"]
    assert pd.isna(pairs.loc[("教育經費總投入", 2005), "reported_change"])


def test_every_figure_can_be_found_in_its_report(comparison: zhreport.Comparison) -> None:
    sources = comparison.sources
    assert len(sources) == comparison.table[[2004, 2005, 2007]].notna().sum().sum()
    for source in sources.itertuples():
        text = YEARS[source.year]
        assert text[source.start : source.end] == source.text
        assert text[source.sentence_start :].startswith(source.sentence)
        assert comparison.table.loc[source.row, source.year] == source.std_value


def test_rises_and_falls_on_one_row_are_told_apart_by_sign() -> None:
    texts = {2005: "受理案件120件,比上年增加8件。", 2006: "受理案件114件,比上年减少6件。"}
    table = zhreport.compare([zhreport.extract(t, doc=str(y), year=y) for y, t in texts.items()]).table
    changes = table[table["role"] == "change"].iloc[0]
    assert changes[["indicator", 2005, 2006, "change"]].tolist() == ["受理案件增减", 8, -6, -14]


@pytest.mark.parametrize(
    ("before", "after", "bound"),
    [
        ("=", "=", "="), ("~", "=", "~"), ("=", "~", "~"), ("=", ">", ">"), ("=", ">=", ">="), (">", "=", "<"),
        ("<=", "=", ">="), (">", ">", None), (">", "<", "<"), ("<", ">", ">"), ("<", "<=", None), ("~", ">", ">"),
    ],
)  # fmt: skip
def test_bounds_of_a_change(before: str, after: str, bound: str | None) -> None:
    assert change_bound(before, after) == bound
