"""The floors under the figures: measured once, and from then on only raised, unless a reason is written down."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.gate.score import Record, Score, Wrong

ROOT = Path(__file__).parents[2]
FLOORS_FILE = Path(__file__).with_name("floors.json")
WRONG_FILE = Path(__file__).with_name("wrong.jsonl")
DECIMALS = 3


class LoweredFloorError(ValueError):
    """Floors that would come to lie lower, or vanish, without a reason: `lowered` maps their names to old and new."""

    def __init__(self, lowered: Mapping[str, tuple[float, float | None]]) -> None:
        super().__init__(lowered)
        self.lowered = lowered

    def __str__(self) -> str:
        shown = ", ".join(f"{name} from {old} to {new}" for name, (old, new) in self.lowered.items())
        return f'this would lower {shown}; give --reason "…" if that is right'


@dataclass(frozen=True, slots=True)
class Floors:
    """`floors` by figure, the SHA-256 of each gold file that they were measured on, and every lowering's reason."""

    fingerprints: Mapping[str, str]
    floors: Mapping[str, float]
    lowered: tuple[Mapping[str, object], ...] = ()

    def below(self, figures: Mapping[str, float]) -> dict[str, tuple[float | None, float]]:
        """The figures that lie below their floor, or are not measured any more: what was measured, and the floor."""
        measured = {name: figures.get(name) for name in self.floors}
        return {
            name: (figure, self.floors[name])
            for name, figure in measured.items()
            if figure is None or figure < self.floors[name]
        }

    def rewritten(
        self, figures: Mapping[str, float], fingerprints: Mapping[str, str], reason: str | None = None
    ) -> Floors:
        """New floors at what was measured.

        Raises:
            LoweredFloorError: one of them would be lower than before, or gone, and no reason is given.
        """
        new = {name: floored(figure) for name, figure in figures.items()}
        lowered = {n: (old, new.get(n)) for n, old in self.floors.items() if n not in new or new[n] < old}
        if lowered and not reason:
            raise LoweredFloorError(lowered)
        note = ({"reason": reason, "floors": {n: list(pair) for n, pair in lowered.items()}},) if lowered else ()
        return replace(self, fingerprints=fingerprints, floors=new, lowered=(*self.lowered, *note))

    @classmethod
    def load(cls, path: Path = FLOORS_FILE) -> Floors:
        """The floors in a file; none at all where there is no file yet."""
        if not path.exists():
            return cls({}, {})
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(stored["fingerprints"], stored["floors"], tuple(stored["lowered"]))

    def save(self, path: Path = FLOORS_FILE) -> None:
        """Writes the floors as JSON, one a line."""
        stored = {"fingerprints": self.fingerprints, "floors": self.floors, "lowered": self.lowered}
        path.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def floored(figure: float) -> float:
    """A figure rounded down, so that the one that was measured passes."""
    step = 10**DECIMALS
    return math.floor(figure * step + 1e-9) / step


def gold_files(root: Path = ROOT) -> list[Path]:
    """The project's own annotated reports and cases."""
    return [*sorted(root.glob("corpus/*/*.gold.jsonl")), root / "tests/cases/fields.jsonl"]


def load_gold(paths: Iterable[Path]) -> list[Record]:
    """The documents of gold files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]


def fingerprints_of(paths: Iterable[Path], root: Path = ROOT) -> dict[str, str]:
    """The SHA-256 of each file, whatever its line ends were made by a checkout."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for path in paths
    }


def load_wrong(path: Path = WRONG_FILE) -> list[Wrong]:
    """The facts that were wrong when the floors were last written."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Wrong(r["doc"], r["start"], r["text"], {c: tuple(p) for c, p in r["wrong"].items()}) for r in rows]


def save_wrong(wrong: Sequence[Wrong], path: Path = WRONG_FILE) -> None:
    """Writes the list of wrong facts, one a line."""
    rows = [{"doc": w.doc, "start": w.start, "text": w.text, "wrong": dict(w.columns)} for w in wrong]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def changes(before: Sequence[Wrong], now: Sequence[Wrong]) -> tuple[list[str], list[str]]:
    """What is right now and was wrong, and what is wrong now and was right, as lines for people."""
    old, new = ({(w.doc, w.start, column): w for w in wrong for column in w.columns} for wrong in (before, now))
    gained = [_line(old[key], key[2]) for key in sorted(old.keys() - new.keys())]
    lost = [_line(new[key], key[2]) for key in sorted(new.keys() - old.keys())]
    return gained, lost


def _line(wrong: Wrong, column: str) -> str:
    got, want = wrong.columns[column]
    text = "".join(wrong.text.split())
    return f"{wrong.doc}:{wrong.start} {text} {column}: got {got}, want {want}"


def table(score: Score, floors: Floors) -> str:
    """The figures with their floors, one a line."""
    lines = [f"{'figure':32}{'measured':>9}{'floor':>8}"]
    for name, figure in score.figures.items():
        floor = floors.floors.get(name)
        mark = "  below" if floor is not None and figure < floor else ""
        lines.append(f"{name:32}{figure:9.4f}{'—' if floor is None else f'{floor:.3f}':>8}{mark}")
    return "\n".join(lines)
