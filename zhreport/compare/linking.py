"""Which facts of two reports are one indicator: the best assignment of all to all, not one by one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from zhreport.compare.companions import Companions
from zhreport.compare.evidence import Gatherer, Pair, WordWeights, is_vague, reason, with_neighbours
from zhreport.compare.model import Model, probability
from zhreport.compare.observations import Edition, Observation, base_kind
from zhreport.compare.rounding import printed
from zhreport.compare.spans import spans_kind
from zhreport.compare.wording import Phrases

LINKED = 0.4
"""The confidence from which two facts are put on one row.

Below a half, because most pairs of national reports that come out between 0.4 and 0.5 are right, and none of the corpus
is wrong there.
"""
UNCERTAIN = 0.2
"""The confidence from which a pair that is not linked is worth asking a person about."""
# Log-odds of a pair that a person has confirmed.
_CONFIRMED = 12.0
# A pair that is this unlikely by itself is not looked at with its neighbours.
_HOPELESS = -7.0
_NEIGHBOUR_REACH = 2
# A figure put roughly is not further from the exact one than this part of it.
_ROUGHLY = Decimal("0.15")
# The further apart two reports are, the more vague words may have come to mean another indicator (log-odds a year).
_GAP_PENALTY = 0.8
# What two names that only say 中央财政 stand for is left to a person (log-odds).
_VAGUE_PENALTY = 5.0
# What the State pays for a thing is another figure than what the counties pay for it (log-odds).
_PAYER_PENALTY = 5.0
# And the surer a link over years that lack the indicator must be.
_GAP_CAUTION = 0.1


class Judge(Protocol):
    """What a person has said of pairs of facts."""

    def verdict(self, a: Observation, b: Observation) -> bool | None:
        """True for one indicator, False for two, None where nothing was said."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two facts of different years with the confidence, from 0 to 1, that they are one indicator, and why."""

    a: Observation
    b: Observation
    confidence: float
    reason: Phrases


@dataclass(frozen=True, slots=True)
class Linked:
    """The links between two reports, and the pairs that are left to a person."""

    links: tuple[Link, ...]
    uncertain: tuple[Link, ...]


def block(observation: Observation) -> tuple[object, ...]:
    """What two facts must share to be compared at all.

    Dimension, currency, what is paid for, status, whether they are changes, and whether they are of one year, of how
    many, or an average of several.
    """
    o = observation
    return (*base_kind(o), o.per, o.status, o.role == "change", spans_kind(o.spans, o.year))


def repeats(edition: Edition) -> frozenset[int]:
    """The facts (by order) that only repeat an earlier one of the same report: same figure, same words."""
    found = set()
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in edition.observations:
        if not o.name.words or o.role == "previous":
            continue
        group = groups[(block(o), o.std_unit, o.role, o.name.words, o.spans is None)]
        for other in group:
            # In one sentence only a figure put in another unit is a repetition: 0.21‰, that is 21/10万.
            elsewhere = o.sentence_label != other.sentence_label or o.unit != other.unit
            if other.order not in found and _same_value(o, other) and elsewhere:
                # Of 1.14万亿斤 and 超万亿斤 the first says more; of two that say the same, the earlier stays.
                found.add(other.order if _vaguer(other, o) else o.order)
        group.append(o)
    return frozenset(found)


def _same_value(o: Observation, other: Observation) -> bool:
    if o.scope is not None and other.scope is not None and o.scope != other.scope:
        return False
    one, two = printed(o), printed(other)
    if o.value is None or other.value is None or one is None or two is None:
        return (o.value, o.low, o.high) == (other.value, other.low, other.high)
    return o.value == other.value or (one.meets(two) and _near(o.value, other.value))


def _near(one: Decimal, two: Decimal) -> bool:
    """Whether one figure can be the other put roughly."""
    return abs(one - two) <= _ROUGHLY * max(abs(one), abs(two))


def _vaguer(one: Observation, other: Observation) -> bool:
    return one.bound != "=" and (other.bound == "=" or one.step > other.step)


