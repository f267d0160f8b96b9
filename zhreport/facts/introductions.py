"""Reads the introduction of a figure: takes away, from the figure backwards, the words that only introduce it."""

from __future__ import annotations

from zhreport.facts.bases import cut_old, cut_place, cut_share, cut_target, without_base
from zhreport.facts.leads import GOALS, Lead, without_goal
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary
from zhreport.model import Quantity

# Bounds that a verb with its object can stand before: 培训教师|不少于1600人次.
_LIMITS = "不至"
# Behind a verb these only lead to the value: 控制在, 增加到, 评为.
_LEADS_ON = GOALS | {"在", "于", "按"}
_CHANGES = frozenset({"up", "down", "move"})
_CHANGE_QUALIFIERS = frozenset({"年均", "实际", "名义"})
_DROPPED = frozenset({"adverb", "aspect", "time", "comparison", "aside", "mark"})
_RATES = frozenset({"percentage", "points", "multiple", "rank", "ratio"})


def read_lead(tokens: list[Token], quantity: Quantity, reach: str = "") -> Lead:
    """The introduction of a figure whose words before it, in its clause, are `tokens`.

    `reach` is the folded text of the bound directly before the figure (超过), which is not among the tokens.
    """
    reader = _Backwards(tokens, quantity)
    while reader.at and reader.take(tokens[reader.at - 1]):
        pass
    lead = reader.lead
    rest = without_base(lead, reader.tokens[: reader.at])
    limit = "".join(reach.split())
    lead.reached = lead.reached or (vocabulary().classes.get(limit) == "reach" and limit[0] not in _LIMITS)
    lead.share = lead.share or "占" in reach  # 约占七成
    if quantity.kind == "rank":
        rest = cut_old(lead, cut_place(lead, rest))
    elif reader.rate and not lead.change and not lead.sized and not lead.whole:
        rest = cut_share(lead, rest)
    if (
        reader.exceeds is not None
        and not lead.change
        and any(t.cls == "comparison" for t in (*lead.dropped, *rest[-1:]))
    ):
        lead.change, lead.direction = [reader.exceeds], "up"  # 比计划|超过
        rest = [t for t in rest if t.cls != "comparison"]
    lead.rest = rest
    return lead


class _Backwards:
    """Walks from the figure to the left; `at` is behind the next token to look at."""

    def __init__(self, tokens: list[Token], quantity: Quantity) -> None:
        self.tokens = tokens
        self.at = len(tokens)
        self.lead = Lead([])
        self.rate = quantity.kind in _RATES
        self.ranked = quantity.kind == "rank"
        self.exceeds: Token | None = None

    def take(self, token: Token) -> bool:
        """Whether a token belongs to the introduction; it is taken away then."""
        taken = self._mark(token) or self._change(token) or self._circumstance(token) or self._of(token)
        if taken and self.at and self.tokens[self.at - 1] is token:
            self.at -= 1
        return taken

    def _mark(self, token: Token) -> bool:
        """A word that says how the figure is introduced: 达到, 分别, 各, 由, 有."""
        lead, cls = self.lead, token.cls
        if cls == "reach" or (token.text in _LEADS_ON and self.at > 1):
            lead.reached = True
            if token.text == "超过":
                self.exceeds = token
        elif cls == "respectively":
            lead.dealt = True
        elif cls == "each":
            lead.each = True
        elif cls == "old" and (not lead.change or self._past()):
            lead.old = True
        elif cls == "exist" and self.at > 1:
            lead.exists = True
        elif cls == "per" and self.at > 1 and self.tokens[self.at - 2].text.endswith(("到", "至", "为")):
            pass  # 提高至|每人每月|624元
        else:
            return token.text == "之"  # 審計經費之|5.8倍, as Taiwan writes 的
        return True

    def _past(self) -> bool:
        """由上年增长|5.6%: a change of an earlier time."""
        return any(t.cls in ("time", "comparison") for t in self.lead.dropped)

    def _change(self, token: Token) -> bool:
        """A verb of change with the adverbs before it, or a noun that names one (增幅)."""
        lead = self.lead
        if lead.change or lead.old:
            return False
        if self._exceeds_target(token):
            return True
        if token.cls in ("rise", "fall") and not self.ranked:
            lead.sized, lead.direction = True, "up" if token.cls == "rise" else "down"
            return True
        if token.cls not in _CHANGES or (token.cls == "move" and self.ranked):
            return False
        bare = without_goal(token)
        lead.direction = "down" if token.cls == "down" else "up"
        lead.to = bare is not token or (self.at < len(self.tokens) and self.tokens[self.at].text in GOALS)
        lead.change = [bare]
        self.at -= 1
        while (
            self.at
            and (before := self.tokens[self.at - 1])
            and (before.cls in ("manner", "respectively") or before.text in _CHANGE_QUALIFIERS)
        ):
            self.at -= 1
            if before.cls == "respectively":
                lead.dealt = True  # 年均|分别|增长
            else:
                lead.change.insert(0, before)
        return True

    def _exceeds_target(self, token: Token) -> bool:
        """超过|预算 (1.7亿元): more than was set, a change against it."""
        verb = self.tokens[self.at - 2] if self.at > 1 else None
        if verb is None or verb.text != "超过" or not vocabulary().is_noun(token.text[-2:], "target"):
            return False
        self.lead.change, self.lead.direction = [verb], "up"
        self.at -= 2
        return True

    def _circumstance(self, token: Token) -> bool:
        """A time, an adverb, the base of a rate: dropped, but remembered."""
        lead, cls = self.lead, token.cls
        planned = cls == "plan" or (lead.reached and token.text[-2:] == "目标")
        dropped = (
            cls in _DROPPED
            or (cls == "manner" and (lead.reached or lead.change))
            or (planned and self.at > 1)
            or (cls == "scope" and (self.rate or lead.old))
            or self._is_rate_base(token)
        )
        if dropped:
            lead.dropped.append(token)
        return bool(dropped)

    def _is_rate_base(self, token: Token) -> bool:
        """每斤, 人均 between the words that introduce a figure: the base of a rate, no part of its name."""
        if self.at < 2 or not (token.cls == "per" or vocabulary().is_noun(token.text, "average")):
            return False
        before = self.tokens[self.at - 2]
        introduces = before.cls in ("old", "reach", "time", "per") or before.text in _LEADS_ON or before.text == "人均"
        return bool(self.lead.change) or self.lead.dealt or introduces

    def _of(self, token: Token) -> bool:
        """的 between a time, a whole or a target and the figure: 去年的第13名, 占总数的三成, 完成预算的98%."""
        if token.cls != "de":
            return False
        if self.rate:
            cut = cut_target(self.lead, self.tokens[: self.at - 1])
            if cut is not None:
                self.tokens, self.at = cut, len(cut)
            return True
        return self.at > 1 and self.tokens[self.at - 2].cls in ("time", "comparison")
