"""Cuts the words beside a figure and says what each does in the clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhreport.facts.times import COMPARISON, TIME, time_pattern
from zhreport.facts.vocabulary import vocabulary
from zhreport.text.words import segment

# Quoted names, titles and short asides are one noun each: “三农”, 《公务员法》, 省(区、市).
_SPECIAL = (
    rf"(?P<comparison>{COMPARISON})|(?P<time>{TIME})"
    r"|(?P<part>其中)"
    r"|(?P<per>每(?:[十百千万])?(?:人次?|户|亩|个|张|件|名|生|家|所|吨|台|辆|头|位|次|项|村|校|班|公?斤|度|公顷|平方公?里|平方米|立方米|千瓦时|元)(?:每[年月日天次]|[年月日])?)"
    r"|(?P<quoted>“[^“”]{1,30}”|‘[^‘’]{1,30}’|《[^《》]{1,40}》|\"[^\"]{1,20}\")"
    r"|(?P<aside>[(][^()]{0,80}[)])"
)
# An aside that adds a reservation to what stands before it is no part of its name.
_RESERVATION = re.compile(
    r"[(](?:含|不含|包括|不包括|其中|截至|截止|注|见|即|以下|下同|按|计|约|剔除|占|比|较|\d)|[^()]*[,;:]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its class: `start:end` in the source, `text` as the folded view shows it, without spaces."""

    start: int
    end: int
    text: str
    cls: str


@cache
def _special() -> re.Pattern[str]:
    return re.compile(_SPECIAL)


def _words(flowing: str, start: int, end: int) -> list[Token]:
    known = vocabulary()
    found = []
    for word in segment(flowing, start, end, guess=False):
        text = flowing[word.start : word.end]
        if not text.isalnum():
            text = "".join(text.split())
        found.append(Token(word.start, word.end, text, known.class_of(text, word.tag)))
    return found


def tokenise(flowing: str, start: int, end: int) -> list[Token]:
    """The tokens of `flowing[start:end]`, a stretch of text without figures.

    >>> [(t.text, t.cls) for t in tokenise("全年查处违规收费", 0, 8)]
    [('全年', 'time'), ('查处', 'strong'), ('违规', 'nominal'), ('收费', 'act')]
    """
    if not flowing[start:end].strip():
        return []
    found: list[Token] = []
    at = start
    for match in _special().finditer(flowing, start, end):
        if match.start() > at:
            found += _words(flowing, at, match.start())
        kind = match.lastgroup or ""
        text = "".join(match[0].split())
        if kind == "quoted" or (kind == "aside" and not _RESERVATION.match(text) and len(text) <= 12):
            kind = "noun"
        found.append(Token(match.start(), match.end(), text, kind))
        at = match.end()
    if at < end:
        found += _words(flowing, at, end)
    return found


def times_in(flowing: str, start: int, end: int) -> list[Token]:
    """The time expressions of a stretch of text, without cutting it into words."""
    return [Token(*m.span(), "".join(m[0].split()), "time") for m in time_pattern().finditer(flowing, start, end)]


def surface(text: str, tokens: list[Token]) -> str:
    """The tokens as the source writes them, joined, without white space."""
    return "".join("".join(text[t.start : t.end].split()) for t in tokens)
