"""Archives on a Dask cluster: partitions of files from any fsspec URL to partitioned Parquet.

Every partition is one task that can be repeated: its files have names that follow from what it reads, and a mark is
written after them. A worker that dies costs the partition it was at, a second run only what is not marked.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from typing import Any

from zhreport.archive.errors import ArchiveError, MissingExtraError
from zhreport.archive.extraction import Settings, error_row, extract_file
from zhreport.archive.partition import empty_rows, to_arrow
from zhreport.archive.places import Entry, Failure, Place, open_place, too_large
from zhreport.archive.schema import EXTRACTED

_PARTITION_FILES = 100
_RETRIES = 3
_DIED = Failure("died", "the worker that read it was ended each time", "see whether memory ran out; split the file")
_LAYOUT, _MARKS = "_layout.json", "_done"


@dataclass(frozen=True, slots=True)
class Partition:
    """Files that are read by one task. `deadly` are raw names of those that end their worker."""

    name: str
    entries: tuple[Entry, ...]
    deadly: frozenset[bytes] = frozenset()

    @property
    def settled(self) -> bool:
        """Whether its name tells any change of its files."""
        return all(entry.stamp or entry.failure for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a run: files by what became of them, and partitions left as they were."""

    reports: int
    failed: int
    partitions: int
    unchanged: int


class _Output:
    """The folder that the Parquet files are written to, behind a path or URL."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec
            import pyarrow.parquet  # noqa: F401
        except ImportError as error:
            raise MissingExtraError(error.name or "fsspec", "dask") from None
        self.files, self.folder = fsspec.core.url_to_fs(url)

    def read_json(self, name: str) -> Any:
        path = f"{self.folder}/{name}"
        return json.loads(self.files.cat_file(path)) if self.files.exists(path) else None

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole: under another name first, so that a half of it is never taken for it."""
        path = f"{self.folder}/{name}"
        self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self.files.pipe_file(f"{path}.part", data)
        self.files.mv(f"{path}.part", path)

    def marked(self) -> set[str]:
        """The partitions that are written."""
        self.files.invalidate_cache()
        if not self.files.exists(f"{self.folder}/{_MARKS}"):
            return set()
        return {str(path).rsplit("/", 1)[-1] for path in self.files.ls(f"{self.folder}/{_MARKS}", detail=False)}

    def remove(self, partition: str) -> None:
        """Take a partition out, its mark first."""
        for name in (f"{_MARKS}/{partition}", *(f"{table}/{partition}.parquet" for table in EXTRACTED)):
            if self.files.exists(f"{self.folder}/{name}"):
                self.files.rm_file(f"{self.folder}/{name}")


def _rows_of(place: Place, partition: Partition, settings: Settings, size_limit: int) -> dict[str, Any]:
    rows = empty_rows()
    for entry in partition.entries:
        failure = entry.failure or (_DIED if entry.raw in partition.deadly else None)
        if failure is None and entry.size > size_limit:
            failure = too_large(entry.size, size_limit)
        if failure is not None:
            rows["errors"].append(error_row(entry.path, failure, settings.extractor))
            continue
        for table, added in extract_file(place, entry.raw, entry.path, settings)[1].items():
            rows[table] += added
    return to_arrow(rows)


