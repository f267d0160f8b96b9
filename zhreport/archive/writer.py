"""What a run does to its store, each step one transaction: a kill at any moment leaves the state before or after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zhreport.archive.connection import OWN_TABLES, WORK_TABLES, opened, prepare
from zhreport.archive.places import Entry
from zhreport.archive.schema import EXTRACTED, arrow_batch, arrow_schema, extracted_schema

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# How long a run waits for a program that reads the store.
_PATIENCE_SECONDS = 60.0
_PARTS = ("texts", "sections", "facts")


@dataclass(slots=True)
class Batch:
    """What is written in one transaction: files with their digests, the rows made of them, and errors.

    `homes` has the raw name of the file that each row of `reports` was made of; `made` the contents that gave rows.
    """

    files: list[tuple[Entry, str | None]] = field(default_factory=list)
    tables: dict[str, list[pa.RecordBatch]] = field(default_factory=lambda: {name: [] for name in EXTRACTED})
    homes: list[bytes] = field(default_factory=list)
    errors: list[tuple[bytes, tuple[object, ...]]] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    bytes: int = 0

    def add(
        self,
        entry: Entry,
        digest: str,
        batches: Mapping[str, pa.RecordBatch],
        errors: Sequence[tuple[object, ...]],
        size: int,
    ) -> None:
        """A file with what was made of it, which has `size` bytes, and the errors of what it packs."""
        self.fail(entry, digest, errors)
        self.made.add(digest)
        self.bytes += size
        for table, rows in batches.items():
            self.tables[table].append(rows)
        self.homes += [entry.raw] * batches["reports"].num_rows

    def fail(self, entry: Entry, digest: str | None, rows: Sequence[tuple[object, ...]]) -> None:
        """A file with the reasons why nothing was made of it."""
        self.files.append((entry, digest))
        self.errors += [(entry.raw, row) for row in rows]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much there is to do."""

    files: int
    todo: int
    todo_bytes: int


@dataclass(frozen=True, slots=True)
class Known:
    """Contents that have rows of this extractor, files that failed with theirs, and files that had theirs before."""

    made: set[str]
    failed: set[tuple[bytes, str]]
    same: set[tuple[bytes, str]]


