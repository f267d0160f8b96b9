"""From quantities to facts: reads a report sentence by sentence, clause by clause."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from zhreport.facts.attributive import TAILS, counted_phrase_end, read_attributive
from zhreport.facts.clauses import Clause, split_clauses
from zhreport.facts.drafts import Draft, Memory, Reading, folded
from zhreport.facts.introductions import read_lead
from zhreport.facts.periods import period_of
from zhreport.facts.phrases import is_head
from zhreport.facts.status import StatusReader
from zhreport.facts.tokens import (
    Token,
    before_cut,
    behind_cut,
    gap_tokens,
    is_circumstance,
    surface,
    times_in,
    tokenise,
)
from zhreport.facts.trailing import read_trailing
from zhreport.model import Diagnostic, Evidence, Fact, Quantity, Region, Section, Sentence, Status

# What stands farther behind a sentence's last figure than this says nothing of it.
_BEYOND_CHARS = 500
# How far before a mark the words stand that announce what follows it (其中, 主要产品产量).
_LEAD_CHARS = 30
# 12万元的投资|计划 is of what is to come, unless the plan is said to be done.
_PLANS = ("计划", "规划")
_DONE = ("完成", "实现", "超额", "执行")
# 按可比价格计算 says how, not with what a figure is compared.
_GROUNDS = ("按", "扣除", "剔除")
_NO_ITEM = "the figure stands where no words name what it measures"


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
    """One fact for each quantity, in order, and a diagnostic (`no-item`) for each that names nothing.

    `year` is the report's own, against which 去年 is resolved.
    """
    if not quantities:
        return (), ()
    status = StatusReader(flowing, sections, year)
    memory = Memory()
    starts = [q.start for q in quantities]
    facts: dict[int, Fact] = {}
    at = 0
    for number, sentence in enumerate(sentences):
        while at < len(starts) and starts[at] < sentence.start:
            at += 1
        if at == len(starts) or starts[at] >= sentence.end:
            continue
        memory.begin_sentence(sentence.start)
        last = bisect_left(starts, sentence.end, at) - 1
        end = min(sentence.end, quantities[last].reach_end + _BEYOND_CHARS)
        clauses = split_clauses(flowing, sentence.start, end, quantities, starts)
        for clause in sorted(clauses, key=lambda c: c.start):
            for draft in read_clause(flowing, clause, quantities, memory):
                facts[draft.index] = _fact(text, flowing, draft, number, sentence, status, year, region)
    found = tuple(facts[i] for i in sorted(facts))
    unnamed = tuple(Diagnostic(f.quantity.start, f.quantity.end, "no-item", _NO_ITEM) for f in found if f.item is None)
    return found, unnamed


def read_clause(flowing: str, clause: Clause, quantities: Sequence[Quantity], memory: Memory) -> list[Draft]:
    """The drafts of a clause's figures, in order; `memory` is taken forward."""
    if not clause.figures:
        memory.previous_clause = (clause.start, clause.end)
        if memory.bare_clause is None or not is_circumstance(flowing, clause.start, clause.end):
            memory.bare_clause = memory.previous_clause  # …收入，扣除物价因素，|年均增长: the subject stands before
        if "".join(flowing[max(clause.start, clause.end - _LEAD_CHARS) : clause.end].split()).endswith("其中"):
            memory.total, memory.in_parts = memory.topic_here, True
        if flowing[clause.end : clause.end + 1] == ":":
            memory.list_head = _list_head(flowing, clause)
        memory.times = times_in(flowing, clause.start, clause.end) or memory.times
        return []
    if clause.opener == "(":
        memory.look_back(clause.start)
    gaps = [gap_tokens(flowing, spans) for spans in clause.gaps]
    reading = Reading(flowing, clause, gaps, memory)
    pending = gaps[0]
    for k, index in enumerate(clause.figures):
        quantity = quantities[index]
        left = [t for t in behind_cut(pending) if t.start < quantity.reach_start]
        right = [t for t in before_cut(gaps[k + 1]) if t.start >= quantity.reach_end]
        draft = Draft(index, quantity, read_lead(left, quantity, flowing[quantity.reach_start : quantity.start]))
        _note_circumstances(draft, left, memory)
        end = counted_phrase_end(draft, right)
        if end:
            end = read_attributive(reading, draft, k, left, right, end)
        else:
            read_trailing(reading, draft, k, left, right)
            end = 1 if right and right[0].text in TAILS else 0
        pending = right[end:] + gaps[k + 1][len(before_cut(gaps[k + 1])) :]
        reading.drafts.append(draft)
    memory.keep(reading.drafts, clause)
    return reading.drafts


def _list_head(flowing: str, clause: Clause) -> list[Token]:
    """主要产品产量：— what each member of the list behind the colon is an amount of."""
    start = max(clause.start, clause.end - _LEAD_CHARS)
    if not any(flowing.find(end, start, clause.end) >= 0 for end in "量额"):
        return []
    last = tokenise(flowing, start, clause.end)[-1:]
    return last if last and last[0].text[-1] in "量额" and is_head(last[0]) else []


def _note_circumstances(draft: Draft, left: Sequence[Token], memory: Memory) -> None:
    """When and whose: said before the figure, or earlier in the sentence."""
    memory.times = [t for t in left if t.cls == "time"] or memory.times
    scopes = [t for t in left if t.cls == "scope"]
    if draft.quantity.kind != "rank":
        memory.scopes = scopes or memory.scopes  # among whom a rank counts is said of nothing else
    draft.times, draft.scopes = memory.times, scopes or memory.scopes
    draft.base = next((t for t in reversed(left) if t.cls == "comparison" and not t.text.startswith(_GROUNDS)), None)


def _status(draft: Draft, sentence: Sentence, reader: StatusReader) -> tuple[Status, Evidence | None]:
    shown, why = reader.of(draft.quantity, sentence)
    if draft.role == "previous":
        return "actual", None  # 将由上年18亿元增加到95亿元: only the later value is a plan
    of_plan = draft.attributive and draft.quantity.kind == "amount" and folded(draft.item).endswith(_PLANS)
    if shown == "actual" and of_plan and not any(t.text.startswith(_DONE) for t in draft.action):
        last = draft.item[-1]
        return "planned", Evidence("status", "the plan that the figure is of", last.start, last.end)
    return shown, why


def _fact(
    text: str,
    flowing: str,
    draft: Draft,
    number: int,
    sentence: Sentence,
    status: StatusReader,
    year: int | None,
    region: Region | None,
) -> Fact:
    shown, why = _status(draft, sentence, status)
    evidence = [*draft.evidence, *((why,) if why is not None else ())]
    period = None
    for time in reversed(draft.times):
        period = period_of(time.text, year, region, status.year_of(sentence))
        if period is not None:
            evidence.append(Evidence("period", "time before the figure", time.start, time.end))
            break
    scope = draft.scopes[-1:]
    evidence += [Evidence("scope", "place before the figure", t.start, t.end) for t in scope]
    return Fact(
        quantity=draft.quantity,
        sentence=number,
        section=sentence.section,
        role=draft.role,
        direction=draft.direction,
        status=shown,
        item=surface(text, flowing, draft.item) or None,
        action=surface(text, flowing, draft.acted) or None,
        scope=surface(text, flowing, scope) or None,
        period=period,
        evidence=tuple(evidence),
    )
