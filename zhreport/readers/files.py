"""The bytes of a file, or the reason why they cannot be had."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from zhreport.errors import SourceError
from zhreport.readers.source import size

# Enough to tell a file's format.
HEAD_BYTES = 1_024


def name_of(path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> str:
    """A path as a string; bytes of a name that are in no known encoding become surrogates, as Python keeps them."""
    return os.fsdecode(path)


def shown_name(path: str) -> str:
    """A path as people wrote it: names in GBK bytes, from old Windows archives, are put right.

    >>> shown_name("清溪县".encode("gbk").decode("utf-8", "surrogateescape"))
    '清溪县'
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogateescape")
        for encoding in ("gb18030", "cp950"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        return raw.decode("utf-8", "replace")
    return path


def _directory(path: str) -> SourceError:
    return SourceError(path, "it is a directory", f"name the files in it, for example {Path(path, '*.txt')}")


def _refusal(path: str, error: OSError | ValueError) -> SourceError:
    """Why the system does not give a file."""
    # Windows calls directories forbidden.
    if isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and Path(path).is_dir()):
        return _directory(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceError(path, "there is no such file", "check the name and the folder")
    if isinstance(error, PermissionError):
        return SourceError(path, f"it may not be read ({error.strerror})", "ask for the right to read it")
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return SourceError(path, "it is a link that leads back to itself", "remove the link")
    return SourceError(path, f"it cannot be read ({error})", "check the name and the disk")


def opened(path: str) -> BinaryIO:
    """An ordinary file, open for reading.

    Raises:
        SourceError: no such file, no file (a directory, a pipe), or one that may not be read.
    """
    try:
        # Asked before it is opened: opening a pipe would wait for whoever writes to it.
        mode = Path(path).stat().st_mode
        kind = "directory" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "device"
        if kind == "file":
            return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    if kind == "directory":
        raise _directory(path)
    raise SourceError(path, "it is no ordinary file but a device or a pipe", "save what it gives as a file")


def bytes_of(path: str, limit_of: Callable[[bytes], int]) -> bytes:
    """The content of a file; `limit_of` says by its first bytes how many of them are read.

    Raises:
        SourceError: as `opened`; or more bytes than the limit.
    """
    with opened(path) as file:
        try:
            limit = limit_of(file.read(HEAD_BYTES))
            file.seek(0)
            too_large = os.fstat(file.fileno()).st_size > limit
            # A file may grow while it is read.
            data = b"" if too_large else file.read(limit + 1)
        except OSError as error:
            raise _refusal(path, error) from None
    if too_large or len(data) > limit:
        raise SourceError(path, f"it is larger than the limit of {size(limit)}", "split it, or raise the limit")
    return data
