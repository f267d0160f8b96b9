"""From values to DataFrames with declared columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, get_args

import pandas as pd

from zhreport.model import Bound, Extraction, Kind, Role, Status
from zhreport.rows import fact_row, section_path, section_row
from zhreport.text.layout import flowing
from zhreport.text.words import segment, show_words


def _category(literal: object) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(get_args(literal)))


# Columns that may lack a value are never categories: a missing category is NaN, not pd.NA.
SECTION_COLUMNS: Mapping[str, object] = {
    "start": "Int64", "end": "Int64", "marker": "string", "level": "Int64", "number": "Int64", "title": "string",
    "path": "string", "parent": "Int64",
}  # fmt: skip
FACT_COLUMNS: Mapping[str, object] = {
    "doc": "string", "year": "Int64", "section": "string", "sentence": "Int64", "start": "Int64", "end": "Int64",
    "text": "string", "kind": _category(Kind), "value": "Float64", "unit": "string", "std_value": "Float64",
    "std_unit": "string", "currency": "string", "low": "Float64", "high": "Float64", "bound": _category(Bound),
    "role": _category(Role), "direction": "string", "status": _category(Status), "item": "string", "action": "string",
    "scope": "string", "period": "string",
}  # fmt: skip
SENTENCE_COLUMNS: Mapping[str, object] = {
    "sentence": "string", "start": "Int64", "end": "Int64", "section": "string", "words": "string",
}  # fmt: skip
DIAGNOSTIC_COLUMNS: Mapping[str, object] = {
    "start": "Int64", "end": "Int64", "text": "string", "code": "string", "message": "string",
}  # fmt: skip
CHECK_COLUMNS: Mapping[str, object] = {
    "doc": "string", "rule": "string", "starts": "object", "expected": "Float64", "found": "Float64",
    "holds": "boolean",
}  # fmt: skip


def frame(columns: Mapping[str, object], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A DataFrame with the declared columns, in their order and of their types, also when there are no rows."""
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    data = {
        name: _column(list(values), dtype) for (name, dtype), values in zip(columns.items(), by_column, strict=True)
    }
    return pd.DataFrame(data, copy=False)


def _column(values: list[object], dtype: object) -> Any:
    """A column as an array: a Series each would bring an index that pandas compares with all others."""
    if dtype == "object":
        return pd.Series(values, dtype="object")  # `array` would take tuples of one length for a second dimension
    if isinstance(dtype, pd.CategoricalDtype):
        # By their numbers, which pandas would look for on its own ten times as long.
        numbers = {category: number for number, category in enumerate(dtype.categories)}
        return pd.Categorical.from_codes([numbers[value] for value in values], dtype=dtype)
    made: Any = pd.array
    try:
        return made(values, dtype=dtype)
    except UnicodeEncodeError:
        return made(values, dtype="string[python]")  # Arrow keeps no lone surrogate


def sections_frame(extraction: Extraction) -> pd.DataFrame:
    """One row per section; `parent` is the label of the enclosing section's row."""
    return frame(SECTION_COLUMNS, map(section_row, extraction.sections))


def facts_frame(extraction: Extraction) -> pd.DataFrame:
    """One row per fact; `sentence` is the label of a row of `sentences`."""
    return frame(FACT_COLUMNS, [fact_row(extraction, fact) for fact in extraction.facts])


def sentences_frame(extraction: Extraction) -> pd.DataFrame:
    """One row per sentence; `words` are jieba's, in the source's script, with a space between them."""
    text, view = extraction.text, flowing(extraction.text)
    borders: dict[int, list[int]] = {}
    for fact in extraction.facts:
        borders.setdefault(fact.sentence, []).extend((fact.quantity.start, fact.quantity.end))
    rows = []
    for index, sentence in enumerate(extraction.sentences):
        words: list[str] = []
        # A figure never shares a word with its neighbours, so it is cut out before jieba sees the rest.
        cuts = [sentence.start, *borders.get(index, ()), sentence.end]
        for start, end in pairwise(cuts):
            words += show_words(text, segment(view, start, end), view)
        written = text[sentence.start : sentence.end]
        rows.append(
            (written, sentence.start, sentence.end, section_path(extraction, sentence.section), " ".join(words))
        )
    return frame(SENTENCE_COLUMNS, rows)


def diagnostics_frame(extraction: Extraction) -> pd.DataFrame:
    """One row per place in the text that could not be read, with the reason."""
    rows = [(d.start, d.end, extraction.text[d.start : d.end], d.code, d.message) for d in extraction.diagnostics]
    return frame(DIAGNOSTIC_COLUMNS, rows)


def checks_frame(rows: Iterable[Sequence[object]] = ()) -> pd.DataFrame:
    """One row per arithmetic check."""
    return frame(CHECK_COLUMNS, rows)
