"""Work for processes of their own to do in the tests."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path


def nothing(*_: object) -> None:
    """Set nothing up."""


def refuse(*_: object) -> None:
    """Fail to set up."""
    raise RuntimeError("no set-up")


def do(task: str) -> str:
    """Do what the task says."""
    verb, _, rest = task.partition(" ")
    if verb == "sleep":
        time.sleep(float(rest))
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "die-once" and not Path(rest).exists():
        Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "die-saying":
        # In the middle of a result that is longer than what a pipe holds.
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return "x" * (1 << 28)
    if verb == "raise":
        raise ValueError(rest)
    return task
