"""Reads what introduces a figure: the words directly before it that say how it relates to its indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary
from zhreport.model import Direction, Quantity

# Behind a verb these only lead to the value: 控制在, 增加到, 评为.
_TO = frozenset("到至为成")
# Bounds that a verb with its object can stand before: 培训教师|不少于1600人次.
_LIMITS = "不至"
_LEADS_ON = frozenset("到至为成在于")
_CHANGES = frozenset({"up", "down", "move"})
_COMPLETES = frozenset({"完成", "为", "是", "达到", "相当于", "达"})
_DROPPED = frozenset({"adverb", "aspect", "time", "comparison", "aside", "mark"})
_RATES = frozenset({"percentage", "points", "multiple", "rank", "ratio"})


@dataclass(slots=True)
class Lead:
    """`rest` is what stands before the introduction; the flags say what the introduction was.

    `change` is the verb of a change (增长) with the adverbs that qualify it; with `to` (增长到) it leads to a level.
    `old` marks an earlier value (由, 从), `whole` the words behind 占, `dealt` 分别, `each` 各.
    """

    rest: list[Token]
    change: list[Token] = field(default_factory=list)
    direction: Direction | None = None
    sized: bool = False
    to: bool = False
    old: bool = False
    reached: bool = False
    exists: bool = False
    share: bool = False
    whole: list[Token] = field(default_factory=list)
    place: Token | None = None
    moved: list[Token] = field(default_factory=list)
    dealt: bool = False
    each: bool = False
    dropped: list[Token] = field(default_factory=list)


def ends_with_ratio(tokens: Sequence[Token]) -> bool:
    """Whether a phrase is the name of a rate or a share (合格率, …的比重)."""
    if not tokens or tokens[-1].cls == "comparison":
        return False
    text = tokens[-1].text
    return vocabulary().is_noun(text, "ratio") or (len(text) > 1 and text[-1] == "率")


def _take_change(lead: Lead, tokens: list[Token], i: int) -> int:
    """A verb of change that ends at i, with the adverbs before it."""
    verb = tokens[i - 1]
    lead.direction = "down" if verb.cls == "down" else "up"
    bare = without_goal(verb)
    lead.change = [bare]
    lead.to = bare is not verb or (i < len(tokens) and tokens[i].text in _TO)
    i -= 1
    while i and (tokens[i - 1].cls == "manner" or tokens[i - 1].text in ("年均", "实际", "名义")):
        i -= 1
        lead.change.insert(0, tokens[i])
    return i


def without_goal(verb: Token) -> Token:
    """升至 -> 升: the verb alone."""
    if len(verb.text) > 1 and verb.text[-1] in _TO:
        return Token(verb.start, verb.end - 1, verb.text[:-1], verb.cls)
    return verb


def _cut_target(lead: Lead, tokens: list[Token]) -> list[Token] | None:
    """Takes away 完成预算的, 为上年的: a part done of what was set, or a comparison with what was."""
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].text in _COMPLETES), None)
    if at is None or at + 1 == len(tokens):
        return None
    lead.whole = tokens[at + 1 :]
    last = lead.whole[-1]
    lead.share = vocabulary().is_noun(last.text[-2:], "target")
    return tokens[:at] if lead.share or last.cls in ("time", "comparison") else None


def _cut_share(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes 占 and the whole away; where a name of a ratio follows (占…的比重), the words stay the indicator's name."""
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].cls == "share"), None)
    if at is None:
        return tokens
    lead.share = True
    behind = tokens[at + 1 :]
    if ends_with_ratio(behind):
        return tokens
    lead.whole = behind
    return tokens[:at]


