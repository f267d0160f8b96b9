"""How far a run has come: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """Is told how a run goes, and says nothing."""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def scanned(self, files: int) -> None:
        """So many more files are listed."""

    def planned(self, files: int, size: int) -> None:
        """So many files and bytes are to be read."""

    def advance(self, size: int, *, failed: bool = False) -> None:
        """One more file of `size` bytes is done, or has failed."""


class BarProgress(Progress):
    """A bar on standard error with the rate, the time that remains and the failures."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar: Bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}/{task.total:,.0f} files"),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(compact=True),
            TextColumn("[red]{task.fields[failed]}"), console=Console(stderr=True),
        )  # fmt: skip
        self._task: TaskID | None = None
        self._failures = self._listed = self._bytes = 0

    def __enter__(self) -> Progress:
        self._bar.start()
        self._task = self._bar.add_task("listing", total=0, rate="", failed="")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def scanned(self, files: int) -> None:
        """See `Progress`."""
        assert self._task is not None
        self._listed += files
        self._bar.update(self._task, total=self._listed)

    def planned(self, files: int, size: int) -> None:
        """See `Progress`."""
        assert self._task is not None
        self._bar.reset(self._task, description="reading", total=files, rate="", failed=self._told())

    def _told(self) -> str:
        return f"{self._failures:,} failed" if self._failures else ""

    def advance(self, size: int, *, failed: bool = False) -> None:
        """See `Progress`."""
        assert self._task is not None
        self._failures += failed
        self._bytes += size
        task = self._bar.tasks[self._task]
        seconds = task.elapsed or 0
        rate = ""
        if seconds:
            rate = f"{(task.completed + 1) / seconds:,.0f} files/s, {self._bytes / seconds / 1e6:,.1f} MB/s"
        self._bar.update(self._task, advance=1, rate=rate, failed=self._told())


def progress_for(wanted: bool | None) -> Progress:
    """A bar if wanted, or if not said and standard error is a terminal."""
    shown = sys.stderr.isatty() if wanted is None else wanted
    return BarProgress() if shown else Progress()
