"""The one thread that everything of the site happens on.

Looking at a page is quick and waits its turn; an update may be long, and lets those who look in between
whenever it reports progress. What nobody waits for is done in small steps while there is nothing else.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class PreviewStopped(Exception):
    """The preview is ending."""


class SiteThread:
    """`begin` runs first, `end` last, both on the thread. `idle` gives the steps of what can wait."""

    def __init__(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._begin = begin
        self._end = end
        self._changed = threading.Condition()
        self._looks: deque[_Job] = deque()
        self._updates: deque[_Job] = deque()
        self._idle: Iterator[float] | None = None
        self._held_until = 0.0
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="site", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way; whoever waits gets `PreviewStopped`. Long work ends with the process."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._thread.join(timeout=1)

    def look(self, work: Callable[[], Result]) -> Result:
        """Do something quick that changes nothing, and wait. Raises PreviewStopped, and what it raises."""
        return self._put(self._looks, work)

    def update(self, work: Callable[[], Result]) -> Result:
        """Do something that changes the site, and wait for it. Raises PreviewStopped, and what it raises."""
        return self._put(self._updates, work)

    def later(self, steps: Iterator[float]) -> None:
        """Take these steps when there is nothing else to do, in the place of any that are left.

        Each yields how many seconds may pass before the next.
        """
        self._idle = steps

    def hold(self, seconds: float) -> None:
        """Something is about to happen: leave what can wait alone."""
        self._held_until = time.monotonic() + seconds

    def let_look(self) -> None:
        """Called by a long update, on the thread: those who only want to look need not wait for its end."""
        while self._looks:
            self._do(self._looks.popleft())

    def _put(self, queue: deque[_Job], work: Callable[[], Result]) -> Result:
        future: Future[Result] = Future()
        with self._changed:
            if self._is_stopping:
                raise PreviewStopped
            queue.append((work, future))
            self._changed.notify()
        return future.result()

    def _run(self) -> None:
        try:
            self._begin()
            while not self._is_stopping:
                self._next()
        finally:
            self._end()
            with self._changed:
                self._is_stopping = True
                for _, future in (*self._looks, *self._updates):
                    future.set_exception(PreviewStopped())

    def _next(self) -> None:
        with self._changed:
            while not (self._looks or self._updates or self._idle is not None or self._is_stopping):
                self._changed.wait()
        self.let_look()
        if self._is_stopping:
            return
        if self._updates:
            self._do(self._updates.popleft())
        elif self._idle is not None:
            held = self._held_until - time.monotonic()
            self._rest(held if held > 0 else self._step(self._idle))

    def _step(self, idle: Iterator[float]) -> float:
        """One step; gives the seconds to rest: the interpreter runs one thread at a time."""
        try:
            return next(idle)
        except StopIteration:
            if self._idle is idle:
                self._idle = None
            return 0.0

    def _rest(self, seconds: float) -> None:
        with self._changed:
            if seconds > 0 and not (self._looks or self._updates or self._is_stopping):
                self._changed.wait(seconds)

    @staticmethod
    def _do(job: _Job) -> None:
        work, future = job
        try:
            future.set_result(work())
        except BaseException as failure:  # noqa: BLE001 - raised again where it is waited for
            future.set_exception(failure)
