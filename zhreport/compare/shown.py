"""A comparison as text for a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from zhreport.compare.comparison import Comparison

_UNBOUNDED_CELLS = 100_000
_NAME_CELLS = 36
_DIGITS = 10


def _number(value: Any, *, sign: bool = False) -> str:
    """A number with its thousands marked, as short as it is exact.

    >>> _number(34125.0), _number(0.0045), _number(-2.39, sign=True)
    ('34,125', '0.0045', '-2.39')
    """
    import pandas as pd

    if pd.isna(value):
        return ""
    rounded = float(f"{value:.{_DIGITS}g}")
    places = max(0, len(f"{rounded:.10f}".rstrip("0").partition(".")[2]))
    return f"{rounded:{'+' if sign else ''},.{places}f}"


def _change(row: Any) -> str:
    from zhreport.compare.panel import change_unit

    shown = _number(row["change"], sign=True)
    if not shown:
        return ""
    bound = {"=": "", "~": "≈"}.get(row["change_bound"], row["change_bound"])
    points = change_unit(row["kind"], None) or ""
    return f"{bound}{shown}{' ' if points else ''}{points}"


def _percent(row: Any) -> str:
    import pandas as pd

    return "" if pd.isna(row["percent_change"]) else f"{row['percent_change']:+.1f}%"


def _rate(row: Any) -> str:
    import pandas as pd

    return "" if pd.isna(row["cagr"]) else f"{row['cagr']:+.1f}%"


def _cells(row: Any, years: tuple[int, ...]) -> Iterator[str]:
    import pandas as pd

    unit = "" if pd.isna(row["std_unit"]) else row["std_unit"]
    money = "" if pd.isna(row["currency"]) or row["currency"] == "CNY" else f" {row['currency']}"
    yield " ".join(str(row["indicator"]).split())
    yield f"{unit}{money}"
    yield from (_number(row[year]) for year in years)
    yield _change(row)
    yield _percent(row)
    yield _rate(row)


def _table(rows: pd.DataFrame, years: tuple[int, ...]) -> Table:
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="underline")
    shown.add_column("indicator", overflow="fold", max_width=_NAME_CELLS)
    shown.add_column("unit", overflow="fold")
    for name in (*map(str, years), "change", "%", "% a year"):
        shown.add_column(name, justify="right", overflow="fold")
    for row in rows.to_dict("records"):
        shown.add_row(*map(Text, _cells(row, years)))
    return shown


def _console() -> Console:
    from rich.console import Console

    wide = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _UNBOUNDED_CELLS
    return Console(width=wide, highlight=False, markup=False, emoji=False)


def show_comparison(comparison: Comparison) -> str:
    """The indicators of several years, what was planned, the checks that fail, and what is left to a person."""
    from rich.text import Text

    console = _console()
    table = comparison.table
    several = table[table[list(comparison.years)].notna().sum(axis=1) > 1]
    checks = comparison.checks.assign(note=comparison.check_notes)
    failed = checks[~checks["holds"].astype(bool)]
    with console.capture() as capture:
        console.print(Text(repr(comparison)[1:-1], style="bold"))
        for heading, status in (("done and measured", "actual"), ("targets and plans", "planned")):
            rows = several[several["status"] == status]
            if len(rows):
                console.print(Text(f"\n{heading}", style="cyan"))
                console.print(_table(rows, comparison.years))
        if len(failed):
            console.print(Text("\nchecks that fail", style="cyan"))
            for doc, note in zip(failed["doc"], failed["note"], strict=True):
                console.print(Text(f"{doc}  {note}"))
        if len(comparison.uncertain):
            console.print(
                Text(f"\n{len(comparison.uncertain)} links are uncertain: zhreport suggest-aliases asks about them")
            )
    lines = capture.get().rstrip("\n").split("\n")
    return "\n".join(lines if console.is_terminal else [line.rstrip() for line in lines])
