"""Each stage on one example report: `python -m pytest tests/benchmarks/bench_path.py` (not part of the tests)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.stages import stages
from tests.benchmarks.texts import long_report

_TEXT = long_report(60_000)


@pytest.mark.parametrize("stage", stages(_TEXT))
def test_stage(benchmark: Any, stage: str) -> None:
    benchmark.extra_info["characters"] = len(_TEXT)
    benchmark(stages(_TEXT)[stage])


@pytest.mark.parametrize("size_bytes", [1_000, 10_000, 100_000, 1_000_000])
def test_growth(benchmark: Any, size_bytes: int) -> None:
    benchmark(stages(long_report(size_bytes))["whole path"])
