"""Facts in the making, and what a text remembers from one figure to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhreport.facts.clauses import Clause
from zhreport.facts.leads import Lead
from zhreport.facts.tokens import Token
from zhreport.model import Direction, Evidence, Quantity, Role


@dataclass(slots=True)
class Draft:
    """What is known so far of figure `index`; item and action are tokens in the order in which they will be read.

    `governed`: the action is a verb before the figure, which further figures of a list share.
    """

    index: int
    quantity: Quantity
    lead: Lead
    item: list[Token] = field(default_factory=list)
    action: list[Token] = field(default_factory=list)
    role: Role = "level"
    direction: Direction | None = None
    attributive: bool = False
    governed: bool = False
    times: list[Token] = field(default_factory=list)
    scopes: list[Token] = field(default_factory=list)
    base: Token | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def is_background(self) -> bool:
        """来自26个国家: says where the topic comes from, and is none."""
        return self.attributive and bool(self.lead.rest) and self.lead.rest[-1].cls == "relative"

    @property
    def acted(self) -> list[Token]:
        """The action without its adverbs; 年均 stays, as it does in 年均增长."""
        return [t for t in self.action if t.cls not in ("aspect", "adverb") or t.text == "年均"]

    def note(self, column: str, rule: str, tokens: Sequence[Token]) -> None:
        """Keeps why a column has its value: the rule's name and the words that it rests on."""
        if tokens:
            self.evidence.append(Evidence(column, rule, min(t.start for t in tokens), max(t.end for t in tokens)))
        else:
            self.evidence.append(Evidence(column, rule, self.quantity.start, self.quantity.end))


@dataclass(slots=True)
class Memory:
    """What the figures read so far leave for the next.

    `topic` is the last level, which a change is about; `last` the last figure and `read` all
    figures of the sentence; `group` the levels that
    分别 can deal to; `total` what the parts behind 其中 belong to; `list_head` what every member of a list measures
    (主要产品产量：…); `previous_clause` is the clause before in the sentence, `bare_clause` the same where it holds no
    figure.
    """

    topic: Draft | None = None
    last: Draft | None = None
    read: list[Draft] = field(default_factory=list)
    group: list[Draft] = field(default_factory=list)
    total: Draft | None = None
    in_parts: bool = False
    previous_clause: tuple[int, int] | None = None
    bare_clause: tuple[int, int] | None = None
    times: list[Token] = field(default_factory=list)
    scopes: list[Token] = field(default_factory=list)
    sentence_start: int = 0
    list_head: list[Token] = field(default_factory=list)

    def begin_sentence(self, start: int) -> None:
        """A new sentence: a change may still be about the last topic, but no list, total, time or place goes on."""
        self.sentence_start = start
        self.group, self.list_head = [], []
        self.total, self.in_parts, self.previous_clause, self.bare_clause = None, False, None, None
        self.last, self.read = None, []
        self.times, self.scopes = [], []

    @property
    def topic_here(self) -> Draft | None:
        """The topic, where the sentence itself named it."""
        return self.topic if self.topic is not None and self.topic.quantity.start >= self.sentence_start else None

    def look_back(self, start: int) -> None:
        """For an aside at `start`: it is about the figure before it, not about the last one of the clause around it."""
        before = [d for d in self.read if d.quantity.end <= start]
        if before and before[-1] is not self.topic and before[-1].item:
            self.topic = self.last = before[-1]

    def keep(self, drafts: Sequence[Draft], clause: Clause) -> None:
        """Remembers the figures of a clause; those of an aside leave the topic as it was."""
        self.previous_clause, self.bare_clause = (clause.start, clause.end), None
        self.last = drafts[-1] if drafts else None
        self.read += drafts
        levels = [d for d in drafts if d.role in ("level", "share") and d.item and not d.is_background]
        if drafts and all(d.role == "previous" for d in drafts):
            levels = list(drafts)  # 由上年分别增长5.6%和13.1%, 减为…: what was, before what is
        if clause.opener == "(" or not levels:
            if drafts and drafts[-1].item and clause.opener != "(" and self.topic_here is None:
                self.topic = drafts[-1]
            return
        goes_on = bool(self.group) and clause.opener in (",", ";")
        self.group = [*self.group, *levels] if goes_on else levels
        self.topic = levels[-1]


@dataclass(slots=True)
class Reading:
    """A clause while it is read: the words between its figures, the drafts so far, and what 分别 has dealt out."""

    flowing: str
    clause: Clause
    gaps: list[list[Token]]
    memory: Memory
    drafts: list[Draft] = field(default_factory=list)
    dealt: dict[int, list[Token]] = field(default_factory=dict)

    @property
    def previous(self) -> Draft | None:
        """The figure before, in this clause."""
        return self.drafts[-1] if self.drafts else None

    def is_last(self, k: int) -> bool:
        """Whether figure k is the clause's last."""
        return k + 1 == len(self.clause.figures)

    def siblings(self, k: int) -> int:
        """How many figures from k on are parted by nothing but 、 and 和."""
        n = 1
        while k + n < len(self.clause.figures) and is_list_joint(self.gaps[k + n]):
            n += 1
        return n


def is_list_joint(tokens: Sequence[Token]) -> bool:
    """Whether the words between two figures only join them."""
    return bool(tokens) and all(t.cls in ("coordinator", "adverb") for t in tokens)


def folded(tokens: Sequence[Token]) -> str:
    """The tokens' text as the folded view shows it."""
    return "".join(t.text for t in tokens)
