"""Learns the weights of the evidence from linked reports: `python -m zhreport.compare.calibration [FOLDER]`.

FOLDER holds a folder an issuer with `YEAR.txt`, `YEAR.gold.jsonl` and `pairs.jsonl` (see corpus/README.md); without it
the project's own corpus is used. Logistic regression, with a penalty on weights far from what is expected of them, and
each weight bounded to the side on which its feature speaks, so that what speaks for a link can never count against it.
Printed are the weights and how well the links of each issuer come out with weights learned from the others alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhreport.compare.companions import companions
from zhreport.compare.evidence import AGAINST, FEATURES, Gatherer, Pair, WordWeights
from zhreport.compare.linking import candidates, comparable, link, repeats, supported
from zhreport.compare.model import WEIGHTS_FILE, Model, Weights
from zhreport.compare.observations import Edition, Observation, observe

# What is expected of each weight before anything is learned. It decides for evidence that the corpus hardly ever shows
# (figures of several years, other places), and it keeps the weights from growing without end on pairs that are easy.
_EXPECTED = {
    "words": 3.0, "cover": 2.0, "letters": 2.0, "same_name": 2.0, "telling": 1.0, "rivals": -4.0, "markers": -1.5,
    "unit": 1.0, "other_unit": -2.0, "scope": -1.0, "titles": 1.0, "context": 2.0, "size": -1.0, "restated": 4.0,
    "contradicted": -1.0, "neighbours": 3.0, "role": -0.5, "spans": -4.0, "position": -0.5, "unnamed": -2.0,
}  # fmt: skip
_PENALTY = 4.0
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """Two reports of an issuer with the pairs of figures that continue each other."""

    issuer: str
    a: Edition
    b: Edition
    together: frozenset[tuple[int, int]]
    known: frozenset[tuple[int, int]]


def _fact_at(edition: Edition, start: int, end: int) -> int | None:
    for o in edition.observations:
        if o.start < end and start < o.end:
            return o.order
    return None


def _placed(pairs: Iterable[dict[str, Any]], a: Edition, b: Edition) -> Iterator[tuple[int, int]]:
    for pair in pairs:
        i = _fact_at(a, pair["a"]["start"], pair["a"]["end"])
        j = _fact_at(b, pair["b"]["start"], pair["b"]["end"])
        if i is not None and j is not None:
            yield i, j


def lessons(folder: Path) -> list[Lesson]:
    """The linked pairs of reports in a folder of issuers."""
    from zhreport.pipeline import extract_values
    from zhreport.readers import read_text

    def read(path: Path) -> Edition:
        return observe(extract_values(read_text(path).text, doc=path.stem, year=int(path.stem)))

    found = []
    for file in sorted(folder.glob("*/pairs.jsonl")):
        issuer = file.parent
        reports = {int(path.stem): read(path) for path in sorted(issuer.glob("*.txt"))}
        pairs = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for years in sorted({(p["from"], p["to"]) for p in pairs}):
            a, b = reports[years[0]], reports[years[1]]
            here = [p for p in pairs if (p["from"], p["to"]) == years]
            together = frozenset(_placed((p for p in here if not p.get("not_same")), a, b))
            found.append(Lesson(issuer.name, a, b, together, frozenset(_placed(here, a, b))))
    return found


def _pairs(lesson: Lesson, word_weights: WordWeights) -> list[Pair]:
    beside = companions(lesson.b.observations)
    mine = comparable(lesson.a.observations, repeats(lesson.a))
    theirs = comparable(lesson.b.observations, repeats(lesson.b))
    return candidates(mine, theirs, Gatherer(lesson.a, lesson.b, word_weights, beside), beside)


def _fit(examples: Sequence[tuple[Pair, bool]], ignore: frozenset[str] = frozenset()) -> Weights:
    """The weights that make the examples likeliest."""
    import numpy as np
    from scipy.optimize import minimize

    features = np.array([pair.features for pair, _ in examples])
    truth = np.array([1.0 if same else -1.0 for _, same in examples])

    expected = np.array([0.0 if name in ignore else _EXPECTED[name] for name in FEATURES])

    def loss(weights: Any) -> tuple[float, Any]:
        margins = truth * (features @ weights[1:] + weights[0])
        wrong = 1 / (1 + np.exp(np.clip(margins, -500, 500)))
        pull = -(truth * wrong)[:, None] * np.column_stack([np.ones(len(truth)), features])
        off = weights[1:] - expected
        penalty = _PENALTY * off
        value = np.logaddexp(0, -margins).sum() + (penalty * off).sum() / 2
        return float(value), pull.sum(axis=0) + np.concatenate([[0.0], penalty])

    sides = [(0.0, 0.0) if f in ignore else (None, 0.0) if f in AGAINST else (0.0, None) for f in FEATURES]
    fitted = minimize(loss, np.zeros(1 + len(FEATURES)), jac=True, method="L-BFGS-B", bounds=[(None, None), *sides])
    bias, *weights = (round(float(w), _DECIMALS) for w in fitted.x)
    return Weights(bias, tuple(weights))


def learn(taught: Sequence[Lesson]) -> Model:
    """The weights that fit some linked reports."""
    examples = []
    for lesson in taught:
        word_weights = WordWeights((lesson.a, lesson.b))
        examples.append([(p, (p.a.order, p.b.order) in lesson.together) for p in _pairs(lesson, word_weights)])
    alone = _fit([one for group in examples for one in group], frozenset(("neighbours",)))
    model = Model(alone, alone)
    second = []
    for group in examples:
        same = {(p.a.order, p.b.order) for p, together in group if together}
        second += [(p, (p.a.order, p.b.order) in same) for p in supported([p for p, _ in group], model)]
    return Model(alone, _fit(second))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the links of two reports came out: all that should be, those found, those made, those made wrongly."""

    expected: int
    found: int
    made: int
    wrong: tuple[tuple[Observation, Observation], ...]
    missed: tuple[tuple[int, int], ...]


