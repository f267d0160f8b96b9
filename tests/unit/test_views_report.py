"""The page of one report: what it holds, that it stands alone, and that a report's text stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import zhreport
from zhreport.cli import main
from zhreport.errors import LexiconError, OutputError
from zhreport.model import Section
from zhreport.tables import CHECK_COLUMNS, frame
from zhreport.views.figures import bounded, plain
from zhreport.views.marked_text import blocks, heading_end
from zhreport.views.report_page import report_page
from zhreport.views.standalone import embedded
from zhreport.views.words import LanguageError, read_words, script_of, words_for

REPORT = """XX縣教育局2007年工作總結

一、經費
撥付１２．５萬元表彰教師,比上年增長
6%。審計送審總額3572.4萬元,審定3104.1萬元。
二、打算
（一）招聘。計劃招聘400名。
"""
HOSTILE = """<script>alert(1)</script>工作總結"'
一、</script><script>window.broken = true</script>--><!--
撥付12萬元表彰</mark><img src=x onerror="window.broken=true">'教師'3名,"&lt;b&gt;"。{{ 7*7 }}{% raw %}
二、\u2028</style><svg onload=window.broken=1>
招聘&#60;4名]]>\x00\x0b\ud800\u202e完成。
"""


class _Elements(HTMLParser):
    """The elements of a page and the text that a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.text.append(data)


def parsed(html: str) -> _Elements:
    elements = _Elements()
    elements.feed(html)
    elements.close()
    return elements


def data_of(html: str) -> dict[str, object]:
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert len(found) == 1
    loaded: dict[str, object] = json.loads(found[0])
    return loaded


def test_every_fact_is_marked_by_its_kind_and_listed_with_its_columns() -> None:
    report = zhreport.extract(REPORT)
    html = report_page(report)
    marks = re.findall(r'<mark id="f(\d+)" class="([^"]*)"[^>]*>([^<]*)</mark>', html)
    assert [(int(i), text) for i, _, text in marks] == list(enumerate(report.facts["text"]))
    assert marks[0][1] == "kind-amount short"
    assert marks[1][1] == "kind-percentage short up"
    assert marks[4][1] == "kind-count short planned"
    facts = data_of(html)["facts"]
    assert isinstance(facts, list)
    assert [fact["text"] for fact in facts] == report.facts["text"].tolist()
    assert facts[1] | {"value": "6", "unit": "%", "role": "change", "direction": "up", "section": 0} == facts[1]


def test_the_outline_leads_to_the_sections() -> None:
    html = report_page(zhreport.extract(REPORT))
    assert re.findall(r'<a href="#(s\d)"><b>([^<]*)</b> ([^<]*)</a>', html) == [
        ("s0", "一、", "經費"), ("s1", "二、", "打算"), ("s2", "（一）", "招聘")
    ]  # fmt: skip
    assert re.findall(r'<a class="anchor" id="(s\d)">', html) == ["s0", "s1", "s2"]


def test_the_text_is_whole_and_in_order() -> None:
    for path in ("corpus/yunxi-education/2007.txt", "corpus/hailan-environment/2023.txt"):
        report = zhreport.read(path)
        shown = "".join(piece.text for block in blocks(report.extraction) for piece in block.pieces)
        assert "".join(shown.split()) == "".join(report.text.split())


def test_breaks_inside_sentences_are_not_shown() -> None:
    shown = [[piece.text for piece in block.pieces] for block in blocks(zhreport.extract(REPORT).extraction)]
    assert shown[2][:4] == ["撥付", "１２．５萬元", "表彰教師,比上年增長", "6%"]


@pytest.mark.parametrize(
    ("text", "marker", "title", "expected"),
    [
        ("一、經費。撥付", "一、", "經費", "一、經費"),
        ("一 、 經 費。撥付", "一、", "經費", "一 、 經 費"),
        ("其一,加快校舍。堅持", "其一", "加快校舍", "其一,加快校舍"),
        ("（一）。撥付", "（一）", None, "（一）"),
        ("一、經費總投入", "一、", "經費", "一、經費"),
        ("一、別的", "一、", "經費", "一、"),
        ("", "", None, ""),
    ],
)
def test_where_a_heading_ends(text: str, marker: str, title: str | None, expected: str) -> None:
    section = Section(0, len(text), marker, 1, None, title, marker, None)
    assert text[: heading_end(text, section)] == expected


