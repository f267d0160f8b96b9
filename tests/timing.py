"""How long a call takes, told so that a busy machine and other tests' garbage do not decide."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

# A machine that is busy with other things slows some runs, never all of many: the fastest counts.
RUNS = 3
ROUNDS = 4


def seconds(call: Callable[[], object], enough: float = 0.0, runs: int = RUNS) -> float:
    """The processor's time for a call: the fastest of some runs, without collecting garbage, as `timeit` has it.

    A run that takes at most `enough` is the last one.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        fastest = float("inf")
        for _ in range(runs):
            fastest = min(fastest, _once(call))
            if fastest <= enough:
                break
        return fastest
    finally:
        if collecting:
            gc.enable()


def _once(call: Callable[[], object]) -> float:
    begin = time.process_time()
    call()
    return time.process_time() - begin


def growth(small: Callable[[], object], large: Callable[[], object], allowed: float, runs: int = RUNS) -> float:
    """How many times as long the large call takes as the small one; measured again while it is more than allowed.

    Time that grows faster than the text does so every time; a disturbance does not come back each time.
    """
    found = float("inf")
    for _ in range(ROUNDS):
        found = min(found, seconds(large, runs=runs) / max(seconds(small, runs=runs), 0.002))
        if found <= allowed:
            break
    return found
