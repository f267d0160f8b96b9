"""What runs over a folder leave in the store: everything once, and a second time nothing."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import zhreport
from tests.archive.folders import dump, make_folder
from zhreport.archive import batch, extraction, version
from zhreport.archive.archive import Archive

COUNT = 14


def run(folder: Path, store: Path, **options: object) -> Archive:
    return zhreport.extract_archive(folder, store, jobs=1, progress=False, **options)


def last(archive: Archive) -> dict[str, object]:
    """What the last run counted."""
    row = archive.runs.iloc[-1]
    return {name: row[name] for name in ("state", "files", "unchanged", "done", "copies", "failed", "removed")}


def counted(files: int, **others: int) -> dict[str, object]:
    zero = dict.fromkeys(("unchanged", "done", "copies", "failed", "removed"), 0)
    return {"state": "done", "files": files, **zero, **others}


def settle(folder: Path) -> None:
    """Date the files back, as if they had been there for long; the change time alone would not do."""
    for path in folder.rglob("*"):
        os.utime(path, (1e9, 1e9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "archive", COUNT)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "archive.duckdb"


def test_rows_are_those_of_the_reports(folder: Path, store: Path) -> None:
    archive = run(folder, store)
    assert last(archive) == counted(COUNT, done=COUNT)
    assert len(archive.reports) == COUNT
    for row in archive.reports.itertuples():
        report = zhreport.read(folder / row.path, doc=row.doc)
        said = [None if pd.isna(one) else one for one in (row.title, row.issuer, row.year, row.region)]
        assert said == [report.title, report.issuer, report.year, report.region]
        own = archive.facts[archive.facts["doc"] == row.doc].reset_index(drop=True)
        assert own.equals(report.facts)
        assert own.dtypes.equals(report.facts.dtypes)
        sections = archive.sections[archive.sections["doc"] == row.doc].drop(columns="doc").reset_index(drop=True)
        assert sections.equals(report.sections)


def test_second_run_does_nothing(folder: Path, store: Path) -> None:
    run(folder, store)
    before = dump(store)
    archive = run(folder, store)
    assert last(archive) == counted(COUNT, unchanged=COUNT)
    assert dump(store) == before


def test_unchanged_files_are_not_even_opened(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhreport.archive.places._SETTLED_SECONDS", -60.0)
    run(folder, store)
    monkeypatch.setattr(batch._Run, "digest", lambda *_: pytest.fail("opened"))
    assert last(run(folder, store)) == counted(COUNT, unchanged=COUNT)


def test_a_changed_file_replaces_its_rows(folder: Path, store: Path) -> None:
    run(folder, store)
    changed = next(folder.rglob("2007-*.txt"))
    changed.write_text("雲溪縣教育局2007年工作總結\n公開招聘300名教師。", encoding="utf-8")
    archive = run(folder, store)
    assert last(archive) == counted(COUNT, unchanged=COUNT - 1, done=1)
    doc = changed.relative_to(folder).as_posix()
    assert archive.facts[archive.facts["doc"] == doc]["text"].tolist() == ["300名"]
    assert len(archive.reports) == COUNT
    fresh = store.with_name("fresh.duckdb")
    run(folder, fresh)
    assert dump(store) == dump(fresh)


def test_a_change_that_keeps_size_and_times_is_found_by_its_change_time_and_by_verify(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhreport.archive.places._SETTLED_SECONDS", -60.0)
    settle(folder)
    run(folder, store)
    changed = next(folder.rglob("2007-*.txt"))
    status = changed.stat()
    changed.write_bytes(changed.read_bytes()[::-1])
    os.utime(changed, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert last(run(folder, store))["unchanged"] == COUNT - 1
    assert last(run(folder, store, verify=True)) == counted(COUNT, unchanged=COUNT)


def test_a_removed_file_takes_its_rows_along(folder: Path, store: Path) -> None:
    run(folder, store)
    gone = next(folder.rglob("2007-*.txt"))
    gone.unlink()
    archive = run(folder, store)
    assert last(archive) == counted(COUNT - 1, unchanged=COUNT - 1, removed=1)
    assert gone.relative_to(folder).as_posix() not in set(archive.facts["doc"])
    fresh = store.with_name("fresh.duckdb")
    run(folder, fresh)
    assert dump(store) == dump(fresh)


def test_copies_are_read_once_and_recorded_with_all_their_paths(folder: Path, store: Path) -> None:
    original = next(folder.rglob("2007-*.txt"))
    (folder / "aaa.txt").write_bytes(original.read_bytes())
    (folder / "zzz.txt").write_bytes(original.read_bytes())
    archive = run(folder, store)
    assert last(archive) == counted(COUNT + 2, done=COUNT, copies=2)
    paths = archive.sql("SELECT paths FROM duplicates").iloc[0, 0]
    assert list(paths) == sorted(["aaa.txt", original.relative_to(folder).as_posix(), "zzz.txt"])
    assert "aaa.txt" in set(archive.reports["path"])
    # The copies alone keep the report when the file goes whose name it had.
    (folder / "aaa.txt").unlink()
    assert last(run(folder, store)) == counted(COUNT + 1, unchanged=COUNT + 1, removed=1, done=1)
    fresh = store.with_name("fresh.duckdb")
    run(folder, fresh)
    assert dump(store) == dump(fresh)


def test_a_renamed_file_is_named_anew(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "2007.txt").write_text("公開招聘300名教師。", encoding="utf-8")
    assert run(folder, store).reports["year"].tolist() == [2007]
    (folder / "2007.txt").rename(folder / "2008.txt")
    archive = run(folder, store)
    assert archive.reports[["doc", "year"]].values.tolist() == [["2008.txt", 2008]]
    assert archive.facts[["doc", "year", "text"]].values.tolist() == [["2008.txt", 2008, "300名"]]


def test_two_folders_in_one_store(folder: Path, store: Path, tmp_path: Path) -> None:
    other = make_folder(tmp_path / "other", 3, seed=2)
    run(folder, store)
    archive = run(other, store)
    assert last(archive) == counted(3, done=3)
    assert len(archive.reports) == COUNT + 3
    # What is gone from one folder, another still has.
    moved = next(other.rglob("*.txt"))
    (folder / moved.name).write_bytes(moved.read_bytes())
    assert last(run(folder, store)) == counted(COUNT + 1, unchanged=COUNT, copies=1)
    moved.unlink()
    assert len(run(other, store).reports) == COUNT + 3


def test_another_extractor_reads_all_again(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder, store)
    before = dump(store)
    monkeypatch.setattr(extraction, "extractor_version", lambda *_: "next")
    archive = run(folder, store)
    assert last(archive) == counted(COUNT, done=COUNT)
    assert set(archive.sql("SELECT extractor FROM reports")["extractor"]) == {"next"}
    after = dump(store)
    assert after["facts"] == before["facts"]
    assert len(after["reports"]) == COUNT


def test_the_lexicon_and_the_encoding_belong_to_the_extractor() -> None:
    own = zhreport.Lexicon.parse('[[classifier]]\nsurface = "籮筐"')
    versions = [version.extractor_version(*options) for options in ((), ("big5",), (None, own))]
    assert len(set(versions)) == 3
    again = zhreport.Lexicon.parse('[[classifier]]\nsurface = "籮筐"', "elsewhere")
    assert version.extractor_version(None, again) == versions[2]


def test_own_terms_reach_the_workers(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "2007.txt").write_text("收購鮮筍120籮筐。", encoding="utf-8")
    own = zhreport.Lexicon.parse('[[classifier]]\nsurface = "籮筐"')
    assert run(folder, store, lexicon=own).facts["std_unit"].tolist() == ["籮筐"]


def test_failures_stay_until_retry(tmp_path: Path, store: Path) -> None:
    folder = make_folder(tmp_path / "archive", 2)
    (folder / "empty.txt").write_bytes(b"")
    archive = run(folder, store)
    assert last(archive) == counted(3, done=2, failed=1)
    assert archive.errors[["path", "code", "cause"]].values.tolist() == [["empty.txt", "format", "it is empty"]]
    assert last(run(folder, store)) == counted(3, unchanged=3)
    assert last(run(folder, store, retry=True)) == counted(3, unchanged=2, failed=1)
    assert len(run(folder, store).errors) == 1
    (folder / "empty.txt").write_text("公開招聘300名教師。", encoding="utf-8")
    archive = run(folder, store)
    assert last(archive) == counted(3, unchanged=2, done=1)
    assert archive.errors.empty


def test_a_fsspec_url(folder: Path, store: Path) -> None:
    local = store.with_name("local.duckdb")
    run(folder, local)
    archive = zhreport.extract_archive(f"file://{folder}", store, jobs=1, progress=False)
    assert last(archive) == counted(COUNT, done=COUNT)
    for table in ("texts", "sections", "facts"):
        assert dump(store)[table] == dump(local)[table]
    again = zhreport.extract_archive(f"file://{folder}", store, jobs=1, progress=False)
    assert last(again) == counted(COUNT, unchanged=COUNT)


def test_the_store_may_lie_in_the_folder(folder: Path) -> None:
    archive = run(folder, folder / "archive.duckdb")
    assert last(archive) == counted(COUNT, done=COUNT)
    assert last(run(folder, folder / "archive.duckdb")) == counted(COUNT, unchanged=COUNT)


@pytest.mark.parametrize("jobs", [0, -1])
def test_jobs_must_be_some(folder: Path, store: Path, jobs: int) -> None:
    with pytest.raises(zhreport.errors.ZhReportError, match="are none; give 1 or more"):
        zhreport.extract_archive(folder, store, jobs=jobs)


def packed(path: Path, **files: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"雲溪縣教育局/{name}.txt", content)


def test_each_file_of_a_packed_one_is_a_report(tmp_path: Path, store: Path) -> None:
    folder = make_folder(tmp_path / "archive", 2)
    plan = "公開招聘{}00名教師。"
    years = {f"{year}": plan.format(year % 10).encode() for year in (2004, 2005, 2006)}
    packed(folder / "all.zip", **years, empty=b"")
    archive = run(folder, store)
    assert last(archive) == counted(3, done=3, failed=1)
    own = archive.reports[archive.reports["path"] == "all.zip"]
    assert own[["doc", "issuer", "year"]].values.tolist() == [
        [f"all.zip!/雲溪縣教育局/{year}.txt", "雲溪縣教育局", int(year)] for year in years
    ]
    assert archive.facts["doc"].isin(own["doc"]).sum() == 3
    assert archive.errors[["path", "member", "cause"]].values.tolist() == [
        ["all.zip", "雲溪縣教育局/empty.txt", "it is empty"]
    ]
    before = dump(store)
    assert last(run(folder, store)) == counted(3, unchanged=3)
    (folder / "copy.zip").write_bytes((folder / "all.zip").read_bytes())
    assert last(run(folder, store)) == counted(4, unchanged=3, copies=1)
    assert last(run(folder, store, retry=True))["done"] == 1
    (folder / "copy.zip").unlink()
    run(folder, store)
    assert dump(store) == before
    packed(folder / "all.zip", **dict(list(years.items())[:2]))
    archive = run(folder, store)
    assert (archive.reports["path"] == "all.zip").sum() == 2
    assert archive.errors.empty


def test_copies_in_one_transaction_are_not_doubled(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name in "abcdefgh":
        packed(folder / f"{name}.zip", one="公開招聘300名教師。".encode(), empty=b"")
    for name in ("b", "c", "d", "e", "f", "g", "h"):
        (folder / f"{name}.zip").write_bytes((folder / "a.zip").read_bytes())
    archive = run(folder, store)
    assert last(archive) == counted(8, done=1, copies=7, failed=1)
    assert len(archive.facts) == 1