def test_a_report_stays_text() -> None:
    html = report_page(zhreport.extract(HOSTILE, doc="</title><script>1</script>"))
    elements = parsed(html)
    scripts = [attributes for tag, attributes in elements.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "data"}, {}]
    assert not {"img", "svg", "iframe", "object"} & {tag for tag, _ in elements.tags}
    assert [name for _, attributes in elements.tags for name in attributes if name.startswith("on")] == []
    text = "".join(elements.text)
    for piece in ("<script>alert(1)</script>", "window.broken = true", "-->", "{{ 7*7 }}", "&#60;", "</style>"):
        assert piece in text
    assert "\x00" not in html
    html.encode("utf-8")


def test_data_cannot_leave_its_element() -> None:
    made = embedded({"text": "</script><!--<script>&'\"\u2028"})
    assert not re.search("[<>&']", made)
    assert json.loads(made) == {"text": "</script><!--<script>&'\"\u2028"}


def test_a_page_asks_for_nothing_from_elsewhere() -> None:
    html = report_page(zhreport.read("corpus/yunxi-education/2007.txt"))
    elements = parsed(html)
    assert [tag for tag, _ in elements.tags if tag in ("link", "img", "iframe")] == []
    assert [a for _, a in elements.tags if "src" in a] == []
    assert all((a["href"] or "").startswith("#") for _, a in elements.tags if "href" in a)
    assert not re.search(r"url\(|@import|https?:", html)
    policy = next(a["content"] for tag, a in elements.tags if tag == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def checked(report: zhreport.Report, *rows: tuple[object, ...]) -> zhreport.Report:
    report.__dict__["checks"] = frame(CHECK_COLUMNS, rows)
    return report


def test_checks_are_marked_at_their_figures() -> None:
    report = zhreport.extract(REPORT)
    starts = tuple(report.facts["start"][2:4])
    html = report_page(checked(report, (report.doc, "sum", starts, 6676.5, 6676.0, False)))
    assert re.findall(r'<mark id="f(\d)" class="[^"]*failed', html) == ["2", "3"]
    assert 'id="checks"' in html
    assert "1 項核算不符" in html
    data = data_of(html)
    assert data["checks"] == [
        {"rule": "sum", "facts": [2, 3], "expected": "6,676.5", "found": "6,676", "holds": False, "note": None}
    ]
    assert [fact["checks"] for fact in data["facts"]] == [[], [], [0], [0], []]  # type: ignore[attr-defined]


def test_a_page_without_checks_facts_or_sections() -> None:
    html = report_page(checked(zhreport.extract("沒有數字的報告。")))
    assert 'id="checks"' not in html
    assert "本報告中未找到數字。" in html
    assert "無章節" in html
    assert report_page(checked(zhreport.extract("")))


@pytest.mark.parametrize(
    ("language", "shown"), [(None, "數字表"), ("en", "Figures"), ("zh-Hans", "数字表"), ("zh-Hant", "數字表")]
)
def test_the_words_of_the_page(language: str | None, shown: str) -> None:
    html = report_page(zhreport.extract(REPORT), language)
    assert f">{shown}</h2>" in html
    assert f'<html lang="{language or "zh-Hant"}">' in html
    assert '<article class="text" id="text" lang="zh-Hant' in html


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LanguageError, match="language='fr': give one of en, zh-Hans, zh-Hant"):
        report_page(zhreport.extract(REPORT), "fr")


