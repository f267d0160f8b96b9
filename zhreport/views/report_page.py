"""The page of one report: its outline, its text with every figure marked, and a table of the figures."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from zhreport.model import Extraction, Fact
from zhreport.output import write_file
from zhreport.views.figures import bounded, plain
from zhreport.views.marked_text import blocks
from zhreport.views.standalone import check_page_name, page
from zhreport.views.words import in_script, words_for

if TYPE_CHECKING:
    import pandas as pd

_STYLES = ("page.css", "report.css")
_SCRIPTS = ("page.js", "report.js")
_LANGUAGE_OF_REGION = {"CN": "zh-Hans-CN", "TW": "zh-Hant-TW", "HK": "zh-Hant-HK"}


class Reported(Protocol):
    """What a page needs of a report."""

    extraction: Extraction

    @property
    def checks(self) -> pd.DataFrame:
        """The arithmetic checks of the report."""


def _fact(fact: Fact, checks: Sequence[int], script: str) -> dict[str, Any]:
    """A fact as the page's script reads it; `sort` orders values across units."""
    q = fact.quantity
    std = q.std_value if q.std_value is not None else q.low
    return {
        "text": " ".join(q.text.split()), "kind": q.kind,
        "value": bounded(q.bound, *((q.value,) if q.value is not None else (q.low, q.high))), "unit": q.unit,
        "std_value": None if q.std_value is None else plain(q.std_value), "std_unit": in_script(q.std_unit, script),
        "currency": q.currency, "sort": None if std is None else float(std), "item": fact.item,
        "action": fact.action, "role": fact.role, "direction": fact.direction, "status": fact.status,
        "scope": fact.scope, "period": fact.period, "section": fact.section, "start": q.start, "end": q.end,
        "checks": list(checks),
    }  # fmt: skip


def _checks(table: pd.DataFrame, extraction: Extraction) -> list[dict[str, Any]]:
    """The checks with the indices of the facts they use."""
    at = {fact.quantity.start: i for i, fact in enumerate(extraction.facts)}
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [
        {
            "rule": row["rule"], "facts": [at[start] for start in row["starts"] if start in at],
            "expected": None if row["expected"] is None else plain(row["expected"]),
            "found": None if row["found"] is None else plain(row["found"]),
            "holds": None if row["holds"] is None else bool(row["holds"]), "note": row.get("note"),
        }
        for row in rows
    ]  # fmt: skip


def _outline(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """The sections with the number of facts in them and below them."""
    counts: Counter[int] = Counter()
    for fact in extraction.facts:
        index = fact.section
        while index is not None:
            counts[index] += 1
            index = extraction.sections[index].parent
    for i, section in enumerate(extraction.sections):
        yield {
            "marker": section.marker, "title": section.title or "", "path": section.path, "level": section.level,
            "count": counts[i],
        }  # fmt: skip


def _about(extraction: Extraction, words: Mapping[str, str], failed: int) -> list[str]:
    """What the report says of itself, in some short phrases."""
    about = [
        extraction.issuer or words["page.issuer_unknown"],
        words["page.year_unknown"] if extraction.year is None else str(extraction.year),
        *([extraction.region] if extraction.region else []),
        words["page.sections_count"].format(count=len(extraction.sections)),
        words["page.facts_count"].format(count=len(extraction.facts)),
    ]
    return [*about, words["page.failed_count"].format(count=failed)] if failed else about


def report_page(report: Reported, language: str | None = None) -> str:
    """The page of a report as HTML; its words are in the report's script unless a language is asked for.

    >>> from zhreport.report import extract
    >>> html = report_page(extract("<script>撥付12萬元</script>"))
    >>> "&lt;script&gt;" in html, ">12萬元</mark>" in html
    (True, True)

    Raises:
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    extraction = report.extraction
    spoken, words = words_for(language, [extraction.text])
    script, _ = words_for(None, [extraction.text])
    checks = _checks(report.checks, extraction)
    used: dict[int, list[int]] = {}
    for i, check in enumerate(checks):
        for fact in check["facts"]:
            used.setdefault(fact, []).append(i)
    outline = list(_outline(extraction))
    failed = {fact for check in checks if check["holds"] is False for fact in check["facts"]}
    data = {
        "words": dict(words), "sections": outline, "checks": checks,
        "facts": [_fact(fact, used.get(i, ()), script) for i, fact in enumerate(extraction.facts)],
    }  # fmt: skip
    region = _LANGUAGE_OF_REGION.get(extraction.region or "", script)
    return page(
        "report.html", _STYLES, _SCRIPTS, data, words=words, language=spoken,
        text_language=region if region.startswith(script) else script,
        title=extraction.title or extraction.doc, doc=extraction.doc,
        about=_about(extraction, words, sum(check["holds"] is False for check in checks)),
        outline=outline, blocks=blocks(extraction), facts=extraction.facts, failed=failed, has_checks=bool(checks),
        kinds=Counter(fact.quantity.kind for fact in extraction.facts).most_common(),
    )  # fmt: skip


def write_report_page(report: Reported, path: str | os.PathLike[str], language: str | None = None) -> None:
    """Write the page of a report to a file that opens in any browser, without a network.

    Raises:
        OutputError: a name that does not end in .html, or a place that cannot be written to.
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    name = check_page_name(path)
    write_file(name, report_page(report, language).encode("utf-8"))
