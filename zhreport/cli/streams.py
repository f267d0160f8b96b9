"""Standard output and standard error as reports need them."""

from __future__ import annotations

import io
import os
import sys


def prepare() -> None:
    """Have both streams write UTF-8, whatever code page or locale the terminal claims: the reports are Chinese.

    PYTHONIOENCODING is obeyed where it is set; what its encoding lacks is escaped, unless it says otherwise. A stream
    that the caller closed takes what comes, and drops it.
    """
    encoding, _, handler = os.environ.get("PYTHONIOENCODING", "").partition(":")
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 — as long as the process lives
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding or "utf-8", errors=handler or "backslashreplace")


def abandon() -> None:
    """Write no more to streams that nobody reads, or that are full; else Python complains when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
