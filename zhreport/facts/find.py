"""From quantities to facts: reads a report sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from zhreport.facts.clauses import split_clauses
from zhreport.facts.drafts import Draft
from zhreport.facts.resolve import ClauseReader
from zhreport.facts.status import StatusReader
from zhreport.facts.tokens import surface
from zhreport.model import Diagnostic, Evidence, Fact, Quantity, Region, Section, Sentence


def find_facts(
    text: str,
    flowing: str,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    quantities: Sequence[Quantity],
    *,
    year: int | None,
    region: Region | None,
) -> tuple[tuple[Fact, ...], tuple[Diagnostic, ...]]:
    """One fact for each quantity, in order, and a diagnostic for each that names nothing."""
    reader = ClauseReader(flowing, quantities)
    status = StatusReader(flowing, sections, year)
    starts = [q.start for q in quantities]
    facts: dict[int, Fact] = {}
    diagnostics: list[Diagnostic] = []
    at = 0
    for number, sentence in enumerate(sentences):
        while at < len(starts) and starts[at] < sentence.start:
            at += 1
        if at == len(starts) or starts[at] >= sentence.end:
            continue
        reader.memory.end_sentence()
        for clause in split_clauses(flowing, sentence.start, sentence.end, quantities, starts):
            if not clause.figures:
                reader.memory.previous_clause = reader.memory.bare_clause = (clause.start, clause.end)
                continue
            for draft in reader.read(clause):
                facts[draft.index] = _fact(text, draft, number, sentence, status)
    return tuple(facts[i] for i in sorted(facts)), tuple(diagnostics)


def _fact(text: str, draft: Draft, number: int, sentence: Sentence, status: StatusReader) -> Fact:
    item = surface(text, draft.item) or None
    evidence = tuple(Evidence("item", rule, draft.quantity.start, draft.quantity.end) for rule in draft.rules)
    return Fact(
        quantity=draft.quantity,
        sentence=number,
        section=sentence.section,
        role=draft.role,
        direction=draft.direction,
        status=status.of(draft.quantity, sentence),
        item=item,
        action=surface(text, [t for t in draft.action if t.cls not in ("aspect", "adverb")]) or None,
        scope=surface(text, draft.scopes[-1:]) or None,
        period=None,
        evidence=evidence,
    )
