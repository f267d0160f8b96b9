"""A report and its tables."""

from __future__ import annotations

import os
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from zhreport.errors import ZhReportError
from zhreport.model import Extraction, Fact, Region

if TYPE_CHECKING:
    import pandas as pd

    from zhreport.user_lexicon import Lexicon

_SHOWN_ROWS = 10
_SHOWN_COLUMNS = ["text", "item", "action", "value", "unit", "role", "status", "period", "section"]


class UnknownFactError(ZhReportError, LookupError):
    """What was given to `explain` is no fact of this report: `fact` as given."""

    def __init__(self, fact: object) -> None:
        super().__init__(fact)
        self.fact = fact

    def __str__(self) -> str:
        return f"{self.fact!r} is no fact of this report; give a row of its `facts`, or the label of one"


class ParameterError(ZhReportError, ValueError):
    """A parameter with a value that cannot be meant: `name`, `value`, and the `remedy`."""

    def __init__(self, name: str, value: object, remedy: str) -> None:
        super().__init__(name, value, remedy)
        self.name, self.value, self.remedy = name, value, remedy

    def __str__(self) -> str:
        return f"{self.name}={self.value!r}: {self.remedy}"


class Report:
    """One report: its text, what it says of itself, and its tables, each made when it is first asked for.

    `title`, `issuer`, `year` and `region` are None where the report does not say them. All offsets point into `text`.
    """

    def __init__(self, extraction: Extraction, lexicon: Lexicon | None = None) -> None:
        self.extraction = extraction
        self.lexicon = lexicon
        self.text = extraction.text
        self.doc = extraction.doc
        self.title = extraction.title
        self.issuer = extraction.issuer
        self.year = extraction.year
        self.region = extraction.region

    @cached_property
    def sections(self) -> pd.DataFrame:
        """One row per section: `start`, `end`, `marker`, `level`, `number`, `title`, `path`, `parent` (a label)."""
        from zhreport.tables import sections_frame

        return sections_frame(self.extraction)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row per fact: where it stands, the figure as written and in standard units, and what it measures."""
        from zhreport.tables import facts_frame

        return facts_frame(self.extraction)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence: `sentence`, `start`, `end`, `section`, `words` (a space between them)."""
        from zhreport.lexicon.active import using
        from zhreport.tables import sentences_frame

        with using(None if self.lexicon is None else self.lexicon.added):
            return sentences_frame(self.extraction)

    @cached_property
    def diagnostics(self) -> pd.DataFrame:
        """One row per place that could not be read: `start`, `end`, `text`, `code`, `message`."""
        from zhreport.tables import diagnostics_frame

        return diagnostics_frame(self.extraction)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """One row per arithmetic check: `doc`, `rule`, `starts`, `expected`, `found`, `holds`."""
        from zhreport.compare.checks import report_checks

        return report_checks(self.extraction)

    def _find(self, fact: Any) -> Fact:
        """The fact that a label or a row of `facts` stands for: a Series, a mapping, or a tuple of `itertuples`."""
        known = self.extraction.facts
        row = fact._asdict() if hasattr(fact, "_asdict") else fact
        if hasattr(row, "keys"):
            place = (row.get("start"), row.get("end"), row.get("doc"))
            found = [f for f in known if (f.quantity.start, f.quantity.end, self.doc) == place]
        else:
            found = [known[i] for i in range(len(known)) if i == row]
        if not found:
            raise UnknownFactError(fact)
        return found[0]

    def explain(self, fact: Any) -> str:
        """Why a fact has its columns: the rules used and the words that they rest on.

        `fact` is a row of `facts` or its label.

        >>> report = extract("縣政府撥付12萬元表彰優秀教師。")
        >>> print(report.explain(0).splitlines()[0])
        12萬元 (5:9): amount, 12 萬元

        Raises:
            UnknownFactError: a label or row that is none of this report's facts.
        """
        found = self._find(fact)
        lines = [_headline(found)]
        shown = ("item", "action", "role", "direction", "status", "scope", "period")
        columns = {name: getattr(found, name) for name in shown}
        columns["bound"] = None if found.quantity.bound == "=" else found.quantity.bound
        reasons = {name: [e for e in found.evidence if e.column == name] for name in columns}
        for name, value in columns.items():
            if value is not None or reasons[name]:
                lines.append(f"  {name}: {'none' if value is None else value}{self._because(reasons[name])}")
        others = [e for e in found.evidence if e.column not in columns]
        lines += [f"  {e.column}:{self._because([e])}" for e in others]
        sentence = self.extraction.sentences[found.sentence]
        lines.append(f"  sentence: {' '.join(self.text[sentence.start : sentence.end].split())}")
        return "\n".join(lines)

    def _because(self, evidence: list[Any]) -> str:
        reasons = []
        for one in evidence:
            words = " ".join(self.text[one.start : one.end].split())
            reasons.append(f"{one.rule}, from 「{words}」 ({one.start}:{one.end})" if words else one.rule)
        return f" — {'; '.join(reasons)}" if reasons else ""

    def headline(self) -> str:
        r"""Title, issuer and year in one line; what is unknown is said to be.

        >>> extract("縣教育局工作總結\n撥付12萬元。").headline()
        '縣教育局工作總結 · 縣教育局 · year unknown · region unknown · 0 sections · 1 fact'
        """
        counts = [(len(self.extraction.sections), "section"), (len(self.extraction.facts), "fact")]
        parts = [
            self.title or f"{self.doc} (no title)",
            self.issuer or "issuer unknown",
            "year unknown" if self.year is None else str(self.year),
            self.region or "region unknown",
            *(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts),
        ]
        return " · ".join(parts)

    def __repr__(self) -> str:
        return f"<Report {self.doc}: {self.headline()}>"

    def _repr_html_(self) -> str:
        table = self.facts[_SHOWN_COLUMNS].head(_SHOWN_ROWS).to_html(escape=True, na_rep="", border=0)
        more = len(self.facts) - _SHOWN_ROWS
        rest = f"<p>… and {more} more in <code>report.facts</code></p>" if more > 0 else ""
        return f"<div><p><b>{escape(self.headline())}</b></p>{table}{rest}</div>"

    def to_excel(self, path: str | os.PathLike[str]) -> None:
        """Write a workbook with the sheets facts, sections and diagnostics.

        Raises:
            OutputError: a name that does not end in .xlsx, or a place that cannot be written to.
        """
        from zhreport.errors import OutputError
        from zhreport.output import write_tables

        name = os.fspath(path)
        if not name.lower().endswith(".xlsx"):
            raise OutputError(name, "a workbook's name ends in .xlsx", "name it so")
        write_tables(name, {"facts": self.facts, "sections": self.sections, "diagnostics": self.diagnostics})

    def to_html(self, path: str | os.PathLike[str], language: str | None = None) -> None:
        """Write a page that needs nothing else: outline, text with every figure marked, a table with filters, checks.

        Its words are in the report's script, or in the `language` asked for: en, zh-Hans, zh-Hant.

        Raises:
            OutputError: a name that does not end in .html, or a place that cannot be written to.
            LanguageError: a language that pages cannot be had in.
        """
        from zhreport.views.report_page import write_report_page

        write_report_page(self, path, language)


