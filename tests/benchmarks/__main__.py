"""The table of benchmarks: `python -m tests.benchmarks [REPORTS...]` prints speed, growth, memory and import time.

What is compared runs in turns in one process, text by text, and counts with its fastest run: so the other work of the
machine slows none of them more than the others. Time is that of the processor.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from time import process_time

from tests.benchmarks.peers import peers
from tests.benchmarks.stages import Stage, stages
from tests.benchmarks.texts import long_report, reports

_SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
# Linux alone tells it: what `getrusage` calls the most is inherited from the process that started this one.
_MEMORY = """
{body}
print(next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
_BODIES = {
    "Python alone": "",
    "import zhreport": "import zhreport",
    "import pandas": "import pandas",
    "jieba, loaded": "import warnings; warnings.simplefilter('ignore'); import jieba; jieba.lcut('一')",
    "one report, with its tables": "import zhreport; r = zhreport.extract('县财政投入12万元。'); r.sections, r.facts",
    "1 MB of report, with its tables": (
        "from tests.benchmarks.texts import long_report; from tests.benchmarks.stages import whole_path;"
        " whole_path(long_report(1_000_000))"
    ),
}


def _timed(stage: Stage) -> float:
    begin = process_time()
    stage()
    return process_time() - begin


def fastest(of_texts: Sequence[dict[str, Stage]], runs: int) -> dict[str, float]:
    """Seconds for all texts by stage: the fastest of `runs` for each text, the stages taking turns."""
    totals = dict.fromkeys(of_texts[0], 0.0)
    for known in of_texts:
        best = dict.fromkeys(known, float("inf"))
        for _ in range(runs):
            for name, stage in known.items():
                best[name] = min(best[name], _timed(stage))
        for name, seconds in best.items():
            totals[name] += seconds
    return totals


def _print_speed(texts: Sequence[str], runs: int) -> None:
    found, missing = peers()
    timed = fastest([stages(text) for text in texts], runs)
    timed |= fastest([{name: lambda f=f, t=t: f(t) for name, f in found.items()} for t in texts], 1) if found else {}
    characters, jieba = sum(map(len, texts)), timed["jieba.lcut"]
    print(f"{len(texts)} texts, {characters:,} characters\n")
    print("| stage | ms | characters/s | × jieba.lcut |\n| --- | --: | --: | --: |")
    for name, seconds in timed.items():
        print(f"| {name} | {seconds * 1000:.1f} | {characters / seconds:,.0f} | {seconds / jieba:.3f} |")
    for name, why in missing.items():
        print(f"skipped: {name} ({why})")


def _print_growth() -> None:
    print("\n| bytes | characters | ms, whole path | µs a character | × jieba.lcut |\n| --: | --: | --: | --: | --: |")
    for size in _SIZES:
        text = long_report(size)
        known = stages(text)
        picked = {name: known[name] for name in ("whole path", "jieba.lcut")}
        took = fastest([picked], 9 if size < 1_000_000 else 3 if size < 5_000_000 else 1)
        own = took["whole path"]
        ratio = own / took["jieba.lcut"]
        print(f"| {size:,} | {len(text):,} | {own * 1000:,.1f} | {own / len(text) * 1e6:.2f} | {ratio:.2f} |")


def _print_imports_and_memory() -> None:
    def run(code: str) -> str:
        return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    timer = "import time; t = time.process_time(); import {0}; print(time.process_time() - t)"
    for module in ("zhreport", "pandas", "jieba"):
        seconds = min(float(run("import warnings; warnings.simplefilter('ignore'); " + timer.format(module)))
                      for _ in range(5))  # fmt: skip
        print(f"import {module}: {seconds * 1000:.0f} ms")
    print("\n| memory, most at any time | MB |\n| --- | --: |")
    for name, body in _BODIES.items():
        print(f"| {name} | {float(run(_MEMORY.format(body=body))):.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("files", nargs="*", help="texts or .jsonl with a field `text`; without, the example reports")
    parser.add_argument("--runs", type=int, default=9, help="how often each stage runs on each text (%(default)s)")
    parser.add_argument("--no-growth", action="store_true", help="leave out the texts of up to 10 MB")
    asked = parser.parse_args()
    _print_speed(reports(asked.files), asked.runs)
    if not asked.no_growth:
        _print_growth()
    print()
    _print_imports_and_memory()


if __name__ == "__main__":
    main()
