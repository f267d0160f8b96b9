"""Files to text: every encoding and every way in which a file is no report."""

from __future__ import annotations

import codecs
import pickle
from pathlib import Path

import pytest

from zhreport.errors import SourceError
from zhreport.readers import formats, read_text
from zhreport.readers.encoding import UndecodableError, decode
from zhreport.readers.formats import recognise

SIMPLIFIED = "青溪县教育局2007年工作总结\n\n一、投入经费561.3万元，其中培训费12万元。\n"
TRADITIONAL = "雲溪縣教育局2007年度工作總結\n\n一、投入經費561.3萬元，其中培訓費12萬元。\n"

ENCODED = [
    (SIMPLIFIED, "utf-8", "utf-8"),
    (SIMPLIFIED, "utf-8-sig", "utf-8"),
    (TRADITIONAL, "utf-8", "utf-8"),
    (SIMPLIFIED, "utf-16", "utf-16-le"),
    (SIMPLIFIED, "utf-16-le", "utf-16-le"),
    (TRADITIONAL, "utf-16-be", "utf-16-be"),
    (TRADITIONAL, "utf-32", "utf-32-le"),
    (SIMPLIFIED, "gb2312", "gb18030"),
    (SIMPLIFIED, "gbk", "gb18030"),
    (TRADITIONAL, "gb18030", "gb18030"),
    (SIMPLIFIED + "㐂𠀀", "gb18030", "gb18030"),
    (TRADITIONAL, "big5", "cp950"),
    (TRADITIONAL + "約3～5名，€12", "cp950", "cp950"),
    (TRADITIONAL + "深水埗啲街坊", "big5hkscs", "big5hkscs"),
    ("只有十個字的一個文件。", "big5", "cp950"),
    ("拨款300万元", "gbk", "gb18030"),
    ("2007 annual report", "utf-8", "utf-8"),
    ("2007 annual report", "utf-16-le", "utf-16-le"),
    ("Rapport de l'année écoulée", "utf-8", "utf-8"),
]


@pytest.mark.parametrize(("text", "written", "found"), ENCODED)
def test_the_encoding_is_found(tmp_path: Path, text: str, written: str, found: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode(written))
    source = read_text(path)
    assert (source.text, source.encoding, source.format) == (text, found, "text")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"\x84\x31\x95\x33"])
def test_byte_order_marks_are_no_text(mark: bytes) -> None:
    encoding = {codecs.BOM_UTF16_BE: "utf-16-be", codecs.BOM_UTF32_BE: "utf-32-be"}.get(mark, "gb18030")
    assert decode(mark + TRADITIONAL.encode(encoding)) == (TRADITIONAL, encoding)


@pytest.mark.parametrize(
    ("label", "written", "used"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("GBK", "gbk", "gb18030"),
        ("cp936", "gbk", "gb18030"),
        ("UTF8", "utf-8-sig", "utf-8"),
        ("utf-16", "utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be", "utf-16-be"),
        ("Big5", "big5hkscs", "cp950"),
        ("euc_jis_2004", "euc_jis_2004", "euc_jis_2004"),
    ],
)
def test_a_forced_encoding_is_used(label: str, written: str, used: str) -> None:
    assert decode("教育局報告，一切正常。".encode(written), label) == ("教育局報告，一切正常。", used)


@pytest.mark.parametrize("length", [8, 12, 40])
@pytest.mark.parametrize("encoding", ["gb18030", "cp950", "utf-16-le", "utf-16-be", "utf-8"])
def test_short_texts_of_both_scripts(length: int, encoding: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path("corpus").glob("*/*.txt"))]
    wrong = []
    for text in texts:
        for start in range(100, len(text) - length, 97):
            piece = text[start : start + length].strip()
            try:
                data = piece.encode(encoding)
            except UnicodeEncodeError:
                continue
            if sum(c > "\x80" for c in piece) >= 6 and decode(data)[0] != piece:
                wrong.append(piece)
    assert wrong == []


def test_line_ends_are_read_as_python_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes("一、工作\r\n二、打算\r三\x1a".encode("gbk"))
    assert read_text(path).text == "一、工作\n二、打算\n三"


BAD_FILES = [
    ("empty.txt", b"", "it is empty"),
    ("mark.txt", codecs.BOM_UTF8, "nothing but white space"),
    ("blank.txt", " \n\u3000\n".encode(), "nothing but white space"),
    ("binary.dat", bytes(range(256)) * 8, "a binary file"),
    ("controls.txt", b"\x01\x02\x03\x04 abc", "a binary file"),
    ("japanese.txt", "昨年度の事業報告書について、教員を採用しました。".encode("shift_jis"), "no known encoding"),
    ("korean.txt", "작년 예산 보고서 교육 위원회 업무 보고".encode("euc_kr"), "no known encoding"),
    ("latin.txt", "Größe und Übung, Straße, früher".encode("latin-1"), "no known encoding"),
    (
        "damaged.txt",
        SIMPLIFIED.encode()[:60] + b"\xff" + SIMPLIFIED.encode()[60:],
        "utf-8 text with a damaged place: byte 60",
    ),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an Excel 97 workbook, which is not read"),
    ("table.xlsx", b"PK\x03\x04" + bytes(100), "a workbook, which is not read"),
    ("things.7z", b"7z\xbc\xaf" + bytes(100), "an archive of another kind, which is not read"),
]


@pytest.mark.parametrize(("name", "data", "reason"), BAD_FILES, ids=[row[0] for row in BAD_FILES])
def test_files_that_are_no_report(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read_text(path)
    error = caught.value
    assert reason in error.reason
    assert error.path == str(path)
    assert error.remedy
    assert str(error) == f"{error.path}: {error.reason}; {error.remedy}"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file; check the name"):
        read_text(tmp_path / "missing.txt")
    with pytest.raises(SourceError, match="it is a directory; name the files in it"):
        read_text(tmp_path)
    with pytest.raises(SourceError, match="it cannot be read"):
        read_text("nul\0name.txt")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), r"it may not be read \(Permission denied\)"),
        (OSError(5, "Input/output error"), "it cannot be read .*Input/output error"),
    ],
)
def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str) -> None:
    def refuse(_path: Path, *_arguments: object) -> None:
        raise error

    (tmp_path / "locked.txt").write_text("全县", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match=reason):
        read_text(tmp_path / "locked.txt")


def test_directories_that_the_system_calls_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, *_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("zhreport.readers.files.stat.S_ISDIR", lambda _mode: False)
    monkeypatch.setattr("zhreport.readers.files.stat.S_ISREG", lambda _mode: True)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="it is a directory"):
        read_text(tmp_path)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("utf-8", "it is no utf-8 text: byte 0 .* does not fit"),
        ("klingon", "the encoding 'klingon' is unknown"),
        ("base64", "the encoding 'base64' is unknown"),
    ],
)
def test_a_forced_encoding_that_does_not_fit(label: str, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode("教育".encode("gbk"), label)


def test_the_registry_is_well_formed() -> None:
    for row in formats.FORMATS:
        assert all(signature == signature.lower() for signature in row.signatures), row.name
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in row.suffixes), row.name
        assert (row.module is None) == bool(row.remedy), row.name
        assert row.signatures or row.suffixes, row.name


def test_text_under_an_office_name_is_text() -> None:
    assert recognise("總結.doc", TRADITIONAL.encode()).name == "text"
