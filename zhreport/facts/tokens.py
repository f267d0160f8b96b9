"""Cuts the words beside a figure and says what each does in the clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhreport.facts.times import comparison_source, time_pattern, time_source
from zhreport.facts.vocabulary import GOVERNING, Vocabulary, vocabulary
from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import table
from zhreport.text.words import segment, tag_of

# Quoted names, titles and short asides are one noun each: “三农”, 《公务员法》, 省(区、市).
_QUOTED = r"“[^“”]{1,30}”|‘[^‘’]{1,30}’|《[^《》]{1,40}》|\"[^\"]{1,20}\""
_ASIDE = r"[(][^()]{0,80}[)]"
# What an average can be taken over, beside the classifiers: 每亩, 每千瓦时.
_PER_MEASURES = (
    "亩",
    "吨",
    "斤",
    "公斤",
    "公顷",
    "平方米",
    "立方米",
    "平方公里",
    "千瓦时",
    "度",
    "元",
    "案",
    "生",
    "店",
)
# An aside that adds a reservation to what stands before it is no part of its name.
_RESERVATION = re.compile(
    r"[(](?:含|不含|包括|不包括|其中|截至|截止|注|见|即|以下|下同|按|计|约|剔除|占|比|较|\d)|[^()]*[,;:]"
)


# Before a noun part of its name, before a verb no more than an adverb.
_ATTRIBUTES = frozenset({"基本", "主要", "日均", "月均", "年均", "最高", "最低", "各项"})
# Nouns as well as verbs of planning: verbs only where what is planned follows.
_PLANS = frozenset({"计划", "规划", "预期", "预定"})
_PLANNED = GOVERNING | {"up", "down", "nominal", "reach", "plan"}


_CIRCUMSTANCE_CHARS = 20
# Words farther from a figure than this say nothing of it, and must not cost anything.
_REACH_CHARS = 200


class Token(NamedTuple):
    """A word with its class: `start:end` in the source, `text` as the folded view shows it, without spaces."""

    start: int
    end: int
    text: str
    cls: str


@per_lexicon
def _special() -> re.Pattern[str]:
    """What is one token whatever words it is made of."""
    units = {row["surface"] for row in table("classifiers.tsv", ("surface",))}.union(_PER_MEASURES)
    over = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.compile(
        # 二是|评审项目
        r"(?P<mark>(?<![^\s,。;:!?])(?:[一二三四五六七八九十]{1,2}[是要、]|\d{1,2}[、.])(?![\d一二三四五六七八九十]))"
        rf"|(?P<comparison>{comparison_source()})|(?P<time>{time_source()})|(?P<part>其中)|(?P<reach>目标值)"
        r"|(?P<scope>本(?:市|县|区|省|局|校|院|府|署|处|会|所|厅|委|镇|乡))"
        r"|(?P<noun>[生校班户村]均)"  # 初中|生均, not 初中生|均
        rf"|(?P<per>每[十百千万\d]{{0,3}}(?:{over})(?:每[年月日天次]|[年月日])?)|(?P<quoted>{_QUOTED})|(?P<aside>{_ASIDE})"
    )


def _words(flowing: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    known = vocabulary()
    for begin, stop, tag in segment(flowing, start, end, guess=False):
        text = flowing[begin:stop]
        if not text.isalnum():
            text = "".join(text.split())
        if not 2 < len(text) < 5 or text in known.classes:
            _append(found, Token(begin, stop, text, known.class_of(text, tag)))
            continue
        for at, part, its_tag in _parts(text, tag, known):
            first = begin + at
            last = stop if at + len(part) == len(text) else first + len(part)
            _append(found, Token(first, last, part, known.class_of(part, its_tag)))
    if found and found[-1].text in _PLANS:
        found[-1] = found[-1]._replace(cls="noun")  # 村庄|规划
    return found


def _parts(text: str, tag: str | None, known: Vocabulary) -> list[tuple[int, str, str | None]]:
    """The words inside what jieba's dictionary lists as one of three or four characters: 招收|新生, 可|减轻."""
    classes = known.classes
    cut = len(text) - 2
    first, second = classes.get(text[:cut]), classes.get(text[cut:])
    verbs = GOVERNING | {"up", "down"}
    modal = cut == 1 and first in ("adverb", "plan") and second in verbs
    opens = first == "strong" or (first in ("manner", "adverb") and second in verbs)
    target = first == "reach" and known.is_noun(text[cut:], "target")  # 超过|预算
    if modal or (cut == 2 and (opens or target or second in ("closing", "up", "down"))):
        return [(at, part, tag_of(part)) for at, part in ((0, text[:cut]), (cut, text[cut:]))]
    return [(0, text, tag)]


