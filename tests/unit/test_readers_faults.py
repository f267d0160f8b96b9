"""Files made to harm or lost on the way: each ends as a SourceError with cause and remedy, or is read rightly.

Every one is made here; none may take much memory or time.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from zhreport.errors import SourceError
from zhreport.readers import Limits, members, read_bytes, read_text, shown_name

FIXTURES = Path("tests/fixtures/readers")
TEXT = "青溪县教育局2007年工作总结\n一、投入经费561.3万元，招聘教师300名。\n"
MAIN = "word/document.xml"
XML = '<?xml version="1.0"?>{}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
NOISE = random.Random(3).randbytes(20_000)


def repacked(changes: dict[str, bytes]) -> bytes:
    """A Word document with some of its parts changed or added."""
    stream = BytesIO()
    with zipfile.ZipFile(FIXTURES / "rich.docx") as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return stream.getvalue()


def document(body: str, head: str = "") -> bytes:
    return repacked({MAIN: XML.format(head, body).encode()})


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def pdf() -> bytes:
    return (FIXTURES / "long.pdf").read_bytes()


def word() -> bytes:
    return (FIXTURES / "rich.docx").read_bytes()


def word97() -> bytes:
    return (FIXTURES / "rich.doc").read_bytes()


FAULTS: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.docx", lambda: b"", "it is empty"),
    ("noise.txt", lambda: NOISE, "it is (a binary file|in no known encoding)"),
    ("noise.pdf", lambda: b"%PDF-1.7\n" + NOISE, "a PDF file whose end is missing"),
    ("noise-ended.pdf", lambda: b"%PDF-1.7\n" + NOISE + b"%%EOF", "a truncated or damaged PDF file"),
    ("noise.docx", lambda: b"PK\x03\x04" + NOISE, "it is truncated or damaged"),
    ("noise.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "it is (truncated or|a Word.*) damaged"),
    ("noise.html", lambda: b"<html>" + NOISE, "it is (a binary file|in no known encoding)"),
    ("half.pdf", lambda: pdf()[: len(pdf()) // 2], "a PDF file whose end is missing"),
    ("half.docx", lambda: word()[: len(word()) // 2], "it is truncated or damaged"),
    ("half.doc", lambda: word97()[: len(word97()) // 2], "it is (a )?truncated"),
    ("protected.pdf", lambda: (FIXTURES / "protected.pdf").read_bytes(), "it is protected by a password"),
    ("protected.docx", lambda: (FIXTURES / "protected.docx").read_bytes(), "protected by a password"),
    ("bomb.docx", lambda: repacked({"word/media/a.xml": bytes(70 << 20)}), "unpack to 70 MiB in .* parts, more than"),
    ("entities.docx", lambda: document(PARAGRAPH.format("&j;"), ENTITIES + "]>"), "declares a document type"),
    (
        "outside.docx",
        lambda: document(PARAGRAPH.format("&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares a document type",
    ),
    ("nested.docx", lambda: document("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "it is a Word document that is damaged"),
    ("nested.html", lambda: b"<html>" + b"<div>" * 100_000, "nested thousands deep"),
    ("unclosed.docx", lambda: document("<w:p>"), "it is a Word document that is damaged"),
    ("no-main.docx", lambda: repacked({"_rels/.rels": b"<Relationships/>"}), "it is a (damaged )?Word document"),
    ("strict.docx", lambda: document("").replace(b"", b""), "nothing but white space"),
    ("sheet.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "it is truncated or damaged"),
    ("mixed.txt", lambda: TEXT.encode() + TEXT.encode("gbk") + TEXT.encode(), "text with a damaged place"),
    ("mixed.html", lambda: b"<html>" + TEXT.encode("gbk") * 3 + TEXT.encode() * 3, "no known encoding|damaged place"),
    ("surrogates.txt", lambda: TEXT.encode() + "\ud83d".encode("utf-8", "surrogatepass"), "text with a damaged place"),
    ("surrogates-16.txt", lambda: TEXT.encode("utf-16-le") + b"\x3d\xd8", "it is "),
    ("nulls.txt", lambda: (TEXT + "\0" * 40).encode() + TEXT.encode(), "it is a binary file"),
    ("sheet.xlsx", lambda: zip_of("xl/workbook.xml"), "it is a workbook, which is not read"),
    ("slides.docx", lambda: zip_of("ppt/presentation.xml"), "it is a presentation, which is not read"),
    ("page.ofd", lambda: zip_of("OFD.xml"), "it is an OFD document, which is not read"),
]


def zip_of(name: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, b"<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(("name", "make", "reason"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_has_its_cause_and_remedy(name: str, make: Callable[[], bytes], reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    begun = time.perf_counter()
    with pytest.raises(SourceError, match=reason) as caught:
        read_text(path)
    assert time.perf_counter() - begun < 10
    assert caught.value.remedy
    assert caught.value.path == str(path)


READ = [
    ("text.docx", lambda: TEXT.encode("gbk"), "text"),
    ("text.pdf", lambda: TEXT.encode(), "text"),
    ("text.doc", lambda: TEXT.encode("utf-16"), "text"),
    ("page.doc", lambda: f"<html><p>{TEXT}</html>".encode("gbk"), "an HTML page"),
    ("page.txt", lambda: f"<!DOCTYPE html><p>{TEXT}".encode(), "an HTML page"),
    ("page16.txt", lambda: f"<html><p>{TEXT}</html>".encode("utf-16"), "an HTML page"),
    ("word.txt", word, "a Word document"),
    ("word.zip", word, "a Word document"),
    ("word97.txt", word97, "a Word 97 or WPS document"),
    ("word97.docx", word97, "a Word 97 or WPS document"),
    ("report.wps", word97, "a Word 97 or WPS document"),
    ("report", pdf, "a PDF file"),
    ("report.doc", pdf, "a PDF file"),
]


@pytest.mark.parametrize(("name", "make", "kind"), READ, ids=[row[0] for row in READ])
def test_wrong_extensions(name: str, make: Callable[[], bytes], kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    source = read_text(path)
    assert source.format == kind
    assert "教育局" in source.text


def test_nested_tables_of_a_word_document_are_read() -> None:
    cell = PARAGRAPH.format("招聘教师300名。")
    for _ in range(40):
        cell = f"<w:tbl><w:tr><w:tc>{cell}<w:p/></w:tc></w:tr></w:tbl>"
    assert read_bytes(document(cell), "a.docx").text == "招聘教师300名。"


def test_surrogates_in_a_text_are_replaced() -> None:
    # A PDF file's table of characters, or an entity of a page, may give one half of a pair.
    source = read_bytes(f"<html><p>{TEXT}&#xD83D;&#55357;".encode(), "a.html")
    assert source.text.encode()


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")

    def vanish(self: Path, *_arguments: object) -> None:
        self.unlink()
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(Path, "open", vanish)
    with pytest.raises(SourceError, match="there is no such file"):
        read_text(path)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT * 100, encoding="utf-8")
    with pytest.raises(SourceError, match="it is larger than the limit of 1 KiB"):
        read_text(path, limits=Limits(text_bytes=1 << 10))
    (member,) = members(path, Limits(text_bytes=1 << 10))
    assert member.data is None
    assert "larger than the limit" in str(member.error)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
def test_links_that_lead_in_a_circle_pipes_and_devices(tmp_path: Path) -> None:
    one, two, pipe = tmp_path / "one.txt", tmp_path / "two.txt", tmp_path / "pipe.txt"
    one.symlink_to(two)
    two.symlink_to(one)
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="a link that leads back to itself; remove the link"):
        read_text(one)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(SourceError, match="no ordinary file but a device or a pipe"):
            read_text(path)
    below_a_file = tmp_path / "a.txt"
    below_a_file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError, match="there is no such file"):
        read_text(below_a_file / "b.txt")


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs the permissions of POSIX")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:
        # The superuser reads everything.
        assert read_text(path).text == TEXT
        return
    with pytest.raises(SourceError, match=r"it may not be read \(Permission denied\); ask for the right"):
        read_text(path)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_names_in_other_bytes(tmp_path: Path, encoding: str) -> None:
    name = "青溪縣教育局2007年.txt" if encoding == "big5" else "青溪县教育局2007年.txt"
    path = os.fsencode(tmp_path) + b"/" + name.encode(encoding)
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    assert read_text(path).text == TEXT
    assert read_text(os.fsdecode(path)).text == TEXT
    assert Path(shown_name(os.fsdecode(path))).suffix == ".txt"
    if encoding == "gbk":
        assert Path(shown_name(os.fsdecode(path))).name == name
    with pytest.raises(SourceError, match="there is no such file") as caught:
        read_text(path + b".x")
    assert os.fsencode(caught.value.path) == path + b".x"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is asked of Linux")
def test_a_text_of_200_megabytes_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(TEXT.encode() * ((1 << 20) // len(TEXT.encode())))
    code = (
        "import re, sys, time\n"
        "from zhreport.readers import read_text\n"
        "begun = time.perf_counter()\n"
        "try:\n    read_text(sys.argv[1])\nexcept ValueError as error:\n    print(error)\n"
        "print(time.perf_counter() - begun)\n"
        "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    told, seconds, kibibytes = run.stdout.splitlines()
    assert told == f"{path}: it is larger than the limit of 64 MiB; split it, or raise the limit"
    assert float(seconds) < 5
    assert int(kibibytes) < 100 << 10


def test_any_bytes_under_any_name_end_well() -> None:
    source = random.Random(11)
    heads = (
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html>",
        b"{\\rtf1",
        b"\x1f\x8b\x08",
    )
    for head in heads:
        for name in ("a.docx", "a.pdf", "a.doc", "a.html", "a.md", "a.zip", "a.tar", "a.txt"):
            if head == b"{\\rtf1":
                continue
            try:
                read_bytes(head + source.randbytes(source.randrange(2_000)), name)
            except SourceError as error:
                assert error.reason  # noqa: PT017


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(SourceError, match="reading a Word document takes the package docx, which is not installed"):
        read_bytes(word(), "a.docx")
