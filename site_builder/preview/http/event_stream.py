"""Browsers that listen for changes, as server-sent events (HTML Living Standard, 9.2)."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

MOST = 32
"""Listeners at once. One is enough for a whole browser, whose tabs share it."""

HEARTBEAT = 15.0
"""Seconds after which a silent stream says something, so that nothing in between takes it for dead."""

_LOOK = 0.5
"""Seconds between two looks whether a stream's reader is still there."""

_RETRY = b"retry: 400\n\n"
"""Milliseconds after which a browser that lost its stream asks for another."""


class TooManyListeners(Exception):
    """There are as many listeners as may be."""


class Listeners:
    """Everyone who listens. `close` ends all streams."""

    def __init__(self, most: int = MOST, heartbeat: float = HEARTBEAT) -> None:
        self._most = most
        self._heartbeat = heartbeat
        self._lock = threading.Lock()
        self._queues: set[queue.SimpleQueue[bytes | None]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._queues)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to all, without waiting for any."""
        data = _encoded(message)
        with self._lock:
            for one in self._queues:
                one.put(data)

    def listen(self, greeting: dict[str, Any], has_left: Callable[[], bool]) -> Iterator[bytes]:
        """A stream that begins with a greeting, and ends when its reader has left.

        Raises TooManyListeners at once, not when the stream is read.
        """
        mine: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        with self._lock:
            if self._is_closed or len(self._queues) >= self._most:
                raise TooManyListeners
            self._queues.add(mine)
        return _EventStream(self._messages(mine, greeting, has_left), lambda: self._forget(mine))

    def close(self) -> None:
        """End all streams, now and for good."""
        with self._lock:
            self._is_closed = True
            for one in self._queues:
                one.put(None)

    def _forget(self, mine: queue.SimpleQueue[bytes | None]) -> None:
        with self._lock:
            self._queues.discard(mine)

    def _messages(
        self, mine: queue.SimpleQueue[bytes | None], greeting: dict[str, Any], has_left: Callable[[], bool]
    ) -> Iterator[bytes]:
        yield _RETRY + _encoded(greeting)
        said = time.monotonic()
        while not has_left():
            try:
                message = mine.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() - said < self._heartbeat:
                    continue
                message = b":\n\n"
            if message is None:
                return
            yield message
            said = time.monotonic()


class _EventStream:
    """An iterator whose end is noticed even if nothing was ever read from it (PEP 3333's `close`)."""

    def __init__(self, messages: Iterator[bytes], end: Any) -> None:
        self._messages = messages
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._messages)

    def close(self) -> None:
        self._end()


def _encoded(message: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(message, separators=(',', ':'))}\n\n".encode()
