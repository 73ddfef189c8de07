"""Worker processes under a supervisor: work in parallel, and work that can be stopped.

The standard `ProcessPoolExecutor` breaks as a whole when one of its processes is killed, and cannot stop a
task; a regular expression that runs for ever can only be stopped by ending its process. So each worker has
a pipe of its own, and a task may have a deadline.

Linux forks, which takes a few milliseconds, as long as no other thread is running: a lock that such a thread
has at that moment would never be let go of in the copy. Everywhere else workers are started from nothing.
Where it takes long to get ready, one worker does, and makes the others as copies of itself.

Why none of the libraries for this: pebble stops tasks as well, but starts threads of its own, and so nothing
could be forked any more; loky survives a killed process, but cannot stop a task.

`multiprocessing` is imported where processes are started, which a build that has nothing to do does not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from site_builder.engine.workers.life import DISMISSAL, PATIENCE, Handler, can_fork, serve
from site_builder.model.errors import SiteBuilderError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_ENCODE = msgspec.msgpack.Encoder().encode
_AHEAD = 2
"""Tasks that a worker holds at once, so that it never waits for the supervisor."""

_SMALL = 16_384
"""Bytes that a pipe takes without a reader. A worker that is busy is given nothing larger: while it waits for
its own answer to be read, the supervisor would wait for it to read."""


class Task(NamedTuple):
    """`name` chooses the handler; `payload` is anything MessagePack can carry. `deadline` is in seconds."""

    key: Any
    name: str
    payload: Any
    deadline: float | None = None


class StoppedTask(NamedTuple):
    """The result of a task that did not end by its deadline, or whose process died under it."""

    is_late: bool


class _SentTask(NamedTuple):
    """A task and what is sent for it."""

    task: Task
    message: bytes


class WorkerFailed(SiteBuilderError):
    """A bug showed itself in a worker; the message holds its traceback."""


class _Worker:
    """One end of a worker's pipe, and what was sent there. A copy of another worker has no `process`."""

    def __init__(self, pipe: Connection, process: BaseProcess | None = None) -> None:
        self.pipe = pipe
        self.process = process
        self.sent: deque[_SentTask] = deque()
        self.since = 0.0

    @property
    def deadline(self) -> float | None:
        """When the task that it is busy with has to be done, by the monotonic clock."""
        seconds = self.sent[0].task.deadline
        return None if seconds is None else self.since + seconds

    def give(self, sent: _SentTask) -> None:
        if not self.sent:
            self.since = time.monotonic()
        self.sent.append(sent)
        # A worker that has died shows it when its answer is awaited.
        with contextlib.suppress(OSError):
            self.pipe.send_bytes(sent.message)

    def dismiss(self) -> None:
        """Ask it to end, which it does when it has nothing to do."""
        with contextlib.suppress(OSError):
            self.pipe.send_bytes(DISMISSAL)

    def ends_within(self, seconds: float) -> bool:
        """Whether it does, once it is dismissed: then nothing comes from it but the end of its pipe."""
        if self.process is None:
            return self.pipe.poll(seconds)
        self.process.join(seconds)
        return not self.process.is_alive()

    def kill(self) -> None:
        if self.process is not None and self.process.pid is not None:
            self.process.kill()

    def wait_for_end(self) -> None:
        if self.process is None:
            _wait_for_end(self.pipe)
        elif self.process.pid is not None:
            self.process.join()
        self.pipe.close()

    def end(self) -> None:
        self.kill()
        self.wait_for_end()


