"""What is in a container, seen before it is opened: ZIP packages (Office, OFD) and OLE2 files (Office 97)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import IO

from zhreport.readers.source import LIMITS, Limits, UnreadableError, size

# The entry that tells a package's kind; the name of its row in `formats`.
_ENTRIES = (
    (re.compile(r"word/document\d*\.xml"), "a Word document"),
    (re.compile(r"xl/workbook\.(?:xml|bin)"), "a workbook"),
    (re.compile(r"ppt/presentation\.xml"), "a presentation"),
    (re.compile(r"OFD\.xml"), "an OFD document"),
    (re.compile(r"mimetype"), "an OpenDocument text"),
)
_STREAMS = (
    ("EncryptedPackage", "an Office document protected by a password"),
    ("WordDocument", "a Word 97 or WPS document"),
    ("Workbook", "an Excel 97 workbook"),
    ("Book", "an Excel 97 workbook"),
)
_DAMAGED = "copy or download it again; if it opens in its program, save it anew there"
# The first bytes of an XML part are enough to see its document type.
_HEAD_BYTES = 4_096


def zip_kind(file: IO[bytes]) -> str | None:
    """The name of the format whose package a ZIP file is; None for a plain archive or one that cannot be opened."""
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
            for pattern, kind in _ENTRIES:
                found = next((name for name in names if pattern.fullmatch(name)), None)
                if found == "mimetype":
                    told = package.open(found).read(100)
                    return "a workbook" if b"spreadsheet" in told else kind if b"opendocument" in told else None
                if found is not None:
                    return kind
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        pass
    return None


def ole_kind(data: bytes) -> str | None:
    """The name of the format that an OLE2 file holds, None where it holds none that is known or is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            return next((kind for stream, kind in _STREAMS if file.exists(stream)), None)
    except (OSError, ValueError, IndexError, TypeError):
        return None


def checked_package(data: bytes, limits: Limits = LIMITS, folder: str = "") -> bytes:
    """The heads of a package's XML parts under a folder, once the package is found safe to unpack.

    Raises:
        UnreadableError: a damaged or encrypted package, one that unpacks to more than the limits allow, or one whose
            parts declare XML entities.
    """
    heads = b""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            texts = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
            if texts > limits.text_bytes or unpacked > limits.file_bytes or len(entries) > limits.members:
                raise UnreadableError(
                    f"its {size(len(data))} unpack to {size(unpacked)} in {len(entries)} parts, more than the limit",
                    "if it is no attack, save its text as .txt, or raise the limits",
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableError("it is protected by a password", "save a copy without a password")
            for entry in entries:
                if entry.filename.endswith(".xml") and entry.filename.startswith(folder):
                    with package.open(entry) as part:
                        head = part.read(_HEAD_BYTES)
                    if b"<!DOCTYPE" in head or "<!DOCTYPE".encode("utf-16-le") in head:
                        raise UnreadableError(
                            f"its part {entry.filename} declares a document type, as attacks by XML entities do",
                            "open it in its program and save it again",
                        )
                    heads += head
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableError(f"it is truncated or damaged ({error})", _DAMAGED) from None
    return heads
