"""A run in a process of its own, with small transactions: `python -m tests.archive.one_run FOLDER STORE FILES`."""

from __future__ import annotations

import sys

from zhreport.archive import batch
from zhreport.cli import main

if __name__ == "__main__":
    batch._BATCH_FILES = int(sys.argv[3])
    sys.exit(main(["archive", sys.argv[1], sys.argv[2], "--jobs", "2"]))
