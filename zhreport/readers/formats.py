"""The registry of file formats: how a file shows what it is, and the module that reads it.

A further format is one module with `read(data, encoding) -> (text, encoding)` and its name in the row.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file; `name` completes "it is …".

    `signatures` are what its first bytes may be (in lower case); a row without any is known by its name alone.
    Where rows share a signature the one with the name's suffix is meant, else the last of them.
    `module` reads it; where that is None it cannot be read yet and `remedy` says what to do instead.
    """

    name: str
    signatures: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    module: str | None
    remedy: str = ""


_ZIP = (b"pk\x03\x04", b"pk\x05\x06")
_SAVE_AS_TEXT = "open it in its program and save it as plain text (.txt)"
_RECOGNISE = "have its text recognised (OCR) and give that"
_SAVE_PAGE = "save the page as text from a browser"

FORMATS = (
    Format("a PDF file", (b"%pdf-",), (".pdf",), None, "extract its text first, for example with `pdftotext -layout`"),
    Format("an RTF document", (b"{\\rtf",), (".rtf",), None, _SAVE_AS_TEXT),
    Format("a Word 97 or WPS document", (b"\xd0\xcf\x11\xe0",), (".doc", ".wps"), None, _SAVE_AS_TEXT),
    Format("an Excel 97 workbook", (b"\xd0\xcf\x11\xe0",), (".xls", ".et"), None, "save the sheet as text (.csv)"),
    Format("an old Office document", (b"\xd0\xcf\x11\xe0",), (), None, _SAVE_AS_TEXT),
    Format("a Word document", _ZIP, (".docx", ".docm"), None, _SAVE_AS_TEXT),
    Format("an OpenDocument text", _ZIP, (".odt",), None, _SAVE_AS_TEXT),
    Format("an OFD document", _ZIP, (".ofd",), None, "export its text from an OFD viewer"),
    Format("a workbook", _ZIP, (".xlsx", ".xlsm", ".ods"), None, "save the sheet as text (.csv)"),
    Format("a ZIP archive or Office document", _ZIP, (), None, "unpack it, or save the document in it as plain text"),
    Format(
        "a compressed file",
        (b"\x1f\x8b", b"bzh", b"\xfd7zxz", b"7z\xbc\xaf", b"rar!", b"\x28\xb5\x2f\xfd"),
        (),
        None,
        "unpack it",
    ),
    Format("an image", (b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\0", b"mm\0*"), (), None, _RECOGNISE),
    Format("an HTML page", (b"<!doctype html", b"<html"), (), None, _SAVE_PAGE),
    Format("an HTML page", (), (".html", ".htm", ".mht", ".mhtml"), None, _SAVE_PAGE),
)
TEXT = Format("text", (), (), "zhreport.readers.plain")


def recognise(name: str, data: bytes) -> Format:
    """The format of a file by its first bytes, where they do not say by its name; else text.

    >>> recognise("report.txt", b"%PDF-1.7 ...").name
    'a PDF file'
    >>> recognise("2007.txt", "全縣".encode()).name
    'text'
    """
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    suffixed = name.lower()
    by_bytes = [f for f in FORMATS if f.signatures and head.startswith(f.signatures)]
    for found in by_bytes:
        if suffixed.endswith(found.suffixes):
            return found
    if by_bytes:
        return by_bytes[-1]
    return next((f for f in FORMATS if not f.signatures and suffixed.endswith(f.suffixes)), TEXT)
