"""A worker's own life: it makes what handles tasks, perhaps copies of itself, and then does what it is sent.

Nothing of it may depend on the supervisor being there: that may be killed at any time.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_ENCODE = msgspec.msgpack.Encoder().encode

DISMISSAL = b""
"""Sent instead of a task."""

PATIENCE = 5.0
"""Seconds in which a worker that is dismissed has to end, or one that is late has to be killed."""

Handler = Callable[[Any], Any]


def can_fork() -> bool:
    """Whether a new process begins as a copy of this one, with all that it has in memory."""
    return sys.platform == "linux" and threading.active_count() == 1


def serve(
    pipe: Connection,
    make_handlers: Callable[[Any], dict[str, Handler]],
    argument: Any,
    copies: list[Connection],
    not_its_own: list[Connection],
) -> None:
    """A worker's life: make copies, then handle tasks until the supervisor ends, however it ends.

    Ctrl-C is the supervisor's business.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The supervisor's ends of pipes, which a forked process has as well: while anybody held them open, it
    # would wait for ever for a supervisor that was killed.
    for other in not_its_own:
        other.close()
    if copies:
        _lead_group()
    handlers = functools.cache(functools.partial(make_handlers, argument))
    # What is in the way is reported when there is a task to answer.
    with contextlib.suppress(Exception):
        handlers()
    made, pipe = _copied(pipe, copies)
    # Either fails when the supervisor has ended.
    with contextlib.suppress(EOFError, OSError):
        while (message := pipe.recv_bytes()) != DISMISSAL:
            pipe.send_bytes(_ENCODE(_answer(handlers, message)))
    for copy in made:
        # Where a program was begun with SIGCHLD ignored, nobody can wait for its children.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(copy, 0)


def _answer(handlers: Callable[[], dict[str, Handler]], message: bytes) -> tuple[bool, Any]:
    """Whether the task in a message was handled, and the result, or what the supervisor raises instead."""
    try:
        name, payload, deadline = msgspec.msgpack.decode(message)
        _limit(deadline)
        return True, handlers()[name](payload)
    except OSError as failure:
        return False, [failure.errno or 0, failure.strerror or str(failure), failure.filename]
    except Exception:  # noqa: BLE001 - the supervisor raises it again
        import traceback

        return False, traceback.format_exc()


def _limit(deadline: float | None) -> None:
    """Let the system end this process if it works for longer, which the supervisor may not be there to do."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, 0 if deadline is None else deadline + PATIENCE)


def _lead_group() -> None:
    """Let this process and its copies be killed as one, by the number of their group.

    For a terminal they are in the background then, and would be stopped where such may not write to it.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)


def _copied(pipe: Connection, copies: list[Connection]) -> tuple[list[int], Connection]:
    """Make a copy of this process for each pipe in `copies`, as far as there can be any.

    Returns the copies' process numbers and the pipe of this process; in a copy, none and its own pipe.
    """
    made: list[int] = []
    for place, theirs in enumerate(copies):
        number = _forked()
        if number == 0:
            # What a copy holds open of others, nobody would see closed when they die.
            for other in (pipe, *copies[place + 1 :]):
                other.close()
            return [], theirs
        if number is not None:
            made.append(number)
        theirs.close()
    return made, pipe


def _forked() -> int | None:
    """The number of a new process, 0 in that process itself.

    None where there can be none: because of a limit, or because what makes handlers has started threads.
    """
    if not can_fork():
        return None
    try:
        return os.fork()
    except OSError:
        return None