def _append(found: list[Token], token: Token) -> None:
    """Adds a token, read together with the one before it where the two decide each other's class."""
    before = found[-1] if found else None
    if before is not None and before.text == "新" and token.cls in ("strong", "act", "verb"):
        found[-1] = Token(before.start, token.end, "新" + token.text, "strong")  # 新|开工
        return
    if before is not None and before.text in _ATTRIBUTES and token.cls in ("noun", "nominal"):
        found[-1] = before._replace(cls="noun")  # 基本|养老金, but 基本|建成
    if before is not None and before.text in _PLANS and token.cls not in _PLANNED:
        found[-1] = before._replace(cls="noun")  # 国家规划|疾病, but 计划|投入
    found.append(token)


def tokenise(flowing: str, start: int, end: int) -> list[Token]:
    """The tokens of `flowing[start:end]`, a stretch of text without figures.

    >>> [(t.text, t.cls) for t in tokenise("全年查处违规收费", 0, 8)]
    [('全年', 'time'), ('查处', 'strong'), ('违规', 'describing'), ('收费', 'noun')]
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


def gap_tokens(flowing: str, spans: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens between two figures; of a very long gap only both ends, with a token of class `cut` between them."""
    if sum(end - start for start, end in spans) <= 2 * _REACH_CHARS:
        return [t for start, end in spans for t in tokenise(flowing, start, end)]
    head = tokenise(flowing, spans[0][0], min(spans[0][1], spans[0][0] + _REACH_CHARS))
    start = max(spans[-1][0], spans[-1][1] - _REACH_CHARS)
    return [*head, Token(start, start, "", "cut"), *tokenise(flowing, start, spans[-1][1])]


def before_cut(tokens: list[Token]) -> list[Token]:
    """The tokens that stand behind the left figure of a gap."""
    return tokens[: next((i for i, t in enumerate(tokens) if t.cls == "cut"), len(tokens))]


def behind_cut(tokens: list[Token]) -> list[Token]:
    """The tokens that stand before the right figure of a gap."""
    return tokens[next((i + 1 for i, t in enumerate(tokens) if t.cls == "cut"), 0) :]


@cache
def _circumstances() -> re.Pattern[str]:
    return re.compile(rf"(?:{comparison_source()}|{time_source()})+")


def is_circumstance(flowing: str, start: int, end: int) -> bool:
    """Whether a clause only says when, or on what base: 扣除物价因素, 去年."""
    return end - start <= _CIRCUMSTANCE_CHARS and _circumstances().fullmatch(flowing[start:end].strip()) is not None


def times_in(flowing: str, start: int, end: int) -> list[Token]:
    """The time expressions of a stretch of text, without cutting it into words."""
    return [Token(*m.span(), "".join(m[0].split()), "time") for m in time_pattern().finditer(flowing, start, end)]


def surface(text: str, flowing: str, tokens: list[Token]) -> str:
    """The tokens as the source writes them, joined, without white space, nor a page number that parts a word."""
    return "".join([_shown(text, flowing, t) for t in tokens])


def _shown(text: str, flowing: str, token: Token) -> str:
    start, end, seen, _ = token
    written = text[start:end]
    if len(seen) == end - start:  # its text is the folded one without white space
        return written
    return "".join(w for w, s in zip(written, flowing[start:end], strict=True) if not s.isspace())