def _headline(fact: Fact) -> str:
    """A fact's figure as written, its kind, and its value in its own and in the standard unit."""
    q = fact.quantity
    unit = f" {q.unit}" if q.unit else ""
    value = f"{q.low}–{q.high}" if q.value is None else f"{q.value:f}"
    line = f"{' '.join(q.text.split())} ({q.start}:{q.end}): {q.kind}, {value}{unit}"
    if q.std_value is not None and (q.std_value, q.std_unit) != (q.value, q.unit):
        line += f" = {float(q.std_value):.10g}{f' {q.std_unit}' if q.std_unit else ''}"
    return line + (f" {q.currency}" if q.currency and q.currency != "CNY" else "")


def _check_parameters(year: object, region: object) -> None:
    if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 1000 <= year <= 9999):
        raise ParameterError("year", year, "give it in four digits of our era, as an int, or None to have it inferred")
    if region is not None and region not in get_args(Region):
        raise ParameterError(
            "region", region, f"give one of {', '.join(get_args(Region))}, or None to have it inferred"
        )


def extract(
    text: str,
    doc: str = "text",
    year: int | None = None,
    region: Region | None = None,
    lexicon: Lexicon | None = None,
) -> Report:
    """The report of a text already in hand; `year` and `region` overrule what the text says of itself.

    `lexicon` adds the user's own terms, units and set phrases.

    >>> report = extract("全縣公開招聘300名教師。", year=2007)
    >>> report.facts[["text", "value", "unit"]].to_dict("records")
    [{'text': '300名', 'value': 300.0, 'unit': '名'}]

    Raises:
        ParameterError: a year that is no year, a region that is none of CN, TW, HK.
    """
    from zhreport.pipeline import extract_values

    _check_parameters(year, region)
    return Report(extract_values(text, doc=doc, year=year, region=region, lexicon=lexicon), lexicon)


def read(
    path: str | os.PathLike[str],
    encoding: str | None = None,
    year: int | None = None,
    region: Region | None = None,
    doc: str | None = None,
    lexicon: Lexicon | None = None,
) -> Report:
    """The report in a file; `doc` is the file's stem unless given.

    Text, web pages, Word, WPS and PDF documents, Markdown, and pictures where text recognition is installed.
    `encoding`, `year` and `region` overrule what is inferred; `lexicon` adds the user's own terms. Year and issuer are
    also looked for in the file's name. What a document holds and could not be read is a diagnostic.

    >>> report = read("corpus/yunxi-education/2007.txt")
    >>> report.doc, report.issuer, report.year
    ('2007', '雲溪縣教育局', 2007)

    Raises:
        SourceError: no such file, no text in it, or a format that is not read.
        ParameterError: a year that is no year, a region that is none of CN, TW, HK.
    """
    from zhreport.pipeline import extract_values
    from zhreport.readers import read_text, shown_name

    _check_parameters(year, region)
    source = read_text(path, encoding)
    file = Path(shown_name(os.fspath(path)))
    name = f"{shown_name(Path(path).resolve().parent.name)}/{file.stem}"
    values = extract_values(source, doc=doc or file.stem, year=year, region=region, name=name, lexicon=lexicon)
    return Report(values, lexicon)
