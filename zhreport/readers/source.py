"""What readers hand on: a file's text with what is known of it, and the limits within which it is read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

_MIB = 1 << 20


class UnreadableError(ValueError):
    """Bytes that cannot be read as what they are: `reason` and `remedy` in words."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file's own metadata say, None where its format has none or they are empty; dates are ISO (2007-12-31)."""

    title: str | None = None
    author: str | None = None
    created: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What the reader of one format makes of a file's bytes.

    `pages` are the offsets at which its pages begin, empty where the format has none. `warnings` say in words what
    could not be read of a file that was read otherwise.
    """

    text: str
    encoding: str
    properties: Properties = field(default_factory=Properties)
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, into which all offsets point, and how it was read.

    `encoding` is that of the characters in the file; `format` completes "it is …"; the rest is as in `Content`.

    >>> source = Source("清澜市2009年", "utf-8", "a PDF file", pages=(0, 3))
    >>> source.page(0), source.page(5), Source("清澜市", "utf-8", "text").page(0)
    (1, 2, None)
    """

    text: str
    encoding: str
    format: str
    properties: Properties = field(default_factory=Properties)
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def page(self, offset: int) -> int | None:
        """The number of the page, counted from 1, on which the character at an offset stands; None without pages."""
        return bisect_right(self.pages, offset) or 1 if self.pages else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of one file, so that none, however made, takes a machine's memory or its day.

    `file_bytes`: a file or a member of an archive as it is stored. `text_bytes`: a text, or what an Office document
    unpacks to. `pages`: of a PDF. `pixels`: of one picture. `members`, `depth` and `unpacked_bytes`: the files in an
    archive, archives in archives, and all that an archive unpacks to. `seconds`: another program's work on one file.
    """

    file_bytes: int = 512 * _MIB
    text_bytes: int = 64 * _MIB
    pages: int = 5_000
    pixels: int = 120_000_000
    members: int = 200_000
    depth: int = 3
    unpacked_bytes: int = 16_384 * _MIB
    seconds: float = 120.0


LIMITS = Limits()


def size(count: int) -> str:
    """A number of bytes as people say it.

    >>> size(64 * 1024 * 1024), size(2_000)
    ('64 MiB', '2 KiB')
    """
    for unit, factor in (("GiB", 1 << 30), ("MiB", _MIB), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{round(count / factor)} {unit}"
    return f"{count} bytes"
