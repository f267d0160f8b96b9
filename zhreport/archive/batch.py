"""A run: list the folder, leave out what is done, read the rest in worker processes, write results as they come."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice

from zhreport.archive.connection import run_lock
from zhreport.archive.extraction import Settings, error_row, failure_of_exception
from zhreport.archive.lanes import Ended, Lanes
from zhreport.archive.places import Entry, Failure, Place, too_large
from zhreport.archive.progress import Progress
from zhreport.archive.schema import extracted_schema
from zhreport.archive.work import Outcome, initialise, work
from zhreport.archive.writer import Batch, Writer

MIB = 1 << 20
_PAGE_FILES = 500
_SCAN_FILES = 10_000
_HASH_THREADS = 4
# A transaction is due after so many files, bytes or seconds: it costs some tens of milliseconds.
_BATCH_FILES, _BATCH_BYTES, _BATCH_SECONDS = 500, 32 * MIB, 8.0
_PATIENCE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it: `time_limit` in seconds and `size_limit` in bytes for one file."""

    jobs: int
    retry: bool
    verify: bool
    time_limit: float
    size_limit: int


@dataclass(slots=True)
class Counts:
    """Files of a run: all, as they were, newly read, with the content of another, failed; and those taken out."""

    files: int = 0
    unchanged: int = 0
    done: int = 0
    copies: int = 0
    failed: int = 0
    removed: int = 0


class _Stopped(Exception):  # noqa: N818 -- no error: somebody pressed Ctrl-C
    """The run was asked to stop."""


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C only asks to stop, so that it never cuts a transaction short; a second one is as sharp as ever."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(*_: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _ended(ended: Ended, time_limit: float) -> Failure:
    if ended.why == "time":
        return Failure(
            "time", f"it was not done after {time_limit:g} seconds", "give it more (--time-limit) and --retry"
        )
    return Failure(
        "died",
        "the process that read it was ended by the system, twice",
        "see whether memory ran out; run with fewer jobs and --retry, or split the file",
    )


