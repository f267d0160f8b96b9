"""Tables to files, and every reason why one cannot be written."""

from __future__ import annotations

import builtins
import json
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from zhreport.errors import OutputError
from zhreport.output import SUFFIXES, write_tables

TABLE = pd.DataFrame(
    {
        "text": pd.Series(["=1+1", "http://a.example", "縣\x0b\x01中", "x" * 40_000, pd.NA], dtype="string"),
        "value": pd.Series([561.3, 0.1, 20534.8, 1e-9, pd.NA], dtype="Float64"),
        "year": pd.Series([2007, pd.NA, 2008, 2009, 2010], dtype="Int64"),
        "kind": pd.Series(["amount"] * 5, dtype=pd.CategoricalDtype(["amount", "count"])),
    }
)
OTHER = pd.DataFrame({"path": pd.Series(["一、"], dtype="string")})


def test_csv_is_what_excel_and_pandas_read(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    write_tables(str(path), {"facts": TABLE[:3], "sections": OTHER})
    assert path.read_bytes().startswith(b"\xef\xbb\xbftext,value,year,kind\r\n=1+1,561.3,2007,amount\r\n")
    assert pd.read_csv(path)["value"].tolist() == [561.3, 0.1, 20534.8]


def test_json_is_records_in_utf8(tmp_path: Path) -> None:
    path = tmp_path / "o.JSON"
    write_tables(str(path), {"facts": TABLE[1:3]})
    assert "縣".encode() in path.read_bytes()
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {"text": "http://a.example", "value": 0.1, "year": None, "kind": "amount"},
        {"text": "縣\x0b\x01中", "value": 20534.8, "year": 2008, "kind": "amount"},
    ]


def test_parquet_keeps_the_types(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    write_tables(str(path), {"facts": TABLE})
    pd.testing.assert_frame_equal(pd.read_parquet(path), TABLE)


def test_workbooks_hold_words_as_words(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    write_tables(str(path), {"facts": TABLE, "sections": OTHER})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["facts", "sections"]
    rows = list(book["facts"].iter_rows(values_only=True))
    assert rows[0] == ("text", "value", "year", "kind")
    assert rows[1] == ("=1+1", 561.3, 2007, "amount")
    assert book["facts"]["A2"].data_type == "s"
    assert book["facts"]["A3"].hyperlink is None
    assert rows[3][0] == "縣  中"
    assert len(rows[4][0]) == 32_767
    assert rows[4][0].endswith("x…")
    assert rows[5] == (None, None, 2010, "amount")
    assert book["facts"].freeze_panes == "A2"
    assert book["facts"].auto_filter.ref == "A1:D6"
    assert "縣" in zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode("utf-8")


def test_empty_tables_are_written_with_their_columns(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        path = tmp_path / f"o{suffix}"
        write_tables(str(path), {"facts": TABLE[:0]})
        assert path.stat().st_size > 0
    assert list(pd.read_csv(tmp_path / "o.csv").columns) == list(TABLE.columns)
    assert list(pd.read_excel(tmp_path / "o.xlsx").columns) == list(TABLE.columns)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("o.doc", ".doc says no kind of table"),
        ("facts", "no suffix says no kind of table"),
        ("missing/o.csv", "its folder does not exist"),
        ("folder.csv", "it is a directory"),
        ("file.txt/o.csv", "it cannot be written"),
    ],
)
def test_places_that_cannot_be_written_to(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        write_tables(str(tmp_path / name), {"facts": TABLE})
    assert reason in caught.value.reason
    assert caught.value.remedy
    assert str(caught.value) == f"{tmp_path / name}: {caught.value.reason}; {caught.value.remedy}"


def test_parquet_needs_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pyarrow(name: str, *rest: object, **more: object) -> object:
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_pyarrow)
    with pytest.raises(
        OutputError, match=r"pyarrow is not installed; install it with pip install 'zhreport\[parquet\]'"
    ):
        write_tables(str(tmp_path / "o.parquet"), {"facts": TABLE})
    assert not (tmp_path / "o.parquet").exists()
