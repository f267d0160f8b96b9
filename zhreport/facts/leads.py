"""What introduces a figure: the words directly before it that say how it relates to its indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary
from zhreport.model import Direction

# Behind a verb these only lead to the value: 控制在, 增加到, 评为.
GOALS = frozenset("到至为成")


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


# The names of a part of a whole, behind which or before which the whole stands.
SHARE_NAMES = frozenset({"占比", "比重", "比例", "份额"})


def ends_with_ratio(tokens: Sequence[Token]) -> bool:
    """Whether a phrase is the name of a rate or a share (合格率, …的比重)."""
    if not tokens or tokens[-1].cls == "comparison":
        return False
    text = tokens[-1].text
    return vocabulary().is_noun(text, "ratio") or (len(text) > 1 and text[-1] == "率")


def without_goal(verb: Token) -> Token:
    """升至 -> 升: the verb alone."""
    if len(verb.text) > 1 and verb.text[-1] in GOALS:
        return Token(verb.start, verb.end - 1, verb.text[:-1], verb.cls)
    return verb


def is_share_name(item: list[Token]) -> bool:
    """Whether a name is that of a part of a whole: 占国内生产总值的比重, 在…中的比重."""
    within = item[-1:] and item[-1].text in SHARE_NAMES and any(t.text == "中" for t in item)
    return ends_with_ratio(item) and (bool(within) or any(t.cls == "share" for t in item))
