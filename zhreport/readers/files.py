"""The bytes of a file, or the reason why they cannot be had."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from zhreport.errors import SourceError
from zhreport.readers.source import LIMITS, Limits, size

# A loop of symbolic links; the number is that of Windows.
_LOOP_ERRORS = frozenset({"ELOOP"})


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
    import errno

    # Windows calls directories forbidden.
    if isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and Path(path).is_dir()):
        return _directory(path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceError(path, "there is no such file", "check the name and the folder")
    if isinstance(error, PermissionError):
        return SourceError(path, f"it may not be read ({error.strerror})", "ask for the right to read it")
    if isinstance(error, OSError) and errno.errorcode.get(error.errno or 0) in _LOOP_ERRORS:
        return SourceError(path, "it is a link that leads back to itself", "remove the link")
    return SourceError(path, f"it cannot be read ({error})", "check the name and the disk")


def opened(path: str, limits: Limits = LIMITS) -> BinaryIO:
    """An ordinary file of a size within the limits, open for reading.

    Raises:
        SourceError: no such file, no file (a directory, a pipe), one that may not be read or is too large.
    """
    try:
        # Asked before it is opened: opening a pipe would wait for whoever writes to it.
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise _directory(path)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(path, "it is no ordinary file but a device or a pipe", "save what it gives as a file")
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise _refusal(path, error) from None


def bytes_of(path: str, limits: Limits = LIMITS) -> bytes:
    """The content of a file.

    Raises:
        SourceError: as `opened`; or more bytes than the limits allow.
    """
    with opened(path) as file:
        try:
            # A file may grow while it is read, and its size may be told wrong.
            data = file.read(limits.file_bytes + 1)
        except OSError as error:
            raise _refusal(path, error) from None
    if len(data) > limits.file_bytes:
        raise SourceError(
            path, f"it is larger than {size(limits.file_bytes)}", "split it, or raise the limit for the size of a file"
        )
    return data
