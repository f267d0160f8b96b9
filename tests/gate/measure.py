"""Prints the figures on the project's own gold, and what was gained and lost since the floors were written.

python -m tests.gate.measure                         figures, gained, lost
python -m tests.gate.measure --write                 the same, and raises the floors to what was measured
python -m tests.gate.measure --write --reason "…"    may lower them too; the reason is kept in floors.json
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.gate import floors as gate
from tests.gate.score import score


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; exit status 1 where a floor would be lowered without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate.measure", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="rewrite floors.json and wrong.jsonl")
    parser.add_argument("--reason", help="why a floor may be lower than before; kept in floors.json")
    options = parser.parse_args(arguments)
    paths = gate.gold_files()
    measured = score(gate.load_gold(paths))
    floors = gate.Floors.load()
    print(gate.table(measured, floors))
    gained, lost = gate.changes(gate.load_wrong(), measured.wrong)
    for title, lines in (("gained", gained), ("lost", lost)):
        print(f"\n{title}: {len(lines)}")
        print("".join(f"  {line}\n" for line in lines), end="")
    if options.write:
        try:
            new = floors.rewritten(measured.figures, gate.fingerprints_of(paths), options.reason)
        except gate.LoweredFloorError as error:
            print(error, file=sys.stderr)
            return 1
        new.save()
        gate.save_wrong(measured.wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
