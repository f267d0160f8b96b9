"""The registry of file formats: how a file shows what it is, and the module that reads it.

A further format is one module with `read(data, encoding, limits) -> Content` and its name in the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from zhreport.readers.packages import ole_kind, zip_kind


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file; `name` completes "it is …".

    `signatures` are what its first bytes may be (in lower case); a row without any is known by its name alone.
    Where rows share a signature the one with the name's suffix is meant, else the last of them.
    `module` reads it; where that is None it is not read and `remedy` says what to do instead.
    """

    name: str
    signatures: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    module: str | None
    remedy: str = ""

    @property
    def is_text(self) -> bool:
        """Whether its bytes are characters, with or without markup."""
        return self.module in _TEXTS


_ZIP = (b"pk\x03\x04", b"pk\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0",)
_PACKED = (b"\x1f\x8b", b"bzh", b"\xfd7zxz")
_SAVE_AS_TEXT = "open it in its program and save it as plain text (.txt)"
_SHEET = "save the sheet as text (.csv)"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
# Longer than what comes before <html in pages: a byte order mark, an XML declaration, a comment.
_HEAD_BYTES = 1_024
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_ROOM = "zhreport.readers."
_TEXTS = frozenset(_ROOM + name for name in ("plain", "html", "markdown"))
TEXT = Format("text", (), (), _ROOM + "plain")
FORMATS = (
    Format("a PDF file", (b"%pdf-",), (".pdf",), _ROOM + "pdf"),
    Format("an RTF document", (b"{\\rtf",), (".rtf",), _ROOM + "office"),
    Format("a Word 97 or WPS document", _OLE, (".doc", ".wps", ".dot", ".wpt"), _ROOM + "doc"),
    Format("an Excel 97 workbook", _OLE, (".xls", ".et"), None, _SHEET),
    Format(
        "an Office document protected by a password",
        _OLE,
        (".encrypted",),
        None,
        "save a copy without a password in its program",
    ),
    Format("an old Office document", _OLE, (), _ROOM + "office"),
    Format("a Word document", _ZIP, (".docx", ".docm", ".dotx"), _ROOM + "docx"),
    Format("an OpenDocument text", _ZIP, (".odt",), _ROOM + "office"),
    Format("an OFD document", _ZIP, (".ofd",), None, "export it as PDF from an OFD viewer"),
    Format("a workbook", _ZIP, (".xlsx", ".xlsm", ".ods"), None, _SHEET),
    Format("a presentation", _ZIP, (".pptx", ".odp"), None, _SAVE_AS_TEXT),
    Format("a ZIP archive", _ZIP, (), _ROOM + "archives"),
    Format("a compressed file", _PACKED, (), _ROOM + "archives"),
    Format("a tar archive", (), (".tar",), _ROOM + "archives"),
    Format("an archive of another kind", (b"7z\xbc\xaf", b"rar!", b"\x28\xb5\x2f\xfd"), (), None, "unpack it"),
    Format("an image", (b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\0", b"mm\0*"), (), _ROOM + "ocr"),
    Format("an image", (), (".bmp", ".webp"), _ROOM + "ocr"),
    Format("a web page in one file", (b"mime-version:", b"from: <saved by"), (), _ROOM + "html"),
    Format("an HTML page", _HTML, (), _ROOM + "html"),
    Format("an HTML page", (), (".html", ".htm", ".xhtml", ".shtml"), _ROOM + "html"),
    Format("a Markdown text", (), (".md", ".markdown"), _ROOM + "markdown"),
)
_BY_NAME = {row.name: row for row in FORMATS}


def recognise(name: str, data: bytes) -> Format:
    """The format of a file by its first bytes and what is in it, where they do not say by its name; else text.

    >>> recognise("report.txt", b"%PDF-1.7 ...").name
    'a PDF file'
    >>> recognise("2007.txt", "全縣".encode()).name
    'text'
    """
    head = data[:_HEAD_BYTES]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.lstrip().lower()
    suffixed = name.lower()
    by_bytes = [f for f in FORMATS if f.signatures and head.startswith(f.signatures)]
    if by_bytes:
        kind = zip_kind(BytesIO(data)) if by_bytes[-1].signatures == _ZIP else None
        kind = ole_kind(data) if by_bytes[-1].signatures == _OLE else kind
        told = next((f for f in by_bytes if suffixed.endswith(f.suffixes)), by_bytes[-1])
        return _BY_NAME[kind] if kind else told
    if _is_page(head):
        return _BY_NAME["an HTML page"]
    if data[257:262] == b"ustar":
        return _BY_NAME["a tar archive"]
    return next((f for f in FORMATS if not f.signatures and suffixed.endswith(f.suffixes)), TEXT)


def _is_page(head: bytes) -> bool:
    """Whether an XML declaration or a comment stands before a page, or the page is in UTF-16."""
    plain = head.replace(b"\0", b"")
    return plain.startswith((b"<?xml", b"<!--", *_HTML)) and any(sign in plain for sign in _HTML[:2])
