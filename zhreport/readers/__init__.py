"""From a file to the source text."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from zhreport.errors import SourceError
from zhreport.readers.encoding import UndecodableError
from zhreport.readers.formats import recognise


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, into which all offsets point, and how it was read."""

    text: str
    encoding: str
    format: str


def _bytes(path: str) -> bytes:
    """The content of a file, or the reason why it cannot be had."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise SourceError(path, "there is no such file", "check the name and the folder") from None
    except IsADirectoryError:
        raise SourceError(
            path, "it is a directory", f"name the files in it, for example {Path(path, '*.txt')}"
        ) from None
    except PermissionError as error:
        # Windows says so of directories too.
        if Path(path).is_dir():
            raise SourceError(
                path, "it is a directory", f"name the files in it, for example {Path(path, '*.txt')}"
            ) from None
        raise SourceError(path, f"it may not be read ({error.strerror})", "ask for the right to read it") from None
    except (OSError, ValueError) as error:
        raise SourceError(path, f"it cannot be read ({error})", "check the name and the disk") from None


def read_text(path: str | os.PathLike[str], encoding: str | None = None) -> Source:
    """The text of a report's file, whatever encoding it is in; `encoding` forces one.

    >>> read_text("corpus/qinglan-health/2009.txt").text[:14]
    '清澜市卫生局2009年工作总'

    Raises:
        SourceError: no such file, no text in it, or a format that is not read yet; it says which, and what to do.
    """
    name = os.fspath(path)
    data = _bytes(name)
    if not data:
        raise SourceError(name, "it is empty", "check that it was saved or downloaded whole")
    found = recognise(name, data)
    if found.module is None:
        raise SourceError(name, f"it is {found.name}, which is not read yet", found.remedy)
    try:
        text, used = import_module(found.module).read(data, encoding)
    except UndecodableError as error:
        raise SourceError(name, error.reason, error.remedy) from None
    if not text.strip("\ufeff\0 \t\n\r\f\v\x1a\u3000\xa0\u200b"):
        raise SourceError(name, "there is nothing but white space in it", "check that it was saved or downloaded whole")
    return Source(text, used, found.name)


__all__ = ["Source", "read_text"]
