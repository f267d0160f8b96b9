"""The workbook of a comparison: every figure a number, every number a link to the sentence that it was read from."""

from __future__ import annotations

import io
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhreport.errors import OutputError
from zhreport.output import CELL_CHARS, cell_text, write_file
from zhreport.views.proof import CheckLine, Compared, Source, check_lines, records, sources
from zhreport.views.words import words_for

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What a link's tip holds, and how many links a sheet holds; Excel cuts or refuses the rest.
_TIP_CHARS, _SHEET_LINKS = 255, 65_530
_MOST_PLACES = 4
_SENTENCE_WIDTH, _WIDEST, _NARROWEST = 80, 42, 6
_WIDTH_ROWS = 300
_A4 = 9
_LINE_POINTS, _MOST_LINES = 15, 25
_PERCENT_PLACES = 1
_BOUNDS = {"~": "≈", ">=": "≥", "<=": "≤", "=": ""}
# Text before columns of numbers: what a comparison's row says of its indicator.
_BEFORE = ("indicator", "kind", "std_unit", "currency", "role", "status", "scope")
_BEHIND = ("change", "percent_change", "cagr")
_YEAR_COLUMNS = (
    "text", "value", "unit", "item", "action", "kind", "role", "status", "period", "section", "sentence", "reported",
    "confidence", "reason", "row",
)  # fmt: skip


def _width(text: str, most: int = 0) -> int:
    """The width of a text in characters; Han characters and full-width marks are two wide."""
    return sum(2 if c > "\u2e7f" else 1 for c in text[: most or _WIDEST])


def _places(value: float) -> int:
    """How many decimal places a value needs to be read."""
    whole = f"{value:.{_MOST_PLACES}f}".rstrip("0")
    return len(whole.partition(".")[2])


def _number_format(places: int, bound: str) -> str:
    """A number with its thousands marked and its bound before it.

    >>> _number_format(1, "~")
    '"≈"#,##0.0;"≈"-#,##0.0'
    """
    shown = "#,##0" + ("." + "0" * places if places else "")
    sign = _BOUNDS.get(bound, bound)
    return f'"{sign}"{shown};"{sign}"-{shown}' if sign else shown


@dataclass(slots=True)
class _Book:
    """A workbook being written: its formats, each made once, and where each source went."""

    book: Workbook
    words: Mapping[str, str]
    formats: dict[tuple[Any, ...], Format] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)

    def format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **properties})
        return self.formats[key]

    def sheet(self, name: str, columns: Sequence[str], numbers: Collection[int] = ()) -> _Sheet:
        """A new sheet with its head fixed; `numbers` are the columns whose heads stand to the right, over numbers."""
        made = _Sheet(self, self.book.add_worksheet(name), name, [_width(column) + 3 for column in columns])
        for i, column in enumerate(columns):
            head = self.format(bold=True, bg_color="#E8EDF4", bottom=1, align="right" if i in numbers else "left")
            made.sheet.write_string(0, i, cell_text(column), head)
        made.sheet.freeze_panes(1, 1)
        return made