class Writer:
    """Writes one run over the folder `root` to a store."""

    def __init__(self, store: str, root: str) -> None:
        self.store, self.root = store, root
        self.run = 0

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with opened(self.store, read_only=False, patience=_PATIENCE_SECONDS) as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def begin(self, extractor: str, jobs: int) -> None:
        """Number the run; one that never said that it ended was killed."""
        with opened(self.store, read_only=False, patience=_PATIENCE_SECONDS) as connection:
            prepare(connection, self.store)
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET state = 'killed' WHERE state = 'running'")
            [(self.run,)] = connection.execute("SELECT coalesce(max(run), 0) + 1 FROM runs").fetchall()
            connection.execute(
                "INSERT INTO runs BY NAME SELECT ? AS run, ? AS root, ? AS extractor, ? AS jobs, ? AS started, "
                "'running' AS state",
                [self.run, self.root, extractor, jobs, _now()],
            )
            connection.execute("DELETE FROM work.scan")
            connection.execute("DELETE FROM work.todo")

    def add_scanned(self, entries: Iterable[Entry]) -> None:
        """Files as the folder lists them."""
        states = {(True, True): "folder", (True, False): "failed", (False, False): "file"}
        rows = [(e.raw, e.path, e.size, e.stamp, states[e.failure is not None, e.folder]) for e in entries]
        # As lists: Arrow would load pandas, which takes longer than a run that finds nothing new.
        lists = ", ".join("unnest(?)" for _ in WORK_TABLES["work.scan"])
        with self._transaction() as connection:
            connection.execute(f"INSERT INTO work.scan SELECT {lists}", list(map(list, zip(*rows, strict=True))))

    def plan(self, extractor: str, *, retry: bool, verify: bool) -> Plan:
        """Sort out what is done already: the same file as the store knows it, with rows or errors of this extractor."""
        with self._transaction() as connection:
            connection.execute(
                """
                INSERT INTO work.todo SELECT raw, path, bytes, stamp FROM work.scan WHERE state = 'file' AND (
                    $verify OR raw NOT IN (
                        SELECT s.raw FROM work.scan s JOIN files f ON f.root = $root AND f.raw = s.raw
                        WHERE f.bytes = s.bytes AND f.stamp = s.stamp AND s.stamp <> '' AND (
                            f.hash IN (SELECT hash FROM reports WHERE extractor = $extractor)
                            OR f.raw IN (SELECT raw FROM errors WHERE root = $root AND extractor = $extractor)
                        )
                    ) OR raw IN (
                        SELECT raw FROM errors WHERE root = $root AND ($retry OR code = 'size')
                    )
                )
                """,
                {"root": self.root, "extractor": extractor, "retry": retry, "verify": verify},
            )
            [(files,)] = connection.execute("SELECT count(*) FROM work.scan WHERE state <> 'folder'").fetchall()
            [(todo, size)] = connection.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM work.todo").fetchall()
        return Plan(files, todo, int(size))

    def pages(self, length: int) -> Iterator[list[Entry]]:
        """What is to be done, in the order of the names."""
        last: bytes | None = None
        while True:
            with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
                rows = connection.execute(
                    "SELECT raw, path, bytes, stamp FROM work.todo WHERE $last IS NULL OR raw > $last "
                    "ORDER BY raw LIMIT $length",
                    {"last": last, "length": length},
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [Entry(*row) for row in rows]

    def known(self, digests: Sequence[str], extractor: str) -> Known:
        """What the store has of some contents."""
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            connection.register("asked", arrow_batch(arrow_schema({"hash": "text"}), [(one,) for one in digests]))
            among = "hash IN (SELECT hash FROM asked)"
            made = connection.execute(
                f"SELECT DISTINCT hash FROM reports WHERE extractor = ? AND {among}", [extractor]
            ).fetchall()
            failed = connection.execute(
                f"SELECT raw, hash FROM errors WHERE root = ? AND extractor = ? AND {among}", [self.root, extractor]
            ).fetchall()
            same = connection.execute(f"SELECT raw, hash FROM files WHERE root = ? AND {among}", [self.root]).fetchall()
        return Known({digest for (digest,) in made}, set(failed), set(same))

    def write(self, batch: Batch) -> None:
        """One transaction: files, the rows that replace those of the same content, and errors."""
        import pyarrow as pa

        rows = [(self.root, e.raw, e.path, e.size, e.stamp, digest) for e, digest in batch.files]
        schema = arrow_schema(OWN_TABLES["files"])
        errors = [row for _, row in batch.errors]
        with self._transaction() as connection:
            connection.register("batch_files", arrow_batch(schema, rows))
            made = {
                name: pa.Table.from_batches(batch.tables[name], extracted_schema(name)).combine_chunks()
                for name in EXTRACTED
                if name != "errors"
            }
            made["reports"] = made["reports"].append_column("raw", pa.array(batch.homes, pa.large_binary()))
            failed = pa.Table.from_batches([arrow_batch(extracted_schema("errors"), errors)])
            made["errors"] = failed.append_column("raw", pa.array([raw for raw, _ in batch.errors], pa.large_binary()))
            for name, table in made.items():
                connection.register(f"batch_{name}", table)
            self._clear(connection)
            for name in ("reports", "errors"):
                connection.execute(
                    f"INSERT INTO {name} BY NAME SELECT *, ? AS root, ? AS run FROM batch_{name}", [self.root, self.run]
                )
            for name in _PARTS:
                connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM batch_{name}")

    def _clear(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take out what the batch replaces, and put its files in."""
        connection.execute(
            "CREATE TEMP TABLE out AS SELECT DISTINCT hash FROM batch_reports UNION "
            "SELECT hash FROM batch_errors UNION "
            "SELECT f.hash FROM files f JOIN batch_files b ON f.root = b.root AND f.raw = b.raw",
        )
        connection.execute("DELETE FROM errors USING batch_files b WHERE errors.root = b.root AND errors.raw = b.raw")
        connection.execute("DELETE FROM files USING batch_files b WHERE files.root = b.root AND files.raw = b.raw")
        connection.execute("INSERT INTO files BY NAME SELECT * FROM batch_files")
        # A content that another file still has, and that was not made anew, stays.
        connection.execute(
            "DELETE FROM out WHERE hash IS NULL OR hash IN (SELECT hash FROM files) AND "
            "hash NOT IN (SELECT hash FROM batch_reports UNION SELECT hash FROM batch_errors WHERE hash IS NOT NULL)"
        )
        _delete_reports(connection)

    def sweep(self) -> int:
        """Take out the files that are no longer there, with what was made of them; how many they were.

        What lies in a folder that could not be listed counts as there.
        """
        with self._transaction() as connection:
            connection.execute(
                """
                CREATE TEMP TABLE gone AS SELECT root, raw, hash FROM files
                WHERE root = $root AND raw NOT IN (SELECT raw FROM work.scan WHERE state <> 'folder') AND NOT EXISTS (
                    SELECT 1 FROM work.scan s WHERE s.state = 'folder'
                    AND (octet_length(s.raw) = 0 OR starts_with(hex(files.raw), hex(s.raw) || '2F'))
                )
                """,
                {"root": self.root},
            )
            [(removed,)] = connection.execute("SELECT count(*) FROM gone").fetchall()
            connection.execute("DELETE FROM files USING gone g WHERE files.root = g.root AND files.raw = g.raw")
            connection.execute(
                "DELETE FROM errors WHERE root = $root AND raw NOT IN (SELECT raw FROM files WHERE root = $root) "
                "AND raw NOT IN (SELECT raw FROM work.scan WHERE state = 'folder')",
                {"root": self.root},
            )
            connection.execute(
                "CREATE TEMP TABLE out AS SELECT DISTINCT hash FROM gone "
                "WHERE hash IS NOT NULL AND hash NOT IN (SELECT hash FROM files WHERE hash IS NOT NULL)"
            )
            _delete_reports(connection)
        return int(removed)

    def strays(self) -> list[Entry]:
        """Files whose content was read under the name of another that is gone or changed: they give it a new name."""
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            rows = connection.execute(
                """
                SELECT min_by(f.raw, f.raw), min_by(f.path, f.raw), min_by(f.bytes, f.raw), min_by(f.stamp, f.raw)
                FROM reports r JOIN files f ON f.hash = r.hash AND f.root = $root
                WHERE NOT EXISTS (SELECT 1 FROM files h WHERE h.root = r.root AND h.raw = r.raw AND h.hash = r.hash)
                GROUP BY r.hash
                """,
                {"root": self.root},
            ).fetchall()
        return [Entry(*row) for row in rows]

    def end(self, state: str, counts: Mapping[str, int]) -> None:
        """Say how the run ended."""
        with self._transaction() as connection:
            told = ", ".join(f"{name} = ${name}" for name in counts)
            connection.execute(
                f"UPDATE runs SET state = $state, ended = $ended, {told} WHERE run = $run",
                {"state": state, "ended": _now(), "run": self.run, **counts},
            )
            connection.execute("DELETE FROM work.scan")
            connection.execute("DELETE FROM work.todo")


def _delete_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the reports of the contents in the table `out` out of all tables."""
    connection.execute("CREATE TEMP TABLE leaving AS SELECT report FROM reports WHERE hash IN (SELECT hash FROM out)")
    [(leaving,)] = connection.execute("SELECT count(*) FROM leaving").fetchall()
    if leaving:
        for name in (*_PARTS, "reports"):
            connection.execute(f"DELETE FROM {name} WHERE report IN (SELECT report FROM leaving)")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
