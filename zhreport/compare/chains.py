"""Indicators over the years: links between two reports become chains, also over years that leave an indicator out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhreport.compare.companions import Companions, companions
from zhreport.compare.evidence import WordWeights
from zhreport.compare.linking import Judge, Link, link, repeats
from zhreport.compare.model import Model
from zhreport.compare.observations import Edition, Observation


@dataclass(frozen=True, slots=True)
class Chain:
    """One indicator: its facts in the order of the years, at most one a year, and the links between them."""

    observations: tuple[Observation, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Chains:
    """All indicators of some reports; `uncertain` are links left to a person, `repeated` facts told twice."""

    chains: tuple[Chain, ...]
    uncertain: tuple[Link, ...]
    repeated: tuple[Observation, ...]
    beside: Mapping[int, Mapping[int, Companions]]


_Place = tuple[int, int]


class _Weaver:
    """Links reports pairwise: neighbouring years first, then what is left over longer and longer gaps."""

    def __init__(self, editions: Sequence[Edition], model: Model, judge: Judge | None) -> None:
        self._editions, self._model, self._judge = editions, model, judge
        self._words = WordWeights(editions)
        self._repeats = [repeats(edition) for edition in editions]
        self.beside = [companions(edition.observations) for edition in editions]
        self._next: dict[_Place, tuple[_Place, Link]] = {}
        self._linked_back: set[_Place] = set()
        self._uncertain: list[Link] = []

    def weave(self) -> None:
        """Make all links, the shortest gaps first."""
        last = len(self._editions)
        for gap in range(1, last):
            for i in range(last - gap):
                self._link(i, i + gap)

    def _link(self, i: int, j: int) -> None:
        a, b = self._editions[i], self._editions[j]
        has_next = frozenset(o.order for o in a.observations if (i, o.order) in self._next)
        has_last = frozenset(o.order for o in b.observations if (j, o.order) in self._linked_back)
        made = link(
            a, b, self._model, self._words, self.beside[j],
            left_out=(self._repeats[i], self._repeats[j]), taken=(has_next, has_last),
            judge=self._judge, editions_between=j - i - 1,
        )  # fmt: skip
        for one in made.links:
            self._next[i, one.a.order] = (j, one.b.order), one
            self._linked_back.add((j, one.b.order))
        if j == i + 1:
            self._uncertain += made.uncertain

    def chains(self) -> tuple[Chain, ...]:
        """The chains, those that begin first in front."""
        found = []
        for i, edition in enumerate(self._editions):
            for o in edition.observations:
                place: _Place = (i, o.order)
                if place in self._linked_back or o.role == "previous" or o.order in self._repeats[i]:
                    continue
                found.append(self._follow(place))
        return tuple(found)

    def _follow(self, place: _Place) -> Chain:
        observations = [self._at(place)]
        links = []
        while place in self._next:
            place, made = self._next[place]
            observations.append(self._at(place))
            links.append(made)
        return Chain(tuple(observations), tuple(links))

    def _at(self, place: _Place) -> Observation:
        return self._editions[place[0]].observations[place[1]]

    def uncertain(self) -> tuple[Link, ...]:
        """The uncertain links of facts that found no certain one afterwards."""
        index = {edition.year: i for i, edition in enumerate(self._editions)}
        left = [
            one
            for one in self._uncertain
            if (index[one.a.year], one.a.order) not in self._next
            and (index[one.b.year], one.b.order) not in self._linked_back
        ]
        return tuple(sorted(left, key=lambda one: (one.a.year, -one.confidence)))

    def repeated(self) -> tuple[Observation, ...]:
        """The facts that only repeat another of their report."""
        return tuple(
            edition.observations[order]
            for edition, orders in zip(self._editions, self._repeats, strict=True)
            for order in sorted(orders)
        )


def weave(editions: Sequence[Edition], model: Model, judge: Judge | None = None) -> Chains:
    """The indicators of some reports, given in the order of their years."""
    weaver = _Weaver(editions, model, judge)
    weaver.weave()
    beside = {edition.year: found for edition, found in zip(editions, weaver.beside, strict=True)}
    return Chains(weaver.chains(), weaver.uncertain(), weaver.repeated(), beside)