def test_all_words_are_there_and_used() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in ("", "assets", "templates")
        for path in Path("zhreport/views", folder).glob("*.*") if path.suffix != ".tsv"
    )  # fmt: skip
    words = {language: words_for(language, [])[1] for language in ("en", "zh-Hans", "zh-Hant")}
    for key in words["en"]:
        group, _, name = key.partition(".")
        assert key in sources or (name and f"{group}." in sources), key
    for key in re.findall(r'(?:say\(|words\[)"(\w+\.\w+)"', sources):
        assert key in words["en"], key
    for key, said in words["zh-Hans"].items():
        fields = re.findall(r"\{\w+\}", said)
        assert [re.findall(r"\{\w+\}", words[language][key]) for language in words] == [fields] * 3, key


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("key\ten\tzh-Hans\n", "the header lacks zh-Hant"),
        ("key\ten\tzh-Hans\tzh-Hant\na\tx\ty\t\n", "a has no words in zh-Hant"),
        ("key\ten\tzh-Hans\tzh-Hant\na\tx\ty\tz\na\tx\ty\tz\n", "stands on line 2 already"),
    ],
)
def test_a_table_of_words_with_a_mistake_is_refused(table: str, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason):
        read_words("words.tsv", table)


def test_the_script_of_a_text() -> None:
    assert script_of([zhreport.read("corpus/qinglan-health/2009.txt").text]) == "zh-Hans"
    assert script_of([zhreport.read("corpus/hailan-environment/2023.txt").text]) == "zh-Hant"
    assert script_of([""]) == "zh-Hans"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(20534.8, "20,534.8"), (0.1, "0.1"), (-3.0, "−3"), (1e20, "100,000,000,000,000,000,000"), (2 / 3, "0.6667"),
     (float("nan"), "–"), (1e-12, "0")],
)  # fmt: skip
def test_numbers_as_they_are_shown(number: float, shown: str) -> None:
    assert plain(number) == shown


def test_bounds_as_they_are_shown() -> None:
    assert [bounded(bound, 3) for bound in ("=", "~", ">", ">=", "<", "<=")] == ["3", "≈3", ">3", "≥3", "<3", "≤3"]


def test_to_html_writes_the_page(tmp_path: Path) -> None:
    report = zhreport.extract(REPORT)
    report.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == report_page(report)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (lambda folder: folder / "page.txt", "a page's name ends in .html"),
        (lambda folder: folder / "none" / "page.html", "its folder does not exist"),
        (lambda folder: folder, "a page's name ends in .html"),
        (lambda folder: folder / "folder.html", "it is a directory"),
    ],
)
def test_a_page_that_cannot_be_written(tmp_path: Path, place: Callable[[Path], Path], reason: str) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(OutputError, match=reason):
        zhreport.extract(REPORT).to_html(place(tmp_path))


def test_view_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert main(["view", "corpus/yunxi-education/2007.txt", "-o", str(page), "--language", "en"]) == 0
    assert "facts of 2007" in capsys.readouterr().err
    assert ">Figures</h2>" in page.read_text(encoding="utf-8")
    assert main(["view", str(tmp_path / "none.txt"), "-o", str(page)]) == 1
    for wrong in (["view", "a.txt"], ["view", "a.txt", "-o", "page.xlsx"], ["view", "a.txt", "b.txt", "-o", "p.html"]):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        assert stopped.value.code == 2


def test_extract_writes_a_page_of_one_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    paths = [str(path) for path in zhreport.corpus.paths("yunxi-education")]
    assert main(["extract", paths[0], "-o", str(page)]) == 0
    assert ">數字表</h2>" in page.read_text(encoding="utf-8")
    for wrong in (["extract", *paths], ["sections", paths[0]]):
        with pytest.raises(SystemExit) as stopped:
            main([*wrong, "-o", str(page)])
        assert stopped.value.code == 2
    assert "a page holds one report" in capsys.readouterr().err


def test_checks_with_notes_show_them() -> None:
    report = zhreport.extract(REPORT)
    table = frame(CHECK_COLUMNS, [(report.doc, "restated", (int(report.facts["start"][0]),), None, 12.5, True)])
    report.__dict__["checks"] = table.assign(note=pd.Series(["去年為12萬元"], dtype="string"))
    assert data_of(report_page(report))["checks"] == [
        {"rule": "restated", "facts": [0], "expected": None, "found": "12.5", "holds": True, "note": "去年為12萬元"}
    ]
