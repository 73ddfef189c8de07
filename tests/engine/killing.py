"""A process of its own that kills itself at a chosen change of the file system."""

from __future__ import annotations

import builtins
import contextlib
import io
import itertools
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

_CHANGES = ("replace", "rename", "unlink", "rmdir", "mkdir")
KILLED, FINISHED, FAILED = "killed", "finished", "failed"


def run_and_kill(action: Callable[[], object], at: int) -> str:
    """Run `action` in a forked process that is killed at its `at`-th change (from 1); how it ended.

    A change is a file made, half written, renamed or deleted, or a folder made or removed. Renames and
    deletions are counted twice: once before and once after they are done. What SQLite writes is not counted.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with _counted(at):
                action()
            status = 0
        except Exception:  # noqa: BLE001 - whatever it is, the parent tells it by the status
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, code = os.waitpid(child, 0)
    if os.WIFSIGNALED(code):
        assert os.WTERMSIG(code) == signal.SIGKILL
        return KILLED
    return FAILED if os.WEXITSTATUS(code) else FINISHED


@contextlib.contextmanager
def _counted(at: int) -> Iterator[None]:
    counter = itertools.count(1)

    def count() -> None:
        if next(counter) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*args: Any, **kwargs: Any) -> Any:
            count()
            result = change(*args, **kwargs)
            count()
            return result

        return changed

    usual = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        stream = usual(file, mode, *args, **kwargs)
        if not set(mode) & set("wxa"):
            return stream
        count()
        return _HalfWriting(stream, count)

    names = [name for name in _CHANGES if hasattr(os, name)]
    before = {name: getattr(os, name) for name in names}
    for name in names:
        setattr(os, name, around(before[name]))
    io.open = opened
    builtins.open = opened
    yield


class _HalfWriting:
    """A stream whose every write can be cut in two."""

    def __init__(self, stream: Any, count: Callable[[], None]) -> None:
        self._stream = stream
        self._count = count

    def write(self, data: Any) -> int:
        half = len(data) // 2
        self._stream.write(data[:half])
        self._stream.flush()
        self._count()
        self._stream.write(data[half:])
        return len(data)

    def __enter__(self) -> _HalfWriting:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
