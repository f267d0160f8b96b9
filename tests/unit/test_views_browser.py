"""Both pages in a headless Chromium: what a reader clicks, types, taps and prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import zhreport
from tests.browser import Browser, find_chromium

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian's package is chromium)")

DESKTOP, PHONE = (1280, 900), (390, 844)
HOSTILE = """</script><script>window.broken = 1</script>"'工作總結-->
一、<img src=x onerror="window.broken = 2">
撥付{count}萬元表彰<b onclick="window.broken = 3">教師</b>'{count}'名,--><!--新建校舍"{count}"平方米。
二、javascript:window.broken=4&lt;svg/onload=window.broken=5>
招聘{count}人</style><style>body {{ display: none }}</style></textarea>。
"""
ROWS = "document.querySelectorAll('{} tbody tr').length"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None
    with Browser(CHROMIUM) as started:
        yield started


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        name: folder / f"{name}.html" for name in ("report", "simplified", "compared", "hostile", "hostile_compared")
    }
    reports = [zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")]
    reports[-1].to_html(made["report"])
    zhreport.read("corpus/qinglan-health/2009.txt").to_html(made["simplified"])
    zhreport.compare(reports).to_html(made["compared"])
    hostile = [
        zhreport.extract(HOSTILE.format(count=year % 1000), doc=f"<script>{year}", year=year) for year in (2006, 2007)
    ]
    hostile[0].to_html(made["hostile"])
    zhreport.compare(hostile).to_html(made["hostile_compared"])
    return made


def assert_alone(browser: Browser, page: Path) -> None:
    """The page runs without an error and has asked nobody for anything."""
    assert browser.errors == []
    assert browser.requests == [page.resolve().as_uri()]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", ["report", "simplified", "compared", "hostile", "hostile_compared"])
def test_pages_load_and_fit(browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int]) -> None:
    browser.open(pages[name], *size)
    assert browser.run("document.documentElement.scrollWidth") <= size[0]
    assert browser.run("document.querySelectorAll('tbody tr').length") > 0
    assert_alone(browser, pages[name])


@pytest.mark.parametrize("name", ["hostile", "hostile_compared"])
def test_a_report_stays_text(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.open(pages[name], *DESKTOP)
    assert browser.run("window.broken === undefined")
    assert browser.run("document.querySelectorAll('img, svg[onload], [onclick], [onerror], style').length") == 1
    assert browser.run("document.scripts.length") == 2
    assert browser.run("getComputedStyle(document.body).display") == "block"
    if name == "hostile":
        shown = browser.run("document.getElementById('text').innerText")
        for words in (
            "</script><script>window.broken = 1</script>\"'工作總結-->",
            '<b onclick="window.broken = 3">',
            "--><!--",
            "&lt;svg",
        ):
            assert words in shown
        browser.click("#f0")
        assert "6" in browser.run("document.getElementById('card').innerText")
    else:
        browser.click("#table tbody tr td.year button")
        assert "<b onclick" in browser.run(
            "[...document.querySelectorAll('#proof blockquote')].map(b => b.innerText).join()"
        )
    assert browser.run("window.broken === undefined")
    assert_alone(browser, pages[name])


def test_the_policy_stops_scripts_that_are_not_the_pages_own(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.run(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.broken = 1'}))"
    )
    browser.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.broken = 2\">')")
    assert browser.run("window.broken === undefined")


def test_hovering_shows_the_columns(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    assert browser.run("document.getElementById('card').hidden")
    browser.hover("#f1")
    card = browser.run("document.getElementById('card').innerText")
    for words in ("教育經費總投入", "24.4%", "百分比", "變動 ↑", "增長", "實際", "一、/（一） 經費總量穩步增長"):
        assert words in card
    told = browser.run("[...document.querySelectorAll('#text .told')].map(part => part.textContent).join('')")
    assert told.startswith("全縣教育經費總投入達到")
    browser.hover("h1")
    assert browser.run("document.getElementById('card').hidden")


def test_a_click_keeps_the_card_until_escape(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.click("#f3")
    browser.hover("h1")
    assert "七成" in browser.run("document.getElementById('card').innerText")
    browser.press("Escape")
    assert browser.run("document.getElementById('card').hidden")
    assert browser.run("document.activeElement.id") == "f3"


def test_the_keyboard_reaches_every_figure(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    assert browser.run("document.querySelectorAll('#text mark[tabindex=\"0\"]').length") == 1
    browser.run("document.querySelector('#kinds .chip:last-child').focus()")
    browser.press("Tab")
    assert browser.run("document.activeElement.id") == "f0"
    assert not browser.run("document.getElementById('card').hidden")
    for _ in range(3):
        browser.press("ArrowRight")
    assert browser.run("document.activeElement.id") == "f3"
    browser.press("ArrowLeft")
    browser.press("Enter")
    assert browser.run("document.getElementById('card').contains(document.activeElement)")
    assert "2.25億元" in browser.run("document.getElementById('card').innerText")
    browser.press("Escape")
    assert browser.run("document.activeElement.id") == "f2"


def test_a_tap_opens_the_card_at_the_bottom(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *PHONE)
    browser.tap("#f2")
    browser.wait_for("!document.getElementById('card').hidden")
    box = browser.run(
        "(({ left, right, bottom }) => [left, right, bottom])(document.getElementById('card').getBoundingClientRect())"
    )
    assert box == [0, PHONE[0], PHONE[1]]


def test_kinds_narrow_text_and_table(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    all_rows = browser.run(ROWS.format("#facts"))
    browser.click("#kinds [data-kind=rank]")
    ranks = browser.run("document.querySelectorAll('#text mark.kind-rank').length")
    assert browser.run(ROWS.format("#facts")) == ranks < all_rows
    assert browser.run("document.querySelectorAll('#text mark:not(.off)').length") == ranks
    browser.click("#kinds [data-kind=ratio]")
    assert browser.run(ROWS.format("#facts")) == ranks + 1
    browser.click("#kinds [data-kind=ratio]")
    browser.click("#kinds [data-kind=rank]")
    assert browser.run(ROWS.format("#facts")) == all_rows


def test_search_and_selection_narrow_the_table(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.type("#facts input", "教師 300")
    assert browser.run("[...document.querySelectorAll('#facts tbody td.figure')].map(cell => cell.innerText)") == [
        "300名"
    ]
    browser.click("#facts .tools button")
    browser.run(
        "(() => { const select = document.querySelectorAll('#facts select')[1]; select.value = 'planned';"
        " select.dispatchEvent(new Event('change')); })()"
    )
    planned = browser.run("document.querySelectorAll('#text mark.planned').length")
    assert browser.run(ROWS.format("#facts")) == planned > 0
    browser.type("#facts input", "沒有這樣的東西")
    assert browser.run(ROWS.format("#facts")) == 0
    assert browser.run("!document.querySelector('#facts > p.quiet:not([hidden])').hidden")


def test_columns_sort(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    values = "[...document.querySelectorAll('#facts tbody td.figure')].slice(0, 3).map(cell => cell.innerText)"
    before = browser.run(values)
    value = "#facts thead th:nth-child(4)"
    browser.click(f"{value} button")
    assert browser.run(f"document.querySelector('{value}').getAttribute('aria-sort')") == "ascending"
    browser.click(f"{value} button")
    assert browser.run(values) != before
    browser.click(f"{value} button")
    assert browser.run(values) == before


def test_rows_lead_to_the_text_and_back(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.click("#facts tbody tr:nth-child(60) .jump")
    current = browser.run("document.querySelector('#text mark.current').id")
    assert current == "f59"
    assert browser.run(
        "(({ top, bottom }) => top > 0 && bottom < innerHeight)(document.querySelector('#f59').getBoundingClientRect())"
    )
    browser.click("#card .moves button:last-child")
    assert (
        browser.run("[...document.querySelectorAll('#facts tbody tr')].findIndex(row => row.matches('.current'))") == 59
    )


def test_the_outline_leads_to_its_section(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.click("#outline li:nth-child(8) a")
    browser.wait_for("Math.abs(document.querySelector('#s7').parentElement.getBoundingClientRect().top) < 150")
    browser.wait_for("document.querySelector('#outline [aria-current]')?.hash === '#s7'")
    browser.open(pages["report"], *PHONE)
    assert browser.run("getComputedStyle(document.getElementById('outline')).display") == "none"
    browser.tap("#outline-button")
    browser.wait_for("getComputedStyle(document.getElementById('outline')).display === 'block'")


def test_checks_lead_to_their_figures(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["report"], *DESKTOP)
    browser.click("#checks tbody tr .jump")
    assert browser.run("document.querySelector('#text mark.current') !== null")
    assert "相符" in browser.run("document.getElementById('card').innerText")


def test_a_year_opens_the_right_sentence(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compared"], *DESKTOP)
    browser.type("#table input", "教育經費總投入")
    browser.click("#table tbody tr td.year:nth-child(6) button")
    assert browser.run("document.getElementById('proof').open")
    assert browser.run("document.getElementById('proof-title').innerText") == "教育經費總投入"
    chosen = "document.querySelector('#proof .chosen-year')"
    assert browser.run(f"{chosen}.querySelector('h3').innerText").startswith("2006")
    assert browser.run(f"{chosen}.querySelector('mark').innerText") == "2.58億元"
    assert browser.run(f"{chosen}.querySelector('blockquote').innerText").startswith(
        "全年教育經費總投入由上年的2.12億元增加到2.58億元"
    )
    marks = browser.run("[...document.querySelectorAll('#proof mark')].map(mark => mark.innerText)")
    assert marks == ["1.86億元", "21240萬元", "2.58億元", "3.21億元"]
    assert browser.run("document.querySelectorAll('#proof .bars rect').length") == 4
    browser.press("Escape")
    assert not browser.run("document.getElementById('proof').open")
    assert_alone(browser, pages["compared"])


def test_the_comparison_narrows_and_draws(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compared"], *DESKTOP)
    all_rows = browser.run(ROWS.format("#table"))
    assert browser.run("document.querySelectorAll('#table .spark').length") > 50
    assert browser.run("document.querySelector('#table .spark').getAttribute('aria-label')").startswith(
        "2004: 18,600; 2005: "
    )
    counts = []
    for name in ("several", "one_year"):
        browser.run(
            f"(() => {{ const select = document.querySelector('#table select'); select.value = '{name}';"
            " select.dispatchEvent(new Event('change')); })()"
        )
        counts.append(browser.run(ROWS.format("#table")))
    assert sum(counts) == all_rows
    assert min(counts) > 0


def test_a_failing_check_leads_to_its_sentence(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compared"], *DESKTOP)
    browser.run(
        "(() => { const select = document.querySelector('#checks select'); select.value = 'false';"
        " select.dispatchEvent(new Event('change')); })()"
    )
    assert browser.run(ROWS.format("#checks")) == 1
    browser.click("#checks tbody .jump:last-child")
    assert browser.run("document.querySelector('#proof .chosen-year .bad') !== null")


def test_a_phone_shows_the_sentence_too(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compared"], *PHONE)
    browser.tap("#table tbody tr td.year button")
    browser.wait_for("document.getElementById('proof').open")
    assert browser.run("document.querySelector('#proof .chosen-year mark').innerText") == "1.86億元"
    assert browser.run("document.getElementById('proof').getBoundingClientRect().width") == PHONE[0]


@pytest.mark.parametrize("name", ["report", "compared"])
def test_pages_print(browser: Browser, pages: dict[str, Path], name: str, tmp_path: Path) -> None:
    browser.open(pages[name], *DESKTOP)
    browser.print(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_long_tables_come_in_parts(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "long.html"
    zhreport.extract("招聘教師300名。\n" * 450).to_html(page)
    browser.open(page, *DESKTOP)
    assert browser.run(ROWS.format("#facts")) == 200
    browser.click("#facts .more")
    assert browser.run(ROWS.format("#facts")) == 400
    browser.click("#f449")
    browser.click("#card .moves button:last-child")
    assert browser.run(ROWS.format("#facts")) == 450
    assert browser.run("document.querySelector('#facts .more').hidden")
