"""Documents of office programs: what LibreOffice wrote is read alike from each of its formats."""

from __future__ import annotations

import itertools
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zhreport.readers import Properties, office, read_bytes, read_text
from zhreport.readers.numbering import formatted
from zhreport.readers.source import Limits, UnreadableError
from zhreport.report import extract

FIXTURES = Path("tests/fixtures/readers")
RICH = """\
青溪县教育局2007年工作总结
一、投入保障
（一）经费增长
全县教育经费总投入3.21亿元，比上年增长12.5%。
1. 2007年拨付培训费12万元。
2. 新建校舍23所。
①完工12所；
②在建11所。
（二）教师队伍
公开招聘300名教师。
二、明年打算
（一）招聘教师200名。
各类学校情况见下表。
单位：万元
城区小学经费：561.3万元。
城区小学比上年增长6.6%。
城区初中经费：320万元。
城区初中比上年增长3.2%。
乡镇小学经费：1,203.5万元。
合计经费：2084.8万元。
合计比上年增长4.1%。
以上各项均已完成。
2006年在校学生：12000人。
2007年在校学生：13500人。
2006年小学合格率：98.5%。
2007年小学合格率：99.2%。
二〇〇八年一月五日"""
CASES = Path("tests/cases")
PARAGRAPHS = [json.loads(line) for line in (CASES / "readers_paragraphs.jsonl").read_text("utf-8").splitlines()]
NUMBERS = [json.loads(line) for line in (CASES / "readers_numbers.jsonl").read_text("utf-8").splitlines()]


def told(text: str) -> str:
    """A text without what the programs do to the space between its words."""
    return re.sub(r"[ 　]+", " ", "\n".join(line for line in text.split("\n") if line.strip()))


def saved(document: Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def text_of(document: Document) -> str:
    return read_bytes(saved(document), "report.docx").text


def add(document: Document, xml: str) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rich.docx", "a Word document"),
        ("rich.doc", "a Word 97 or WPS document"),
        ("rich.pdf", "a PDF file"),
    ],
)
def test_one_document_in_many_formats(name: str, kind: str) -> None:
    source = read_text(FIXTURES / name)
    assert (told(source.text), source.format, source.warnings) == (RICH, kind, ())


@pytest.mark.skipif(not office.is_installed(), reason="LibreOffice is not installed")
def test_other_formats_go_through_libreoffice() -> None:
    source = read_text(FIXTURES / "rich.odt")
    assert (told(source.text), source.format) == (RICH, "an OpenDocument text")


def test_without_libreoffice_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: None)
    for data in (b"{\\rtf1\\ansi}", (FIXTURES / "rich.odt").read_bytes()):
        with pytest.raises(ValueError, match="takes LibreOffice, which is not installed; install LibreOffice"):
            read_bytes(data, "report.bin")


def test_libreoffice_is_stopped_in_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(office, "_program", lambda: str(program))
    with pytest.raises(UnreadableError, match=r"did not read it in 0\.2 seconds"):
        office.read(b"{\\rtf1}", None, Limits(seconds=0.2))
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match="LibreOffice does not read it"):
        office.read(b"{\\rtf1}")


def test_sections_and_facts_of_a_document() -> None:
    report = extract(read_text(FIXTURES / "rich.doc").text, year=2007)
    markers = ["一、", "（一）", "1.", "2.", "①", "②", "（二）", "二、", "（一）"]
    assert report.sections["marker"].tolist() == markers
    items = dict(zip(report.facts["text"], report.facts["item"], strict=True))
    assert items["561.3万元"] == "城区小学经费"
    assert items["13500人"] == "在校学生"


@pytest.mark.parametrize("name", ["rich.doc", "rich.pdf"])
def test_metadata(name: str) -> None:
    properties = read_text(FIXTURES / name).properties
    assert (properties.title, properties.author) == ("青溪县教育局2007年工作总结", "办公室")


def test_metadata_of_a_word_document() -> None:
    document = docx.Document()
    document.add_paragraph("招聘300名教师。")
    core = document.core_properties
    core.title, core.author = " 总结 ", ""
    assert read_bytes(saved(document), "a.docx").properties == Properties("总结", None, "2013-12-23", "2013-12-23")


@pytest.mark.parametrize("case", NUMBERS, ids=[case["form"] for case in NUMBERS])
def test_formats_of_numbers(case: dict[str, Any]) -> None:
    assert [formatted(number, case["form"]) for number in case["numbers"]] == case["written"]


