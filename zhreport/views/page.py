"""The page of a comparison: a table to filter with a small chart a row, and the sentences of each year at a click."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zhreport.output import write_file
from zhreport.views.figures import AS_IT_IS, Scale, bounded, plain, readable_scale
from zhreport.views.proof import CheckLine, Compared, Source, check_lines, records, sources
from zhreport.views.standalone import check_page_name, page
from zhreport.views.words import in_script, script_of, words_for

_STYLES = ("page.css", "comparison.css")
_SCRIPTS = ("page.js", "charts.js", "comparison.js")
_PERCENT_PLACES = 1
_CONFIDENCE_PLACES = 2


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _rounded(value: float | None, places: int) -> str | None:
    return None if value is None else plain(round(value, places))


def _scales(comparison: Compared, known: Sequence[Source]) -> tuple[Scale, ...]:
    """The unit that each row of the table reads well in."""
    values: dict[int, list[float | None]] = {}
    for source in known:
        values.setdefault(source.row, []).extend(
            (source.value, *((source.low, source.high) if source.value is None else ()))
        )
    return tuple(
        readable_scale(row["kind"], row["std_unit"], values.get(label, ()))
        for label, row in enumerate(records(comparison.table))
    )


def _rows(comparison: Compared, known: Sequence[Source], scales: Sequence[Scale], script: str) -> list[dict[str, Any]]:
    """The rows of the table; `cells` are indices of sources, one a year or null, `values` what charts draw."""
    at: dict[int, dict[int, int]] = {}
    for i, source in enumerate(known):
        at.setdefault(source.row, {})[source.year] = i
    made = []
    for label, (row, scale) in enumerate(zip(records(comparison.table), scales, strict=True)):
        cells = at.get(label, {})
        # The difference of percentages is in points and needs no other unit.
        change = scale.of(row["change"])
        made.append({
            **{name: row[name] for name in ("indicator", "kind", "currency", "role", "status", "scope")},
            "unit": in_script(scale.unit, script), "cells": [cells.get(year) for year in comparison.years],
            "values": [_number(scale.of(row[str(year)])) for year in comparison.years], "change": _number(change),
            "change_shown": None if change is None else bounded(row["change_bound"] or "=", change),
            "percent": row["percent_change"], "percent_shown": _rounded(row["percent_change"], _PERCENT_PLACES),
            "rate": row["cagr"], "rate_shown": _rounded(row["cagr"], _PERCENT_PLACES),
            "new": bool(row["new"]), "dropped": bool(row["dropped"]),
        })  # fmt: skip
    return made


def _sources(known: Sequence[Source], scales: Sequence[Scale]) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """The sources with `around`, the place of what stands before and behind the figure in the list returned with them.

    Facts that share their figure share what is around it.
    """
    around: dict[tuple[str, str], int] = {}
    made = []
    for source in known:
        place = around.setdefault((source.before, source.after), len(around))
        made.append({
            "row": source.row, "year": source.year, "doc": source.doc, "shown": source.shown(scales[source.row]),
            "figure": source.figure, "around": place, "place": source.place,
            "confidence": _rounded(source.confidence, _CONFIDENCE_PLACES), "reason": source.reason,
            "reported": source.reported, "agrees": source.agrees,
        })  # fmt: skip
    return made, [list(pair) for pair in around]


def _check(line: CheckLine, known: Sequence[Source], scales: Sequence[Scale]) -> dict[str, Any]:
    """A check, its outcome in the unit that the figure's own row is shown in."""
    scale = AS_IT_IS if line.judged is None else scales[known[line.judged].row]
    return {
        "doc": line.doc, "rule": line.rule, "places": line.places, "holds": line.holds, "note": line.note,
        "expected": bounded("=", scale.of(line.expected)), "found": bounded("=", scale.of(line.found)),
    }  # fmt: skip


