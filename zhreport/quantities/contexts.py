"""The words beside a figure that decide whether it is a quantity: `lexicon/figure_contexts.tsv`."""

from __future__ import annotations

from functools import cache

from zhreport.lexicon.loader import table

CONTEXTS = (
    "counting", "demonstrative", "pointing", "not-one", "enumerating", "staged-count", "session", "duration-topic",
    "duration-average", "named-person",
    "duration-filler", "setting-before", "setting-after", "rank-verb", "placed", "among", "ranking-place",
    "figure-of-speech", "name-after", "no-noun", "unitless",
)  # fmt: skip
_WIDEST = 8


def is_han(character: str) -> bool:
    """Whether a character is a Han character; the empty string at a text's end is none.

    >>> is_han("所"), is_han("5"), is_han("")
    (True, False, False)
    """
    return "\u3400" <= character <= "\u9fff"


@cache
def words(context: str) -> tuple[str, ...]:
    """The words of a context, longest first.

    >>> words("name-after")[:2]
    ('次列车', '国道')
    """
    return _by_context()[context]


@cache
def _by_context() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {context: [] for context in CONTEXTS}
    for row in table("figure_contexts.tsv", ("surface", "context", "example"), ("surface", "context")):
        if row["context"] not in found:
            raise row.error(f"context {row['context']!r} is none of {', '.join(CONTEXTS)}")
        found[row["context"]].append(row["surface"])
    return {context: tuple(sorted(surfaces, key=len, reverse=True)) for context, surfaces in found.items()}


def ends_with(view: str, end: int, context: str) -> bool:
    """Whether a word of the context ends at `end`.

    >>> ends_with("连续6年", 2, "setting-before")
    True
    """
    return view[max(0, end - _WIDEST) : end].endswith(words(context))


def begins_with(view: str, start: int, context: str) -> bool:
    """Whether a word of the context begins at `start`.

    >>> begins_with("3年来", 2, "setting-after")
    True
    """
    return view.startswith(words(context), start)


def ends_with_over(view: str, end: int, context: str, between: str, reach_chars: int) -> bool:
    """Whether a word of the context ends at `end`, over words of the context `between`, within `reach_chars`.

    >>> ends_with_over("工期达到3天", 4, "duration-topic", "duration-filler", 10)
    True
    """
    first = max(0, end - reach_chars)
    while end > first:
        if view[first:end].endswith(words(context)):
            return True
        word = next((w for w in words(between) if view.endswith(w, first, end)), None)
        if word is None:
            return False
        end -= len(word)
    return False
