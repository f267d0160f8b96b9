"""Worker processes that can be stopped one by one.

Each lane is a pool of one process: when a file takes too long, or takes its process down, it is known which file it
was, and only that lane starts anew.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import Any, Generic, Literal, TypeVar

from zhreport.archive.errors import ArchiveError

T = TypeVar("T")

# Tasks given to a process before it has finished its first, so that it need not wait for us.
_DEPTH = 4
# A process that ends without a word may have been stopped from outside; its file gets a second try.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that gave no result: it took too long, or its process died of it."""

    why: Literal["time", "died"]


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, also when that was killed."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _prepare(initialise: Callable[..., None], arguments: Sequence[Any]) -> None:
    # Ctrl-C goes to every process of the terminal; only the first may decide what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    initialise(*arguments)


@contextmanager
def _without_interrupt() -> Iterator[None]:
    """Processes started meanwhile never see Ctrl-C, not even before they can ignore it; ours comes afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(slots=True)
class _Waiting(Generic[T]):
    task: T
    tries: int
    future: Future[Any]


class _Lane(Generic[T]):
    def __init__(self, work: Callable[[T], Any], initialise: Callable[..., None], arguments: Sequence[Any]) -> None:
        self._work, self._initialise, self._arguments = work, initialise, arguments
        self.waiting: deque[_Waiting[T]] = deque()
        self._start()

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(self._initialise, self._arguments)
        )
        with _without_interrupt():
            self._pid = self._pool.submit(os.getpid)
        self._began: float | None = None

    def submit(self, task: T, tries: int = 0) -> None:
        try:
            future: Future[Any] = self._pool.submit(self._work, task)
        except BrokenProcessPool as error:
            # Said of the task by its future, as if it had been taken.
            future = Future()
            future.set_exception(error)
        if not self.waiting:
            self._began = None
        self.waiting.append(_Waiting(task, tries, future))

    def finished(self) -> Iterator[tuple[T, Any]]:
        """What is done, in the order in which it was given."""
        while self.waiting and self.waiting[0].future.done():
            first = self.waiting[0]
            error = first.future.exception()
            if isinstance(error, BrokenProcessPool):
                yield from self._died()
                return
            self.waiting.popleft()
            self._began = time.monotonic()
            if error is not None:
                raise error
            yield first.task, first.future.result()

    def _died(self) -> Iterator[tuple[T, Any]]:
        if self._pid.exception() is not None:
            raise ArchiveError(
                "worker processes",
                "they end as soon as they are started",
                "in a script, put the call under if __name__ == '__main__':; otherwise see what they printed",
            )
        first = self.waiting[0]
        first.tries += 1
        if first.tries >= _TRIES:
            self.waiting.popleft()
            yield first.task, Ended("died")
        self._restart()

    def _restart(self) -> None:
        again = list(self.waiting)
        self.waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._start()
        for one in again:
            self.submit(one.task, one.tries)

    def late(self, time_limit: float) -> Iterator[tuple[T, Any]]:
        """The task that has taken too long, if there is one; its process is ended."""
        if not self.waiting or not self._pid.done() or self._pid.exception() is not None:
            return
        if self._began is None:
            self._began = time.monotonic()
        if self.waiting[0].future.done() or time.monotonic() - self._began < time_limit:
            return
        first = self.waiting.popleft()
        self.kill()
        yield first.task, Ended("time")
        self._restart()

    def kill(self) -> None:
        """Ends the process at once."""
        if self._pid.done() and self._pid.exception() is None:
            kill = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
            try:
                os.kill(self._pid.result(), kill)
            except OSError:
                return

    def close(self, *, at_once: bool) -> None:
        if at_once:
            self.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)


class Lanes(Generic[T]):
    """Runs `work` on tasks in `jobs` processes, each for at most `time_limit` seconds.

    Every process calls `initialise(*arguments)` before its first task.
    """

    def __init__(
        self,
        jobs: int,
        work: Callable[[T], Any],
        initialise: Callable[..., None],
        arguments: Sequence[Any],
        time_limit: float,
    ) -> None:
        self._lanes: list[_Lane[T]] = []
        self._jobs, self._work, self._initialise, self._arguments = jobs, work, initialise, arguments
        self._time_limit = time_limit

    def submit(self, task: T) -> None:
        """Give a task to the lane with the least to do."""
        lane = min(self._lanes, key=lambda one: len(one.waiting), default=None)
        if len(self._lanes) < self._jobs and (lane is None or lane.waiting):
            lane = _Lane(self._work, self._initialise, self._arguments)
            self._lanes.append(lane)
        assert lane is not None
        lane.submit(task)

    @property
    def has_room(self) -> bool:
        """Whether a further task would not have to wait long."""
        return len(self._lanes) < self._jobs or any(len(lane.waiting) < _DEPTH for lane in self._lanes)

    @property
    def busy(self) -> bool:
        """Whether any task is not finished."""
        return any(lane.waiting for lane in self._lanes)

    def collect(self, patience: float) -> Iterator[tuple[T, Any]]:
        """What has finished, after waiting at most `patience` seconds for something; a result or an `Ended`."""
        first = [lane.waiting[0].future for lane in self._lanes if lane.waiting]
        if first:
            wait(first, patience, FIRST_COMPLETED)
        for lane in self._lanes:
            yield from lane.finished()
            yield from lane.late(self._time_limit)

    def close(self, *, at_once: bool = False) -> None:
        """End the processes, `at_once` without waiting for what they are at."""
        for lane in self._lanes:
            lane.close(at_once=at_once)
