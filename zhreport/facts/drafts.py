"""Facts in the making, and what a sentence remembers from one figure to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhreport.facts.leads import Lead
from zhreport.facts.tokens import Token
from zhreport.model import Direction, Quantity, Role


@dataclass(slots=True)
class Draft:
    """What is known so far of figure `index`; item and action are tokens, in the order in which they will be read."""

    index: int
    quantity: Quantity
    item: list[Token] = field(default_factory=list)
    action: list[Token] = field(default_factory=list)
    role: Role = "level"
    direction: Direction | None = None
    lead: Lead | None = None
    attributive: bool = False
    governed: bool = False
    rules: list[str] = field(default_factory=list)
    times: list[Token] = field(default_factory=list)
    scopes: list[Token] = field(default_factory=list)
    base: Token | None = None


@dataclass(slots=True)
class Memory:
    """What the figures read so far leave for the next: the topic of a change, the group that 分别 deals to, a total's parts."""

    topic: Draft | None = None
    group: list[Draft] = field(default_factory=list)
    total: Draft | None = None
    in_parts: bool = False
    previous_clause: tuple[int, int] | None = None
    bare_clause: tuple[int, int] | None = None

    def end_sentence(self) -> None:
        """A new sentence: its changes may still be about the last topic, but no list or total goes on."""
        self.total, self.in_parts, self.previous_clause, self.bare_clause = None, False, None, None


def folded(tokens: Sequence[Token]) -> str:
    """The tokens' text as the folded view shows it."""
    return "".join(t.text for t in tokens)
