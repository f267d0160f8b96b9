"""The recipe for Spark in docs/archives.md, as it stands there, where Spark is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.archive.folders import dump, make_folder
from zhreport.archive.archive import extract_archive

RECIPE = re.compile(r"## Spark\n.*?```python\n(.*?)```", re.S)
COUNT = 30


def recipe() -> str:
    found = RECIPE.search(Path("docs/archives.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_the_recipe_names_what_there_is() -> None:
    compile(recipe(), "docs/archives.md", "exec")
    for line in recipe().splitlines():
        if line.startswith("from zhreport"):
            exec(line, {})


@pytest.mark.slow
def test_the_recipe_gives_the_rows_of_a_store(tmp_path: Path) -> None:
    python = os.environ.get("ZHREPORT_SPARK_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import pyspark"], check=False, capture_output=True).returncode:
        pytest.skip("pyspark is not installed; ZHREPORT_SPARK_PYTHON names a Python that has it")
    folder, store = make_folder(tmp_path / "archive", COUNT), tmp_path / "archive.duckdb"
    code = recipe().replace("s3a://bucket/reports", str(folder)).replace("s3a://bucket/tables", str(tmp_path / "out"))
    environment = {**os.environ, "PYSPARK_PYTHON": python, "PYTHONPATH": os.getcwd()}
    subprocess.run([python, "-c", code], check=True, env=environment, capture_output=True)
    extract_archive(folder, store, jobs=2, progress=False)
    columns = '* EXCLUDE (report, label, doc, page), "end" - start AS length'
    query = f"SELECT {columns} FROM {{}} ORDER BY ALL"
    with duckdb.connect(str(store), read_only=True) as connection:
        own = connection.execute(query.format("facts")).fetchall()
        names = [row[0] for row in connection.execute("DESCRIBE facts").fetchall()]
    listed = ", ".join(f'"{name}"' for name in names)
    made = f"(SELECT {listed} FROM '{tmp_path}/out/table=facts/*.parquet')"
    assert duckdb.sql(query.format(made)).fetchall() == own
    assert len(dump(store)["reports"]) == COUNT
