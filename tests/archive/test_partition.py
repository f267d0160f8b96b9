"""The extraction as a function of a partition, as engines call it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import zhreport
from tests.archive.folders import make_folder
from zhreport.archive.extraction import Settings
from zhreport.archive.partition import extract_partition, map_in_pandas, one_schema, spark_schema
from zhreport.archive.schema import EXTRACTED, pandas_dtypes

COUNT = 6


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[str, bytes]]:
    folder = make_folder(tmp_path, COUNT)
    found = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*.txt"))]
    return [*found, ("empty.txt", b""), ("noise.bin", bytes(range(256)) * 40)]


def test_frames_have_the_declared_columns(files: list[tuple[str, bytes]]) -> None:
    made = extract_partition(files)
    assert list(made) == list(EXTRACTED)
    for name, frame in made.items():
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == pandas_dtypes(EXTRACTED[name])
    assert made["reports"]["path"].tolist() == [path for path, _ in files[:COUNT]]
    assert made["errors"]["path"].tolist() == ["empty.txt", "noise.bin"]


def test_no_files_give_the_same_columns() -> None:
    for name, frame in extract_partition([]).items():
        assert frame.empty
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == pandas_dtypes(EXTRACTED[name])


def test_facts_are_those_of_the_report(files: list[tuple[str, bytes]], tmp_path: Path) -> None:
    path, data = files[0]
    made = extract_partition([(path, data)], tables=["facts"])
    assert list(made) == ["facts"]
    report = zhreport.read(tmp_path / path, doc=path)
    own = made["facts"][list(report.facts.columns)].astype(dict(report.facts.dtypes))
    pd.testing.assert_frame_equal(own, report.facts)


def test_rows_do_not_depend_on_the_partition(files: list[tuple[str, bytes]]) -> None:
    together = extract_partition(files)
    for name, frame in together.items():
        parts = [extract_partition([file])[name] for file in files]
        alone = pd.concat([part for part in parts if len(part)], ignore_index=True)
        pd.testing.assert_frame_equal(alone, frame)


def test_as_spark_calls_it(files: list[tuple[str, bytes]]) -> None:
    frames = [
        pd.DataFrame({"path": [path for path, _ in part], "content": [data for _, data in part]})
        for part in (files[:3], files[3:], [])
    ]
    given = list(map_in_pandas(iter(frames), Settings.make()))
    dtypes = {name: "object" if kind == "string" else kind for name, kind in pandas_dtypes(one_schema()).items()}
    assert all({c: str(t) for c, t in frame.dtypes.items()} == dtypes for frame in given)
    for frame in given:
        # As Spark does: every column one Arrow array, a missing string None.
        assert all(isinstance(pa.array(frame[column]), pa.Array) for column in frame.columns)
    rows = pd.concat(given, ignore_index=True)
    made = extract_partition(files)
    assert rows["table"].value_counts().to_dict() == {name: len(frame) for name, frame in made.items()}
    for name, frame in made.items():
        own = rows[rows["table"] == name][list(frame.columns)].reset_index(drop=True)
        pd.testing.assert_frame_equal(own.astype(frame.dtypes.to_dict()), frame)


def test_sparks_schema_names_every_column_once() -> None:
    named = [part.split("`")[1] for part in spark_schema().split(", ")]
    assert named == list(one_schema())
    assert len(set(named)) == len(named)
    assert {column for columns in EXTRACTED.values() for column in columns} == set(named) - {"table"}