def comparable(
    observations: Iterable[Observation], left_out: frozenset[int]
) -> dict[tuple[object, ...], list[Observation]]:
    """The facts that can have a partner, by block; earlier values are evidence, not indicators."""
    blocks: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in observations:
        if o.role != "previous" and o.order not in left_out:
            blocks[block(o)].append(o)
    return blocks


def candidates(
    mine: Mapping[tuple[object, ...], Sequence[Observation]],
    theirs: Mapping[tuple[object, ...], Sequence[Observation]],
    gatherer: Gatherer,
    beside: Mapping[int, Companions],
) -> list[Pair]:
    """The pairs with anything in common: a word, two letters, or a value that one report restates."""
    found = []
    for key in mine.keys() & theirs.keys():
        for b in theirs[key]:
            told = b.order in beside
            grams, words = b.name.grams, b.name.words
            found += [
                gatherer.pair(a, b)
                for a in mine[key]
                if told or not (words.isdisjoint(a.name.words) and grams.isdisjoint(a.name.grams)) or not a.name.words
            ]
    return found


def _support(odds: Mapping[tuple[int, int], float], a: int, b: int) -> float:
    """How well the facts on either side of two facts go together, from 0 to 1."""
    steps = range(1, _NEIGHBOUR_REACH + 1)
    sides = [max(odds.get((a + d * s, b + e * s), 0.0) for d in steps for e in steps) for s in (-1, 1)]
    return (max(sides) + sum(sides) / 2) / 2


def supported(pairs: Sequence[Pair], model: Model) -> list[Pair]:
    """The pairs that are not hopeless, each with the support of its neighbours."""
    alone = [(pair, model.alone.log_odds(pair.features)) for pair in pairs]
    odds = {(p.a.order, p.b.order): probability(s) for p, s in alone if s > _HOPELESS}
    return [with_neighbours(p, _support(odds, p.a.order, p.b.order)) for p, s in alone if s > _HOPELESS]


def _assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The one-to-one assignment with the greatest sum of scores; only scores above zero are worth a link."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows = sorted({a for a, _ in scores})
    columns = sorted({b for _, b in scores})
    at_row, at_column = {a: i for i, a in enumerate(rows)}, {b: i for i, b in enumerate(columns)}
    gains = np.zeros((len(rows), len(columns)))
    for (a, b), value in scores.items():
        gains[at_row[a], at_column[b]] = max(value, 0.0)
    chosen = zip(*linear_sum_assignment(gains, maximize=True), strict=True)
    return {rows[i]: columns[j] for i, j in chosen if gains[i, j] > 0}


def _rival_gain(scores: Mapping[tuple[int, int], float], partner: Mapping[int, int], a: int, b: int) -> float:
    """What the assignment would gain if these two went to others: all that they bring where it could be either way."""
    of_b = {taken: by for by, taken in partner.items()}
    best = 0.0
    for (i, j), value in scores.items():
        if (i == a) == (j == b):
            continue
        if i == a:
            holder = of_b.get(j)
            lost = scores.get((holder, j), 0.0) if holder is not None else 0.0
            freed = scores.get((holder, b), 0.0) if holder is not None else 0.0
        else:
            held = partner.get(i)
            lost = scores.get((i, held), 0.0) if held is not None else 0.0
            freed = scores.get((a, held), 0.0) if held is not None else 0.0
        best = max(best, value - lost + max(freed, 0.0))
    return best


def _clearness(score: float, rival: float) -> float:
    """How clear a choice was: 1 without a rival, a half where one would have done as well."""
    close = math.exp(-max(score - rival, 0.0))
    return 1 - close * (1 - math.exp(-rival)) / 2