def write_partition(
    place: Place, partition: Partition, settings: Settings, size_limit: int, url: str
) -> tuple[int, int]:
    """Read a partition and write its Parquet files; how many reports and errors it gave."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    output = _Output(url)
    made = _rows_of(place, partition, settings, size_limit)
    for table, rows in made.items():
        buffer = pa.BufferOutputStream()
        pq.write_table(rows, buffer, compression="zstd")
        output.write(f"{table}/{partition.name}.parquet", buffer.getvalue().to_pybytes())
    counts = (made["reports"].num_rows, made["errors"].num_rows)
    output.write(f"{_MARKS}/{partition.name}", json.dumps(counts).encode())
    return counts


def _probe(place: Place, entry: Entry, settings: Settings) -> None:
    extract_file(place, entry.raw, entry.path, settings)


def partitions(entries: list[Entry], buckets: int, extractor: str) -> Iterator[Partition]:
    """Files put together by a digest of their names, so that a new one changes its own partition alone."""
    together: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        together[int.from_bytes(hashlib.sha256(entry.raw).digest()[:8], "big") % buckets].append(entry)
    for bucket, own in sorted(together.items()):
        own.sort(key=lambda entry: entry.raw)
        told = repr((extractor, [(e.raw, e.size, e.stamp, e.failure) for e in own]))
        yield Partition(f"part-{bucket:05d}-{hashlib.sha256(told.encode()).hexdigest()[:16]}", tuple(own))


class _Cluster:
    """Gives partitions to a cluster, a few at a time, and finds out which file ends its worker."""

    def __init__(self, client: Any, place: Place, settings: Settings, size_limit: int, url: str) -> None:
        self.client, self.place, self.settings, self.size_limit, self.url = client, place, settings, size_limit, url

    def _submit(self, partition: Partition) -> Any:
        return self.client.submit(
            write_partition, self.place, partition, self.settings, self.size_limit, self.url,
            pure=False, retries=_RETRIES,
        )  # fmt: skip

    def run(self, todo: list[Partition]) -> Iterator[tuple[int, int]]:
        dask = _distributed()
        waiting = iter(todo)
        # Twice as many as there are threads: enough to keep them busy, few enough to keep the memory flat.
        ahead = 2 * max(1, sum(self.client.nthreads().values()))
        running = {self._submit(partition): partition for partition in islice(waiting, ahead)}
        done = dask.as_completed(list(running))
        for future in done:
            partition = running.pop(future)
            try:
                yield future.result()
            except dask.KilledWorker:
                if partition.deadly:
                    raise
                following = [self._spared(partition)]
            else:
                following = list(islice(waiting, 1))
            for partition in following:
                new = self._submit(partition)
                running[new] = partition
                done.add(new)

    def _spared(self, partition: Partition) -> Partition:
        """The partition with those of its files named that ended the worker when they were read alone."""
        dask = _distributed()
        deadly = set()
        for entry in partition.entries:
            if entry.failure is None and entry.size <= self.size_limit:
                try:
                    self.client.submit(_probe, self.place, entry, self.settings, pure=False).result()
                except dask.KilledWorker:
                    deadly.add(entry.raw)
        return replace(partition, deadly=frozenset(deadly))


def _distributed() -> Any:
    """Dask's library for clusters; it has no types."""
    try:
        return import_module("dask.distributed")
    except ImportError:
        raise MissingExtraError("dask.distributed", "dask") from None


def _client(scheduler: str | None, jobs: int | None) -> Any:
    dask = _distributed()
    if scheduler is None:
        return dask.Client(dask.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=":0"))
    try:
        return dask.Client(scheduler)
    except (OSError, ValueError) as error:
        raise ArchiveError(scheduler, f"no scheduler answers ({error})", "check its address: tcp://HOST:8786") from None


def extract_with_dask(
    url: str,
    output: str,
    scheduler: str | None = None,
    *,
    jobs: int | None = None,
    settings: Settings | None = None,
    size_limit: int = 100 << 20,
) -> Written:
    """Every report below a folder or fsspec URL to Parquet files in `output`, one folder a table, on a Dask cluster.

    Without `scheduler`, a cluster of `jobs` processes is started on this machine. A second run reads the partitions
    with new or changed files; those of files that are gone are taken out.

    Raises:
        ArchiveError: no such folder, no scheduler.
        MissingExtraError: Dask is not installed.
    """
    settings = settings or Settings.make()
    place, target = open_place(url), _Output(output)
    entries = list(place.entries([]))
    layout = target.read_json(_LAYOUT) or {"buckets": max(1, math.ceil(len(entries) / _PARTITION_FILES))}
    target.write(_LAYOUT, json.dumps(layout).encode())
    wanted = list(partitions(entries, layout["buckets"], settings.extractor))
    marked = target.marked()
    todo = [partition for partition in wanted if partition.name not in marked or not partition.settled]
    reports = failed = 0
    if todo:
        client = _client(scheduler, jobs)
        try:
            for made, lost in _Cluster(client, place, settings, size_limit, output).run(todo):
                reports, failed = reports + made, failed + lost
        finally:
            _close(client, own=scheduler is None)
    for name in marked - {partition.name for partition in wanted}:
        target.remove(name)
    return Written(reports, failed, len(wanted), len(wanted) - len(todo))


def _close(client: Any, *, own: bool) -> None:
    cluster = client.cluster if own else None
    client.close()
    if cluster is not None:
        cluster.close()
