"""A run in a process of its own, with small transactions: `python -m tests.archive.one_run FOLDER STORE FILES`.

It says `.` for every file that it has done, so that a test can end it at a moment of its choice.
"""

from __future__ import annotations

import sys

from zhreport.archive import batch, progress
from zhreport.cli import main


class Telling(progress.Progress):
    """Says of every file that it is done."""

    def advance(self, size: int, *, failed: bool = False) -> None:
        sys.stdout.write(".")
        sys.stdout.flush()


if __name__ == "__main__":
    batch._BATCH_FILES = int(sys.argv[3])
    progress.progress_for = lambda _: Telling()
    sys.exit(main(["archive", sys.argv[1], sys.argv[2], "--jobs", "2"]))
