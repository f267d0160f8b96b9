"""The command line: what is shown, what is written, and what its exit status says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from zhreport.cli import main

REPORT = """XX年**縣教育局工作總結

一、經費
縣委、縣政府撥付１２．５萬元表彰優秀教師，公開招聘300名教師。
二、打算
（一）招聘
明年計劃招聘400名。
"""
YUNXI = "corpus/yunxi-education"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="gb18030")
    return str(path)


def width_cells(line: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in line)


def test_extract_shows_every_figure_with_its_columns(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", report]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("XX年**縣教育局工作總結 · 縣教育局 · year unknown · CN · 3 sections · 3 facts")
    assert lines[1].split() == ["text", "item", "action", "value", "unit", "role", "status", "period"]
    assert lines[2] == "一、 經費"
    assert lines[3].split()[0] == "１２．５萬元"
    assert lines[3].split()[-4:] == ["12.5", "萬元", "level", "actual"]
    assert "planned" in lines[-1]


def test_columns_stand_under_their_headings(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["extract", report])
    lines = capsys.readouterr().out.splitlines()
    at = lines[1].index("role")
    rows = [line for line in lines[2:] if "level" in line]
    assert len(rows) == 3
    assert {width_cells(row[: row.index("level")]) for row in rows} == {at}


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("path", [f"{YUNXI}/2004.txt", "corpus/hailan-environment/2023.txt"])
def test_no_figure_is_cut(
    path: str, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import zhreport

    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["extract", path]) == 0
    shown = capsys.readouterr().out
    assert max(map(width_cells, shown.splitlines())) <= width
    assert "…" not in shown
    rows = [line.split()[0] for line in shown.splitlines() if line and not line.startswith(" ")]
    for text in zhreport.read(path).facts["text"]:
        words = " ".join(text.split())
        assert words.split()[0] in rows or words in shown, words


def test_sections_are_a_tree(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sections", report]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["一、 經費  (2 facts)", "二、 打算", "  （一） 招聘  (1 fact)"]


def test_reports_without_facts_or_sections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("各項工作取得新進展。", encoding="utf-8")
    assert main(["extract", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "no facts found"
    assert main(["sections", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "no sections found"


def test_year_region_and_encoding_are_taken(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", report, "--year", "2006", "--region", "TW", "--encoding", "gbk"]) == 0
    assert " · 2006 · TW · " in capsys.readouterr().out
    assert main(["extract", report, "--encoding", "utf-8"]) == 1
    assert "it is no utf-8 text" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet", ".xlsx"])
def test_several_files_go_into_one_table(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"o{suffix}"
    files = [f"{YUNXI}/2004.txt", f"{YUNXI}/2005.txt"]
    assert main(["extract", *files, "-o", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    readers = {".csv": pd.read_csv, ".json": pd.read_json, ".parquet": pd.read_parquet, ".xlsx": pd.read_excel}
    table = readers[suffix](out)
    assert f"{len(table)} facts of 2 reports" in told.err
    assert sorted(table["doc"].astype(str).unique()) == ["2004", "2005"]
    assert {"14.62萬人", "１４．６２萬人"} & set(table["text"])
    assert list(table.columns)[:6] == ["doc", "year", "section", "sentence", "start", "end"]


def test_workbooks_have_their_other_tables(tmp_path: Path) -> None:
    out = tmp_path / "o.xlsx"
    main(["extract", f"{YUNXI}/2004.txt", "corpus/hailan-environment/2023.txt", "-o", str(out)])
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["facts", "sections", "diagnostics", "reports"]
    assert book["sections"]["A1"].value == "doc"
    assert [row[0] for row in book["reports"].iter_rows(min_row=2, values_only=True)] == ["2004", "2023"]


def test_sections_can_be_written_too(tmp_path: Path) -> None:
    out = tmp_path / "o.json"
    main(["sections", f"{YUNXI}/2004.txt", "-o", str(out)])
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert rows[0]["path"] == "一、"
    assert rows[0]["doc"] == "2004"


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2007.txt").write_text("招聘12名。", encoding="utf-8")
    out = tmp_path / "o.csv"
    main(["extract", str(tmp_path / "a/2007.txt"), str(tmp_path / "b/2007.txt"), "-o", str(out)])
    assert pd.read_csv(out)["doc"].tolist() == ["a/2007", "b/2007"]


def test_bad_files_are_named_and_the_others_done(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, binary, odd = tmp_path / "empty.txt", tmp_path / "binary.txt", tmp_path / "odd.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)))
    odd.write_bytes("Größe und Übung".encode("latin-1"))
    missing = tmp_path / "missing.txt"
    files = [str(p) for p in (empty, binary, odd, missing, tmp_path)]
    assert main(["extract", *files, report]) == 1
    told = capsys.readouterr()
    reasons = ["it is empty", "binary file", "no known encoding", "no such file", "a directory"]
    for line, file, reason in zip(told.err.splitlines(), files, reasons, strict=True):
        assert line.startswith(f"zhreport: {file}: ")
        assert reason in line.split("; ")[0]
        assert line.split("; ")[1]
    assert "１２．５萬元" in told.out


def test_no_table_is_written_when_nothing_was_read(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    assert main(["extract", str(tmp_path / "missing.txt"), "-o", str(out)]) == 1
    assert not out.exists()


def test_output_that_cannot_be_written(report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", report, "-o", str(tmp_path / "no" / "o.csv")]) == 1
    assert "its folder does not exist; make" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "required: COMMAND"),
        (["extract"], "required: FILE"),
        (["extract", "x.txt", "--year", "07"], "'07' is no year"),
        (["extract", "x.txt", "--year", "２００７"], "is no year"),
        (["extract", "x.txt", "--region", "US"], "invalid choice"),
        (["extract", "x.txt", "-o", "o.doc"], "'o.doc' says no kind of table; end it in .csv"),
        (["divide", "x.txt"], "invalid choice"),
    ],
)
def test_wrong_usage(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert reason in capsys.readouterr().err


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "zhreport.cli", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_output_is_utf8_whatever_the_locale_says(report: str) -> None:
    done = run("extract", report, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="")
    assert done.returncode == 0
    assert done.stderr == b""
    assert "１２．５萬元" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout


def test_piped_rows_are_one_line_each(report: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "zhreport.cli", "extract", f"{YUNXI}/2004.txt"],
        capture_output=True,
        check=True,
        env=environment,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    assert not [line for line in lines if line != line.rstrip() or line.startswith(" ")]


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m zhreport.cli extract corpus/*/*.txt | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 1
