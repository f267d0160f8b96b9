"""Time expressions and bases of comparison: where they stand (`lexicon/times.tsv`)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from zhreport.lexicon.loader import table

_PARTS = ("year", "relative", "length", "part", "plan")
_CLASSES = (*_PARTS, "time", "base", "comparison")


def _joined(fragments: list[str]) -> str:
    return "(?:" + "|".join(fragments) + ")"


@cache
def _patterns() -> tuple[str, str]:
    """The patterns of a time expression and of a comparison."""
    fragments: dict[str, list[str]] = defaultdict(list)
    for row in table("times.tsv", ("pattern", "class", "example"), ("pattern", "class")):
        if row["class"] not in _CLASSES:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(_CLASSES)}")
        pattern = row["pattern"]
        for part in _PARTS:
            pattern = pattern.replace("{" + part + "}", _joined(fragments[part]))
        try:
            found = re.match(pattern, row["example"])
        except re.error as error:
            raise row.error(f"pattern: {error}") from None
        if not found:
            raise row.error(f"the pattern does not match its example {row['example']!r}")
        fragments[row["class"]].append(pattern)
    base = rf"(?:比|较|与|同|和)\s?{_joined(fragments['base'])}(?:水平)?(?:相比|比较|比)?"
    return _joined(fragments["time"]), _joined([base, *fragments["comparison"]])


def time_source() -> str:
    """The pattern of a time expression (去年, 2001—2005年, “十五”期间), to be built into others."""
    return _patterns()[0]


def comparison_source() -> str:
    """The pattern of a comparison (比上年, 同比, 较五年前), to be built into others."""
    return _patterns()[1]


@cache
def time_pattern() -> re.Pattern[str]:
    """The compiled pattern of a time expression.

    >>> time_pattern().findall("2005年全市投入，比上半年多；“十五”期间")
    ['2005年', '上半年', '“十五”期间']
    """
    return re.compile(time_source())
