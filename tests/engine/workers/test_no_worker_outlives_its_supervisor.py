"""No worker outlives the process that it works for, and Ctrl-C is told once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.requirements import REPOSITORY

SUPERVISOR = """
import multiprocessing
import sys

from site_builder.engine.workers import supervisor
from site_builder.engine.workers.supervisor import Task, Workers
from tests.engine.workers.handlers import make_handlers

if __name__ == "__main__":
    are_copies = sys.argv[1] == "copy"
    supervisor._context = lambda: multiprocessing.get_context("fork" if are_copies else sys.argv[1])
    with Workers(3, make_handlers, 0, are_copies=are_copies) as pool:
        print(*{pid for _, pid in pool.run([Task(n, "who", 0.2) for n in range(3)])}, flush=True)
        if sys.argv[2] == "busy":
            list(pool.run([Task(n, "sleep", 60) for n in range(6)]))
        if sys.argv[2] == "answering":
            list(pool.run([Task(n, "answer", 3_000_000) for n in range(6)], meanwhile=input))
        input()
"""

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc"),
    pytest.mark.parametrize("start", ["fork", "spawn", "copy"]),
]


@contextlib.contextmanager
def supervisor(folder: Path, start: str, manner: str) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A process group of its own with three workers, and their ids."""
    program = folder / "supervisor.py"
    program.write_text(SUPERVISOR)
    with subprocess.Popen(
        [sys.executable, str(program), start, manner],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, [int(pid) for pid in process.stdout.readline().split()]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_idle_workers_end_with_a_supervisor_that_is_killed(tmp_path: Path, start: str) -> None:
    """Closed pipes tell them, which nobody else may hold open."""
    with supervisor(tmp_path, start, "idle") as (process, pids):
        assert len(pids) == 3
        assert all(map(is_alive, pids))
        process.kill()
        process.wait()
        assert eventually(lambda: not any(map(is_alive, pids)))


def test_large_answers_wait_for_no_supervisor_that_is_killed(tmp_path: Path, start: str) -> None:
    with supervisor(tmp_path, start, "answering") as (process, pids):
        time.sleep(0.3)
        assert all(map(is_alive, pids))
        process.kill()
        process.wait()
        assert eventually(lambda: not any(map(is_alive, pids)))


def test_ctrl_c_ends_busy_workers_without_a_word_from_them(tmp_path: Path, start: str) -> None:
    with supervisor(tmp_path, start, "busy") as (process, pids):
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=30)
        assert complaints.decode().count("Traceback") == 1
        assert complaints.decode().rstrip().endswith("KeyboardInterrupt")
        assert eventually(lambda: not any(map(is_alive, pids)))


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether it comes true in the end; the patience is for a machine with a lot to do."""
    end = time.monotonic() + 30
    while not (so := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return so


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
