"""Worker processes under a supervisor: work in parallel, and work that can be stopped.

The standard `ProcessPoolExecutor` breaks as a whole when one of its processes is killed, and cannot stop a
task; a regular expression that runs for ever can only be stopped by ending its process. So each worker has
a pipe of its own, and a task may have a deadline.

Linux forks, which takes a few milliseconds, as long as no other thread is running; everywhere else workers
are started afresh.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

import msgspec

from site_builder.model.errors import SiteBuilderError

_ENCODE = msgspec.msgpack.Encoder().encode
_AHEAD = 2
"""Tasks that a worker holds at once, so that it never waits for the supervisor."""

Handler = Callable[[Any], Any]


class Task(NamedTuple):
    """`name` chooses the handler; `payload` is anything MessagePack can carry. `deadline` is in seconds."""

    key: Any
    name: str
    payload: Any
    deadline: float | None = None


class Stopped(NamedTuple):
    """The result of a task that did not end by its deadline, or whose process died under it."""

    is_late: bool


class WorkerFailed(SiteBuilderError):
    """A bug showed itself in a worker; the message holds its traceback."""


class _Worker:
    def __init__(
        self, context: Any, make_handlers: Callable[[Any], dict[str, Handler]], argument: Any
    ) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, make_handlers, argument), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks: deque[Task] = deque()
        self.since = 0.0

    def give(self, task: Task) -> None:
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.pipe.send_bytes(_ENCODE((task.name, task.payload)))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Workers:
    """`count` processes that handle tasks with what `make_handlers(argument)` returns in each of them.

    Both must be importable, as a worker that is started afresh imports them. A context manager: at its end,
    an exception's included, no process is left.
    """

    def __init__(self, count: int, make_handlers: Callable[[Any], dict[str, Handler]], argument: Any) -> None:
        self._count = count
        self._start = (_context(), make_handlers, argument)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Any, Any]]:
        """(key, result) of every task, in the order in which they end. Raises WorkerFailed for a bug."""
        waiting = iter(tasks)
        held: Task | None = None
        is_exhausted = False
        while True:
            while not is_exhausted or held is not None:
                held = held or next(waiting, None)
                if held is None:
                    is_exhausted = True
                    break
                worker = self._free_worker(held)
                if worker is None:
                    break
                worker.give(held)
                held = None
            busy = [worker for worker in self._workers if worker.tasks]
            if not busy:
                return
            yield from self._results(busy)

    def _free_worker(self, task: Task) -> _Worker | None:
        """A task with a deadline has a worker to itself, so that its clock is its own."""
        alone = task.deadline is not None
        for worker in self._workers:
            if not worker.tasks or (
                not alone and len(worker.tasks) < _AHEAD and worker.tasks[0].deadline is None
            ):
                return worker
        if len(self._workers) < self._count:
            self._workers.append(_Worker(*self._start))
            return self._workers[-1]
        return None

    def _results(self, busy: list[_Worker]) -> Iterator[tuple[Any, Any]]:
        now = time.monotonic()
        ends = [
            worker.since + task.deadline for worker in busy if (task := worker.tasks[0]).deadline is not None
        ]
        ready = set(wait([worker.pipe for worker in busy], max(0.0, min(ends) - now) if ends else None))
        for worker in busy:
            if worker.pipe in ready:
                yield from self._received(worker)
            elif (
                deadline := worker.tasks[0].deadline
            ) is not None and time.monotonic() - worker.since > deadline:
                yield from self._lost(worker, is_late=True)

    def _received(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        try:
            is_fine, result = msgspec.msgpack.decode(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            yield from self._lost(worker, is_late=False)
            return
        if not is_fine:
            raise WorkerFailed(f"a bug in a worker process:\n{result}")
        task = worker.tasks.popleft()
        worker.since = time.monotonic()
        yield task.key, result

    def _lost(self, worker: _Worker, *, is_late: bool) -> Iterator[tuple[Any, Any]]:
        """Put a new process in the place of one that is gone; what it had not begun is given out again."""
        worker.end()
        self._workers.remove(worker)
        task = worker.tasks.popleft()
        yield task.key, Stopped(is_late)
        if worker.tasks:
            heir = _Worker(*self._start)
            self._workers.append(heir)
            for left in worker.tasks:
                heir.give(left)


def _context() -> Any:
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if can_fork else "spawn")


def _serve(pipe: Connection, make_handlers: Callable[[Any], dict[str, Handler]], argument: Any) -> None:
    """A worker's life: handle tasks until the pipe closes. Ctrl-C is the supervisor's business."""
    import signal
    import traceback

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    handlers = make_handlers(argument)
    while True:
        try:
            name, payload = msgspec.msgpack.decode(pipe.recv_bytes())
        except (EOFError, OSError):
            return
        try:
            answer = (True, handlers[name](payload))
        except Exception:  # noqa: BLE001 - the supervisor raises it again
            answer = (False, traceback.format_exc())
        try:
            pipe.send_bytes(_ENCODE(answer))
        except OSError:
            return
