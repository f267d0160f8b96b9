"""A store as its users hold it: tables, SQL, comparison, files for other programs; and who may open it when."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

import zhreport
from zhreport.archive import archive as archive_module
from zhreport.archive import connection, export, writer
from zhreport.archive.archive import Archive
from zhreport.archive.connection import opened, prepare, run_lock
from zhreport.archive.errors import ArchiveError, MissingExtraError, StoreBusyError


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus in a store, with one file that cannot be read."""
    place = tmp_path_factory.mktemp("store")
    folder = place / "archive"
    for issuer in zhreport.corpus.issuers():
        for path in zhreport.corpus.paths(issuer):
            (folder / issuer).mkdir(parents=True, exist_ok=True)
            (folder / issuer / path.name).write_bytes(path.read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    zhreport.extract_archive(folder, place / "archive.duckdb", jobs=1, progress=False)
    return place / "archive.duckdb"


@pytest.fixture
def archive(store: Path) -> Archive:
    return zhreport.open_archive(store)


def test_tables(archive: Archive) -> None:
    assert len(archive.reports) == 12
    assert archive.reports["doc"].iloc[0] == "hailan-environment/2020.txt"
    assert archive.reports["year"].tolist() == [*range(2020, 2024), *range(2008, 2012), *range(2004, 2008)]
    assert archive.sections.columns[0] == "doc"
    assert list(archive.facts.columns) == list(zhreport.extract("").facts.columns)
    assert archive.errors["path"].tolist() == ["empty.txt"]
    assert repr(archive).startswith(f"<Archive {archive.store}: 12 reports, ")


def test_sql(archive: Archive) -> None:
    counted = archive.sql("SELECT year // 10 AS decade, count(*) AS n FROM reports GROUP BY ALL ORDER BY decade")
    assert counted.values.tolist() == [[200, 6], [201, 2], [202, 4]]
    assert str(counted["n"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT nothing FROM reports", "nothing"),
        ("SELEC 1", "syntax error"),
        ("DELETE FROM facts", "read-only"),
        ("", "no answer"),
    ],
)
def test_wrong_queries(archive: Archive, query: str, told: str) -> None:
    with pytest.raises(ArchiveError, match=told):
        archive.sql(query)
    assert len(archive.reports) == 12


def test_views(archive: Archive) -> None:
    coverage = archive.sql("SELECT * FROM coverage")
    assert coverage["reports"].tolist() == [1] * 12
    assert coverage["facts"].sum() == len(archive.facts)
    assert archive.sql("SELECT * FROM failures")[["code", "files", "example"]].values.tolist() == [
        ["format", 1, "empty.txt"]
    ]
    facts = archive.facts
    levels = facts[
        (facts["role"] == "level") & (facts["status"] == "actual") & facts["item"].notna() & facts["std_value"].notna()
    ]
    assert len(archive.sql("SELECT * FROM indicators")) == len(levels)
    assert len(archive.sql("SELECT * FROM targets")) == (facts["status"] == "planned").sum()
    assert archive.sql("SELECT * FROM duplicates").empty
    names = archive.sql("SELECT name FROM contents")["name"].tolist()
    assert {"reports", "sections", "facts", "errors", "runs", "coverage", "indicators", "quotes"} <= set(names)


def test_quotes_stand_in_their_text(archive: Archive, store: Path) -> None:
    quotes = archive.sql("SELECT * FROM quotes")
    assert len(quotes) == len(archive.facts)
    assert quotes["quote"].notna().all()
    folder = store.parent / "archive"
    for row in quotes.head(40).itertuples():
        text = zhreport.read(folder / row.doc).text
        before, _, after = row.quote.partition(f"【{row.text}】")
        assert before + row.text + after in text


def test_comparison_is_that_of_the_reports(archive: Archive, store: Path) -> None:
    issuer = archive.reports["issuer"].iloc[-1]
    compared = archive.compare(issuer=issuer, years=[2006, 2007])
    paths = [store.parent / "archive" / "yunxi-education" / f"{year}.txt" for year in (2006, 2007)]
    own = zhreport.compare([zhreport.read(path) for path in paths])
    assert compared.years == (2006, 2007)
    pd.testing.assert_frame_equal(compared.table, own.table)
    # One of the four leaves the county out of its name; and either script will do.
    assert set(archive.reports["issuer"].tail(4)) == {"雲溪縣教育局", "縣教育局"}
    assert archive.compare(issuer="云溪县教育局").years == (2004, 2005, 2006, 2007)


def test_what_there_is_to_compare_is_named(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match=r"no report of 無縣.*ask for one of: .*\(2020–2023\)"):
        archive.compare(issuer="無縣", years=[2007])
    issuer = archive.reports["issuer"].iloc[-1]
    with pytest.raises(ArchiveError, match=r"for \[1999\]"):
        archive.compare(issuer=issuer, years=[1999, 2006])


def test_export(archive: Archive, tmp_path: Path) -> None:
    tables = {name: getattr(archive, name) for name in archive_module.TABLES}
    for kind, read in (("parquet", pd.read_parquet), ("csv", pd.read_csv)):
        written = archive.export(tmp_path / kind, kind)
        assert written == {str(tmp_path / kind / f"{name}.{kind}"): len(table) for name, table in tables.items()}
        for name, table in tables.items():
            back = read(tmp_path / kind / f"{name}.{kind}")
            assert list(back.columns) == list(table.columns)
            assert len(back) == len(table)
        facts = read(tmp_path / kind / f"facts.{kind}")
        assert facts["text"].tolist() == tables["facts"]["text"].tolist()
    assert (tmp_path / "csv" / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc,")
    archive.export(tmp_path / "archive.xlsx")
    book = openpyxl.load_workbook(tmp_path / "archive.xlsx", read_only=True)
    assert book.sheetnames == list(archive_module.TABLES)
    assert book["facts"].max_row == len(tables["facts"]) + 1


def test_a_workbook_is_not_cut(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SHEET_ROWS", 20)
    with pytest.raises(ArchiveError, match=r"rows, a sheet holds 20; export to a folder"):
        archive.export(tmp_path / "archive.xlsx")


def test_a_place_that_cannot_be_exported_to(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be made"):
        archive.export(tmp_path / "file" / "in")


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no such store; make it with zhreport archive"):
        zhreport.open_archive(tmp_path / "none.duckdb")
    (tmp_path / "words.duckdb").write_text("words" * 1000)
    with pytest.raises(ArchiveError, match="it is no store of zhreport"):
        zhreport.open_archive(tmp_path / "words.duckdb")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE t (a INTEGER)")
    with pytest.raises(ArchiveError, match="it is a database, but no store of zhreport"):
        zhreport.open_archive(tmp_path / "other.duckdb")


@pytest.mark.parametrize(
    ("folder", "store", "told"),
    [
        ("missing", "s.duckdb", "there is no such folder"),
        ("file.txt", "s.duckdb", "it is a file, not a folder"),
        (".", "no/s.duckdb", "its folder does not exist; make .*no first"),
        (".", "file.txt", "it is no store"),
        ("nosuch://bucket", "s.duckdb", "cannot be opened"),
    ],
)
def test_wrong_places(tmp_path: Path, folder: str, store: str, told: str) -> None:
    (tmp_path / "file.txt").write_text("公開招聘300名教師。" * 500, encoding="utf-8")
    place = folder if "://" in folder else tmp_path / folder
    with pytest.raises(ArchiveError, match=told):
        zhreport.extract_archive(place, tmp_path / store, jobs=1, progress=False)


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    store = tmp_path / "archive.duckdb"
    with run_lock(str(store)), pytest.raises(StoreBusyError, match=r"another run is writing to it \(process \d+\)"):
        zhreport.extract_archive(tmp_path, store, jobs=1, progress=False)
    zhreport.extract_archive(tmp_path, store, jobs=1, progress=False)


HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'r'); print(flush=True); input()"


@pytest.mark.parametrize("how", ["r", "w"])
def test_a_program_that_does_not_let_go(store: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(writer, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(archive_module, "_PATIENCE_SECONDS", 0.3)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreBusyError, match=rf"\(process {holder.pid}\) has it open; close it there"):
            zhreport.extract_archive(store.parent / "archive", store, jobs=1, progress=False)
        if how == "r":
            assert len(zhreport.open_archive(store).reports) == 12
        else:
            with pytest.raises(StoreBusyError):
                zhreport.open_archive(store)
        holder.communicate(b"\n")
    assert len(zhreport.open_archive(store).reports) == 12


def test_two_readers_in_one_process(store: Path) -> None:
    with opened(str(store), read_only=True, patience=0):
        assert len(zhreport.open_archive(store).reports) == 12


def test_a_writer_in_one_process_is_waited_for(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "_PATIENCE_SECONDS", 0.2)
    with opened(str(store), read_only=False, patience=5):
        began = time.monotonic()
        with pytest.raises(StoreBusyError, match="another part of this program has it open"):
            zhreport.open_archive(store)
        assert time.monotonic() - began >= 0.2


def made(path: Path, statements: list[str]) -> None:
    with duckdb.connect(str(path)) as new:
        prepare(new, str(path))
        for statement in statements:
            new.execute(statement)


def test_an_older_store_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "old.duckdb"
    made(store, ["ALTER TABLE runs DROP COLUMN removed", 'UPDATE store SET "schema" = 0'])
    monkeypatch.setattr(connection, "_MIGRATIONS", {0: ("ALTER TABLE runs ADD COLUMN removed BIGINT",)})
    archive = zhreport.extract_archive(tmp_path, store, jobs=1, progress=False)
    assert archive.runs["removed"].tolist() == [0]
    assert archive.sql('SELECT "schema" FROM store')["schema"].tolist() == [connection.SCHEMA_VERSION]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "old.duckdb"
    made(store, ['UPDATE store SET "schema" = 0'])
    monkeypatch.setattr(connection, "_MIGRATIONS", {0: ("DROP TABLE runs", "nonsense")})
    with pytest.raises(duckdb.ParserException):
        zhreport.extract_archive(tmp_path, store, jobs=1, progress=False)
    assert zhreport.open_archive(store).sql('SELECT "schema" FROM store')["schema"].tolist() == [0]


def test_every_older_schema_has_its_step() -> None:
    assert sorted(connection._MIGRATIONS) == list(range(1, connection.SCHEMA_VERSION))


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "new.duckdb"
    made(store, ['UPDATE store SET "schema" = 99'])
    with pytest.raises(ArchiveError, match=r"it has schema 99, this zhreport knows \d+; update zhreport"):
        zhreport.extract_archive(tmp_path, store, jobs=1, progress=False)
    with pytest.raises(ArchiveError, match="update zhreport"):
        zhreport.open_archive(store)


@pytest.mark.parametrize("library", ["duckdb", "pyarrow"])
def test_a_missing_library_is_named_with_its_extra(store: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=rf"{library} is not installed; .*'zhreport\[archive\]'"):
        zhreport.open_archive(store)
