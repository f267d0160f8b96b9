"""Reports of several years side by side."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhreport.compare.across import Claim, checks_across, claim
from zhreport.compare.aliases import Aliases, of_names, questions, read_aliases
from zhreport.compare.chains import Chain, Chains, weave
from zhreport.compare.checks import find_checks
from zhreport.compare.companions import Companions
from zhreport.compare.linking import Link
from zhreport.compare.model import model
from zhreport.compare.observations import Edition, Observation, editions
from zhreport.compare.panel import in_order, pairs_frame, sources_frame, table_frame, unmatched_frame
from zhreport.compare.targets import link_targets, targets_frame
from zhreport.compare.verdicts import Check, checks_frame
from zhreport.compare.wording import Phrase, figure, say

if TYPE_CHECKING:
    import pandas as pd

AliasSource = Aliases | str | os.PathLike[str] | None
_SHOWN_ROWS = 10
# The tables that hold reasons or notes.
_TOLD = ("pairs", "uncertain", "targets", "sources", "unmatched", "check_notes")


class Comparison:
    """The indicators of several reports, one report a year, with the changes and the proof.

    `years`, `docs`, `titles` and `issuers` are those of the reports, in order; a table of facts has neither title nor
    issuer. `language` is that of reasons and notes. Every table is made when it is first asked for.
    """

    language = "en"

    def __init__(self, reports: tuple[Edition, ...], aliases: Aliases) -> None:
        self._editions = reports
        self._aliases = aliases
        self.years = tuple(edition.year for edition in reports)
        self.docs = tuple(edition.doc for edition in reports)
        told = [edition.extraction for edition in reports]
        self.titles = tuple(None if one is None else one.title for one in told)
        self.issuers = tuple(None if one is None else one.issuer for one in told)

    @cached_property
    def _chains(self) -> Chains:
        return weave(self._editions, model(), self._aliases)

    @cached_property
    def _rows(self) -> list[Chain]:
        return in_order(self._chains.chains)

    def _links(self) -> Iterator[Link]:
        for chain in self._rows:
            yield from chain.links

    def _claim(self, link: Link) -> Claim | None:
        return claim(link, self._chains.beside[link.b.year].get(link.b.order, Companions()))

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per indicator, one column per year (named by its number, values in `std_unit`), then the change.

        Indicators of one year only stand at the end, `new` or `dropped`. `change` is from `first` to `last`, of
        percentages in points; `change_bound` is empty where not even its size is known; `cagr` is the compound annual
        rate in percent. On a row of changes of which some went up and some down a fall is negative.
        """
        return table_frame(self._rows, self.years)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One row per linked pair of facts of two years, each with why it is linked."""
        return pairs_frame(((link, self._claim(link)) for link in self._links()), self.language)

    @cached_property
    def uncertain(self) -> pd.DataFrame:
        """As `pairs`: what may be one indicator, and is not on one row because nobody has confirmed it."""
        return pairs_frame(((link, self._claim(link)) for link in self._chains.uncertain), self.language)

    @cached_property
    def _targets(self) -> tuple[Link, ...]:
        return link_targets(self._editions, model(), self._aliases)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target of a report with its outcome in the report of the year after, and whether it was met."""
        return targets_frame(self._targets, self.language)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Where each figure of `table` stands: one row per figure, `row` is the label of the table's row."""
        return sources_frame(self._rows, self.language)

    @cached_property
    def unmatched(self) -> pd.DataFrame:
        """The facts that found no partner in another year, each with why."""
        return unmatched_frame(self._alone(), self.language)

    def _alone(self) -> Iterator[tuple[Observation, Phrase]]:
        asked: dict[tuple[int, int], Phrase] = {}
        for link in self._chains.uncertain:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                why = say(
                    "perhaps", name=" ".join(other.label.split()), figure=figure(other), year=other.year,
                    confidence=f"{link.confidence:.2f}",
                )  # fmt: skip
                asked.setdefault((one.year, one.order), why)
        for chain in self._rows:
            if len(chain.observations) == 1:
                one = chain.observations[0]
                yield one, asked.get((one.year, one.order), say("alone"))
        for one in self._chains.repeated:
            yield one, say("repeats")

    @cached_property
    def _checks(self) -> list[Check]:
        inside = [c for e in self._editions if e.extraction is not None for c in find_checks(e.extraction)]
        across = list(checks_across(self._links(), self._chains.beside))
        order = {doc: i for i, doc in enumerate(self.docs)}
        return sorted(inside + across, key=lambda check: (order[check.doc], check.starts[-1]))

    @cached_property
    def checks(self) -> pd.DataFrame:
        """One row per arithmetic check, inside a report and of what it says of the year before.

        `starts` are offsets into the text of `doc`; a `restated` that does not hold is a revision.
        """
        return checks_frame(self._checks)

    @cached_property
    def check_notes(self) -> pd.Series[str]:
        """The sum of each check in words, by the labels of `checks`."""
        import pandas as pd

        return pd.Series([check.note.told(self.language) for check in self._checks], dtype="string", name="note")

    def told_in(self, language: str) -> Comparison:
        """The same comparison with its reasons and notes in en, zh-Hans or zh-Hant."""
        other = copy(self)
        other.language = language
        for name in _TOLD:
            vars(other).pop(name, None)
        return other

    def to_excel(self, path: str | os.PathLike[str], language: str | None = None) -> None:
        """Write a workbook: the comparison, a sheet a year, checks, and what is unmatched.

        `language` is en, zh-Hans or zh-Hant; None is the script of the reports.
        """
        import_module("zhreport.views.workbook").comparison_workbook(self, path, language)

    def to_html(self, path: str | os.PathLike[str], language: str | None = None) -> None:
        """Write one self-contained page: a table to filter, charts, and the sentence of each figure at a click.

        `language` is en, zh-Hans or zh-Hant; None is the script of the reports.
        """
        import_module("zhreport.views.page").comparison_page(self, path, language)

    def plot(self, indicator: str | int) -> Any:
        """A chart of one indicator over the years; `indicator` is its name or the label of its row."""
        return import_module("zhreport.views.charts").indicator_chart(self, indicator)

    @property
    def summary(self) -> str:
        """What was compared and found, in a line."""
        linked = sum(len(chain.observations) > 1 for chain in self._rows)
        failed = sum(not check.holds for check in self._checks)
        return (
            f"{len(self.years)} reports, {self.years[0]}–{self.years[-1]}: {linked} indicators of "
            f"several years, {len(self._rows) - linked} of one, {len(self._checks)} checks, {failed} fail"
        )

    def __repr__(self) -> str:
        return f"<Comparison of {self.summary}>"

    def _repr_html_(self) -> str:
        from html import escape

        shown = self.table.head(_SHOWN_ROWS).to_html(escape=True, na_rep="", border=0)
        told = escape(f"Comparison of {self.summary}")
        return f"<div><p><b>{told}</b></p>{shown}</div>"


