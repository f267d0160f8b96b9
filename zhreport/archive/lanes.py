"""Worker processes that can be ended one by one.

A lane is one process at the end of one pipe. When a file takes too long, or takes its process down, it is known which
file it was, and only that lane starts anew. A `ProcessPoolExecutor` does not do: its pool breaks as a whole, and when a
process is killed while it sends a result, the thread that reads results waits for the rest of it for ever.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Generic, Literal, TypeVar

from zhreport.archive.errors import ArchiveError

T = TypeVar("T")
Reply = tuple[Literal["ready", "done", "raised"], Any]

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


def _serve(
    pipe: Connection, work: Callable[[Any], Any], initialise: Callable[..., None], arguments: Sequence[Any]
) -> None:
    """What a process does: one task after the other, until nobody gives any."""
    # Ctrl-C goes to every process of the terminal; only the first may decide what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    initialise(*arguments)
    with suppress(EOFError, OSError):
        pipe.send(("ready", None))
        while True:
            task = pipe.recv()
            try:
                reply: Reply = ("done", work(task))
            except Exception:
                reply = ("raised", traceback.format_exc())
            pipe.send(reply)


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


class _Lane(Generic[T]):
    def __init__(self, work: Callable[[T], Any], initialise: Callable[..., None], arguments: Sequence[Any]) -> None:
        self._serving = (work, initialise, arguments)
        self.waiting: deque[_Waiting[T]] = deque()
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._serving), daemon=True)
        with _without_interrupt():
            self._process.start()
        # Held by the process alone, its end of the pipe closes when it dies, wherever in a message that is.
        theirs.close()
        self._ready = False
        self._began = 0.0

    def submit(self, task: T, tries: int = 0) -> None:
        if not self.waiting:
            self._began = time.monotonic()
        self.waiting.append(_Waiting(task, tries))
        # Of a pipe that is closed already, receiving tells.
        with suppress(OSError):
            self.pipe.send(task)

    def receive(self) -> Iterator[tuple[T, Any]]:
        """What the process has said, and what became of its tasks if it is dead."""
        try:
            while self.pipe.poll():
                kind, result = self.pipe.recv()
                self._began = time.monotonic()
                if kind == "ready":
                    self._ready = True
                    continue
                first = self.waiting.popleft()
                if kind == "raised":
                    raise RuntimeError(f"in a worker process:\n{result}")
                yield first.task, result
        except (EOFError, OSError):
            yield from self._died()

    def _died(self) -> Iterator[tuple[T, Any]]:
        if not self._ready:
            raise ArchiveError(
                "worker processes",
                "they end as soon as they are started",
                "in a script, put the call under if __name__ == '__main__':; otherwise see what they printed",
            ) from None
        ended = None
        if self.waiting:
            self.waiting[0].tries += 1
            if self.waiting[0].tries >= _TRIES:
                ended = self.waiting.popleft()
        self._restart()
        if ended is not None:
            yield ended.task, Ended("died")

    def _restart(self) -> None:
        self.close()
        again = list(self.waiting)
        self.waiting.clear()
        self._start()
        for one in again:
            self.submit(one.task, one.tries)

    def late(self, time_limit: float) -> Iterator[tuple[T, Any]]:
        """The task that has taken too long, if there is one; its process is ended."""
        if not self.waiting or not self._ready or time.monotonic() - self._began < time_limit or self.pipe.poll():
            return
        first = self.waiting.popleft()
        self._restart()
        yield first.task, Ended("time")

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


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
        connection.wait([lane.pipe for lane in self._lanes], patience)
        for lane in self._lanes:
            yield from lane.receive()
            yield from lane.late(self._time_limit)

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        for lane in self._lanes:
            lane.close()
        self._lanes.clear()
