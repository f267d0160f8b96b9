"""The workbook of a comparison: numbers that count, links that lead to their sentence, words that stay words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import zhreport
from zhreport.compare.comparison import Comparison
from zhreport.errors import OutputError
from zhreport.views import workbook
from zhreport.views.proof import one_line, sources
from zhreport.views.words import LanguageError
from zhreport.views.workbook import cell_text, comparison_workbook, comparison_workbook_bytes


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return zhreport.compare([zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")])


def opened(comparison: Comparison, language: str | None = None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(comparison_workbook_bytes(comparison, language)), rich_text=True)


@pytest.fixture(scope="module")
def book(comparison: Comparison) -> openpyxl.Workbook:
    return opened(comparison)


def column(sheet: Worksheet, name: str) -> int:
    return [cell.value for cell in sheet[1]].index(name) + 1


def test_the_sheets(book: openpyxl.Workbook) -> None:
    years = ["2004", "2005", "2006", "2007"]
    assert book.sheetnames == ["指標表", *years, "目標與結果", "核算", "待確認", "未對應"]
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"B2"}
    assert all(sheet.auto_filter.ref for sheet in book.worksheets)


def test_the_comparison_holds_the_numbers_of_the_table(book: openpyxl.Workbook, comparison: Comparison) -> None:
    sheet = book["指標表"]
    for name in (*comparison.years, "change", "percent_change", "cagr"):
        heading = {"change": "變化", "percent_change": "變化%", "cagr": "年均%"}.get(str(name), str(name))
        at = column(sheet, heading)
        for row, value in enumerate(comparison.table[name], 2):
            found = sheet.cell(row, at).value
            if isinstance(found, int | float):
                assert found == pytest.approx(value)
            elif found is not None:
                # A range has no one value; it is written out.
                assert "–" in found, found


def test_bounds_and_places_are_number_formats(book: openpyxl.Workbook, comparison: Comparison) -> None:
    sheet = book["指標表"]
    table = comparison.table
    row = table.index[table[2007] == 1650][0] + 2
    cell = sheet.cell(row, column(sheet, "2007"))
    assert (cell.value, cell.number_format) == (1650, '">"#,##0;">"-#,##0')
    cell = sheet.cell(2, column(sheet, "2004"))
    assert (cell.value, cell.number_format) == (18600, "#,##0")
    cell = sheet.cell(table.index[table[2007] == 1.21][0] + 2, column(sheet, "2007"))
    assert (cell.value, cell.number_format) == (1.21, "#,##0.00")


def test_every_figure_leads_to_its_sentence(book: openpyxl.Workbook, comparison: Comparison) -> None:
    sheet = book["指標表"]
    known = sources(comparison)
    for source in known:
        cell = sheet.cell(source.row + 2, column(sheet, str(source.year)))
        assert cell.hyperlink is not None
        found = re.fullmatch(r"'(\d{4})'!A(\d+)", cell.hyperlink.location or "")
        assert found is not None
        assert int(found[1]) == source.year
        target = book[found[1]]
        row = int(found[2])
        assert target.cell(row, 1).value == source.figure
        assert str(target.cell(row, column(target, "原句")).value) == source.sentence
        back = target.cell(row, column(target, "所在列")).hyperlink
        assert back is not None
        assert back.location == f"'指標表'!A{source.row + 2}"


def test_the_figure_stands_out_in_its_sentence(book: openpyxl.Workbook) -> None:
    sheet = book["2007"]
    parts = sheet.cell(2, column(sheet, "原句")).value
    bold = [part for part in parts if getattr(getattr(part, "font", None), "b", False)]
    assert [part.text for part in bold] == [sheet.cell(2, 1).value]


def test_checks_and_leftovers(book: openpyxl.Workbook, comparison: Comparison) -> None:
    checks = book["核算"]
    assert checks.max_row == len(comparison.checks) + 1
    failed = [row for row in checks.iter_rows(min_row=2, values_only=True) if row[5] == "不符"]
    assert len(failed) == int((~comparison.checks["holds"]).sum())
    assert book["未對應"].max_row == len(comparison.unmatched) + 1
    assert book["目標與結果"].max_row == len(comparison.targets) + 1


HOSTILE = """{year}年工作總結
一、=SUM(A1:A9)
=cmd|' /C calc'!A0學生{students}名,@SUM教師{teachers}人,+1增長的學校12所,-2下降的班級{students}個。http://a.example/學校\x0b\x01共{teachers}所_x0041_。
"""


def test_words_are_never_formulas_links_or_broken_files(tmp_path: Path) -> None:
    texts = [HOSTILE.format(year=year, students=300 + year, teachers=year % 100) for year in (2006, 2007)]
    texts[1] += "新建校舍500平方米。"
    reports = [
        zhreport.extract(text, doc=f"=1+{year}\x00", year=year) for text, year in zip(texts, (2006, 2007), strict=True)
    ]
    comparison_workbook(zhreport.compare(reports), tmp_path / "o.xlsx")
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert all(cell.hyperlink is None or cell.hyperlink.location for cell in cells)
    assert any("_x0041_" in str(cell.value) for cell in cells)


def test_a_sentence_longer_than_a_cell_is_cut_and_says_so() -> None:
    long = "教育事業蓬勃發展,碩果累累,"
    texts = [f"{year}年工作總結\n{long * 3000}招聘教師{year % 100}名。" for year in (2006, 2007)]
    comparison = zhreport.compare(
        [zhreport.extract(t, doc=y, year=int(y)) for t, y in zip(texts, ("2006", "2007"), strict=True)]
    )
    sheet = opened(comparison)["2007"]
    said = sheet.cell(2, column(sheet, "原句")).value
    assert len(said) == 32_767
    assert said.endswith("…")


def test_a_sheet_with_more_links_than_it_can_hold(comparison: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_SHEET_LINKS", 5)
    sheet = opened(comparison)["指標表"]
    links = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink is not None]
    assert len(links) == 5
    assert sheet.cell(9, column(sheet, "2007")).value == pytest.approx(2.5)


def test_tables_of_facts_have_no_sentences(comparison: Comparison) -> None:
    frames = [zhreport.read(path).facts for path in zhreport.corpus.paths("yunxi-education")]
    sheet = opened(zhreport.compare(frames))["2007"]
    assert sheet.cell(2, column(sheet, "原句")).value == sheet.cell(2, 1).value


@pytest.mark.parametrize(("language", "name"), [("en", "Indicators"), ("zh-Hans", "指标表"), (None, "指標表")])
def test_the_words_of_the_workbook(comparison: Comparison, language: str | None, name: str) -> None:
    assert opened(comparison, language).sheetnames[0] == name


def test_a_workbook_that_cannot_be_written(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a workbook's name ends in \.xlsx"):
        comparison_workbook(comparison, tmp_path / "o.xls")
    with pytest.raises(OutputError, match="its folder does not exist"):
        comparison_workbook(comparison, tmp_path / "none" / "o.xlsx")
    with pytest.raises(LanguageError):
        comparison_workbook(comparison, tmp_path / "o.xlsx", "fr")


def test_to_excel_writes_it(comparison: Comparison, tmp_path: Path) -> None:
    comparison.to_excel(tmp_path / "o.xlsx")
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames[0] == "指標表"


@pytest.mark.parametrize(
    ("text", "shown"), [("增長\n14.2%", "增長14.2%"), ("a\r\nb", "a b"), ("12 \u3000 萬", "12 萬"), ("", "")]
)
def test_sentences_on_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_cells_hold_what_xml_can() -> None:
    assert cell_text("a\x00b\ud800c\ufffe") == "a b c "
