"""The commands archive, sql and export as they are typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.archive.folders import make_folder
from tests.terminals import on_a_terminal
from zhreport.cli import main

COUNT = 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("command")
    make_folder(place / "archive", COUNT)
    (place / "archive" / "empty.txt").write_bytes(b"")
    assert main(["archive", str(place / "archive"), str(place / "a.duckdb"), "--jobs", "1", "--quiet"]) == 1
    return place


def test_summary(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["archive", str(place / "archive"), str(place / "a.duckdb"), "--jobs", "1", "--retry"]) == 1
    told = capsys.readouterr().err
    assert f"a.duckdb: {COUNT + 1} files: 0 read, {COUNT} unchanged, 1 failed, in " in told
    assert "1 × it is empty (empty.txt); check that it was saved or downloaded whole" in told
    assert main(["archive", str(place / "archive"), str(place / "a.duckdb")]) == 0
    assert "it is empty" in capsys.readouterr().err


def test_sql_is_csv_where_no_terminal_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(place / "a.duckdb"), "select path, code from errors"]) == 0
    assert capsys.readouterr().out == "path,code\nempty.txt,format\n"
    assert main(["sql", str(place / "a.duckdb")]) == 0
    assert "coverage,view," in capsys.readouterr().out


def test_sql_to_a_file(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.csv"
    assert main(["sql", str(place / "a.duckdb"), "select path from errors", "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8-sig").split() == ["path", "empty.txt"]


def test_export(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(place / "a.duckdb"), str(tmp_path / "tables"), "--format", "csv"]) == 0
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == [
        "errors.csv", "facts.csv", "reports.csv", "sections.csv"
    ]  # fmt: skip
    assert f"reports.csv: {COUNT} rows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sql", "none.duckdb", "select 1"], "none.duckdb: there is no such store; make it with zhreport archive"),
        (["archive", "nowhere", "a.duckdb"], "nowhere: there is no such folder"),
    ],
)
def test_mistakes(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--jobs", "0"], ["--jobs", "two"], ["--time-limit", "-1"], ["--size-limit", "x"]])
def test_wrong_numbers(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["archive", "folder", "store", *option])
    assert ended.value.code == 2
    assert "is no number of" in capsys.readouterr().err


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    make_folder(tmp_path / "archive", COUNT)
    store = str(tmp_path / "a.duckdb")
    command = [sys.executable, "-m", "zhreport.cli"]
    environment = {**os.environ, "TERM": "xterm"}
    status, shown = on_a_terminal([*command, "archive", str(tmp_path / "archive"), store, "--jobs", "1"], environment)
    assert status == 0
    assert f"{COUNT}/{COUNT} files" in shown
    assert "files/s" in shown
    status, shown = on_a_terminal([*command, "sql", store, "select doc, year from reports"], environment)
    assert status == 0
    assert "hailan-environment/000/2020-0.txt" in shown
