"""The page of a comparison: rows in units that read well, each figure with its sentence; and the chart of one row."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import zhreport
from zhreport.compare.comparison import Comparison
from zhreport.errors import OutputError
from zhreport.views import charts
from zhreport.views.charts import ChartsMissingError, FontError, IndicatorError, find_font, indicator_chart
from zhreport.views.figures import readable_scale
from zhreport.views.page import comparison_html, comparison_page
from zhreport.views.words import LanguageError


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return zhreport.compare([zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")])


def data_of(html: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    loaded: dict[str, Any] = json.loads(found[0])
    return loaded


@pytest.fixture(scope="module")
def data(comparison: Comparison) -> dict[str, Any]:
    return data_of(comparison_html(comparison))


def test_rows_hold_the_table(data: dict[str, Any], comparison: Comparison) -> None:
    assert [row["indicator"] for row in data["rows"]] == comparison.table["indicator"].tolist()
    first = data["rows"][0]
    assert first["values"] == [18600, 21240, 25800, 32100]
    assert (first["unit"], first["change_shown"], first["percent_shown"], first["rate_shown"]) == (
        "萬元", "13,500", "72.6", "19.9"
    )  # fmt: skip


def test_every_cell_has_its_sentence(data: dict[str, Any], comparison: Comparison) -> None:
    frame = comparison.sources
    assert len(data["sources"]) == len(frame)
    for source, row in zip(data["sources"], frame.itertuples(), strict=True):
        before, after = data["around"][source["around"]]
        assert "".join(f"{before}{source['figure']}{after}".split()) == "".join(row.sentence.split())
        assert "".join(source["figure"].split()) == "".join(row.text.split())
        assert data["rows"][source["row"]]["cells"][data["years"].index(source["year"])] is not None


def test_small_money_is_shown_in_yuan(data: dict[str, Any]) -> None:
    row = next(row for row in data["rows"] if row["indicator"] == "小學生均公用經費")
    assert (row["unit"], row["values"]) == ("元", [None, 45, 65, 180])
    assert [data["sources"][cell]["shown"] for cell in row["cells"][1:]] == ["45", "65", "180"]


@pytest.mark.parametrize(
    ("kind", "unit", "values", "expected"),
    [
        ("amount", "萬元", [1.365e9, 5.69e9], "萬億元"),
        ("amount", "萬元", [450_000.0], "億元"),
        ("amount", "萬元", [99_999.0], "萬元"),
        ("amount", "萬元", [0.0045], "元"),
        ("amount", "萬元", [0.0], "萬元"),
        ("amount", "萬元/人", [0.02], "元/人"),
        ("amount", None, [5e9], None),
        ("count", "人", [9_800_000.0, None], "萬人"),
        ("count", None, [2e9], "億"),
        ("count", "所", [58.0], "所"),
        ("measure", "公斤", [4.7e11], "億公斤"),
        ("percentage", "%", [1e6], "%"),
        ("rank", None, [1e6], None),
        ("count", "人", [None], "人"),
        ("count", "人", [-250_000.0], "萬人"),
    ],
)  # fmt: skip
def test_units_that_read_well(kind: str, unit: str | None, values: list[float | None], expected: str | None) -> None:
    assert readable_scale(kind, unit, values).unit == expected


def test_checks_are_told_in_the_unit_of_their_figure(data: dict[str, Any]) -> None:
    failed = [check for check in data["checks"] if check["holds"] is False]
    assert [(check["rule"], check["expected"], check["found"]) for check in failed] == [
        ("difference", "381.2", "318.2")
    ]
    assert all(len(check["places"]) > 0 or check["rule"] == "restated" for check in data["checks"])


def test_targets_lead_to_their_sentences(data: dict[str, Any]) -> None:
    target = next(row for row in data["targets"] if row["indicator"] == "高中階段入學率" and row["year"] == 2005)
    assert (target["target"], target["outcome"], target["met"]) == ("46", "46.9", True)
    assert data["sources"][target["aim"]]["year"] == 2004


def test_a_simplified_page_has_simplified_units() -> None:
    html = comparison_html(zhreport.compare([zhreport.read(path) for path in zhreport.corpus.paths("qinglan-health")]))
    units = {row["unit"] for row in data_of(html)["rows"]}
    assert "万元" in units
    assert "萬元" not in units
    assert '<html lang="zh-Hans">' in html


HOSTILE = """{year}年工作總結
一、</script><script>window.broken=1</script><!--
公開招聘"教師"'{count}'名<img src=x onerror=window.broken=1>-->,撥付{count}萬元</blockquote><b>。
"""


def test_reports_stay_text() -> None:
    texts = {year: HOSTILE.format(year=year, count=300 + year) for year in (2006, 2007)}
    html = comparison_html(zhreport.compare([zhreport.extract(t, doc=f"<i>{y}", year=y) for y, t in texts.items()]))
    assert len(re.findall("<script", html)) == 2
    assert "<img" not in html
    assert "<i>2006" not in html
    assert "window.broken=1</script>" in json.dumps(data_of(html), ensure_ascii=False)
    assert not re.search(r"url\(|@import|https?:", html.replace("http://www.w3.org/2000/svg", ""))


def test_one_report_alone(tmp_path: Path) -> None:
    alone = zhreport.compare([zhreport.extract("招聘教師300名。", year=2007)])
    alone.to_html(tmp_path / "page.html")
    assert data_of((tmp_path / "page.html").read_text(encoding="utf-8"))["rows"][0]["cells"] == [0]


def test_a_page_that_cannot_be_written(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a page's name ends in \.html"):
        comparison_page(comparison, tmp_path / "page.xlsx")
    with pytest.raises(LanguageError):
        comparison_page(comparison, tmp_path / "page.html", "fr")


def test_a_chart_is_drawn_with_chinese_labels(comparison: Comparison, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="altair and vl-convert are not installed: zhreport[charts]")
    chart = indicator_chart(comparison, "教育經費總投入")
    assert repr(chart).startswith("<IndicatorChart 教育經費總投入 (萬元) 2004: 18,600; 2005: 21,240")
    shown = chart._repr_mimebundle_()["image/svg+xml"]
    for label in ("教育經費總投入", "萬元", "32,100", "2004"):
        assert f">{label}</text>" in shown
    for suffix in ("svg", "html", "json"):
        chart.save(tmp_path / f"chart.{suffix}")
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    assert not re.search(r"<script[^>]* src=", page)
    with pytest.raises(OutputError, match=r"end it in \.png"):
        chart.save(tmp_path / "chart.gif")


def test_a_picture_needs_a_font(comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert", reason="altair and vl-convert are not installed: zhreport[charts]")
    monkeypatch.setattr(charts, "find_font", lambda: None)
    with pytest.raises(FontError, match="install one"):
        indicator_chart(comparison, 0).save(tmp_path / "chart.png")
    named = indicator_chart(comparison, 0, font="Noto Sans CJK TC")
    named.save(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_fonts_are_found_by_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_font.cache_clear()
    monkeypatch.setattr(charts, "_FOLDERS", (str(tmp_path),))
    assert find_font() is None
    find_font.cache_clear()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "msyh.ttc").touch()
    (tmp_path / "NotoSans-Regular.ttf").touch()
    assert find_font() == "Microsoft YaHei"
    find_font.cache_clear()


@pytest.mark.parametrize(
    ("indicator", "remedy"),
    [
        ("經費總投入額", "perhaps 教育經費總投入"),
        ("qqq", "see comparison.table"),
        (-1, "give a label from 0 to"),
        (10_000, "give a label from 0 to"),
    ],
)
def test_an_indicator_that_is_none(comparison: Comparison, indicator: str | int, remedy: str) -> None:
    with pytest.raises(IndicatorError, match=remedy):
        indicator_chart(comparison, indicator)


def test_a_name_of_several_rows_is_that_of_the_actual_level(comparison: Comparison) -> None:
    table = comparison.table
    rows = table[table["indicator"] == "財政撥款"]
    assert rows["role"].tolist() == ["level", "share"]
    assert charts._label(comparison, "財政撥款") == rows.index[0]
    rows = table[table["indicator"] == "“兩免一補”資金"]
    assert rows["role"].tolist() == ["level", "level"]
    with pytest.raises(
        IndicatorError, match=r"give the label of one of the rows \d+ \(萬元, level, actual\), \d+ \(倍"
    ):
        charts._label(comparison, "“兩免一補”資金")


def test_charts_without_their_libraries(comparison: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ChartsMissingError, match=r"pip install 'zhreport\[charts\]'"):
        indicator_chart(comparison, 0)
