"""What speaks for and against two facts of different years measuring one thing, as numbers and in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhreport.compare.companions import Companions, Restated, restated
from zhreport.compare.names import Name, rival_words
from zhreport.compare.observations import Edition, Observation
from zhreport.compare.wording import Phrase, Phrases, figure, say
from zhreport.text.folding import fold

FEATURES = (
    "words", "cover", "letters", "same_name", "telling", "rivals", "markers", "unit", "other_unit", "scope", "titles",
    "context", "size", "restated", "contradicted", "neighbours", "role", "spans", "position", "unnamed",
)  # fmt: skip
AGAINST = frozenset(
    ("rivals", "markers", "other_unit", "scope", "size", "contradicted", "role", "spans", "position", "unnamed")
)
"""The features that speak against a link; the others speak for it."""

# Counted without a word for what is counted, or with one that goes with anything.
_GENERAL_UNITS = frozenset((None, "個", "項", "件"))
_UNIT_FAMILIES = (
    frozenset(("期", "次", "場", "場次", "班次", "屆", "班")),
    frozenset(("起", "件", "宗", "例", "件次")),
    frozenset(("人", "人次", "員")),
    frozenset(("戶", "家", "個", "家次", "戶次")),
    frozenset(("所", "個", "座", "處")),
    frozenset(("部", "件", "個", "項")),
    frozenset(("套", "戶")),
    frozenset(("輛", "輛次", "臺", "台")),
)
# So much weight of shared words leaves no doubt what is meant: two words that no other indicator of a report has.
_TELLING = 2.0
_SIZE_FREE = math.log(2)
_SIZE_MOST = 4.0
_POINTS_FREE, _POINTS_STEP = 15.0, 40.0
# Who pays, and that it is money: of what, a name of nothing else leaves open (中央财政安排120亿元).
_PAYERS = ("中央财政", "地方财政", "中央政府", "地方政府", "中央", "地方", "省财政", "市财政", "县财政", "国家")
_MONEY = ("资金", "支出", "经费", "补助", "专项", "专项资金", "财政资金", "财政投入", "国债资金")
_VAGUE = frozenset(_PAYERS + _MONEY)
# What a table of facts without texts counts as in title and context: neither for nor against.
_UNSEEN = 0.3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two facts with what speaks for their being one indicator; features in the order of `FEATURES`."""

    a: Observation
    b: Observation
    features: tuple[float, ...]
    restated: tuple[Restated, ...]

    @property
    def sureness(self) -> float:
        """How little doubt the names leave, from 0 to 1: the same words, and telling ones."""
        return self.features[FEATURES.index("same_name")] * self.features[FEATURES.index("telling")]


def is_vague(o: Observation) -> bool:
    """Whether a name says who pays, or that it is money, and not what for."""
    return o.kind == "amount" and bool(o.name.words) and o.name.words <= _VAGUE