def _targets(comparison: Compared, known: Sequence[Source], script: str) -> list[dict[str, Any]]:
    """Targets with their outcomes, each with the source that it can be read in."""
    at = {(source.year, source.start): i for i, source in enumerate(known)}
    made = []
    for row in records(comparison.targets):
        scale = readable_scale(row["kind"], row["std_unit"], (row["target"], row["outcome"]))
        aim, got = at.get((row["year_a"], row["start_a"])), at.get((row["year_b"], row["start_b"]))
        shown = [bounded(row[f"{name}_bound"] or "=", scale.of(row[name])) for name in ("target", "outcome")]
        made.append({
            "indicator": row["indicator"], "unit": in_script(scale.unit, script), "year": row["year_b"],
            "target": shown[0] or ("" if aim is None else known[aim].shown(scale)), "aim": aim, "outcome": shown[1],
            "got": got, "difference": bounded("=", scale.of(row["difference"])),
            "met": None if row["met"] is None else bool(row["met"]),
        })  # fmt: skip
    return made


def _uncertain(comparison: Compared, known: Sequence[Source]) -> list[dict[str, Any]]:
    at = {(source.year, source.start): i for i, source in enumerate(known)}
    return [
        {
            "indicator": row["indicator"], "a": at.get((row["year_a"], row["start_a"])),
            "b": at.get((row["year_b"], row["start_b"])), "reason": row["reason"],
            "confidence": _rounded(row["confidence"], _CONFIDENCE_PLACES),
        }
        for row in records(comparison.uncertain)
    ]  # fmt: skip


def _heading(comparison: Compared, compared: str) -> str:
    """The years that are compared, behind whoever reports in most of them."""
    named = Counter(issuer for issuer in comparison.issuers if issuer)
    if not named:
        return compared
    issuer, reports = named.most_common(1)[0]
    return f"{issuer} · {compared}" if 2 * reports > len(comparison.issuers) else compared


def comparison_html(comparison: Compared, language: str | None = None) -> str:
    """The page of a comparison as HTML; its words are in the reports' script unless a language is asked for.

    Raises:
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    known = sources(comparison)
    sentences = ["".join({source.sentence: None for source in known})]
    spoken, words = words_for(language, sentences)
    comparison = comparison.told_in(spoken)
    known = sources(comparison)
    lines = check_lines(comparison, known)
    scales, script = _scales(comparison, known), script_of(sentences)
    told, around = _sources(known, scales)
    rows = _rows(comparison, known, scales, script)
    data = {
        "words": dict(words), "years": comparison.years, "rows": rows, "sources": told, "around": around,
        "checks": [_check(line, known, scales) for line in lines], "targets": _targets(comparison, known, script),
        "uncertain": _uncertain(comparison, known),
    }  # fmt: skip
    first, last = comparison.years[0], comparison.years[-1]
    counts = [(len(comparison.years), "reports"), (len(rows), "rows"), (len(known), "facts")]
    about = [words[f"page.{name}_count"].format(count=count) for count, name in counts]
    held = Counter(line.holds for line in lines)
    if held[False]:
        about.append(words["page.failed_count"].format(count=held[False]))
    parts = [name for name in ("checks", "targets", "uncertain") if data[name]]
    return page(
        "comparison.html", _STYLES, _SCRIPTS, data, words=words, language=spoken, text_language=script,
        title=_heading(comparison, words["page.compared"].format(first=first, last=last)), about=about, parts=parts,
        docs=comparison.docs,
    )  # fmt: skip


def comparison_page(comparison: Compared, path: str | os.PathLike[str], language: str | None = None) -> None:
    """Write the page of a comparison to a file that opens in any browser, without a network.

    Raises:
        OutputError: a name that does not end in .html, or a place that cannot be written to.
        LanguageError: a language other than en, zh-Hans, zh-Hant.
    """
    name = check_page_name(path)
    write_file(name, comparison_html(comparison, language).encode("utf-8"))
