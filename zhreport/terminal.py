"""Tables on a terminal: Han characters are two cells wide, and nothing is ever cut."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from zhreport.messages import counted, say
from zhreport.model import Extraction, Fact

if TYPE_CHECKING:
    from rich.console import Console

_HEADINGS = ("text", "item", "action", "value", "unit", "role", "status", "period")
# Columns that take what the others leave, by how much of it they get.
_FLEXIBLE = {"item": 5, "action": 3}
_LEAST_CELLS = {"item": 10, "action": 8}
# A figure longer than this is folded onto a second line; it is still all there.
_MOST_CELLS = 20
_GAP_CELLS = 1
_UNBOUNDED_CELLS = 100_000
# More decimal places than this are the outcome of a division, nobody writes them.
_WRITTEN_PLACES = 10


def _squeezed(words: str | None) -> str:
    return " ".join((words or "").split())


def _figure(fact: Fact) -> str:
    """A fact's value as a plain number, a range by its ends."""
    quantity = fact.quantity
    ends = (quantity.value,) if quantity.value is not None else (quantity.low, quantity.high)
    shown = [_plain(end) for end in ends if end is not None]
    bound = {"=": "", "~": "≈", ">=": "≥", "<=": "≤"}.get(quantity.bound, quantity.bound)
    return bound + "–".join(shown)


def _plain(number: Decimal) -> str:
    """A number with its thousands marked; 1/3, which no decimal writes out, to four places.

    >>> _plain(Decimal("20534.80")), _plain(Decimal(1) / 3)
    ('20,534.8', '0.3333')
    """
    if -int(number.as_tuple().exponent) > _WRITTEN_PLACES:
        return f"{number:,.4f}"
    whole, _, places = f"{number:,f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def _row(fact: Fact) -> tuple[str, ...]:
    arrow = {"up": " ↑", "down": " ↓"}.get(fact.direction or "", "")
    return (
        _squeezed(fact.quantity.text), _squeezed(fact.item), _squeezed(fact.action), _figure(fact),
        fact.quantity.unit or "", fact.role + arrow, fact.status, fact.period or "",
    )  # fmt: skip


def _headings() -> tuple[str, ...]:
    return tuple(say(f"column.{name}") for name in _HEADINGS)


def headline(extraction: Extraction) -> str:
    """Title, issuer and year of a report in one line; what is unknown is said to be."""
    parts = [
        extraction.title or say("shown.title_unknown", doc=extraction.doc),
        extraction.issuer or say("shown.issuer_unknown"),
        say("shown.year_unknown") if extraction.year is None else str(extraction.year),
        extraction.region or say("shown.region_unknown"),
        counted("shown.section", len(extraction.sections)),
        counted("shown.fact", len(extraction.facts)),
    ]
    return " · ".join(parts)


def _widths(rows: Sequence[Sequence[str]], total: int | None) -> list[int]:
    """The cells of each column: as wide as its content, item and action sharing what remains of `total`."""
    from rich.cells import cell_len

    natural = [max(map(cell_len, column)) for column in zip(_headings(), *rows, strict=True)]
    if total is None:
        return natural
    widths = [w if name in _FLEXIBLE else min(w, _MOST_CELLS) for name, w in zip(_HEADINGS, natural, strict=True)]
    spare = total - sum(w for name, w in zip(_HEADINGS, widths, strict=True) if name not in _FLEXIBLE)
    spare -= _GAP_CELLS * (len(_HEADINGS) - 1)
    if sum(widths[_HEADINGS.index(name)] for name in _FLEXIBLE) <= spare:
        return widths
    for name, part in _FLEXIBLE.items():
        share = max(_LEAST_CELLS[name], spare * part // sum(_FLEXIBLE.values()))
        widths[_HEADINGS.index(name)] = min(widths[_HEADINGS.index(name)], share)
    # What a short action column does not need, the items get.
    left = spare - widths[_HEADINGS.index("action")]
    widths[_HEADINGS.index("item")] = max(_LEAST_CELLS["item"], min(natural[_HEADINGS.index("item")], left))
    return widths


def _print_rows(console: Console, rows: Sequence[Sequence[str]], widths: Sequence[int], style: str = "") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, _GAP_CELLS, 0, 0), pad_edge=False, expand=False)
    for name, width in zip(_HEADINGS, widths, strict=True):
        table.add_column(width=width, overflow="fold", justify="right" if name == "value" else "left", style=style)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _groups(extraction: Extraction) -> Iterator[tuple[int | None, list[Fact]]]:
    """The facts section by section, in the order of the text."""
    group: list[Fact] = []
    for fact in extraction.facts:
        if group and fact.section != group[0].section:
            yield group[0].section, group
            group = []
        group.append(fact)
    if group:
        yield group[0].section, group


def _console() -> Console:
    """Standard output: as wide as the terminal, and as wide as need be where it is none."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _UNBOUNDED_CELLS
    return Console(width=wide, highlight=False, markup=False, emoji=False)


def _captured(console: Console, show: Callable[[], None]) -> str:
    """What is shown, as text; without the spaces that fill lines up where no terminal needs them."""
    with console.capture() as capture:
        show()
    lines = capture.get().rstrip("\n").split("\n")
    return "\n".join(lines if sys.stdout.isatty() else [line.rstrip() for line in lines])


def show_facts(extraction: Extraction) -> str:
    """The facts of a report under the headings of their sections, as text for standard output."""
    from rich.text import Text

    console = _console()

    def show() -> None:
        console.print(Text(headline(extraction), style="bold"))
        if not extraction.facts:
            console.print(say("shown.no_facts"))
            return
        rows = [_row(fact) for fact in extraction.facts]
        widths = _widths(rows, console.width if console.width < _UNBOUNDED_CELLS else None)
        _print_rows(console, [_headings()], widths, style="underline")
        for index, facts in _groups(extraction):
            console.print(Text(_heading(extraction, index), style="cyan"))
            _print_rows(console, [_row(fact) for fact in facts], widths)

    return _captured(console, show)


def _heading(extraction: Extraction, index: int | None) -> str:
    """A section's path and title in one line."""
    if index is None:
        return say("shown.no_section")
    section = extraction.sections[index]
    return f"{section.path} {section.title}" if section.title and section.marker else section.path


def show_sections(extraction: Extraction) -> str:
    """The tree of a report's sections, each with the number of facts directly in it, as text for standard output."""
    from rich.padding import Padding
    from rich.text import Text

    console = _console()
    counts = Counter(fact.section for fact in extraction.facts)

    def show() -> None:
        console.print(Text(headline(extraction), style="bold"))
        if not extraction.sections:
            console.print(say("shown.no_sections"))
        for index, section in enumerate(extraction.sections):
            count = f"  ({counted('shown.fact', counts[index])})" if counts[index] else ""
            gap = " " if section.marker and section.title else ""
            line = Text.assemble((section.marker, "cyan"), gap, section.title or "", (count, "dim"))
            console.print(Padding(line, (0, 0, 0, 2 * (section.level - 1)), expand=False))

    return _captured(console, show)
