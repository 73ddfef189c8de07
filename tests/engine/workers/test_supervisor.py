"""Worker processes: their answers, their deaths, and that none is left behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from site_builder.engine.workers import life, supervisor
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers
from tests.engine.workers.handlers import KILLED, make_handlers, make_no_handlers

LATE, DEAD = StoppedTask(is_late=True), StoppedTask(is_late=False)


@pytest.fixture(params=["usual", "spawn"], autouse=True)
def context(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds for processes that are forked and for those that are started afresh."""
    if request.param == "spawn":
        monkeypatch.setattr(supervisor, "_context", lambda: multiprocessing.get_context("spawn"))


def run(*tasks: Task, count: int = 2) -> dict[object, object]:
    with Workers(count, make_handlers, 100) as pool:
        found = list(pool.run(tasks))
    assert multiprocessing.active_children() == []
    assert len(found) == len(tasks)
    return dict(found)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_task_is_answered_once(count: int) -> None:
    assert run(*(Task(n, "add", n) for n in range(50)), count=count) == {n: n + 100 for n in range(50)}


def test_without_tasks_no_process_is_started() -> None:
    assert run() == {}


def test_tasks_are_taken_as_they_are_needed() -> None:
    """A large site's payloads are not all made before the first is sent."""
    taken: list[int] = []

    def tasks() -> Iterator[Task]:
        for number in range(20):
            taken.append(number)
            yield Task(number, "add", number)

    with Workers(1, make_handlers, 0) as pool:
        next(pool.run(tasks()))
        assert len(taken) < 6


def test_large_payloads_and_large_answers_do_not_wait_for_each_other() -> None:
    data = bytes(3_000_000)
    assert run(*(Task(n, "echo", data) for n in range(6))) == dict.fromkeys(range(6), data)


def test_the_same_processes_serve_a_second_run() -> None:
    with Workers(1, make_handlers, 0) as pool:
        (first,) = pool.run([Task(0, "who", 0)])
        (second,) = pool.run([Task(0, "who", 0)])
    assert first == second
    assert first[1] != os.getpid()


def test_a_bug_in_a_worker_is_told_with_its_traceback() -> None:
    with pytest.raises(WorkerFailed, match=r"(?s)handlers\.py.*ValueError: so it is"):
        run(Task(1, "add", 1), Task(2, "fail", "so it is"))
    assert multiprocessing.active_children() == []


def test_workers_can_be_started_before_there_is_anything_to_do() -> None:
    with Workers(2, make_handlers, 100) as pool:
        pool.start(1)
        assert len(multiprocessing.active_children()) == 1
        pool.start(5)
        assert len(multiprocessing.active_children()) == 2
        assert dict(pool.run(Task(n, "add", n) for n in range(5))) == {n: n + 100 for n in range(5)}
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []


def test_a_process_is_ended_if_ctrl_c_comes_as_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def interrupted() -> Iterator[None]:
        yield
        if len(multiprocessing.active_children()) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(supervisor, "_interrupts_held", interrupted)
    with pytest.raises(KeyboardInterrupt), Workers(3, make_handlers, 0) as pool:
        pool.start(3)
    assert multiprocessing.active_children() == []


def test_a_worker_that_cannot_get_ready_is_told_when_there_is_a_task() -> None:
    with Workers(1, make_no_handlers, None) as pool:
        pool.start(1)
        with pytest.raises(WorkerFailed, match="nothing to be made"):
            list(pool.run([Task(1, "add", 1)]))


def test_a_worker_that_cannot_begin_is_told_with_its_traceback() -> None:
    with (
        Workers(2, make_no_handlers, None) as pool,
        pytest.raises(WorkerFailed, match="nothing to be made"),
    ):
        list(pool.run([Task(1, "add", 1), Task(2, "add", 2)]))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("count", [1, 2])
def test_the_death_of_a_worker_costs_its_task_and_no_other(count: int) -> None:
    tasks = [Task(n, "add", n) for n in range(10)]
    tasks[3] = Task(3, "die", KILLED)
    expected: dict[object, object] = {n: n + 100 for n in range(10)}
    assert run(*tasks, count=count) == expected | {3: DEAD}


def test_workers_may_die_one_after_the_other() -> None:
    assert run(*(Task(n, "die", KILLED) for n in range(5))) == dict.fromkeys(range(5), DEAD)


def test_a_worker_that_dies_between_two_tasks_is_replaced() -> None:
    with Workers(1, make_handlers, 0) as pool:
        ((_, pid),) = pool.run([Task(0, "who", 0)])
        os.kill(pid, KILLED)
        time.sleep(0.2)
        answers = dict(pool.run([Task(1, "add", 1), Task(2, "add", 2)]))
    assert answers == {1: DEAD, 2: 2}


def test_a_task_that_is_late_is_stopped_and_the_rest_goes_on() -> None:
    tasks = [Task(0, "sleep", 60, 0.3), Task(1, "sleep", 0, 20.0), Task(2, "add", 1)]
    started = time.monotonic()
    assert run(*tasks) == {0: LATE, 1: "awake", 2: 101}
    assert time.monotonic() - started < 30


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX timers")
def test_a_worker_that_is_late_ends_even_if_nobody_is_there_to_end_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wait(worker: supervisor._Worker) -> None:
        assert worker.process is not None
        worker.process.join(40)
        waited.append(worker.process.exitcode)
        usual(worker)

    usual, waited = supervisor._Worker.kill, list[int | None]()
    monkeypatch.setattr(supervisor._Worker, "kill", wait)
    monkeypatch.setattr(life, "PATIENCE", 0.1)
    assert run(Task(0, "toil", 60, 0.3), count=1) == {0: LATE}
    assert waited == [-signal.SIGPROF]


def test_every_deadline_has_a_clock_of_its_own() -> None:
    """Six in a row take longer than one may."""
    tasks = [Task(n, "sleep", 0.3, 1.5) for n in range(6)]
    assert run(*tasks, count=1) == dict.fromkeys(range(6), "awake")


def test_an_exception_outside_ends_the_processes() -> None:
    def stop() -> None:
        with Workers(2, make_handlers, 0) as pool:
            for _ in pool.run([Task(0, "add", 1), Task(1, "sleep", 60)]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert multiprocessing.active_children() == []
