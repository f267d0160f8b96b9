"""A run that is killed or interrupted loses nothing and doubles nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

import zhreport
from tests.archive.folders import dump, make_folder

COUNT = 120
TRANSACTION_FILES = 10


def start(folder: Path, store: Path, files: int = TRANSACTION_FILES) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.archive.one_run", str(folder), str(store), str(files)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def end_of(pids: list[int], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, pids))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder, and the store of a run over it."""
    place = tmp_path_factory.mktemp("undisturbed")
    folder = make_folder(place / "archive", COUNT)
    (folder / "empty.txt").write_bytes(b"")
    process = start(folder, place / "archive.duckdb")
    process.communicate()
    assert process.returncode == 1
    return folder, place / "archive.duckdb"


def wait_for(process: subprocess.Popen[str], files: int) -> None:
    """Wait until so many files are done."""
    assert process.stdout is not None
    process.stdout.read(files)


def check_kills(undisturbed: tuple[Path, Path], place: Path, kills: int, seed: int) -> list[int]:
    """Kill a run at random moments, each time begin again; the reports found after each kill."""
    folder, whole = undisturbed
    rng, found = random.Random(seed), []
    with duckdb.connect(str(whole), read_only=True) as connection:
        expected = extents(connection)
    for number in range(kills):
        store = place / f"{number}.duckdb"
        process = start(folder, store)
        wait_for(process, rng.randrange(COUNT))
        time.sleep(rng.uniform(0, 0.1))
        workers = children(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert end_of(workers), "workers outlive the run that was killed"
        if store.exists():
            with duckdb.connect(str(store), read_only=True) as connection:
                tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
                if "reports" in tables:
                    there = extents(connection)
                    assert there.items() <= expected.items()
                    found.append(len(there))
        again = start(folder, store)
        _, told = again.communicate()
        assert again.returncode in (0, 1), told
        assert dump(store) == dump(whole), f"kill {number}"
    return found


def extents(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """How many rows of each table every report has."""
    counted = ", ".join(
        f"(SELECT count(*) FROM {table} t WHERE t.report = r.report)" for table in ("texts", "sections", "facts")
    )
    rows = connection.execute(f"SELECT r.report, {counted} FROM reports r").fetchall()
    assert len({report for report, *_ in rows}) == len(rows), "a report is doubled"
    return {report: tuple(counts) for report, *counts in rows}


def test_kills(undisturbed: tuple[Path, Path], tmp_path: Path) -> None:
    check_kills(undisturbed, tmp_path, 3, seed=int(time.time()))


@pytest.mark.slow
def test_twenty_kills(undisturbed: tuple[Path, Path], tmp_path: Path) -> None:
    found = check_kills(undisturbed, tmp_path, 20, seed=20)
    print(f"reports in the store after each kill: {found} of {COUNT}")
    assert any(0 < reports < COUNT for reports in found)


def test_interrupt(undisturbed: tuple[Path, Path], tmp_path: Path) -> None:
    folder, whole = undisturbed
    store = tmp_path / "archive.duckdb"
    process = start(folder, store)
    wait_for(process, COUNT // 3)
    workers = children(process.pid)
    # As a terminal does: to every process in the foreground.
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in told) == (130, False), told
    assert "stopped; what was read is in" in told
    assert end_of(workers)
    archive = zhreport.open_archive(store)
    assert archive.runs["state"].tolist() == ["interrupted"]
    assert not Path(f"{store}.lock").exists()
    again = start(folder, store)
    again.communicate()
    assert dump(store) == dump(whole)
    assert archive.runs["state"].tolist() == ["interrupted", "done"]


def test_a_killed_run_is_recorded(undisturbed: tuple[Path, Path], tmp_path: Path) -> None:
    folder, _ = undisturbed
    store = tmp_path / "archive.duckdb"
    process = start(folder, store)
    wait_for(process, 1)
    process.kill()
    process.communicate()
    archive = zhreport.extract_archive(folder, store, jobs=2, progress=False)
    assert archive.runs["state"].tolist() == ["killed", "done"]


def test_reading_while_a_run_writes(undisturbed: tuple[Path, Path], tmp_path: Path) -> None:
    folder, _ = undisturbed
    store = tmp_path / "archive.duckdb"
    process = start(folder, store, files=5)
    seen = []
    while process.poll() is None:
        with contextlib.suppress(zhreport.errors.ZhReportError):  # the tables come after the file
            archive = zhreport.open_archive(store)
            counts = archive.sql("SELECT count(*) AS n, count(DISTINCT report) AS d FROM reports").iloc[0]
            assert counts["n"] == counts["d"]
            seen.append(int(counts["n"]))
    process.communicate()
    assert seen == sorted(seen)
    assert len({count for count in seen if 0 < count < COUNT}) >= 3
    assert len(zhreport.open_archive(store).reports) == COUNT
