"""The gate of linking: how many pairs of the corpus are found, how many links are wrong, and at what cost.

The corpus lists what belongs together without gaps, so every link that it does not list is a wrong one. Weights that
have seen an issuer could know it by heart, so each issuer is also judged with weights learned from the other two.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import chain

import pytest

import zhreport
from tests.timing import seconds
from zhreport.compare.calibration import Lesson, judge, learn, lessons
from zhreport.compare.evidence import FEATURES
from zhreport.compare.model import model
from zhreport.corpus import folder

ISSUERS = ("hailan-environment", "qinglan-health", "yunxi-education")
FLOOR_FOUND = 0.97
# With weights that have not seen the issuer.
FLOOR_FOUND_UNSEEN = 0.95
CEILING_WRONG = 0.02
CEILING_SECONDS = 5.0


@cache
def taught() -> list[Lesson]:
    return lessons(folder())


@pytest.mark.parametrize("issuer", ISSUERS)
def test_pairs_of_the_corpus_are_found_and_nothing_else(issuer: str) -> None:
    reports = {int(path.stem): zhreport.read(path) for path in zhreport.corpus.paths(issuer)}
    pairs = [json.loads(line) for line in (folder() / issuer / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = found = made = right = false_friends = 0
    for years in sorted({(p["from"], p["to"]) for p in pairs}):
        links = zhreport.compare([reports[year] for year in years]).pairs.to_dict("records")
        here = [p for p in pairs if (p["from"], p["to"]) == years]
        good = [p for p in here if not p.get("not_same")]
        hits = [any(_same(link, p) for link in links) for p in good]
        expected, found, made = expected + len(good), found + sum(hits), made + len(links)
        right += sum(any(_same(link, p) for p in good) for link in links)
        false_friends += sum(any(_same(link, p) for link in links) for p in here if p.get("not_same"))
    assert found / expected >= FLOOR_FOUND
    assert (made - right) / made <= CEILING_WRONG
    assert false_friends == 0


def _same(link: dict[str, int], pair: dict[str, dict[str, int]]) -> bool:
    a, b = pair["a"], pair["b"]
    at_a = link["start_a"] < a["end"] and a["start"] < link["end_a"]
    return at_a and link["start_b"] < b["end"] and b["start"] < link["end_b"]


@pytest.mark.parametrize("issuer", ISSUERS)
def test_pairs_of_an_issuer_that_the_weights_have_not_seen(issuer: str) -> None:
    unseen = learn([lesson for lesson in taught() if lesson.issuer != issuer])
    outcomes = [judge(lesson, unseen) for lesson in taught() if lesson.issuer == issuer]
    assert sum(o.found for o in outcomes) / sum(o.expected for o in outcomes) >= FLOOR_FOUND_UNSEEN
    assert sum(len(o.wrong) for o in outcomes) / sum(o.made for o in outcomes) <= CEILING_WRONG


def test_the_weights_in_force_are_those_that_the_command_learns() -> None:
    learned, shipped = learn(taught()), model()
    for name in ("alone", "together"):
        one, other = getattr(learned, name), getattr(shipped, name)
        off = [abs(a - b) for a, b in zip((one.bias, *one.weights), (other.bias, *other.weights), strict=True)]
        # Facts change a little whenever reading gets better; the weights are learned anew when it shows.
        assert max(off) < 0.5, dict(zip(("bias", *FEATURES), off, strict=True))


def test_ten_reports_of_a_hundred_figures_and_more_are_compared_in_seconds() -> None:
    reports = []
    for number, path in enumerate(chain.from_iterable(zhreport.corpus.paths(issuer) for issuer in ISSUERS)):
        report = zhreport.read(path, year=2001 + number)
        reports.append(report)

    def compared() -> None:
        comparison = zhreport.compare(reports)
        assert len(comparison.table) > 0
        assert len(comparison.pairs) > 0

    assert seconds(compared, enough=CEILING_SECONDS) < CEILING_SECONDS
