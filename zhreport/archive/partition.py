"""The extraction as a function of a partition, for whatever engine spreads partitions over machines.

It needs no store: files in, rows out, in tables whose columns are declared beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from zhreport.archive.extraction import Settings, TableRows, extract_content
from zhreport.archive.schema import EXTRACTED, Columns, arrow_batch, as_pandas, extracted_schema, pandas_dtypes

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SPARK = {"text": "string", "integer": "bigint", "number": "double"}


def empty_rows() -> TableRows:
    """The tables without rows."""
    return {table: [] for table in EXTRACTED}


def to_arrow(rows: TableRows) -> dict[str, pa.Table]:
    """Rows as Arrow tables of the declared schemas."""
    import pyarrow as pa

    return {
        name: pa.Table.from_batches([arrow_batch(extracted_schema(name), rows[name])], extracted_schema(name))
        for name in EXTRACTED
    }


def extract_partition(
    files: Iterable[tuple[str, bytes]], settings: Settings | None = None, tables: Iterable[str] = tuple(EXTRACTED)
) -> dict[str, pd.DataFrame]:
    """The rows of some files, each given by its path in the archive and its content, as one DataFrame a table.

    Every file gives one row of `reports`, or one of `errors`.

    >>> made = extract_partition([("2007.txt", "公开招聘300名教师。".encode()), ("2008.txt", b"")])
    >>> made["facts"][["doc", "text", "value"]].values.tolist(), made["errors"]["cause"].tolist()
    ([['2007.txt', '300名', 300.0]], ['it is empty'])
    """
    settings = settings or Settings.make()
    rows = empty_rows()
    for path, data in files:
        for table, added in extract_content(path, data, settings).items():
            rows[table] += added
    made = to_arrow(rows)
    return {table: as_pandas(made[table]) for table in tables}


@cache
def one_schema() -> Columns:
    """The columns of all tables in one, after the column `table` that says whose row it is."""
    columns: dict[str, str] = {"table": "text"}
    for name, own in EXTRACTED.items():
        for column, kind in own.items():
            assert columns.get(column, kind) == kind, f"{name}.{column} has two types"
            columns[column] = kind
    return columns  # type: ignore[return-value]


def spark_schema() -> str:
    """The schema of `map_in_pandas` as Spark writes schemas.

    >>> spark_schema().split(", ")[:3]
    ['`table` string', '`report` string', '`hash` string']
    """
    return ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in one_schema().items())


def map_in_pandas(frames: Iterable[pd.DataFrame], settings: Settings | None = None) -> Iterator[pd.DataFrame]:
    """What Spark's `mapInPandas` calls: frames with `path` and `content` in, frames of `spark_schema` out.

    The rows of all tables come in one frame, told apart by `table`, so that every file is read once.
    """
    import pandas as pd

    # Spark makes Arrow arrays of the columns, and cannot of strings that pandas keeps in several pieces.
    dtypes = {
        name: "object" if kind == "text" else pandas_dtypes({name: kind})[name] for name, kind in one_schema().items()
    }
    for frame in frames:
        made = extract_partition(zip(frame["path"], frame["content"], strict=True), settings)
        parts = [part.assign(table=name) for name, part in made.items() if len(part)]
        if parts:
            rows = pd.concat([part.reindex(columns=list(dtypes)).astype(dtypes) for part in parts], ignore_index=True)
            yield rows.where(rows.notna(), None)
