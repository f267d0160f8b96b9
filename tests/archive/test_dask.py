"""Archives on a Dask cluster of two worker processes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import zhreport
from tests.archive.folders import dump, make_folder
from zhreport.archive import dask_engine
from zhreport.archive.dask_engine import Written, extract_with_dask
from zhreport.archive.errors import ArchiveError, MissingExtraError
from zhreport.archive.places import LocalPlace
from zhreport.archive.schema import EXTRACTED

distributed = pytest.importorskip("distributed")

COUNT = 120
# The cluster's own sockets and files are closed when the process ends.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as two:
        yield two


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = make_folder(tmp_path_factory.mktemp("dask") / "archive", COUNT)
    (place / "empty.txt").write_bytes(b"")
    return place


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "_PARTITION_FILES", 10)
    monkeypatch.setattr("zhreport.archive.places._SETTLED_SECONDS", -60.0)


def rows(output: Path) -> dict[str, list[tuple[Any, ...]]]:
    query = "SELECT * FROM read_parquet('{}/{}/*.parquet') ORDER BY ALL"
    return {name: duckdb.sql(query.format(output, name)).fetchall() for name in EXTRACTED}


@pytest.fixture(scope="module")
def undisturbed(cluster: Any, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dask_engine, "_PARTITION_FILES", 10)
        written = extract_with_dask(f"file://{folder}", f"file://{output}", cluster.scheduler_address)
    assert (written.reports, written.failed, written.unchanged) == (COUNT, 1, 0)
    return output


def test_rows_are_those_of_a_store(undisturbed: Path, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "archive.duckdb"
    zhreport.extract_archive(folder, store, jobs=2, progress=False)
    own, made = dump(store), rows(undisturbed)
    for table in ("texts", "sections", "facts"):
        assert made[table] == own[table]
    columns = len(EXTRACTED["reports"])
    assert made["reports"] == [row[:columns] for row in own["reports"]]
    assert [row[0] for row in made["errors"]] == ["empty.txt"]


def test_a_worker_killed_in_mid_run(cluster: Any, folder: Path, undisturbed: Path, tmp_path: Path) -> None:
    output, killed = tmp_path / "out", []

    def kill() -> None:
        marks = output / dask_engine._MARKS
        while not (marks.is_dir() and len(list(marks.iterdir())) >= 2):
            time.sleep(0.01)
        with distributed.Client(cluster.scheduler_address) as client:
            _, pid = min(client.run(os.getpid).items())
            os.kill(pid, signal.SIGKILL)
            killed.append(len(list(marks.iterdir())))

    killer = threading.Thread(target=kill)
    killer.start()
    written = extract_with_dask(f"file://{folder}", f"file://{output}", cluster.scheduler_address)
    killer.join()
    assert killed[0] < written.partitions
    assert (written.reports, written.failed) == (COUNT, 1)
    assert rows(output) == rows(undisturbed)


def test_a_second_run_reads_what_is_new_or_changed(cluster: Any, folder: Path, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "archive", 30)
    output = str(tmp_path / "out")

    def again() -> Written:
        return extract_with_dask(str(folder), output, cluster.scheduler_address)

    first = again()
    assert (first.reports, first.unchanged) == (30, 0)
    assert again() == Written(0, 0, first.partitions, first.partitions)
    next(folder.rglob("2007-*.txt")).unlink()
    (folder / "new.txt").write_text("公開招聘300名教師。", encoding="utf-8")
    third = again()
    assert third.partitions - third.unchanged <= 2
    found = rows(Path(output))
    assert len(found["reports"]) == 30
    assert "new.txt" in {row[2] for row in found["reports"]}


class Deadly(LocalPlace):
    """A folder with a file that ends whoever reads it."""

    def read(self, raw: bytes) -> bytes:
        if raw.startswith(b"deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(raw)


def test_a_file_that_ends_its_workers(
    cluster: Any, undisturbed: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(tmp_path / "archive", 12)
    (folder / "deadly.txt").write_text("公開招聘300名教師。", encoding="utf-8")
    monkeypatch.setattr(dask_engine, "open_place", lambda url: Deadly(str(folder)))
    written = extract_with_dask(str(folder), str(tmp_path / "out"), cluster.scheduler_address)
    assert (written.reports, written.failed) == (12, 1)
    [error] = rows(tmp_path / "out")["errors"]
    assert (error[0], error[3]) == ("deadly.txt", "died")


def test_a_cluster_of_its_own(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "archive", 3)
    assert extract_with_dask(str(folder), str(tmp_path / "out"), jobs=1).reports == 3


def test_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_folder(tmp_path / "archive", 1)
    with distributed_timeout(), pytest.raises(ArchiveError, match="no scheduler answers"):
        extract_with_dask(str(tmp_path / "archive"), str(tmp_path / "out"), "tcp://127.0.0.1:1")


def distributed_timeout() -> Any:
    import dask

    return dask.config.set({"distributed.comm.timeouts.connect": "1s"})


def test_dask_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_folder(tmp_path / "archive", 1)
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(MissingExtraError, match=r"zhreport\[dask\]"):
        extract_with_dask(str(tmp_path / "archive"), str(tmp_path / "out"), jobs=1)