@dataclass(slots=True)
class _Run:
    place: Place
    writer: Writer
    lanes: Lanes[tuple[bytes, str]]
    settings: Settings
    options: Options
    progress: Progress
    stopping: Callable[[], bool]
    counts: Counts = field(default_factory=Counts)
    batch: Batch = field(default_factory=Batch)
    began: float = field(default_factory=time.monotonic)
    # Files that are being read, by raw name, with the digest where it is known; and others of the same content.
    reading: dict[bytes, tuple[Entry, str | None]] = field(default_factory=dict)
    waiting: dict[str, list[Entry]] = field(default_factory=dict)
    # Contents read since the store was last asked.
    fresh: set[str] = field(default_factory=set)

    def check(self) -> None:
        """Stop here if asked to."""
        if self.stopping():
            raise _Stopped

    def scan(self, without: list[str]) -> None:
        """List the folder into the store; what fails already is written as errors."""
        entries = iter(self.place.entries(without))
        while page := list(islice(entries, _SCAN_FILES)):
            self.check()
            self.writer.add_scanned(page)
            for entry in page:
                if entry.failure is not None:
                    self.fail(entry, entry.failure)
            self.progress.scanned(len(page))

    def fail(self, entry: Entry, failure: Failure, digest: str | None = None) -> None:
        """A file gives no rows."""
        self.failed(entry, digest, (error_row(entry.path, failure, self.settings.extractor, digest),))

    def failed(self, entry: Entry, digest: str | None, rows: Sequence[tuple[object, ...]]) -> None:
        """The rows of errors of a file that gave no others."""
        self.counts.failed += len(rows)
        self.batch.fail(entry, digest, rows)
        self.progress.advance(entry.size, failed=True)

    def read_all(self) -> None:
        """Read what the plan says."""
        with ThreadPoolExecutor(_HASH_THREADS) as threads:
            for page in self.writer.pages(_PAGE_FILES):
                digests = list(threads.map(self.digest, page))
                self.sort_out(page, digests)
        self.finish_reading()

    def digest(self, entry: Entry) -> str | Failure | None:
        """The digest of a file, None where only reading it tells."""
        if entry.size > self.options.size_limit:
            return too_large(entry.size, self.options.size_limit)
        try:
            return self.place.digest(entry.raw)
        except OSError as error:
            return failure_of_exception(error)

    def sort_out(self, page: list[Entry], digests: list[str | Failure | None]) -> None:
        """Give the files of a page to the lanes, but for those whose content is known."""
        asked = [digest for digest in digests if isinstance(digest, str)]
        known = self.writer.known(asked, self.settings.extractor)
        self.fresh = set(self.batch.made)
        for entry, digest in zip(page, digests, strict=True):
            self.check()
            if isinstance(digest, Failure):
                self.fail(entry, digest)
            elif digest is None:
                self.submit(entry, None)
            elif (entry.raw, digest) in known.failed:
                self.again(entry, digest)
            elif digest in known.made or digest in self.fresh:
                self.copy(entry, digest, unchanged=(entry.raw, digest) in known.same)
            elif digest in self.waiting:
                self.waiting[digest].append(entry)
            else:
                self.submit(entry, digest)

    def again(self, entry: Entry, digest: str) -> None:
        """A file that has failed before with the same content."""
        if self.options.retry:
            self.submit(entry, digest)
        else:
            self.counts.unchanged += 1
            self.progress.advance(entry.size)

    def copy(self, entry: Entry, digest: str, *, unchanged: bool) -> None:
        """A file whose content has its rows already."""
        self.batch.files.append((entry, digest))
        if unchanged:
            self.counts.unchanged += 1
        else:
            self.counts.copies += 1
        self.progress.advance(entry.size)

    def submit(self, entry: Entry, digest: str | None) -> None:
        """Have a file read, as soon as a lane has room."""
        while not self.lanes.has_room:
            self.collect()
        self.reading[entry.raw] = (entry, digest)
        if digest is not None:
            self.waiting[digest] = []
        self.lanes.submit((entry.raw, entry.path))

    def finish_reading(self) -> None:
        """Wait for what the lanes are at, and write it."""
        while self.lanes.busy:
            self.collect()
        self.flush()

    def collect(self) -> None:
        """Take what the lanes have done; write when a transaction is due."""
        self.check()
        for (raw, _), outcome in self.lanes.collect(_PATIENCE_SECONDS):
            entry, expected = self.reading.pop(raw)
            copies = self.waiting.pop(expected, []) if expected is not None else []
            if isinstance(outcome, Ended):
                failure = _ended(outcome, self.options.time_limit)
                outcome = Outcome(expected, {}, (error_row(entry.path, failure, self.settings.extractor, expected),))
            self.take(entry, outcome)
            for other in copies:
                self.take_copy(other, expected, outcome)
        due = len(self.batch.files) >= _BATCH_FILES or self.batch.bytes >= _BATCH_BYTES
        if due or time.monotonic() - self.began > _BATCH_SECONDS:
            self.flush()

    def take(self, entry: Entry, outcome: Outcome) -> None:
        """The outcome of a file."""
        if not outcome.tables:
            self.failed(entry, outcome.digest, outcome.errors)
        elif outcome.digest in self.fresh:
            # Read without its content being known before, or changed since: another has given the same rows.
            self.copy(entry, outcome.digest, unchanged=False)
        else:
            self.add(entry, outcome)

    def add(self, entry: Entry, outcome: Outcome) -> None:
        """The rows of a file."""
        import pyarrow as pa

        tables = {
            name: pa.ipc.read_record_batch(pa.py_buffer(rows), extracted_schema(name))
            for name, rows in outcome.tables.items()
        }
        assert outcome.digest is not None
        self.batch.add(entry, outcome.digest, tables, outcome.errors, sum(map(len, outcome.tables.values())))
        self.counts.failed += len(outcome.errors)
        self.fresh.add(outcome.digest)
        self.counts.done += 1
        self.progress.advance(entry.size)

    def take_copy(self, entry: Entry, expected: str | None, outcome: Outcome) -> None:
        """A file of the same content as one that was being read."""
        if outcome.tables and outcome.digest == expected:
            assert expected is not None
            self.copy(entry, expected, unchanged=False)
        elif outcome.digest == expected:
            self.failed(entry, expected, [(entry.path, *row[1:]) for row in outcome.errors])
        else:
            # The other changed while it was read.
            self.submit(entry, expected)

    def flush(self) -> None:
        """Write what has come together."""
        if self.batch.files or self.batch.errors:
            self.writer.write(self.batch)
            self.batch = Batch()
        self.began = time.monotonic()

    def sweep(self) -> None:
        """Take out what is no longer there; read again, under its own name, what was known by the name of another."""
        self.counts.removed = self.writer.sweep()
        for entry in self.writer.strays():
            self.check()
            self.submit(entry, None)
        self.finish_reading()


def run_batch(place: Place, store: str, settings: Settings, options: Options, progress: Progress) -> Counts:
    """Bring a store up to date with a place.

    Raises:
        StoreBusyError: another run, or a program that does not let go of it, has the store.
        KeyboardInterrupt: the run was stopped; what was done until then is in the store.
    """
    writer = Writer(store, place.root)
    lanes: Lanes[tuple[bytes, str]] = Lanes(options.jobs, work, initialise, (place, settings), options.time_limit)
    with run_lock(store), _interruptible() as stopping, progress:
        run = _Run(place, writer, lanes, settings, options, progress, stopping)
        try:
            writer.begin(settings.extractor, options.jobs)
            run.scan([store, *(store + suffix for suffix in (".wal", ".lock"))])
            plan = writer.plan(settings.extractor, retry=options.retry, verify=options.verify)
            run.counts.files, run.counts.unchanged = plan.files, plan.files - plan.todo - run.counts.failed
            progress.planned(plan.todo, plan.todo_bytes)
            run.read_all()
            run.sweep()
            writer.end("done", asdict(run.counts))
        except _Stopped:
            lanes.close()
            run.flush()
            writer.end("interrupted", asdict(run.counts))
            raise KeyboardInterrupt from None
        finally:
            lanes.close()
    return run.counts


def default_jobs() -> int:
    """As many processes as there are processors for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
