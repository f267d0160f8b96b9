"""ZIP and tar archives and compressed files: each file in them, one after the other, within limits.

What an archive says of itself is not trusted: names that lead out of it are only names here, since nothing is unpacked
to the disk; sizes are counted while reading; archives in archives share one allowance.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any

from zhreport.errors import SourceError
from zhreport.readers.encoding import UndecodableError, decode
from zhreport.readers.formats import recognise
from zhreport.readers.packages import zip_kind
from zhreport.readers.source import LIMITS, Content, Limits, UnreadableError, size

_ROOM = "zhreport.readers.archives"
_DAMAGED = "copy or download it again, or unpack it with another program"
_RAISE = "unpack it, or raise the limit"
_ZIP_UTF8 = 0x800
_ZIP_ENCRYPTED = 1
_PACKERS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ", lzma.LZMAFile),
)
_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError,
)  # fmt: skip
_HEAD_BYTES = 1_024
# What systems leave in archives beside the files of people.
_LEFTOVERS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or the archive itself where it cannot be read on.

    `name` is that of the archive, `!/`, and the path in it; `data` its bytes, or None where `error` says why not.
    """

    name: str
    data: bytes | None
    error: SourceError | None = None


@dataclass(slots=True)
class _Allowance:
    """What is left of the limits for one archive with all that is in it."""

    members: int
    unpacked_bytes: int

    def take_member(self, name: str) -> None:
        """Counts a file."""
        self.members -= 1
        if self.members < 0:
            raise SourceError(name, "it holds more files than the limit for archives", _RAISE)

    def take(self, count: int, name: str) -> None:
        """Counts what was unpacked."""
        self.unpacked_bytes -= count
        if self.unpacked_bytes < 0:
            raise SourceError(name, "it unpacks to more than the limit for archives", _RAISE)


def may_be_archive(name: str, head: bytes) -> bool:
    """Whether a file with these first bytes is an archive, or an Office document, which is one too."""
    return head[:2] == b"PK" or recognise(name, head).module == _ROOM


def is_archive(name: str, file: IO[bytes]) -> bool:
    """Whether a file that may be an archive is read by taking it apart."""
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if head[:2] == b"PK" and zip_kind(file) is not None:
        return False
    return recognise(name, head).module == _ROOM


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name of a file in a ZIP archive: without the mark of UTF-8 it is in the writer's code page."""
    if entry.flag_bits & _ZIP_UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in (None, "utf-8", "gb18030", "big5"):
        try:
            return decode(raw, encoding)[0]
        except UndecodableError:
            continue
    return entry.filename


def _is_leftover(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].lower() in _LEFTOVERS or parts[-1].startswith("._")


def _read(stream: IO[bytes], name: str, limits: Limits, allowance: _Allowance) -> bytes:
    """All that a stream gives, as long as that is within the limits."""
    data = stream.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise SourceError(name, f"it unpacks to more than {size(limits.file_bytes)}", _RAISE)
    allowance.take(len(data), name)
    return data


def _zip_members(file: IO[bytes], name: str, limits: Limits, allowance: _Allowance) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            path = _zip_name(entry).replace("\\", "/")
            if entry.is_dir() or _is_leftover(path):
                continue
            inner = f"{name}!/{path}"
            if entry.flag_bits & _ZIP_ENCRYPTED:
                reason = SourceError(inner, "it is protected by a password", "unpack the archive with its password")
                yield Member(inner, None, reason)
            elif entry.file_size > limits.file_bytes:
                reason = SourceError(inner, f"it unpacks to {size(entry.file_size)}, more than the limit", _RAISE)
                yield Member(inner, None, reason)
            else:
                try:
                    with archive.open(entry) as stream:
                        data = _read(stream, inner, limits, allowance)
                except SourceError:
                    raise
                except _ERRORS as error:
                    yield Member(inner, None, SourceError(inner, f"it is damaged ({error})", _DAMAGED))
                else:
                    yield Member(inner, data)


