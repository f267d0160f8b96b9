"""The stages of a report's path and the whole of it, as functions that can be timed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from zhreport.facts import find_facts
from zhreport.metadata import describe
from zhreport.model import Sentence
from zhreport.pipeline import extract_values
from zhreport.quantities.mentions import find_mentions
from zhreport.report import Report
from zhreport.sections.outline import innermost_of, outline
from zhreport.text.layout import flowing
from zhreport.text.sentences import split_sentences

Stage = Callable[[], object]


def whole_path(text: str) -> Report:
    """Sections, sentences and facts with all columns, and their tables: sections, facts and diagnostics.

    The words of `report.sentences` are no part of it: no fact needs them, and that table is made when it is asked for.
    """
    report = Report(extract_values(text, doc="report"))
    assert report.sections is not None
    assert report.facts is not None
    assert report.diagnostics is not None
    return report


@cache
def plain_jieba() -> Any:
    """jieba as it comes, with its own dictionary, loaded."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba


def stages(text: str) -> dict[str, Stage]:
    """What can be timed on a text, by name; what a stage takes from the stages before it is made beforehand."""
    view = flowing(text)
    found = extract_values(text, doc="report")
    enumerators = [(s.start, s.start + len(s.marker)) for s in found.sections if s.marker]
    quantities, _ = find_mentions(text, view, region=found.region, enumerators=enumerators)

    def sentences() -> tuple[Sentence, ...]:
        spans = split_sentences(view)
        owners = innermost_of(found.sections, [start for start, _ in spans])
        return tuple(Sentence(*span, owner) for span, owner in zip(spans, owners, strict=True))

    def tables() -> None:
        report = Report(found)
        assert len(report.facts) == len(found.facts)
        assert len(report.sections) == len(found.sections)
        assert len(report.diagnostics) == len(found.diagnostics)

    return {
        "jieba.lcut": lambda: plain_jieba().lcut(text),
        "flowing view": lambda: flowing(text),
        "metadata": lambda: describe(text, view, None),
        "sections": lambda: outline(text, view),
        "sentences": sentences,
        "quantities": lambda: find_mentions(text, view, region=found.region, enumerators=enumerators),
        "facts": lambda: find_facts(
            text, view, found.sections, found.sentences, quantities, year=found.year, region=found.region
        ),
        "tables": tables,
        "whole path": lambda: whole_path(text),
        "words of all sentences": lambda: Report(found).sentences,
    }