@dataclass(slots=True)
class _Sheet:
    """A sheet being written, one row after the other; its columns get as wide as what is in them."""

    book: _Book
    sheet: Worksheet
    name: str
    widths: list[int]
    row: int = 0

    def next_row(self) -> None:
        self.row += 1

    def _widen(self, column: int, width: int) -> None:
        if self.row <= _WIDTH_ROWS:
            self.widths[column] = max(self.widths[column], min(width + 2, _WIDEST))

    def link(self, column: int, target: str, tip: str, shown: str) -> bool:
        """Make a cell a link to a place in the workbook; whether the sheet could hold one more."""
        if self.book.links.get(self.name, 0) >= _SHEET_LINKS:
            return False
        self.book.links[self.name] = self.book.links.get(self.name, 0) + 1
        style = self.book.format(font_color="#1F5FA8", underline=1)
        hint = cell_text(tip)[:_TIP_CHARS]
        self.sheet.write_url(self.row, column, f"internal:{target}", style, cell_text(shown), hint)
        return True

    def text(self, column: int, text: object, target: str | None = None, tip: str = "", **style: Any) -> None:
        if text is None or text == "":
            return
        shown = cell_text(str(text))
        self._widen(column, _width(shown))
        linked = target is not None and self.link(column, target, tip, shown)
        if not linked:
            self.sheet.write_string(self.row, column, shown, self.book.format(**style))

    def number(
        self,
        column: int,
        value: float | None,
        bound: str = "=",
        target: str | None = None,
        tip: str = "",
        places: int | None = None,
    ) -> None:
        if value is None:
            return
        places = _places(value) if places is None else places
        self._widen(column, len(f"{value:,.{places}f}") + 2)
        # Writing the number over the link keeps both: the cell counts, and leads to its sentence.
        linked = target is not None and self.link(column, target, tip, "")
        style = {"num_format": _number_format(places, bound)} | ({"font_color": "#1F5FA8"} if linked else {})
        self.sheet.write_number(self.row, column, value, self.book.format(**style))

    def sentence(self, column: int, source: Source) -> None:
        """The sentence with its figure in bold, where the whole fits into a cell."""
        lines = -(-_width(source.sentence, len(source.sentence)) // _SENTENCE_WIDTH)
        # Not every program makes a row as high as its text.
        self.sheet.set_row(self.row, _LINE_POINTS * min(max(lines, 1), _MOST_LINES))
        parts = [cell_text(part) for part in (source.before, source.figure, source.after)]
        wrapped = self.book.format(text_wrap=True)
        bold = self.book.format(bold=True, font_color="#B3261E")
        if sum(map(len, parts)) > CELL_CHARS or not any((parts[0], parts[2])):
            self.sheet.write_string(self.row, column, cell_text(source.sentence), wrapped)
            return
        before, figure, after = parts
        fragments = [*([before] if before else []), bold, figure, *([after] if after else [])]
        self.sheet.write_rich_string(self.row, column, *fragments, wrapped)

    def finish(self, wide: int | None = None) -> None:
        """Widths, filters and how it prints, once all rows are written; `wide` is the column of sentences."""
        for i, width in enumerate(self.widths):
            self.sheet.set_column(i, i, _SENTENCE_WIDTH if i == wide else max(width, _NARROWEST))
        if self.row:
            self.sheet.autofilter(0, 0, self.row, len(self.widths) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)


def _named(words: Mapping[str, str], group: str, name: str | None) -> str:
    return "" if name is None else words.get(f"{group}.{name}", name)


class _Places:
    """Where each source stands in the sheets of the years, and each row in the sheet of the comparison."""

    def __init__(self, known: Sequence[Source], comparison: str) -> None:
        self.comparison = comparison
        self.row_of: dict[int, int] = {}
        self.by_year: dict[int, list[int]] = {}
        for i, source in sorted(enumerate(known), key=lambda one: (one[1].year, one[1].start)):
            self.by_year.setdefault(source.year, []).append(i)
            self.row_of[i] = len(self.by_year[source.year])
        self.known = known

    def of_source(self, index: int) -> str:
        return f"'{self.known[index].year}'!A{self.row_of[index] + 1}"

    def of_row(self, row: int) -> str:
        return f"'{self.comparison}'!A{row + 2}"


def _comparison_sheet(book: _Book, comparison: Compared, places: _Places) -> None:
    words, years = book.words, comparison.years
    heads = [words[f"column.{name}"] for name in (*_BEFORE, *_BEHIND, "source")]
    columns = [*heads[: len(_BEFORE)], *map(str, years), *heads[len(_BEFORE) :]]
    behind = len(_BEFORE) + len(years)
    sheet = book.sheet(places.comparison, columns, range(len(_BEFORE), behind + len(_BEHIND)))
    by_row: dict[int, dict[int, int]] = {}
    for i, source in enumerate(places.known):
        by_row.setdefault(source.row, {})[source.year] = i
    for label, row in enumerate(records(comparison.table)):
        sheet.next_row()
        for column, name in enumerate(_BEFORE):
            group = name if name in ("kind", "role", "status") else ""
            sheet.text(column, _named(words, group, row[name]) if group else row[name])
        cells = by_row.get(label, {})
        for column, year in enumerate(years, len(_BEFORE)):
            if year in cells:
                _year_cell(sheet, column, row[str(year)], places, cells[year])
        sheet.number(behind, row["change"], row["change_bound"] or "=")
        sheet.number(behind + 1, row["percent_change"], places=_PERCENT_PLACES)
        sheet.number(behind + 2, row["cagr"], places=_PERCENT_PLACES)
        if cells:
            last = cells[max(cells)]
            source = places.known[last]
            shown = f"{source.year} {source.section or source.doc}"
            sheet.text(behind + 3, shown, places.of_source(last), source.sentence)
    sheet.finish()


def _year_cell(sheet: _Sheet, column: int, value: float | None, places: _Places, index: int) -> None:
    """A year's value as a number, a range in words; either leads to its sentence."""
    source, target = places.known[index], places.of_source(index)
    if value is None:
        sheet.text(column, source.shown(), target, source.sentence)
    else:
        sheet.number(column, value, source.bound, target, source.sentence)


def _year_sheet(book: _Book, year: int, comparison: Compared, places: _Places) -> None:
    """The figures of one report in the order of its text, each with its sentence."""
    words = book.words
    table = records(comparison.table)
    at = {name: column for column, name in enumerate(_YEAR_COLUMNS)}
    sheet = book.sheet(str(year), [words[f"column.{name}"] for name in _YEAR_COLUMNS], {at["value"], at["confidence"]})
    for i in places.by_year.get(year, ()):
        source, row = places.known[i], table[places.known[i].row]
        sheet.next_row()
        sheet.number(at["value"], source.value, source.bound)
        if source.value is None:
            sheet.text(at["value"], source.shown())
        arrow = {"up": " ↑", "down": " ↓"}.get(source.direction or "", "")
        for name, text in (
            ("text", source.figure), ("unit", row["std_unit"]), ("item", source.item), ("action", source.action),
            ("kind", _named(words, "kind", row["kind"])), ("role", _named(words, "role", source.role) + arrow),
            ("status", _named(words, "status", source.status)), ("period", source.period), ("section", source.place),
            ("reason", source.reason),
        ):  # fmt: skip
            sheet.text(at[name], text)
        sheet.sentence(at["sentence"], source)
        agrees = {True: " ✓", False: " ✗", None: ""}[source.agrees]
        sheet.text(at["reported"], f"{source.reported}{agrees}" if source.reported else None)
        sheet.number(at["confidence"], source.confidence)
        sheet.text(at["row"], row["indicator"], places.of_row(source.row))
    sheet.finish(at["sentence"])


def _checks_sheet(book: _Book, lines: Sequence[CheckLine], places: _Places) -> None:
    words = book.words
    names = ("doc", "rule", "figures", "expected", "found", "holds", "note")
    sheet = book.sheet(words["page.checks"], [words[f"column.{name}"] for name in names], {3, 4})
    for line in lines:
        sheet.next_row()
        sheet.text(0, line.doc)
        sheet.text(1, _named(words, "rule", line.rule))
        sheet.text(2, line.figures, places.of_source(line.places[-1]) if line.places else None)
        sheet.number(3, line.expected)
        sheet.number(4, line.found)
        if line.holds is not None:
            color = "#2E7D32" if line.holds else "#B3261E"
            sheet.text(5, words["page.holds" if line.holds else "page.fails"], font_color=color, bold=not line.holds)
        sheet.text(6, line.note)
    sheet.finish()


def _table_sheet(book: _Book, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """A sheet of a table as it is: numbers as numbers, yes and no as marks, names of kinds in words."""
    words = book.words
    sheet = book.sheet(name, [words[f"column.{column}"] for column in columns])
    for row in rows:
        sheet.next_row()
        for i, column in enumerate(columns):
            value = row[column]
            if isinstance(value, bool):
                sheet.text(i, "✓" if value else "✗")
            elif isinstance(value, int | float) and not column.startswith("year"):
                sheet.number(i, value)
            else:
                sheet.text(i, _named(words, column, value) if isinstance(value, str) else value)
    sheet.finish()


_TARGET_COLUMNS = ("indicator", "std_unit", "year_a", "target", "year_b", "outcome", "difference", "met", "confidence")
_UNCERTAIN_COLUMNS = (
    "indicator", "kind", "std_unit", "year_a", "value_a", "year_b", "value_b", "confidence", "reason",
)  # fmt: skip
_UNMATCHED_COLUMNS = (
    "doc", "year", "text", "item", "action", "kind", "std_value", "std_unit", "role", "status", "section", "why",
)  # fmt: skip


def comparison_workbook_bytes(comparison: Compared, language: str | None = None) -> bytes:
    """The workbook of a comparison; its words are in the reports' script unless a language is asked for.

    Raises:
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    from xlsxwriter import Workbook

    spoken, words = words_for(language, (source.sentence for source in sources(comparison)))
    comparison = comparison.told_in(spoken)
    known = sources(comparison)
    buffer = io.BytesIO()
    # A report's words are never a formula, a link or a number, whatever they begin with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as opened:
        book = _Book(opened, words)
        places = _Places(known, words["page.table"])
        _comparison_sheet(book, comparison, places)
        for year in comparison.years:
            _year_sheet(book, year, comparison, places)
        _table_sheet(book, words["page.targets"], _TARGET_COLUMNS, records(comparison.targets))
        _checks_sheet(book, check_lines(comparison, known), places)
        _table_sheet(book, words["page.uncertain"], _UNCERTAIN_COLUMNS, records(comparison.uncertain))
        _table_sheet(book, words["page.unmatched"], _UNMATCHED_COLUMNS, records(comparison.unmatched))
    return buffer.getvalue()


def comparison_workbook(comparison: Compared, path: str | os.PathLike[str], language: str | None = None) -> None:
    """Write a workbook: the comparison, a sheet a year with the sentences, targets, checks, what is left over.

    Raises:
        OutputError: a name that does not end in .xlsx, or a place that cannot be written to.
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    name = os.fspath(path)
    if not name.lower().endswith(".xlsx"):
        raise OutputError(name, "a workbook's name ends in .xlsx", "name it so")
    write_file(name, comparison_workbook_bytes(comparison, language))