def judge(lesson: Lesson, model: Model) -> Outcome:
    """The links that a model makes between two reports, compared with what is known of them."""
    made = link(
        lesson.a, lesson.b, model, WordWeights((lesson.a, lesson.b)), companions(lesson.b.observations),
        left_out=(repeats(lesson.a), repeats(lesson.b)),
    ).links  # fmt: skip
    keys = {(one.a.order, one.b.order) for one in made}
    wrong = tuple((one.a, one.b) for one in made if (one.a.order, one.b.order) not in lesson.together)
    missed = tuple(sorted(lesson.together - keys))
    return Outcome(len(lesson.together), len(keys & lesson.together), len(made), wrong, missed)


def _report(taught: Sequence[Lesson], *, details: bool) -> None:
    for issuer in sorted({lesson.issuer for lesson in taught}):
        model = learn([lesson for lesson in taught if lesson.issuer != issuer])
        outcomes = [(lesson, judge(lesson, model)) for lesson in taught if lesson.issuer == issuer]
        expected, found, made = (sum(getattr(o, n) for _, o in outcomes) for n in ("expected", "found", "made"))
        wrong = sum(len(o.wrong) for _, o in outcomes)
        print(f"{issuer}, learned from the others: {found}/{expected} links found, {wrong} of {made} made are wrong")
        if details:
            for lesson, outcome in outcomes:
                _details(lesson, outcome)


def _details(lesson: Lesson, outcome: Outcome) -> None:
    for a, b in outcome.wrong:
        print(f"  wrong  {a.year} {a.label} {' '.join(a.text.split())} ~ {b.label} {' '.join(b.text.split())}")
    for i, j in outcome.missed:
        a, b = lesson.a.observations[i], lesson.b.observations[j]
        print(f"  missed {a.year} {a.label} {' '.join(a.text.split())} ~ {b.label} {' '.join(b.text.split())}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, report, and with --write replace the file of weights."""
    from zhreport.corpus import folder

    parser = argparse.ArgumentParser(prog="python -m zhreport.compare.calibration", description="Learns link weights.")
    parser.add_argument("folder", nargs="?", type=Path, help="linked reports; the project's own corpus by default")
    parser.add_argument("--write", action="store_true", help=f"replace {WEIGHTS_FILE}")
    parser.add_argument("--details", action="store_true", help="show every wrong and every missed link")
    options = parser.parse_args(arguments)
    taught = lessons(options.folder or folder())
    _report(taught, details=options.details)
    model = learn(taught)
    written = {"alone": model.alone.as_json(), "together": model.together.as_json()}
    text = json.dumps(written, indent=1) + "\n"
    if options.write:
        (Path(__file__).parent / WEIGHTS_FILE).write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