def _aliases(source: AliasSource) -> Aliases:
    if source is None:
        return Aliases()
    return source if isinstance(source, Aliases) else read_aliases(source)


def compare(reports: Iterable[Any] | pd.DataFrame, aliases: AliasSource = None) -> Comparison:
    """The indicators of several reports side by side, one report a year.

    `reports` are Reports, or tables of facts with `doc` and `year`; `aliases` is a TOML or CSV file of what a person
    has said of indicators' names (`suggest_aliases` writes one with the open questions).

    >>> import zhreport
    >>> years = [zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")]
    >>> table = zhreport.compare(years).table.set_index("indicator")
    >>> table.loc["違規收費", [2004, 2005, 2006, 2007, "change"]].tolist()
    [3.6, 2.4, 1.85, 1.21, -2.39]

    Raises:
        ComparisonError: no reports, two of one year, a report without a year.
        LexiconError: an aliases' file that cannot be read.
    """
    listed = [reports] if hasattr(reports, "columns") else list(reports)
    own = of_names(names for report in listed for names in getattr(getattr(report, "lexicon", None), "aliases", ()))
    return Comparison(editions(listed), _aliases(aliases) + own)


def suggest_aliases(comparison: Comparison, path: str | os.PathLike[str]) -> int:
    """Write the uncertain links of a comparison to a TOML file for a person to answer; the number of questions.

    Read back as `aliases=` of `compare`, the answers hold for good.

    Raises:
        OutputError: a name that does not end in .toml, or a place that cannot be written to.
    """
    from zhreport.errors import OutputError

    name = os.fspath(path)
    if not name.lower().endswith(".toml"):
        raise OutputError(name, "the questions are written as TOML", "name the file .toml")
    text = questions(comparison._chains.uncertain)
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(name, f"it cannot be written ({error.strerror})", "name another place") from None
    return text.count("[[link]]")