def _cut_place(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 居全市, 列县级部门, 跃居全球: the verb of a rank and among whom."""
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].cls in ("place", "move")), None)
    if at is None:
        return tokens
    lead.place = tokens[at]
    if tokens[at].cls == "move":
        lead.moved = [without_goal(tokens[at])]
    lead.whole = tokens[at + 1 :]
    return tokens[:at]


def _cut_old(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 由上年 before 居世界第四位."""
    i = len(tokens)
    while i and tokens[i - 1].cls in ("time", "comparison", "de"):
        i -= 1
    if i and tokens[i - 1].cls == "old":
        lead.old = True
        return tokens[: i - 1]
    return tokens


def _is_rate_base(token: Token) -> bool:
    """每斤, 人均 between the words that introduce a figure: the base of a rate, no part of its name."""
    return token.cls == "per" or vocabulary().is_noun(token.text, "average")


def _introduces(token: Token) -> bool:
    return token.cls in ("old", "reach", "time", "per") or token.text in _LEADS_ON


def _without_base(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 比去年预算|赤字 before a verb of change: what is compared with, not what changed."""
    if lead.change:
        at = next((i for i, token in enumerate(tokens) if token.cls == "comparison"), None)
        if at is not None:
            lead.dropped.append(tokens[at])
            return tokens[:at]
    return tokens


def _exceeds_target(lead: Lead, rest: list[Token]) -> bool:
    """超过|预算 (1.7亿元): more than was set, a change against it."""
    if len(rest) < 2 or lead.change:
        return False
    return rest[-2].text == "超过" and vocabulary().is_noun(rest[-1].text[-2:], "target")


def read_lead(tokens: list[Token], quantity: Quantity, reach: str = "") -> Lead:
    """The introduction of a figure whose words before it, in its clause, are `tokens`.

    `reach` is the folded text of the bound directly before the figure (超过), which is not among the tokens.
    """
    lead = Lead([])
    i = len(tokens)
    rate = quantity.kind in _RATES
    rate_of_place = quantity.kind == "rank"
    while i:
        token = tokens[i - 1]
        cls = token.cls
        if cls in _DROPPED or (cls == "manner" and (lead.reached or lead.change)):
            lead.dropped.append(token)
        elif cls == "reach" or token.text in _LEADS_ON:
            lead.reached = True
        elif (cls == "plan" or (lead.reached and token.text[-2:] == "目标")) and i > 1:
            lead.dropped.append(token)
        elif cls == "respectively":
            lead.dealt = True
        elif cls == "each":
            lead.each = True
        elif cls == "old" and not lead.change:
            lead.old = True
        elif i > 1 and _is_rate_base(token) and (lead.change or lead.dealt or _introduces(tokens[i - 2])):
            lead.dropped.append(token)
        elif cls == "exist" and i > 1:
            lead.exists = True
        elif cls in _CHANGES and not (cls == "move" and rate_of_place) and not lead.change and not lead.old:
            i = _take_change(lead, tokens, i)
            continue
        elif cls in ("rise", "fall") and not lead.change and not lead.old:
            lead.sized, lead.direction = True, "up" if cls == "rise" else "down"
        elif cls == "scope" and (rate or lead.old):
            lead.dropped.append(token)
        elif cls == "de" and rate and (cut := _cut_target(lead, tokens[: i - 1])) is not None:
            tokens, i = cut, len(cut)
            continue
        elif cls == "de" and (rate or (i > 1 and tokens[i - 2].cls in ("time", "comparison"))):
            pass
        else:
            break
        i -= 1
    rest = _without_base(lead, tokens[:i])
    limit = "".join(reach.split())
    lead.reached = lead.reached or (vocabulary().classes.get(limit) == "reach" and limit[0] not in _LIMITS)
    lead.share = lead.share or "占" in reach  # 约占七成
    if quantity.kind == "rank":
        rest = _cut_old(lead, _cut_place(lead, rest))
    elif rate and not lead.change and not lead.sized and not lead.whole:
        rest = _cut_share(lead, rest)
    if _exceeds_target(lead, rest):
        lead.change, lead.direction, lead.to = [rest[-2]], "up", False
        rest = rest[:-2]
    lead.rest = rest
    return lead
