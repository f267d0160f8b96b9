"""The declared tables and what follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhreport
from zhreport.archive.connection import OWN_TABLES, tables
from zhreport.archive.extraction import Settings, clean, extract_content, failure_of_exception
from zhreport.archive.partition import one_schema
from zhreport.archive.places import failure_of, open_place, readable, too_large
from zhreport.archive.schema import EXTRACTED, arrow_batch, arrow_schema, pandas_dtypes, sql_columns
from zhreport.errors import SourceError
from zhreport.tables import FACT_COLUMNS, SECTION_COLUMNS


def test_facts_and_sections_have_the_columns_of_a_report() -> None:
    assert [c for c in EXTRACTED["facts"] if c not in ("report", "label", "page")] == list(FACT_COLUMNS)
    assert [c for c in EXTRACTED["sections"] if c not in ("report", "label", "doc")] == list(SECTION_COLUMNS)


def test_types() -> None:
    columns = {"a": "text", "b": "integer", "c": "number", "d": "bytes"}
    assert sql_columns(columns) == '"a" VARCHAR, "b" BIGINT, "c" DOUBLE, "d" BLOB'
    assert pandas_dtypes(columns) == {"a": "string", "b": "Int64", "c": "Float64", "d": "object"}
    batch = arrow_batch(arrow_schema(columns), [("x\0y", 1, 1.5, b"\xff"), (None, None, None, None)])
    assert batch.to_pylist() == [
        {"a": "x\0y", "b": 1, "c": 1.5, "d": b"\xff"}, {"a": None, "b": None, "c": None, "d": None}
    ]  # fmt: skip
    assert arrow_batch(arrow_schema(columns), []).num_rows == 0


def test_the_stores_tables_hold_what_is_extracted() -> None:
    for name, columns in EXTRACTED.items():
        assert list(tables()[name])[: len(columns)] == list(columns)
    assert set(OWN_TABLES) <= set(tables())
    assert len(one_schema()) == len({"table", *(c for columns in EXTRACTED.values() for c in columns)})


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("报告.txt".encode("gbk"), "报告.txt"),
        ("報告.txt".encode(), "報告.txt"),
        (b"\xff\xfe.txt", "\\xff\\xfe.txt"),
        (b"plain", "plain"),
    ],
)
def test_names(raw: bytes, shown: str) -> None:
    assert readable(raw) == shown


@pytest.mark.parametrize(
    ("error", "code", "remedy"),
    [
        (FileNotFoundError(2, "No such file"), "vanished", "run again"),
        (PermissionError(13, "Permission denied"), "unreadable", "right to read"),
        (OSError(5, "Input/output error"), "unreadable", "--retry"),
        (OSError(40, "Too many levels of symbolic links"), "link", "remove the link"),
    ],
)
def test_failures_of_the_system(error: OSError, code: str, remedy: str) -> None:
    failure = failure_of(error)
    assert failure.code == code
    assert remedy in failure.remedy


def test_failures_of_readers() -> None:
    assert failure_of_exception(SourceError("a", "it is empty", "fill it")).cause == "it is empty"
    assert failure_of_exception(MemoryError()).code == "memory"
    internal = failure_of_exception(ZeroDivisionError("by nought"))
    assert (internal.code, internal.cause) == ("internal", "zhreport failed on it: ZeroDivisionError: by nought")
    assert "ZeroDivisionError" in (internal.detail or "")
    assert too_large(3 << 20, 1 << 20).cause == "it has 3.0 MiB, more than the 1.0 MiB up to which files are read"


def test_an_exception_of_the_extractor_is_an_error_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhreport.archive.extraction.extract_values", lambda *_, **__: 1 // 0)
    rows = extract_content("2007.txt", "公開招聘300名教師。".encode(), Settings.make())
    assert [len(rows[table]) for table in EXTRACTED] == [0, 0, 0, 0, 1]
    assert rows["errors"][0][3] == "internal"


def test_halves_of_pairs_are_written_out() -> None:
    assert clean("名\udcb1") == "名\\udcb1"


def test_a_place_that_is_none(tmp_path: object) -> None:
    with pytest.raises(ValueError, match="there is no such folder; check the name"):
        open_place(f"{tmp_path}/missing")
    with pytest.raises(ValueError, match="there is no such folder"):
        open_place(f"file://{tmp_path}/missing")


def test_a_file_says_of_itself_what_it_says_when_it_is_read_alone(tmp_path: Path) -> None:
    page = "<title>青溪县教育局2007年工作总结</title><p>全年公开招聘教师300名，培训教师120人次，成效明显。</p>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    alone = zhreport.read(tmp_path / "a.html")
    (row,) = extract_content("a.html", page.encode(), Settings())["reports"]
    found = dict(zip(EXTRACTED["reports"], row, strict=True))
    assert [found[name] for name in ("title", "issuer", "year")] == [alone.title, alone.issuer, alone.year]
    assert alone.year == 2007
