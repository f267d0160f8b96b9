"""The report object: cached tables, explanations, notebooks, workbooks, and wrong parameters."""

from __future__ import annotations

import pickle
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import zhreport
from zhreport.errors import OutputError, SourceError, ZhReportError
from zhreport.pipeline import extract_values
from zhreport.readers.source import Properties, Source
from zhreport.report import ParameterError, UnknownFactError

TEXT = "雲溪縣教育局2007年度工作總結\n\n一、經費\n縣政府撥付12萬元表彰優秀教師，公開招聘300名教師。\n"


@pytest.fixture(scope="module")
def report() -> zhreport.Report:
    return zhreport.extract(TEXT, doc="2007")


def test_attributes(report: zhreport.Report) -> None:
    assert (report.text, report.doc) == (TEXT, "2007")
    assert report.title == "雲溪縣教育局2007年度工作總結"
    assert (report.issuer, report.year) == ("雲溪縣教育局", 2007)
    assert report.facts["text"].tolist() == ["12萬元", "300名"]
    assert report.facts["year"].tolist() == [2007, 2007]
    assert report.sections["path"].tolist() == ["一、"]
    assert report.facts["section"].tolist() == ["一、", "一、"]
    assert [TEXT[a:b] for a, b in zip(report.facts["start"], report.facts["end"], strict=True)] == ["12萬元", "300名"]
    assert len(report.diagnostics) == len(report.checks) == 0


def test_facts_point_to_sentences(report: zhreport.Report) -> None:
    sentence = report.sentences.loc[report.facts["sentence"][0]]
    assert sentence["sentence"] == "縣政府撥付12萬元表彰優秀教師，公開招聘300名教師。"
    assert sentence["words"] == "縣政府 撥付 12 萬元 表彰 優秀教師 ， 公開 招聘 300 名 教師 。"


def test_tables_are_made_once(report: zhreport.Report) -> None:
    for name in ("sections", "facts", "sentences", "diagnostics", "checks"):
        assert getattr(report, name) is getattr(report, name)


def test_given_year_and_region_overrule_the_text() -> None:
    report = zhreport.extract(TEXT, year=2010, region="TW")
    assert (report.year, report.region) == (2010, "TW")
    assert report.facts["currency"][0] == "TWD"


def test_explanations_name_the_words(report: zhreport.Report) -> None:
    lines = report.explain(0).splitlines()
    start = TEXT.index("12萬元")
    assert lines[0] == f"12萬元 ({start}:{start + 4}): amount, 12 萬元"
    assert any(line.startswith("  item: ") and " — " in line for line in lines)
    assert "  action: 撥付" in "\n".join(lines)
    assert lines[-1] == "  sentence: 縣政府撥付12萬元表彰優秀教師，公開招聘300名教師。"


def test_a_fact_is_its_label_or_its_row(report: zhreport.Report) -> None:
    expected = report.explain(1)
    shuffled = report.facts.iloc[::-1].reset_index(drop=True)
    for fact in (report.facts.index[1], report.facts.loc[1], shuffled.loc[0], shuffled.loc[0].to_dict()):
        assert report.explain(fact) == expected
    assert report.explain(next(shuffled.itertuples())) == expected