def link(
    a: Edition,
    b: Edition,
    model: Model,
    word_weights: WordWeights,
    beside: Mapping[int, Companions],
    *,
    left_out: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
    taken: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset()),
    judge: Judge | None = None,
    editions_between: int = 0,
) -> Linked:
    """The links from report a to the later report b.

    `beside` is what b says of its own past, `left_out` the facts of each that are no indicators of their own, `taken`
    those that have their partner elsewhere: they still speak for their neighbours.
    """
    mine, theirs = comparable(a.observations, left_out[0]), comparable(b.observations, left_out[1])
    pairs = supported(candidates(mine, theirs, Gatherer(a, b, word_weights, beside), beside), model)
    pairs = [p for p in pairs if p.a.order not in taken[0] and p.b.order not in taken[1]]
    mine, theirs = _without(mine, taken[0]), _without(theirs, taken[1])
    if judge is not None:
        pairs = _with_confirmed(pairs, mine, theirs, Gatherer(a, b, word_weights, beside), judge)
    by_block: dict[tuple[object, ...], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_block[block(pair.a)].append(pair)
    links: list[Link] = []
    uncertain: list[Link] = []
    for group in by_block.values():
        scored = _scores(group, model, judge, editions_between)
        chosen, asked = _choose(group, scored, LINKED + _GAP_CAUTION * min(editions_between, 2))
        links += chosen
        uncertain += asked
    links.sort(key=lambda one: one.a.order)
    uncertain.sort(key=lambda one: -one.confidence)
    return Linked(tuple(links), tuple(uncertain))


def _without(
    blocks: Mapping[tuple[object, ...], Sequence[Observation]], taken: frozenset[int]
) -> dict[tuple[object, ...], list[Observation]]:
    return {key: [o for o in group if o.order not in taken] for key, group in blocks.items()}


def _with_confirmed(
    pairs: list[Pair],
    mine: Mapping[tuple[object, ...], Sequence[Observation]],
    theirs: Mapping[tuple[object, ...], Sequence[Observation]],
    gatherer: Gatherer,
    judge: Judge,
) -> list[Pair]:
    known = {(p.a.order, p.b.order) for p in pairs}
    more = [
        gatherer.pair(a, b)
        for key in mine.keys() & theirs.keys()
        for a in mine[key]
        for b in theirs[key]
        if (a.order, b.order) not in known and judge.verdict(a, b)
    ]
    return pairs + more


def _scores(
    pairs: Sequence[Pair], model: Model, judge: Judge | None, editions_between: int
) -> dict[tuple[int, int], float]:
    scores = {}
    for pair in pairs:
        verdict = None if judge is None else judge.verdict(pair.a, pair.b)
        if verdict is False:
            continue
        doubt = _GAP_PENALTY * editions_between * (1 - pair.sureness)
        if is_vague(pair.a) and is_vague(pair.b) and not any(said.agrees and said.sharp for said in pair.restated):
            doubt += _VAGUE_PENALTY
        if pair.a.payer and pair.b.payer and pair.a.payer != pair.b.payer:
            doubt += _PAYER_PENALTY
        value = model.together.log_odds(pair.features) - doubt
        scores[pair.a.order, pair.b.order] = max(value, 0.0) + _CONFIRMED if verdict else value
    return scores


def _choose(
    pairs: Sequence[Pair], scores: Mapping[tuple[int, int], float], enough: float
) -> tuple[list[Link], list[Link]]:
    """The links of a block, those with enough confidence, and the pairs that could be links as well."""
    if not scores:
        return [], []
    # Pairs that are unlikely, but not impossible, take part: they show where a choice was a close one.
    offset = -math.log(UNCERTAIN / (1 - UNCERTAIN))
    shifted = {key: value + offset for key, value in scores.items() if value + offset > 0}
    partner = _assign(shifted) if shifted else {}
    links, uncertain = [], []
    for pair in pairs:
        key = (pair.a.order, pair.b.order)
        if partner.get(key[0]) != key[1]:
            continue
        clear = _clearness(shifted[key], _rival_gain(shifted, partner, *key))
        confidence = probability(scores[key]) * clear
        found = Link(pair.a, pair.b, round(confidence, 4), reason(pair))
        if confidence >= enough:
            links.append(found)
        elif confidence >= UNCERTAIN:
            uncertain.append(found)
    return links, uncertain
