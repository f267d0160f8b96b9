"""The tables of an archive, declared once: what the store, the Parquet files and the DataFrames have for columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Type = Literal["text", "integer", "number", "bytes", "time"]
Columns = Mapping[str, Type]
Rows = Iterable[Sequence[object]]

# `report` is the content's SHA-256 in hexadecimal; a file inside a packed one has its name there after `!/`.
# `label` counts the rows of one report, and is what `parent` and `sentence` mean by a row.
EXTRACTED: Mapping[str, Columns] = {
    "reports": {
        "report": "text", "hash": "text", "doc": "text", "path": "text", "member": "text", "title": "text",
        "issuer": "text", "year": "integer", "region": "text", "format": "text", "encoding": "text",
        "bytes": "integer", "chars": "integer", "warnings": "text", "extractor": "text",
    },
    "texts": {"report": "text", "text": "text"},
    "sections": {
        "report": "text", "label": "integer", "doc": "text", "start": "integer", "end": "integer", "marker": "text",
        "level": "integer", "number": "integer", "title": "text", "path": "text", "parent": "integer",
    },
    "facts": {
        "report": "text", "label": "integer", "doc": "text", "year": "integer", "section": "text",
        "sentence": "integer", "start": "integer", "end": "integer", "text": "text", "kind": "text", "value": "number",
        "unit": "text", "std_value": "number", "std_unit": "text", "currency": "text", "low": "number",
        "high": "number", "bound": "text", "role": "text", "direction": "text", "status": "text", "item": "text",
        "action": "text", "scope": "text", "period": "text", "page": "integer",
    },
    "errors": {
        "path": "text", "member": "text", "hash": "text", "code": "text", "cause": "text", "remedy": "text",
        "detail": "text", "extractor": "text",
    },
}  # fmt: skip
"""What is made of a file: one row of `reports` and `texts` with its sections and facts, or one row of `errors`."""

_SQL: Mapping[Type, str] = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "bytes": "BLOB", "time": "TIMESTAMP",
}  # fmt: skip
_PANDAS: Mapping[Type, str] = {
    "text": "string", "integer": "Int64", "number": "Float64", "bytes": "object", "time": "datetime64[us]",
}  # fmt: skip


def sql_columns(columns: Columns) -> str:
    """The columns as SQL declares them.

    >>> sql_columns({"path": "text", "end": "integer"})
    '"path" VARCHAR, "end" BIGINT'
    """
    return ", ".join(f'"{name}" {_SQL[kind]}' for name, kind in columns.items())


def pandas_dtypes(columns: Columns) -> dict[str, str]:
    """The columns with the types that they have in a DataFrame, in the form that Dask takes as `meta`."""
    return {name: _PANDAS[kind] for name, kind in columns.items()}


@cache
def _arrow_types() -> Mapping[Type, pa.DataType]:
    import pyarrow as pa

    # Texts may be long and many; large_string counts their offsets in 64 bits.
    return {
        "text": pa.large_string(), "integer": pa.int64(), "number": pa.float64(), "bytes": pa.large_binary(),
        "time": pa.timestamp("us"),
    }  # fmt: skip


def arrow_schema(columns: Columns) -> pa.Schema:
    """The columns as an Arrow schema."""
    import pyarrow as pa

    types = _arrow_types()
    return pa.schema([(name, types[kind]) for name, kind in columns.items()])


@cache
def _extracted_schema(table: str) -> pa.Schema:
    return arrow_schema(EXTRACTED[table])


def extracted_schema(table: str) -> pa.Schema:
    """The Arrow schema of one of the tables that are made of files.

    >>> extracted_schema("texts").names
    ['report', 'text']
    """
    return _extracted_schema(table)


def arrow_batch(schema: pa.Schema, rows: Rows) -> pa.RecordBatch:
    """Rows as one Arrow batch of a schema."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def as_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a DataFrame with pandas' nullable types."""
    import pandas as pd
    import pyarrow as pa

    kinds: dict[Any, Any] = {
        pa.string(): pd.StringDtype(), pa.large_string(): pd.StringDtype(), pa.bool_(): pd.BooleanDtype(),
        pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.float64(): pd.Float64Dtype(),
    }  # fmt: skip
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get)
    return frame
