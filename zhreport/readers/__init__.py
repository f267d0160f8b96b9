"""From a file to the source text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module

from zhreport.errors import SourceError
from zhreport.readers.archives import Member, is_archive, may_be_archive, members_of
from zhreport.readers.files import HEAD_BYTES, bytes_of, name_of, opened, shown_name
from zhreport.readers.formats import TEXT, recognise
from zhreport.readers.source import LIMITS, Limits, Properties, Source, UnreadableError, size

# What is as good as white space.
_INVISIBLE = "\ufeff\0\x1a\u200b"
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_text(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes], encoding: str | None = None, limits: Limits = LIMITS
) -> Source:
    """The text of a report's file, whatever format and encoding it is in; `encoding` forces one on texts and pages.

    An archive is read here if one file in it can be read; `members` reads them all.

    >>> read_text("corpus/qinglan-health/2009.txt").text[:14]
    '清澜市卫生局2009年工作总'

    Raises:
        SourceError: no such file, no text in it, or a format that is not read; it says which, and what to do.
    """
    name = name_of(path)
    return read_bytes(_bytes(name, limits), name, encoding, limits)


def _bytes(name: str, limits: Limits) -> bytes:
    def limit_of(head: bytes) -> int:
        return limits.text_bytes if recognise(name, head).is_text else limits.file_bytes

    return bytes_of(name, limit_of)


def read_bytes(data: bytes, name: str, encoding: str | None = None, limits: Limits = LIMITS) -> Source:
    """The text of a file whose bytes are in hand; `name`, its path or name, helps to tell its format.

    >>> read_bytes("全縣教師1300餘名".encode("big5"), "2007.txt").text
    '全縣教師1300餘名'

    Raises:
        SourceError: no text in it, or a format that is not read; it says which, and what to do.
    """
    if not data:
        raise SourceError(name, "it is empty", "check that it was saved or downloaded whole")
    found = recognise(name, data)
    if found.module is None:
        raise SourceError(name, f"it is {found.name}, which is not read", found.remedy)
    if found.is_text and len(data) > limits.text_bytes:
        told = f"it is larger than the limit of {size(limits.text_bytes)}"
        raise SourceError(name, told, "split it, or raise the limit")
    try:
        content = import_module(found.module).read(data, encoding, limits)
    except UnreadableError as error:
        raise SourceError(name, error.reason, error.remedy) from None
    except ModuleNotFoundError as error:
        reason = f"reading {found.name} takes the package {error.name}, which is not installed"
        raise SourceError(name, reason, "install zhreport anew, with what it depends on") from None
    except Exception as error:
        if found is TEXT:
            raise
        # Libraries fail in many ways on what was made to harm or lost on the way.
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise SourceError(
            name, f"it is {found.name} that is damaged ({told})", "open it in its program and save it again"
        ) from error
    text = _SURROGATES.sub("\ufffd", content.text)
    if all(character.isspace() or character in _INVISIBLE for character in text):
        raise SourceError(name, "there is nothing but white space in it", "check that it was saved or downloaded whole")
    return Source(text, content.encoding, found.name, content.properties, content.pages, content.warnings)


def members(path: str | bytes | os.PathLike[str] | os.PathLike[bytes], limits: Limits = LIMITS) -> Iterator[Member]:
    """The files in an archive, one at a time, with their bytes or the reason why they cannot be had.

    A file that is no archive is its own only member. `read_bytes(member.data, member.name)` gives the text of one.

    >>> [member.name for member in members("corpus/qinglan-health/2009.txt")]
    ['corpus/qinglan-health/2009.txt']

    Raises:
        SourceError: no such file, or none that may be read.
    """
    name = name_of(path)
    with opened(name) as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if may_be_archive(name, head) and is_archive(name, file):
            file.seek(0)
            yield from members_of(file, name, limits)
            return
    try:
        yield Member(name, _bytes(name, limits))
    except SourceError as error:
        yield Member(name, None, error)


__all__ = [
    "LIMITS",
    "Limits",
    "Member",
    "Properties",
    "Source",
    "members",
    "members_of",
    "read_bytes",
    "read_text",
    "shown_name",
]