def level(number: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(levels: str, paragraphs: list[tuple[str, int, int]], more: str = "") -> str:
    """The text of a document whose paragraphs (text, list, level) follow a list with some levels."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    definition = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1">{levels}</w:abstractNum>'
    numbering.append(parse_xml(definition))
    for number in (1, 2):
        inside = '<w:abstractNumId w:val="1"/>' + (more if number == 2 else "")
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{inside}</w:num>'))
    for text, number, depth in paragraphs:
        place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        add(document, f"<w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r>")
    return text_of(document)


def test_numbers_restart_below_and_go_on_beside() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.")
    found = numbered(levels, [("甲", 1, 0), ("子", 1, 1), ("丑", 1, 1), ("乙", 1, 0), ("寅", 1, 1), ("丙", 2, 0)])
    assert found == "一、甲\n1. 子\n2. 丑\n二、乙\n1. 寅\n三、丙"


def test_a_list_may_start_anew_or_not_at_all() -> None:
    levels = level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>') + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    found = numbered(levels, [("甲", 1, 0), ("乙", 2, 0), ("丙", 2, 0), ("子", 2, 1), ("丁", 0, 0)], override)
    assert found == "1.甲\n5.乙\n6.丙\n6.1 子\n丁"


def test_bullets_of_symbol_fonts() -> None:
    assert numbered(level(0, "bullet", "\uf06c"), [("甲", 1, 0)]) == "●甲"


def test_numbers_by_style() -> None:
    document = docx.Document()
    document.add_paragraph("招聘", style="List Number")
    document.add_paragraph("培训", style="List Number")
    assert text_of(document) == "1. 招聘\n2. 培训"


def runs(xml: str) -> str:
    """Word's markup with {text} for a run of text."""
    return re.sub(r"\{([^}]*)\}", r"<w:r><w:t>\1</w:t></w:r>", xml)


@pytest.mark.parametrize("case", PARAGRAPHS, ids=[case["note"] for case in PARAGRAPHS])
def test_what_a_paragraph_shows(case: dict[str, Any]) -> None:
    document = docx.Document()
    add(document, runs(case["xml"]))
    assert text_of(document) == case["text"]


def test_controls_around_paragraphs_and_a_table_of_contents() -> None:
    document = docx.Document()
    body = document.element.body
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("一、工作……3", style=style)
    inner = runs("<w:p>{正文300人。}</w:p>")
    body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{inner}</w:sdtContent></w:sdt>"))
    assert text_of(document) == "正文300人。"


def test_tables_of_word_documents() -> None:
    document = docx.Document()
    document.add_paragraph("单位：万元")
    table = document.add_table(3, 3)
    for i, row in enumerate([["学校", "经费", "经费"], ["学校", "2006年", "2007年"], ["小学", "10", "12"]]):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for one, two in (((0, 0), (1, 0)), ((0, 1), (0, 2))):
        merged = table.cell(*one).merge(table.cell(*two))
        merged.text = merged.text.split("\n")[0]
    assert text_of(document) == "单位：万元\n2006年小学经费：10万元。\n2007年小学经费：12万元。"


def test_offsets_of_a_word_document_point_into_its_text() -> None:
    source = read_text(FIXTURES / "rich.docx")
    for fact in extract(source.text, year=2007).facts.itertuples():
        assert source.text[fact.start : fact.end] == fact.text


def test_a_protected_word_97_document() -> None:
    import olefile

    data = bytearray((FIXTURES / "rich.doc").read_bytes())
    stream = olefile.OleFileIO(BytesIO(bytes(data))).openstream("WordDocument").read()
    at = bytes(data).index(stream[:32])
    data[at + 11] |= 0x01
    with pytest.raises(ValueError, match="it is protected by a password; save a copy"):
        read_bytes(bytes(data), "report.doc")


@pytest.mark.parametrize("name", ["rich.doc", "rich.docx", "rich.pdf"])
def test_any_damage_is_refused_or_read(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    for part, flip in itertools.product(range(1, 12), (False, True)):
        at = len(data) * part // 12
        bad = data[:at] + bytes(64) + data[at + 64 :] if flip else data[:at]
        try:
            text = read_bytes(bad, name).text
        except ValueError as error:
            assert str(error).startswith(f"{name}: it")  # noqa: PT017
        else:
            assert text.strip()
