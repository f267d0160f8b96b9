"""Opening a store: held only for moments, so that those who read and the run that writes come to their turns."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import IO, TYPE_CHECKING

from zhreport.archive.errors import ArchiveError, MissingExtraError, StoreBusyError
from zhreport.archive.schema import EXTRACTED, Columns, sql_columns

if TYPE_CHECKING:
    import duckdb

SCHEMA_VERSION = 1
# `raw` is a file's name in the file system's bytes; `run` numbers the run that wrote the row.
OWN_TABLES: dict[str, Columns] = {
    "files": {
        "root": "text", "raw": "bytes", "path": "text", "bytes": "integer", "stamp": "text", "hash": "text",
    },
    "runs": {
        "run": "integer", "root": "text", "extractor": "text", "jobs": "integer", "started": "time", "ended": "time",
        "state": "text", "files": "integer", "unchanged": "integer", "done": "integer", "copies": "integer",
        "failed": "integer", "removed": "integer",
    },
}  # fmt: skip
# What the store knows of the rows of files beyond what is made of them.
KEPT_COLUMNS: dict[str, Columns] = {
    "reports": {"root": "text", "raw": "bytes", "run": "integer"},
    "errors": {"root": "text", "raw": "bytes", "run": "integer"},
}
WORK_TABLES: dict[str, Columns] = {
    "work.scan": {"raw": "bytes", "path": "text", "bytes": "integer", "stamp": "text", "state": "text"},
    "work.todo": {"raw": "bytes", "path": "text", "bytes": "integer", "stamp": "text"},
}
_PAUSE_SECONDS = 0.05
# Every transaction writes the last group of rows anew, so a small one keeps that cheap however large the store is.
_ROW_GROUP = 10_240
# Texts are most of a store; DuckDB's own choice takes three times as long and ten times the space.
_COMPRESSED = {"texts": "text"}
# The statements that bring a store of an older schema to the next one, by the version that they start from.
_MIGRATIONS: dict[int, tuple[str, ...]] = {}


def tables() -> dict[str, Columns]:
    """The store's tables with all their columns."""
    made = {name: {**columns, **KEPT_COLUMNS.get(name, {})} for name, columns in EXTRACTED.items()}
    return {**made, **OWN_TABLES}


def _duckdb_connect(path: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("duckdb", "archive") from None
    # Looked for here, loaded where rows are written.
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "archive")
    if read_only:
        return duckdb.connect(path, read_only=True)
    # One thread: the processes that read the reports need the others.
    connection = duckdb.connect(config={"threads": 1})
    try:
        quoted = path.replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS archive (ROW_GROUP_SIZE {_ROW_GROUP})")
        connection.execute("USE archive")
    except duckdb.Error:
        connection.close()
        raise
    return connection


@contextmanager
def opened(path: str, *, read_only: bool, patience: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a store, for a moment; while another process holds it, this waits up to `patience` seconds.

    Raises:
        StoreBusyError: it is held for longer.
        ArchiveError: there is no store, or the file is something else.
        MissingExtraError: duckdb or pyarrow is not installed.
    """
    if read_only and not os.path.exists(path):
        raise ArchiveError(path, "there is no such store", "make it with zhreport archive FOLDER STORE")
    connection = _patiently(path, read_only, time.monotonic() + patience)
    try:
        yield connection
    finally:
        connection.close()


def _patiently(path: str, read_only: bool, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return _duckdb_connect(path, read_only=read_only)
        except MissingExtraError:
            raise
        except Exception as error:
            words = str(error)
            # The second comes of another connection of this process, in another thread.
            busy = "Could not set lock" in words or "different configuration" in words or "already attached" in words
            if not busy:
                raise _unusable(path, error) from error
            if time.monotonic() > deadline:
                raise StoreBusyError(path, f"{_holder(words)} has it open", "close it there") from None
        time.sleep(_PAUSE_SECONDS)


def _holder(words: str) -> str:
    """Who holds a store, by the words of the database."""
    named = re.search(r"held in (\S+) \(PID (\d+)\)", words)
    return f"{named[1]} (process {named[2]})" if named else "another part of this program"


def _unusable(path: str, error: Exception) -> ArchiveError:
    words = str(error).splitlines()[0]
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        return ArchiveError(path, "its folder does not exist", f"make {Path(path).parent} first")
    if "not a valid DuckDB" in words:
        return ArchiveError(path, "it is no store of zhreport", "name another file")
    return ArchiveError(path, f"it cannot be opened ({words})", "check the name, the rights and the disk")


_TABLE_NAMES = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"


def _table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute(_TABLE_NAMES).fetchall()}


def _schema(connection: duckdb.DuckDBPyConnection) -> int:
    [(version,)] = connection.execute('SELECT "schema" FROM store').fetchall()
    return int(version)


def _declared(name: str, columns: Columns) -> str:
    declared = sql_columns(columns)
    if name in _COMPRESSED:
        declared = declared.replace(
            f'"{_COMPRESSED[name]}" VARCHAR', f'"{_COMPRESSED[name]}" VARCHAR USING COMPRESSION zstd'
        )
    return declared


def check(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    """Refuse what is no store, or one of a schema that is not known here.

    Raises:
        ArchiveError: the database is something else, or was written by a newer zhreport.
    """
    if "store" not in _table_names(connection):
        raise ArchiveError(path, "it is a database, but no store of zhreport", "name another file")
    version = _schema(connection)
    if version > SCHEMA_VERSION:
        raise ArchiveError(path, f"it has schema {version}, this zhreport knows {SCHEMA_VERSION}", "update zhreport")


def prepare(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    """Make the tables and views, or bring those of an older version up to date: in one transaction.

    Raises:
        ArchiveError: as `check`.
    """
    connection.execute("BEGIN")
    if not _table_names(connection):
        connection.execute('CREATE TABLE store ("schema" INTEGER)')
        connection.execute("INSERT INTO store VALUES (?)", [SCHEMA_VERSION])
        connection.execute("CREATE SCHEMA work")
        for name, columns in {**tables(), **WORK_TABLES}.items():
            connection.execute(f"CREATE TABLE {name} ({_declared(name, columns)})")
    check(connection, path)
    for step in range(_schema(connection), SCHEMA_VERSION):
        for statement in _MIGRATIONS[step]:
            connection.execute(statement)
    connection.execute('UPDATE store SET "schema" = ?', [SCHEMA_VERSION])
    connection.execute(resources.files("zhreport.archive").joinpath("views.sql").read_text(encoding="utf-8"))
    connection.execute("COMMIT")


@contextmanager
def run_lock(path: str) -> Iterator[None]:
    """Only one run writes to a store at a time; the system frees the lock of a run that was killed.

    Raises:
        StoreBusyError: another run is at it.
    """
    name = f"{path}.lock"
    try:
        lock = open(name, "a+", encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        raise _unusable(path, error) from None
    with lock:
        if not _locked(lock):
            lock.seek(0)
            raise StoreBusyError(path, f"another run is writing to it ({lock.read().strip()})", "wait for its end")
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        try:
            yield
        finally:
            # While it is held, so that nobody locks a name that is about to go.
            with contextlib.suppress(OSError):
                os.unlink(name)


def _locked(lock: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    # Whoever held it may have removed the name since it was opened.
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(lock.fileno()), os.stat(lock.name))
    return False