class WordWeights:
    """How telling each word is: the more indicators of a report have it, the less."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        counts: Counter[str] = Counter()
        seen_in: Counter[str] = Counter()
        for edition in editions:
            names = {o.name.string: o.name for o in edition.observations}.values()
            of_report: Counter[str] = Counter()
            for name in names:
                of_report.update(name.words)
            counts.update(of_report)
            seen_in.update(of_report.keys())
        self._weights = {word: math.sqrt(seen_in[word] / count) for word, count in counts.items()}

    def of(self, words: Iterable[str]) -> float:
        """The weight of some words together."""
        return sum(self._weights.get(word, 1.0) for word in words)


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _letters(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(a, b) / 100 if a and b else 0.0


def _units(a: Observation, b: Observation) -> tuple[float, float]:
    """Whether units agree, and whether they exclude each other."""
    if a.kind != "count" or a.std_unit == b.std_unit:
        return 1.0, 0.0
    if a.std_unit in _GENERAL_UNITS or b.std_unit in _GENERAL_UNITS:
        return 0.5, 0.0
    if any(a.std_unit in family and b.std_unit in family for family in _UNIT_FAMILIES):
        return 0.5, 0.0
    return 0.0, 1.0


def _size(a: Observation, b: Observation) -> float:
    """How implausible the step between two values is: 0 up to a doubling, or up to fifteen points."""
    if a.value is None or b.value is None:
        return 0.0
    one, other, years = float(a.value), float(b.value), b.year - a.year
    if a.kind in ("percentage", "points"):
        gap = max(0.0, abs(one - other) - _POINTS_FREE) / _POINTS_STEP
    elif one <= 0 or other <= 0:
        return 0.0
    else:
        gap = max(0.0, abs(math.log(other / one)) - _SIZE_FREE * math.sqrt(years))
    return min(gap, _SIZE_MOST) * (0.5 if a.role == "change" else 1.0)


def _names(a: Name, b: Name, weights: WordWeights) -> tuple[float, float, float, float, float]:
    """Shared words over all, over the shorter name, likeness letter by letter, sameness, how telling what is shared."""
    shared = weights.of(a.words & b.words)
    mine, theirs = weights.of(a.words), weights.of(b.words)
    union = mine + theirs - shared
    letters = _letters("".join(sorted(a.words)), "".join(sorted(b.words)))
    same = bool(a.words) and a.words == b.words
    cover = shared / min(mine, theirs) if mine and theirs else 0.0
    return shared / union if union else 0.0, cover, letters, float(same), min(1.0, shared / _TELLING)


class Gatherer:
    """Gathers the evidence on pairs of facts of two reports."""

    def __init__(self, a: Edition, b: Edition, weights: WordWeights, beside: Mapping[int, Companions]) -> None:
        self._a, self._b, self._weights, self._beside = a, b, weights, beside
        self._titles: dict[str, frozenset[str]] = {}

    def pair(self, a: Observation, b: Observation) -> Pair:
        """The evidence on two facts, without that of their neighbours."""
        words, cover, letters, same, telling = _names(a.name, b.name, self._weights)
        unit, other_unit = _units(a, b)
        said = restated(a, b, self._beside.get(b.order, Companions()))
        agreeing = [s for s in said if s.agrees]
        values = {
            "words": words, "cover": cover, "letters": letters, "same_name": same, "telling": telling,
            "rivals": float(rival_words(a.name, b.name) is not None),
            "markers": min(2.0, len(a.name.markers ^ b.name.markers)),
            "unit": unit, "other_unit": other_unit,
            "scope": float(a.scope is not None and b.scope is not None and a.scope != b.scope),
            "titles": self._title_likeness(a, b), "context": _context(a, b), "size": _size(a, b),
            "restated": max((1.0 if s.sharp else 0.3 for s in agreeing), default=0.0),
            "contradicted": float(bool(said) and not agreeing),
            "neighbours": 0.0, "role": float(a.role != b.role), "spans": float((a.spans is None) != (b.spans is None)),
            "position": abs(a.order / len(self._a.observations) - b.order / len(self._b.observations)),
            "unnamed": float(not a.name.words or not b.name.words),
        }  # fmt: skip
        return Pair(a, b, tuple(values[name] for name in FEATURES), tuple(said))

    def _title_likeness(self, a: Observation, b: Observation) -> float:
        if not a.titles or not b.titles:
            return _UNSEEN
        return _dice(self._title_grams(a.titles), self._title_grams(b.titles))

    def _title_grams(self, titles: str) -> frozenset[str]:
        if titles not in self._titles:
            folded = fold(titles)
            self._titles[titles] = frozenset(folded[i : i + 2] for i in range(len(folded) - 1))
        return self._titles[titles]


def _context(a: Observation, b: Observation) -> float:
    return _dice(a.context, b.context) if a.context and b.context else _UNSEEN


def with_neighbours(pair: Pair, support: float) -> Pair:
    """The pair with how well the facts beside its two facts go together, from 0 to 1."""
    features = list(pair.features)
    features[FEATURES.index("neighbours")] = support
    return Pair(pair.a, pair.b, tuple(features), pair.restated)


def reason(pair: Pair) -> Phrases:
    """The evidence in words, the strongest first."""
    values = dict(zip(FEATURES, pair.features, strict=True))
    a, b = pair.a, pair.b
    told = [_restated_words(a, said) for said in pair.restated if said.agrees][:1]
    told += _of_names(a, b, values)
    if a.role == b.role:
        told.append(say("both", role=say(a.role), status=say(a.status)))
    else:
        told.append(say("either", role=say(a.role), other=say(b.role), status=say(a.status)))
    told.append(_of_units(a, b))
    told += [say(key) for key, holds in (
        ("sections", values["titles"] > 2 * _UNSEEN), ("context", values["context"] > _UNSEEN),
        ("beside", values["neighbours"] > 0.5),
    ) if holds]  # fmt: skip
    against = _against(pair, values)
    return Phrases((*told, *([say("against", points=Phrases(against))] if against else [])))


def _of_names(a: Observation, b: Observation, values: Mapping[str, float]) -> list[Phrase]:
    one, other = (" ".join(o.label.split()) for o in (a, b))
    if values["same_name"]:
        return [say("same_name", name=one) if one == other else say("other_words", a=one, b=other)]
    shared = "、".join(_written(word, b) for word in sorted(a.name.words & b.name.words))
    if shared:
        return [say("alike_shared", a=one, b=other, shared=shared)]
    return [say("alike", a=one, b=other)] if values["letters"] else []


def _written(word: str, o: Observation) -> str:
    """A word of a name, which is folded, as the report writes it; a reading of other words stays as it is."""
    at = fold(o.label).find(word)
    return word if at < 0 else o.label[at : at + len(word)]


def _of_units(a: Observation, b: Observation) -> Phrase:
    if a.std_unit == b.std_unit:
        return say("unit", kind=say(a.kind), unit=a.std_unit) if a.std_unit else say(a.kind)
    one, other = (o.std_unit or say("no_unit") for o in (a, b))
    return say("unit", kind=say(a.kind), unit=say("pair", a=one, b=other))


def _restated_words(a: Observation, said: Restated) -> Phrase:
    if said.by.role == "previous":
        return say("restates", figure=figure(said.by))
    return say("leads_back", action=said.by.action or say("change"), figure=figure(said.by), value=figure(a))


def _against(pair: Pair, values: Mapping[str, float]) -> tuple[Phrase, ...]:
    told = []
    rivals = rival_words(pair.a.name, pair.b.name)
    if rivals:
        told.append(say("not_same", a=_written(rivals[0], pair.a), b=_written(rivals[1], pair.b)))
    if values["markers"]:
        markers = sorted(pair.a.name.markers ^ pair.b.name.markers)
        told.append(say("one_has", markers="、".join(_written(_written(m, pair.a), pair.b) for m in markers)))
    if values["scope"]:
        told.append(say("not_same", a=pair.a.scope or "", b=pair.b.scope or ""))
    told += [say(key) for key, holds in (
        ("sizes", values["size"] > 1), ("contradicted", values["contradicted"]), ("one_several", values["spans"]),
    ) if holds]  # fmt: skip
    return tuple(told)


def score(features: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """The log-odds that the two facts are one indicator."""
    return bias + sum(w * f for w, f in zip(weights, features, strict=True))