def _tar_members(file: IO[bytes], name: str, limits: Limits, allowance: _Allowance) -> Iterator[Member]:
    with tarfile.open(fileobj=file, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for entry in archive:
            # Links and devices hold nothing of their own.
            if not entry.isfile() or _is_leftover(entry.name):
                continue
            inner = f"{name}!/{_shown(entry.name)}"
            if entry.size > limits.file_bytes:
                reason = SourceError(inner, f"it unpacks to {size(entry.size)}, more than the limit", _RAISE)
                yield Member(inner, None, reason)
                continue
            stream = archive.extractfile(entry)
            if stream is not None:
                data = _read(stream, inner, limits, allowance)
                if len(data) < entry.size:
                    raise EOFError("its end is missing")
                yield Member(inner, data)


def _shown(name: str) -> str:
    from zhreport.readers.files import shown_name

    return shown_name(name)


def _unpacked(file: IO[bytes], name: str, limits: Limits, allowance: _Allowance) -> Iterator[Member]:
    """The one file that a compressed file holds."""
    head = file.read(8)
    file.seek(0)
    packer = next(packer for sign, packer in _PACKERS if head.startswith(sign))
    inner = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, suffix = inner.rpartition(".")
    inner = f"{stem}.tar" if suffix.lower() in ("tgz", "tbz2", "txz", "tbz") else stem if dot else f"{inner}.out"
    with packer(file) as stream:
        data = _read(stream, name, limits, allowance)
    yield Member(f"{name}!/{inner}", data)


def _opened(file: IO[bytes], name: str, limits: Limits, allowance: _Allowance, depth: int) -> Iterator[Member]:
    """The files in an archive; an error in its own structure is the last of them."""
    head = file.read(512)
    file.seek(0)
    if head[:2].lower() == b"pk":
        found = _zip_members(file, name, limits, allowance)
    elif head.startswith(tuple(sign for sign, _ in _PACKERS)):
        found = _unpacked(file, name, limits, allowance)
    else:
        found = _tar_members(file, name, limits, allowance)
    try:
        for member in found:
            allowance.take_member(name)
            if member.data is None or not is_archive(member.name, BytesIO(member.data)):
                yield member
            elif depth <= 1:
                reason = f"it is an archive in {limits.depth} archives"
                yield Member(member.name, None, SourceError(member.name, reason, "unpack it"))
            else:
                yield from _opened(BytesIO(member.data), member.name, limits, allowance, depth - 1)
    except SourceError as error:
        yield Member(name, None, error)
    except _ERRORS as error:
        yield Member(name, None, SourceError(name, f"it is truncated or damaged ({error})", _DAMAGED))


def members_of(file: IO[bytes], name: str, limits: Limits = LIMITS) -> Iterator[Member]:
    """The files in an archive that is open for reading, those of archives in it too, one at a time.

    >>> packed = gzip.compress("全縣教師1300餘名".encode())
    >>> [(one.name, one.data.decode()) for one in members_of(BytesIO(packed), "2007.txt.gz")]
    [('2007.txt.gz!/2007.txt', '全縣教師1300餘名')]
    """
    return _opened(file, name, limits, _Allowance(limits.members, limits.unpacked_bytes), limits.depth)


def read(data: bytes, encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of the one file in an archive that can be read.

    Raises:
        UnreadableError: no such file in it, or several.
    """
    from zhreport.readers import read_bytes

    contents: list[Content] = []
    failed: list[SourceError] = []
    for member in members_of(BytesIO(data), "archive", limits):
        try:
            if member.error is not None:
                raise member.error
            found = read_bytes(member.data or b"", member.name, encoding, limits)
        except SourceError as error:
            failed.append(error)
            continue
        contents.append(Content(found.text, found.encoding, found.properties, found.pages, found.warnings))
        if len(contents) > 1:
            raise UnreadableError("it is an archive of several reports", "unpack it, or read it with extract_archive")
    if contents:
        return contents[0]
    if failed:
        inner = failed[0].path.removeprefix("archive").removeprefix("!/")
        within = f"the file in it, {inner}: " if inner else ""
        raise UnreadableError(f"{within}{failed[0].reason}", failed[0].remedy)
    raise UnreadableError("it is an archive without a file in it", "check that it was packed or downloaded whole")
