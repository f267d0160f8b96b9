"""Worker processes that can be stopped one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.archive.samples import do, nothing, refuse
from zhreport.archive.errors import ArchiveError
from zhreport.archive.lanes import Ended, Lanes


@pytest.fixture
def lanes() -> Iterator[Lanes[str]]:
    two = Lanes(2, do, nothing, (), time_limit=1.0)
    yield two
    two.close()


def outcomes(lanes: Lanes[str], tasks: list[str]) -> dict[str, Any]:
    """What becomes of the tasks; each ends exactly once."""
    found: dict[str, Any] = {}
    waiting = list(tasks)
    while waiting or lanes.busy:
        while waiting and lanes.has_room:
            lanes.submit(waiting.pop(0))
        for task, outcome in lanes.collect(0.1):
            assert task not in found
            found[task] = outcome
    return found


def test_every_task_ends_once(lanes: Lanes[str]) -> None:
    tasks = [f"say {i}" for i in range(50)]
    assert outcomes(lanes, tasks) == {task: task for task in tasks}


def test_a_late_task_is_ended_and_the_others_go_on(lanes: Lanes[str]) -> None:
    tasks = ["say 1", "sleep 60", "say 2", "say 3", "sleep 0.3", "say 4", "sleep 61", "say 5"]
    began = time.monotonic()
    found = outcomes(lanes, tasks)
    assert found.pop("sleep 60") == found.pop("sleep 61") == Ended("time")
    assert all(task == outcome for task, outcome in found.items())
    assert len(found) == len(tasks) - 2
    assert time.monotonic() - began < 30


def test_many_short_tasks_are_not_late_together(lanes: Lanes[str]) -> None:
    tasks = [f"sleep 0.3{i}" for i in range(10)]
    assert outcomes(lanes, tasks) == {task: task for task in tasks}


def test_a_deadly_task_takes_nobody_along(lanes: Lanes[str]) -> None:
    tasks = ["say 1", "die now", "say 2", "say 3", "say 4"]
    found = outcomes(lanes, tasks)
    assert found.pop("die now") == Ended("died")
    assert found == {task: task for task in tasks if task != "die now"}


def test_a_process_that_dies_while_it_sends(lanes: Lanes[str]) -> None:
    lanes.submit("die-saying")
    while lanes.busy:
        # Nobody reads for a while, so that the message is half sent.
        time.sleep(0.5)
        for task, outcome in lanes.collect(0.1):
            assert (task, outcome) == ("die-saying", Ended("died"))
    assert outcomes(lanes, ["say 1"]) == {"say 1": "say 1"}


def test_a_task_whose_process_was_stopped_from_outside_is_tried_again(lanes: Lanes[str], tmp_path: Path) -> None:
    tasks = ["say 1", f"die-once {tmp_path}/mark", "say 2"]
    assert outcomes(lanes, tasks) == {task: task for task in tasks}


def test_a_mistake_of_ours_is_not_hidden(lanes: Lanes[str]) -> None:
    with pytest.raises(RuntimeError, match="ValueError: ours"):
        outcomes(lanes, ["raise ours"])


def test_processes_that_cannot_start_are_said_to(tmp_path: Path) -> None:
    lanes = Lanes(1, do, refuse, (), time_limit=1.0)
    try:
        with pytest.raises(ArchiveError, match=r"as soon as they are started; in a script, .* __name__"):
            outcomes(lanes, ["say 1"])
    finally:
        lanes.close()
