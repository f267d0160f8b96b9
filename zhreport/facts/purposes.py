"""Money known only by its purpose (撥付12萬元表彰…), and parts known only by what became of them (六成送堆肥)."""

from __future__ import annotations

import re

from zhreport.facts.attributive import predicate, verb_run
from zhreport.facts.drafts import Draft, Reading
from zhreport.facts.phrases import is_verb, strip
from zhreport.facts.tokens import Token, tokenise

_PURPOSE_TOKENS = 24
_OPENS_PURPOSE = frozenset({"manner", "relative", "basis", "preposition", "up", "down", "enabling"})
# Between money and its purpose there may be a clause that only compares it with the year before.
_PURPOSE_CLAUSES = 2
_PURPOSE_GAPS = 4
_CLAUSE_CHARS = 200
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[,;:。!?\n]")


def _next_clause(reading: Reading) -> list[Token]:
    """The words behind the comma that ends the clause, up to the next mark; none where they hold a figure."""
    flowing, end = reading.flowing, reading.clause.end
    for _ in range(_PURPOSE_CLAUSES):
        start = end + 1
        if flowing[end:start] != ",":
            return []
        mark = _MARK.search(flowing, start)
        end = mark.start() if mark else len(flowing)
        if end - start > _CLAUSE_CHARS:
            return []
        if _DIGIT.search(flowing, start, end) is None:
            tokens = tokenise(flowing, start, end)
            return tokens if tokens and tokens[0].cls != "manner" else []
    return []


def read_purpose(reading: Reading, draft: Draft, k: int, right: list[Token]) -> None:
    """Money with a purpose only (撥付12萬元表彰…): the purpose is the item, the verb the action."""
    tokens = [t for gap in reading.gaps[k + 1 : k + 1 + _PURPOSE_GAPS] for t in gap if t.cls != "cut"]
    if not right and reading.is_last(k) and not reading.memory.in_parts:
        tokens = right = _next_clause(reading)
    if not right or not (is_verb(right[0]) or right[0].cls in _OPENS_PURPOSE):
        return
    purpose = [t for t in strip(tokens) if t.cls != "aspect"]
    if purpose and purpose[0].cls in ("preposition", "basis", "relative"):
        purpose = purpose[1:]
    if not purpose:
        return
    verbs = verb_run(draft.lead.rest)
    draft.item, draft.action, draft.governed = purpose[:_PURPOSE_TOKENS], verbs, bool(verbs)
    draft.note("item", "purpose behind the figure", draft.item)


def read_part_of_whole(reading: Reading, draft: Draft, k: int, right: list[Token]) -> None:
    """其中六成|送堆肥: a part of the topic, with what was done with it."""
    if draft.quantity.kind != "percentage" or draft.role != "level" or draft.lead.reached or not reading.is_last(k):
        return
    behind = predicate(right)
    if behind or (right and right[0].cls == "basis"):
        draft.role, draft.action = "share", behind
        draft.note("role", "part of the topic", behind)