@pytest.mark.parametrize("fact", [2, -1, "12萬元", None, 0.5, {"start": 1, "end": 2, "doc": "2007"}, {}])
def test_what_is_no_fact(report: zhreport.Report, fact: object) -> None:
    with pytest.raises(UnknownFactError, match="is no fact of this report; give a row") as caught:
        report.explain(fact)
    assert isinstance(caught.value, ZhReportError)
    assert isinstance(caught.value, LookupError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_fact_of_another_report_is_none_of_this(report: zhreport.Report) -> None:
    other = zhreport.extract(TEXT, doc="other")
    with pytest.raises(UnknownFactError):
        report.explain(other.facts.loc[0])


def test_explanations_of_ranges_and_converted_values() -> None:
    report = zhreport.extract("每校補助3—5萬元，新建校舍1.5公頃。")
    assert report.explain(0).splitlines()[0].endswith("amount, 3–5 萬元")
    assert report.explain(1).splitlines()[0].endswith("measure, 1.5 公頃 = 15000 平方米")


def test_notebooks_show_escaped_text() -> None:
    report = zhreport.extract(
        "<b>縣教育局</b>工作總結\n\n一、<script>alert(1)</script>\n培訓<i>教師</i>12名。\n", doc="<d>"
    )
    page = report._repr_html_()
    assert "<script>" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;" in page
    assert "year unknown" in page


def test_notebooks_show_the_first_rows_and_how_many_there_are() -> None:
    report = zhreport.extract("培訓教師12名。" * 12)
    assert report._repr_html_().count("<tr") == 11
    assert "and 2 more in" in report._repr_html_()


def test_repr_says_what_is_known(report: zhreport.Report) -> None:
    assert repr(report).startswith("<Report 2007: 雲溪縣教育局2007年度工作總結 · 雲溪縣教育局 · 2007 · ")
    assert "x (no title) · issuer unknown · year unknown · region unknown" in repr(zhreport.extract("12名", doc="x"))


def test_workbook(report: zhreport.Report, tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    report.to_excel(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["facts", "sections", "diagnostics"]
    assert [row[6] for row in book["facts"].iter_rows(values_only=True)] == ["text", "12萬元", "300名"]
    with pytest.raises(OutputError, match=r"a workbook's name ends in .xlsx; name it so"):
        report.to_excel(tmp_path / "o.xls")


def test_reading_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "雲溪縣教育局"
    folder.mkdir()
    path = folder / "2006.txt"
    path.write_bytes("XX年工作總結\n\n公開招聘300名教師。\n".encode("big5"))
    report = zhreport.read(path)
    assert (report.doc, report.issuer, report.year) == ("2006", "雲溪縣教育局", 2006)
    assert zhreport.read(str(path), encoding="big5", year=2005, region="HK").year == 2005
    with pytest.raises(SourceError):
        zhreport.read(path, encoding="utf-8")


@pytest.mark.parametrize("year", ["2007", 7, 20070, 2007.0, True])
def test_years_that_cannot_be_meant(year: object) -> None:
    with pytest.raises(ParameterError, match=r"year=.*four digits"):
        zhreport.extract(TEXT, year=year)  # type: ignore[arg-type]


@pytest.mark.parametrize("region", ["cn", "US", ""])
def test_regions_that_are_none(region: str) -> None:
    with pytest.raises(ParameterError, match=r"region=.*give one of CN, TW, HK") as caught:
        zhreport.read("corpus/yunxi-education/2007.txt", region=region)  # type: ignore[arg-type]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_reports_are_picklable(report: zhreport.Report) -> None:
    again = pickle.loads(pickle.dumps(report))
    pd.testing.assert_frame_equal(again.facts, report.facts)


@pytest.mark.parametrize("text", ["", " \n", "。", "一、", "\x00\x01", "12", "𠀀" * 5])
def test_any_text_is_a_report(text: str) -> None:
    report = zhreport.extract(text)
    assert report.text == text
    assert len(report.sentences) <= 1
    assert report._repr_html_()


def test_what_a_file_lost_is_a_diagnostic() -> None:
    source = Source("青溪县2007年总结\n招聘教师30名。", "utf-8", "a file", warnings=("a picture was not read",))
    first = extract_values(source, doc="2007").diagnostics[0]
    assert (first.start, first.end, first.code, first.message) == (0, 0, "source", "a picture was not read")


def test_the_title_stored_in_a_file_counts_where_the_text_is_silent() -> None:
    stored = Properties(title="青溪县教育局2007年工作总结")
    found = extract_values(Source("招聘教师30名。", "utf-8", "a file", properties=stored), doc="x")
    assert (found.title, found.year) == ("青溪县教育局2007年工作总结", 2007)
