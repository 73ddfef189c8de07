"""From a stream of events to changes worth a rebuild: soon after one save, once after a burst."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from site_builder.preview.watching.changes import Changes

SETTLED = 0.012
"""Seconds of quiet after a save that is known to be complete."""

UNSETTLED = 0.1
"""Seconds of quiet while a file is being written, or where the system does not say when it is done."""

BURST = 0.12
"""Seconds of quiet after a change that follows close upon another: a checkout, a search and replace."""

_CLOSE = 0.4
"""Seconds within which changes count as one stream."""

_LONGEST = 2.0
"""Seconds after which a change is passed on although more and more arrive."""


class Debouncer:
    """Calls `act` with changes, on a thread of its own, one after the other."""

    def __init__(self, act: Callable[[Changes], None]) -> None:
        self._act = act
        self._changed = threading.Condition()
        self._waiting = Changes()
        self._unsettled: set[str] = set()
        self._first = self._last = 0.0
        self._sent = -_CLOSE
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="debounce", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what was not passed on yet never is."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._thread.join(timeout=1)

    def add(self, changes: Changes, *, is_settled: bool) -> None:
        """Something happened. It is settled if nobody can be half-way through writing it."""
        with self._changed:
            now = time.monotonic()
            if self._waiting == Changes():
                self._first = now
            self._last = now
            self._waiting |= changes
            if is_settled:
                self._unsettled -= changes.files
            else:
                self._unsettled |= changes.files
            self._changed.notify()

    def _run(self) -> None:
        while (changes := self._next()) is not None:
            self._act(changes)

    def _next(self) -> Changes | None:
        with self._changed:
            while not self._is_stopping:
                wait = self._time_left()
                if wait is not None and wait <= 0:
                    changes, self._waiting = self._waiting, Changes()
                    self._unsettled.clear()
                    self._sent = time.monotonic()
                    return changes
                self._changed.wait(wait)
            return None

    def _time_left(self) -> float | None:
        if self._waiting == Changes():
            return None
        if self._unsettled:
            quiet = UNSETTLED
        elif self._first - self._sent < _CLOSE:
            quiet = BURST
        else:
            quiet = SETTLED
        return min(self._last + quiet, self._first + _LONGEST) - time.monotonic()
