"""The weights of the evidence, as `calibration` learned them from linked reports."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zhreport.compare.evidence import FEATURES, score

WEIGHTS_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight a feature and a bias: together the log-odds of a link."""

    bias: float
    weights: tuple[float, ...]

    def log_odds(self, features: Sequence[float]) -> float:
        """The log-odds that two facts are one indicator."""
        return score(features, self.weights, self.bias)

    def as_json(self) -> dict[str, float]:
        """By name, for the file of weights."""
        return {"bias": self.bias} | dict(zip(FEATURES, self.weights, strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """`alone` judges a pair by itself, `together` with what its neighbours say."""

    alone: Weights
    together: Weights


def _weights(written: Mapping[str, float]) -> Weights:
    return Weights(written["bias"], tuple(written[name] for name in FEATURES))


@cache
def model() -> Model:
    """The weights that ship with the package."""
    source = resources.files("zhreport.compare") / WEIGHTS_FILE
    written = json.loads(source.read_text(encoding="utf-8"))
    return Model(_weights(written["alone"]), _weights(written["together"]))


def probability(log_odds: float) -> float:
    """Log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    if log_odds < 0:
        return 1 - 1 / (1 + math.exp(log_odds))
    return 1 / (1 + math.exp(-log_odds))
