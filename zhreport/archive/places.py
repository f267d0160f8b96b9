"""The files of an archive: in a folder of this machine, or wherever fsspec reaches."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from zhreport.archive.errors import ArchiveError, MissingExtraError

# A file changed so shortly before it was listed may change again without its times showing it.
_SETTLED_SECONDS = 2.0
_MIB = 1 << 20
_CHECK_NAME = "check the name and the folder"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gives no rows: a stable `code`, the `cause` and the `remedy` in words, `detail` for developers."""

    code: str
    cause: str
    remedy: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as its folder lists it.

    `raw` is its name under the root in the file system's own bytes, `path` the same as people read it. `stamp`
    differs whenever the content may; it is empty where that cannot be told. A `failure` is known from the listing;
    a `folder` is listed only with one, and all that lies in it is unknown then.
    """

    raw: bytes
    path: str
    size: int
    stamp: str
    failure: Failure | None = None
    folder: bool = False


class Place(Protocol):
    """Where the files of an archive lie; `root` says where, `name` is the last part of that."""

    root: str
    name: str

    def entries(self, without: Collection[str]) -> Iterator[Entry]:
        """Every file below the root, in no order, but for those at the absolute paths `without`."""

    def read(self, raw: bytes) -> bytes:
        """The content of a file.

        Raises:
            OSError: it cannot be had.
        """

    def digest(self, raw: bytes) -> str | None:
        """The SHA-256 of a file's content, None where that costs as much as reading it.

        Raises:
            OSError: it cannot be had.
        """


def readable(raw: bytes) -> str:
    """A name as people read it: UTF-8, or what Chinese systems used before it.

    >>> readable("报告.txt".encode("gbk")), readable("報告.txt".encode("utf-8"))
    ('报告.txt', '報告.txt')
    """
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def failure_of(error: OSError) -> Failure:
    """What an error of the operating system means for a file, and what to do.

    >>> failure_of(FileNotFoundError()).code
    'vanished'
    """
    reason = error.strerror or str(error) or type(error).__name__
    if isinstance(error, FileNotFoundError):
        return Failure("vanished", "it was listed, but is no longer there", "run again when nothing moves the files")
    if isinstance(error, PermissionError):
        return Failure("unreadable", f"it may not be read ({reason})", "ask for the right to read it, then run again")
    if error.errno == errno.ELOOP:
        return Failure("link", "it is a link that leads back to itself", "remove the link")
    return Failure("unreadable", f"it cannot be read ({reason})", "check the disk, then run again with --retry")


def too_large(size: int, limit: int) -> Failure:
    """Why a file is not even opened."""
    return Failure(
        "size",
        f"it has {size / _MIB:,.1f} MiB, more than the {limit / _MIB:,.1f} MiB up to which files are read",
        "split it, or raise the limit (--size-limit)",
    )


class LocalPlace:
    """A folder of this machine."""

    def __init__(self, folder: str) -> None:
        self.root = os.path.abspath(folder)
        self.name = readable(os.fsencode(os.path.basename(self.root)))

    def entries(self, without: Collection[str]) -> Iterator[Entry]:
        """See `Place`. Each folder is listed once, however many links lead to it."""
        # No name is decoded on the way: names in GBK are no UTF-8.
        root = os.fsencode(self.root)
        left_out = {os.path.realpath(os.fsencode(path)) for path in without}
        seen: set[tuple[int, int]] = set()
        links: list[bytes] = []
        folders = [b""]
        while folders or links:
            # Links to folders wait, so that files are known by their own path wherever they have one below the root.
            if not folders:
                link = links.pop()
                found = self._loop(root, link)
                if found is not None:
                    yield found
                    continue
                folders.append(link)
            folder = folders.pop()
            try:
                status = os.stat(os.path.join(root, folder))
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    yield from self._listed(root, folder, folders, links, left_out)
            except OSError as error:
                yield Entry(folder, readable(folder) or ".", 0, "", failure_of(error), folder=True)

    def _listed(
        self, root: bytes, folder: bytes, folders: list[bytes], links: list[bytes], left_out: set[bytes]
    ) -> Iterator[Entry]:
        """The files of one folder; the folders in it are added to those to come."""
        with os.scandir(os.path.join(root, folder)) as listing:
            for one in listing:
                raw = os.path.join(folder, one.name)
                if one.is_dir(follow_symlinks=False):
                    folders.append(raw)
                elif _leads_to_folder(one):
                    links.append(raw)
                elif os.path.join(root, raw) not in left_out:
                    yield self._entry(root, raw)

    def _loop(self, root: bytes, link: bytes) -> Entry | None:
        """A link to a folder that it lies in, as an error; None for every other."""
        target = os.path.realpath(os.path.join(root, link))
        above = os.path.realpath(os.path.dirname(os.path.join(root, link)))
        if above == target or above.startswith(os.path.join(target, b"")):
            failure = Failure("link", "it is a link to a folder that it lies in", "remove the link")
            return Entry(link, readable(link), 0, "", failure)
        return None

    def _entry(self, root: bytes, raw: bytes) -> Entry:
        path = readable(raw)
        try:
            status = os.stat(os.path.join(root, raw))
        except OSError as error:
            failure = failure_of(error)
            if failure.code == "vanished" and os.path.islink(os.path.join(root, raw)):
                failure = Failure("link", "it is a link that leads nowhere", "remove the link, or bring its file back")
            return Entry(raw, path, 0, "", failure)
        if not stat.S_ISREG(status.st_mode):
            failure = Failure("special", "it is no file with a content (a pipe, socket or device)", "move it elsewhere")
            return Entry(raw, path, 0, "", failure)
        # The change time shows a new content under an old modification time, and a right to read that was given.
        changed = max(status.st_mtime, status.st_ctime)
        settled = changed + _SETTLED_SECONDS < time.time()
        stamp = f"{status.st_mtime_ns}/{status.st_ctime_ns}/{status.st_ino}" if settled else ""
        return Entry(raw, path, status.st_size, stamp)

    def read(self, raw: bytes) -> bytes:
        """See `Place`."""
        with open(os.path.join(os.fsencode(self.root), raw), "rb") as file:
            return file.read()

    def digest(self, raw: bytes) -> str | None:
        """See `Place`."""
        with open(os.path.join(os.fsencode(self.root), raw), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def _leads_to_folder(link: os.DirEntry[bytes]) -> bool:
    try:
        return link.is_dir()
    except OSError:
        # A link to itself: an error of that file, not of its folder.
        return False


class RemotePlace:
    """A folder behind a URL that fsspec knows: s3://, hdfs://, memory://, …"""

    def __init__(self, url: str) -> None:
        try:
            import fsspec
        except ImportError:
            raise MissingExtraError("fsspec", "archive") from None
        self.root = url.rstrip("/")
        self.name = self.root.rsplit("/", 1)[-1]
        try:
            self._files, self._folder = fsspec.core.url_to_fs(self.root)
        except (ImportError, ValueError) as error:
            raise ArchiveError(url, f"it cannot be opened ({error})", "check the URL and its fsspec driver") from None

    def entries(self, without: Collection[str]) -> Iterator[Entry]:
        """See `Place`."""
        for folder, _, files in self._files.walk(self._folder, detail=True):
            for name, info in files.items():
                under = f"{folder}/{name}".removeprefix(self._folder).lstrip("/")
                told = [info.get(key) for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created")]
                stamp = "/".join(str(one) for one in told if one is not None)
                yield Entry(os.fsencode(under), readable(os.fsencode(under)), int(info.get("size") or 0), stamp)

    def read(self, raw: bytes) -> bytes:
        """See `Place`."""
        content: bytes = self._files.cat_file(f"{self._folder}/{os.fsdecode(raw)}")
        return content

    def digest(self, raw: bytes) -> str | None:
        """See `Place`."""
        return None

    def exists(self) -> bool:
        """Whether there is such a folder."""
        return bool(self._files.isdir(self._folder))


def is_url(folder: str) -> bool:
    """Whether a place is named by URL.

    >>> is_url("s3://bucket/reports"), is_url("archive/")
    (True, False)
    """
    return "://" in folder


def open_place(folder: str | os.PathLike[str]) -> Place:
    """The place that a path or URL names.

    Raises:
        ArchiveError: there is no such folder.
    """
    name = os.fspath(folder)
    if is_url(name):
        remote = RemotePlace(name)
        if not remote.exists():
            raise ArchiveError(name, "there is no such folder", _CHECK_NAME)
        return remote
    if not os.path.exists(name):
        raise ArchiveError(name, "there is no such folder", _CHECK_NAME)
    if not os.path.isdir(name):
        raise ArchiveError(name, "it is a file, not a folder", "use zhreport extract for single files")
    return LocalPlace(name)