class Workers:
    """`count` processes that handle tasks with what `make_handlers(argument)` returns in each of them.

    Both must be importable, as a worker that is started afresh imports them. A context manager: at its end,
    an exception's included, no process is left.

    With `are_copies` only the first makes handlers, and the others are copies of it, where processes can be
    forked. That is for handlers that take long to make. No task may have a deadline then: a copy cannot be
    stopped alone.
    """

    def __init__(
        self,
        count: int,
        make_handlers: Callable[[Any], dict[str, Handler]],
        argument: Any,
        *,
        are_copies: bool = False,
    ) -> None:
        self._count = count
        self._make_handlers = (make_handlers, argument)
        self._are_copies = are_copies
        self._family = 0
        self._workers: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        with _interrupts_held():
            # A process takes a while to give its memory back: they all do that at once.
            if not self._dismiss():
                self._kill()
            for worker in self._workers:
                worker.wait_for_end()
            self._workers.clear()

    @property
    def _has_copies(self) -> bool:
        return any(worker.process is None for worker in self._workers)

    def _dismiss(self) -> bool:
        """Whether all have ended that were asked to, which is asked of copies only, and when all are idle.

        Their maker waits for them then, so that their time is counted. To be killed takes less.
        """
        if not self._has_copies or any(worker.sent for worker in self._workers):
            return False
        for worker in self._workers:
            worker.dismiss()
        return all(worker.ends_within(PATIENCE) for worker in self._workers)

    def _kill(self) -> None:
        if self._has_copies:
            with contextlib.suppress(OSError):
                os.killpg(self._family, signal.SIGKILL)
        for worker in self._workers:
            worker.kill()

    def start(self, count: int) -> None:
        """Let so many processes (at most all) get ready before there is anything to do."""
        while len(self._workers) < min(count, self._count):
            self._add()

    def run(
        self, tasks: Iterable[Task], at_most: int | None = None, meanwhile: Callable[[], None] | None = None
    ) -> Iterator[tuple[Any, Any]]:
        """(key, result) of every task, in the order in which they end, by at most so many processes.

        `meanwhile` is called once, as soon as the processes have as much to do as they may hold.
        Raises WorkerFailed for a bug.
        """
        self._count = min(self._count, at_most or self._count)
        waiting = (_SentTask(task, _ENCODE((task.name, task.payload, task.deadline))) for task in tasks)
        held = next(waiting, None)
        while True:
            while held is not None and (worker := self._free_worker(held)) is not None:
                worker.give(held)
                held = next(waiting, None)
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            busy = [worker for worker in self._workers if worker.sent]
            if not busy:
                return
            yield from self._results(busy)

    def _free_worker(self, sent: _SentTask) -> _Worker | None:
        """An idle worker, a new one, or one that may hold a task more.

        A task with a deadline has a worker to itself, so that its clock is its own.
        """
        idle = next((worker for worker in self._workers if not worker.sent), None)
        if idle is not None:
            return idle
        if len(self._workers) < self._count:
            return self._add()
        if sent.task.deadline is not None or len(sent.message) > _SMALL:
            return None
        queues = (worker for worker in self._workers if worker.deadline is None)
        return next((worker for worker in queues if len(worker.sent) < _AHEAD), None)

    def _add(self) -> _Worker:
        """A worker more; with the first all those that will be copies of it."""
        # Ctrl-C that is held back comes when each process is known, and so will be ended.
        with _interrupts_held():
            may_copy = self._are_copies and not self._family and can_fork()
            pairs = [_context().Pipe() for _ in range(self._count - 1)] if may_copy else []
            others = [worker.pipe for worker in self._workers] + [ours for ours, _ in pairs]
            process, pipe = _begin(*self._make_handlers, [theirs for _, theirs in pairs], others)
            if pairs:
                self._family = process.pid or 0
                # The worker does that too: nobody knows which of both comes first.
                with contextlib.suppress(OSError):
                    os.setpgid(self._family, self._family)
            added = _Worker(pipe, process)
            self._workers.append(added)
            for ours, theirs in pairs:
                theirs.close()
                self._workers.append(_Worker(ours))
        return added

    def _results(self, busy: list[_Worker]) -> Iterator[tuple[Any, Any]]:
        from multiprocessing.connection import wait

        ends = [worker.deadline for worker in busy if worker.deadline is not None]
        patience = max(0.0, min(ends) - time.monotonic()) if ends else None
        ready = set(wait([worker.pipe for worker in busy], patience))
        for worker in busy:
            if worker.pipe in ready:
                yield from self._received(worker)
            elif worker.deadline is not None and time.monotonic() > worker.deadline:
                yield from self._lost(worker, is_late=True)

    def _received(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        try:
            is_fine, result = msgspec.msgpack.decode(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            yield from self._lost(worker, is_late=False)
            return
        if isinstance(result, list) and not is_fine:
            raise OSError(*result)
        if not is_fine:
            raise WorkerFailed(f"a bug in a worker process:\n{result}")
        done = worker.sent.popleft()
        worker.since = time.monotonic()
        yield done.task.key, result

    def _lost(self, worker: _Worker, *, is_late: bool) -> Iterator[tuple[Any, Any]]:
        """Put a new process in the place of one that is gone; what it had not begun is given out again."""
        assert worker.process is not None or not is_late
        worker.end()
        self._workers.remove(worker)
        stopped = worker.sent.popleft()
        if worker.sent:
            heir = self._add()
            for left in worker.sent:
                heir.give(left)
        yield stopped.task.key, StoppedTask(is_late)


def _context() -> Any:
    import multiprocessing

    return multiprocessing.get_context("fork" if can_fork() else "spawn")


def _begin(
    make_handlers: Callable[[Any], dict[str, Handler]],
    argument: Any,
    copies: list[Connection],
    others: list[Connection],
) -> tuple[BaseProcess, Connection]:
    """A worker's process, which makes a copy of itself for each pipe in `copies`, and the pipe to it.

    `others` are this process's ends of the pipes to other workers.
    """
    context = _context()
    ours, theirs = context.Pipe()
    not_its_own = [ours, *others] if context.get_start_method() == "fork" else []
    process: BaseProcess = context.Process(
        target=serve, args=(theirs, make_handlers, argument, copies, not_its_own), daemon=True
    )
    process.start()
    theirs.close()
    return process, ours


def _wait_for_end(pipe: Connection) -> None:
    """Until nobody is at the other end. A copy's process can be waited for by nobody but its maker."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.recv_bytes()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, which begins with it held back and then ignores it.

    Windows has no such mask; there a new process may say that it was interrupted.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
