"""zhreport compare and zhreport suggest-aliases."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from zhreport.cli import main

FILES = [f"corpus/yunxi-education/{year}.txt" for year in (2004, 2005, 2006, 2007)]


def test_compare_shows_years_changes_and_failing_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *FILES]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Comparison of 4 reports, 2004–2007: ")
    heading = next(line for line in lines if line.startswith("indicator"))
    assert heading.split() == ["indicator", "unit", "2004", "2005", "2006", "2007", "change", "%", "%", "a", "year"]
    assert next(line for line in lines if line.startswith("違規收費")).split() == [
        "違規收費", "萬元", "3.6", "2.4", "1.85", "1.21", "-2.39", "-66.4%", "-30.5%",
    ]  # fmt: skip
    assert "2006  3015.8萬元 − 2634.6萬元 = 381.2萬元, printed is 318.2萬元" in lines
    assert "targets and plans" in lines


@pytest.mark.parametrize("columns", ["80", "120"])
def test_compare_fits_the_terminal(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", columns)
    main(["compare", *FILES])
    assert max(map(cell_len, capsys.readouterr().out.splitlines())) <= int(columns)


def test_compare_writes_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "years.csv"
    assert main(["compare", *FILES, "-o", str(out)]) == 0
    table = pd.read_csv(out, encoding="utf-8-sig").set_index("indicator")
    assert table.loc["違規收費", ["2004", "2007"]].tolist() == [3.6, 1.21]
    assert capsys.readouterr().err.startswith(f"{out}: 4 reports, 2004–2007: ")


def test_compare_names_reports_that_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", FILES[0], FILES[0]]) == 1
    assert "both are of 2004" in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "none.txt")]) == 1
    assert "none.txt" in capsys.readouterr().err


def test_suggest_aliases_writes_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ask.toml"
    files = [f"corpus/qinglan-health/{year}.txt" for year in (2008, 2009, 2010, 2011)]
    assert main(["suggest-aliases", *files, "-o", str(out)]) == 0
    assert "links to confirm or refuse" in capsys.readouterr().err
    assert main(["compare", *files, "--aliases", str(out), "-o", str(tmp_path / "x.json")]) == 0


@pytest.mark.parametrize(
    "arguments",
    [["compare", "x.txt", "-o", "x.doc"], ["suggest-aliases", "x.txt"], ["suggest-aliases", "x", "-o", "y"]],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    capsys.readouterr()
