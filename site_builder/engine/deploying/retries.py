"""A store that is asked again where it failed and may not fail the next time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from site_builder.model.deploy import Store
from site_builder.model.errors import TransferFaulted

Answer = TypeVar("Answer")

TRIES = 5
_FIRST_PAUSE = 1.0
"""Seconds; each pause is twice as long as the one before it."""


class PatientStore:
    """The store `inner`, with each operation tried five times. `sleep` waits for some seconds."""

    def __init__(self, inner: Store, sleep: Callable[[float], None]) -> None:
        self._inner = inner
        self._sleep = sleep
        self.parallel = inner.parallel
        self.lists_all = inner.lists_all

    def find(self, folders: Collection[str] | None) -> Iterable[str]:
        return self._tried(lambda: list(self._inner.find(folders)))

    def read(self, path: str) -> bytes | None:
        return self._tried(lambda: self._inner.read(path))

    def put(self, path: str, data: bytes) -> None:
        self._tried(lambda: self._inner.put(path, data))

    def delete(self, path: str) -> None:
        self._tried(lambda: self._inner.delete(path))

    def close(self) -> None:
        self._inner.close()

    def _tried(self, action: Callable[[], Answer]) -> Answer:
        pause = _FIRST_PAUSE
        for _ in range(TRIES - 1):
            try:
                return action()
            except TransferFaulted:
                self._sleep(pause)
                pause *= 2
        return action()
