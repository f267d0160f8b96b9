"""What stands before a figure without naming it: wholes, places, targets and bases of comparison."""

from __future__ import annotations

from collections.abc import Sequence

from zhreport.facts.leads import Lead, ends_with_ratio, without_goal
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary

_COMPLETES = frozenset({"完成", "为", "是", "达到", "相当于", "达"})


def _last(tokens: Sequence[Token], classes: tuple[str, ...]) -> int | None:
    """Where the last token of these classes stands."""
    return next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].cls in classes), None)


def cut_target(lead: Lead, tokens: list[Token]) -> list[Token] | None:
    """Takes away 完成预算的, 为上年的: a part done of what was set, or a comparison with what was."""
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].text in _COMPLETES), None)
    if at is None or at + 1 == len(tokens):
        return None
    last = tokens[-1]
    share = vocabulary().is_noun(last.text[-2:], "target")
    if not share and last.cls not in ("time", "comparison"):
        return None
    lead.share, lead.whole = share, tokens[at + 1 :]
    return tokens[:at]


def cut_share(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes 占 and the whole away; where a name of a ratio follows (占…的比重), the words stay the indicator's name."""
    at = _last(tokens, ("share",))
    if at is None:
        return tokens
    lead.share = True
    behind = tokens[at + 1 :]
    if ends_with_ratio(behind):
        return tokens
    lead.whole = behind
    return tokens[:at]


def cut_place(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 居全市, 列县级部门, 跃居全球: the verb of a rank and among whom."""
    at = _last(tokens, ("place", "move"))
    if at is None:
        return tokens
    lead.place = tokens[at]
    if tokens[at].cls == "move":
        lead.moved = [without_goal(tokens[at])]
    lead.whole = tokens[at + 1 :]
    return tokens[:at]


def cut_old(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 由上年 before 居世界第四位."""
    i = len(tokens)
    while i and tokens[i - 1].cls in ("time", "comparison", "de"):
        i -= 1
    if i and tokens[i - 1].cls == "old":
        lead.old = True
        return tokens[: i - 1]
    return tokens


def without_base(lead: Lead, tokens: list[Token]) -> list[Token]:
    """Takes away 比去年预算|赤字 before a verb of change: what is compared with, not what changed."""
    if lead.change:
        at = next((i for i, token in enumerate(tokens) if token.cls == "comparison"), None)
        if at is not None:
            lead.dropped.append(tokens[at])
            return tokens[:at]
    return tokens
