"""The rows that users add to the vocabulary, in force while a report is read with their lexicon.

Nothing global changes: `using(rows)` holds for the code inside its `with`, in its thread or task alone. What is
computed from the tables is kept once for every set of added rows by `per_lexicon`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class AddedRows:
    """Rows by the name of the table that they are added to; each row is (file, line, cells by column).

    Compared by identity: what is computed for it is kept as long as it is.
    """

    tables: Mapping[str, tuple[tuple[str, int, Mapping[str, str]], ...]]


_active: ContextVar[AddedRows | None] = ContextVar("added vocabulary", default=None)


def added_rows(table: str) -> tuple[tuple[str, int, Mapping[str, str]], ...]:
    """What is added to a table at the moment."""
    rows = _active.get()
    return () if rows is None else rows.tables.get(table, ())


@contextmanager
def using(rows: AddedRows | None) -> Iterator[None]:
    """While this holds, tables have these rows as well; None adds nothing."""
    token = _active.set(rows)
    try:
        yield
    finally:
        _active.reset(token)


def per_lexicon(function: Callable[[], T]) -> Callable[[], T]:
    """Keeps the result of a function without arguments, once for every set of added rows."""
    plain: list[T] = []
    kept: WeakKeyDictionary[AddedRows, T] = WeakKeyDictionary()

    @wraps(function)
    def result() -> T:
        rows = _active.get()
        if rows is None:
            if not plain:
                plain.append(function())
            return plain[0]
        if rows not in kept:
            kept[rows] = function()
        return kept[rows]

    return result
