"""Short invented sentences with what a careful analyst would read in them: tests/cases/facts.jsonl.

python -m tests.gate.cases              every case that is read otherwise: what was got and wanted
python -m tests.gate.cases --promote    also takes the mark known_failure from the cases that are right now
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from tests.gate.floors import ROOT
from tests.gate.score import MEANING_COLUMNS, QUANTITY_COLUMNS, Record
from zhreport.model import Fact
from zhreport.pipeline import extract_values

CASES_FILE = ROOT / "tests/cases/facts.jsonl"
FACT_COLUMNS = ("scope", "period", *MEANING_COLUMNS)
COLUMNS = frozenset((*QUANTITY_COLUMNS, *FACT_COLUMNS))


def load_cases(path: Path = CASES_FILE) -> list[Record]:
    """The cases of a file, in order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def save_cases(cases: Iterable[Record], path: Path = CASES_FILE) -> None:
    """Writes cases, one a line."""
    path.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), encoding="utf-8")


def _shown(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return "".join(value.split()) if isinstance(value, str) else value


def value_of(fact: Fact, column: str) -> object:
    """A column of a fact as the cases write it: without spaces, numbers as floats."""
    return _shown(getattr(fact if column in FACT_COLUMNS else fact.quantity, column))


def differences(case: Record) -> list[str]:
    """Where a case is read otherwise than it should be; only the facts and columns that it names are looked at."""
    facts = extract_values(case["text"], doc=case["id"], year=case["year"], region=case["region"]).facts
    found: list[str] = []
    at = 0
    for wanted in case["facts"]:
        here = next((i for i in range(at, len(facts)) if value_of(facts[i], "text") == wanted["text"]), None)
        if here is None:
            found.append(f"{wanted['text']}: no such figure behind those before it")
            continue
        at = here + 1
        for column, want in wanted.items():
            got = value_of(facts[here], column)
            if got != want:
                found.append(f"{wanted['text']} {column}: got {got}, want {want}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; exit status 1 where a case fails that is not known to."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate.cases", description=__doc__.splitlines()[0])
    parser.add_argument("--promote", action="store_true", help="take the mark from known failures that are right now")
    options = parser.parse_args(arguments)
    cases = load_cases()
    status = 0
    for case in cases:
        wrong, known = differences(case), case.get("known_failure", False)
        if known and not wrong:
            print(f"{case['id']}: right now")
            if options.promote:
                del case["known_failure"]
        elif wrong:
            status |= not known
            print(f"{case['id']}{' (known)' if known else ''}: {''.join(case['text'].split())}")
            print("".join(f"    {line}\n" for line in wrong), end="")
    if options.promote:
        save_cases(cases)
    return status


if __name__ == "__main__":
    sys.exit(main())
