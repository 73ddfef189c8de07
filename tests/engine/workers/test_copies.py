"""Workers that are copies of the first: it alone gets ready, and none of them is left behind.

Covers `life`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_builder.engine.workers import supervisor
from site_builder.engine.workers.life import Handler
from site_builder.engine.workers.supervisor import StoppedTask, Task, WorkerFailed, Workers
from tests.engine.workers.handlers import KILLED, make_handlers, make_no_handlers
from tests.engine.workers.test_no_worker_outlives_its_supervisor import eventually
from tests.requirements import REPOSITORY

DEAD = StoppedTask(is_late=False)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only"),
    pytest.mark.usefixtures("forks"),
]


@contextlib.contextmanager
def copies(count: int) -> Iterator[Workers]:
    with Workers(count, make_handlers, 100, are_copies=True) as pool:
        yield pool
    assert eventually(lambda: not running_in(pool._family))


def running_in(group: int) -> list[int]:
    """The processes of a group (0 is none), without those that have ended and were not collected."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, process_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if group and int(process_group) == group and state != "Z":
                found.append(int(folder.name))
    return found


def make_slowly(log: Path) -> dict[str, Handler]:
    with log.open("a") as file:
        file.write(f"{os.getpid()}\n")
    return make_handlers(0)


def make_late(seconds: float) -> dict[str, Handler]:
    time.sleep(seconds)
    return make_handlers(0)


def make_with_a_thread(argument: Any) -> dict[str, Handler]:
    """A copy of a process with threads would have none, and their locks for ever."""
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return make_handlers(argument)


def make_and_die(_: Any) -> dict[str, Handler]:
    os.kill(os.getpid(), KILLED)
    raise AssertionError


@pytest.mark.parametrize("count", [1, 2, 4])
def test_every_task_is_answered_once(count: int) -> None:
    with copies(count) as pool:
        assert dict(pool.run(Task(n, "add", n) for n in range(50))) == {n: n + 100 for n in range(50)}
        assert dict(pool.run(Task(n, "add", n) for n in range(5))) == {n: n + 100 for n in range(5)}


def test_one_gets_ready_and_all_work(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Workers(3, make_slowly, log, are_copies=True) as pool:
        answered = {pid for _, pid in pool.run(Task(n, "who", 0.2) for n in range(3))}
    assert len(answered) == 3
    assert len(log.read_text().split()) == 1
    assert int(log.read_text()) in answered


def test_the_time_that_copies_take_is_counted() -> None:
    """As that of processes that this one, or the shell that began it, has waited for."""
    before = sum(os.times()[2:4])
    with copies(3) as pool:
        list(pool.run(Task(n, "toil", 0.3) for n in range(3)))
    assert sum(os.times()[2:4]) - before > 0.8


def test_large_payloads_and_large_answers_do_not_wait_for_each_other() -> None:
    data = bytes(3_000_000)
    with copies(2) as pool:
        assert dict(pool.run(Task(n, "echo", data) for n in range(6))) == dict.fromkeys(range(6), data)


def test_what_the_first_cannot_make_is_told_with_its_traceback() -> None:
    with (
        Workers(3, make_no_handlers, None, are_copies=True) as pool,
        pytest.raises(WorkerFailed, match="nothing to be made"),
    ):
        list(pool.run([Task(n, "add", n) for n in range(3)]))


def test_the_death_of_one_costs_its_task_and_no_other() -> None:
    tasks = [Task(n, "add", n) for n in range(20)]
    tasks[3] = tasks[4] = Task(3, "die", KILLED)
    expected: dict[object, object] = {n: n + 100 for n in range(20) if n != 4}
    with copies(3) as pool:
        assert dict(pool.run(tasks)) == expected | {3: DEAD}


def test_all_may_die_one_after_the_other() -> None:
    with copies(3) as pool:
        assert dict(pool.run(Task(n, "die", KILLED) for n in range(9))) == dict.fromkeys(range(9), DEAD)


def test_the_first_may_die_before_there_are_copies() -> None:
    with Workers(3, make_and_die, None, are_copies=True) as pool:
        assert dict(pool.run(Task(n, "add", n) for n in range(3))) == dict.fromkeys(range(3), DEAD)


@pytest.mark.parametrize("seconds", [0, 60])
def test_what_is_interrupted_leaves_nobody(seconds: float) -> None:
    """While they are busy, and while the first is still getting ready."""
    began = time.monotonic()

    def alarm(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt), Workers(3, make_late, seconds, are_copies=True) as pool:
            list(pool.run([Task(n, "sleep", 60) for n in range(6)]))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < 30
    assert eventually(lambda: not running_in(pool._family))


def test_one_that_hangs_as_it_is_dismissed_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one would that an extension's thread keeps alive."""
    monkeypatch.setattr(supervisor, "PATIENCE", 0.2)
    began = time.monotonic()
    with copies(3) as pool:
        pids = {pid for _, pid in pool.run(Task(n, "who", 0.2) for n in range(3))}
        os.kill(max(pids), signal.SIGSTOP)
    assert time.monotonic() - began < 30


def test_where_no_copies_can_be_made_the_first_does_what_it_was_given() -> None:
    """What the others were given is told as stopped, and can be given out again."""
    with Workers(3, make_with_a_thread, 100, are_copies=True) as pool:
        answers = dict(pool.run(Task(n, "add", n) for n in range(9)))
    assert answers.keys() == set(range(9))
    assert sum(answer == DEAD for answer in answers.values()) == 2
    assert eventually(lambda: not running_in(pool._family))


def test_nobody_complains_where_children_cannot_be_waited_for() -> None:
    """A program that ignores SIGCHLD hands that on to those that it begins."""
    program = """
        import signal
        from site_builder.engine.workers.supervisor import Task, Workers
        from tests.engine.workers.handlers import make_handlers

        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        with Workers(3, make_handlers, 100, are_copies=True) as pool:
            print(len(list(pool.run(Task(n, "add", n) for n in range(9)))))
    """
    command = (sys.executable, "-c", textwrap.dedent(program))
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "9\n", "")
