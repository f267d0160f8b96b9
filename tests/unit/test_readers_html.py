"""Web pages: cases in tests/cases/readers_html.jsonl, encodings that are declared wrongly, metadata."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon import loader
from zhreport.readers import Properties, html, read_bytes
from zhreport.readers.source import UnreadableError

CASES = [json.loads(line) for line in Path("tests/cases/readers_html.jsonl").read_text("utf-8").splitlines()]
BODY = "<p>青溪县教育局2007年招聘教师300名，投入经费561.3万元。</p>"
TRADITIONAL = "<p>雲溪縣教育局2007年招聘教師300名，投入經費561.3萬元。</p>"


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_the_text_of_a_page(case: dict[str, Any]) -> None:
    assert html.read(case["html"].encode()).text == case["text"]


@pytest.mark.parametrize(
    ("body", "written", "declared", "found"),
    [
        (BODY, "gb18030", "utf-8", "gb18030"),
        (BODY, "utf-8", "gb2312", "utf-8"),
        (BODY, "gb18030", "big5", "gb18030"),
        (TRADITIONAL, "cp950", "gb2312", "cp950"),
        (TRADITIONAL, "cp950", "utf-8", "cp950"),
        (BODY, "utf-16", "gbk", "utf-16-le"),
        (BODY, "gb18030", "klingon", "gb18030"),
    ],
)
def test_what_a_page_declares_is_not_believed(body: str, written: str, declared: str, found: str) -> None:
    page = f"<html><head><meta charset={declared}></head><script>{'x = 1; ' * 9000}</script>{body}</html>"
    source = read_bytes(page.encode(written), "page.htm")
    assert (source.text, source.encoding, source.format) == (body[3:-4], found, "an HTML page")


def test_the_declaration_counts_where_the_bytes_are_silent() -> None:
    page = "<meta charset=euc-kr><p>작년 예산 보고서 교육</p>".encode("euc-kr")
    assert html.read(page).encoding == "euc_kr"
    assert html.read(BODY.encode("gbk"), "gbk").text == BODY[3:-4]


def test_metadata() -> None:
    page = (
        "<title>总结 - 青溪网</title><meta name=ArticleTitle content='2007年工作总结'>"
        "<meta name=PubDate content='2008-1-5 10:00'><meta name=ContentSource content=县教育局>" + BODY
    )
    assert html.read(page.encode()).properties == Properties("2007年工作总结", "县教育局", "2008-01-05")
    assert html.read(f"<title> 总结\n</title>{BODY}".encode()).properties == Properties("总结")


def test_web_archives() -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n"
    body = base64.b64encode(BODY.encode("gbk")).decode()
    data = f"{head}Content-Transfer-Encoding: base64\n\n{body}\n--x--".encode()
    source = read_bytes(data, "page.mht")
    assert (source.text, source.format) == (BODY[3:-4], "a web page in one file")
    with pytest.raises(UnreadableError, match="without a page in it"):
        html.read(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nabc")


def test_nesting_is_bounded() -> None:
    assert html.read(f"{'<div>' * 1500}{BODY}".encode()).text == BODY[3:-4]
    with pytest.raises(UnreadableError, match="nested thousands deep"):
        html.read(f"{'<div>' * 50_000}{BODY}".encode())


def test_a_class_of_furniture_that_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(loader.read_rows("t.tsv", "surface\tclass\nx\tmenu", ("surface",), ("surface",)))
    monkeypatch.setattr(html, "table", lambda *_arguments: rows)
    with pytest.raises(LexiconError, match="'menu' is none of line"):
        html._furniture.__wrapped__()  # type: ignore[attr-defined]
