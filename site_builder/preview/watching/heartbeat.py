"""A look every few seconds whether the system still reports changes: a watch can end without a word."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from site_builder.preview.watching.places import WatchTargets
from site_builder.stages.text.file_names import is_junk

BEAT = 4.0
"""Seconds between two looks."""

_PATIENCE = 3.0
"""Seconds that the report of a change may take at the most."""

_AT_ONCE = 200
"""Files looked at before other threads have their turn."""


class Heartbeat:
    """Calls `check` again and again, on a thread of its own, until it is stopped."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._ended.wait(BEAT):
            self._check()


class FileStamp(NamedTuple):
    """What a file looks like from outside. It is not opened."""

    device: int
    number: int
    size: int
    changed_at_ns: int


class Unreported:
    """Compares what files look like with what the system has reported about them."""

    def __init__(self) -> None:
        self._reported: set[str] = set()
        self._targets: WatchTargets | None = None
        self._stamps: dict[str, FileStamp] = {}

    def reported(self, path: str) -> None:
        """The system has reported a change of this file or folder."""
        self._reported.add(path)

    def find(self, targets: WatchTargets) -> set[str]:
        """Files that have changed since the last look, and no report of it has come."""
        # Reports that come while the files are looked at count for this look and for the next.
        reported, self._reported = self._reported, set()
        before, self._stamps = self._stamps, dict(_stamps(targets))
        is_same, self._targets = self._targets == targets, targets
        if not is_same:
            return set()
        paths = before.keys() | self._stamps.keys()
        changed = {path for path in paths if before.get(path) != self._stamps.get(path)}
        end = time.monotonic() + _PATIENCE
        while missing := {path for path in changed if not _is_reported(path, reported | self._reported)}:
            if time.monotonic() > end:
                return missing
            time.sleep(0.05)
        return set()


def _is_reported(path: str, reported: set[str]) -> bool:
    """A folder's report is one of all that is in it."""
    return path in reported or any(str(folder) in reported for folder in Path(path).parents)


def _stamps(targets: WatchTargets) -> Iterator[tuple[str, FileStamp]]:
    for number, entry in enumerate(_files(targets)):
        try:
            status = os.stat(entry)
        except OSError:
            continue
        yield entry, FileStamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if number % _AT_ONCE == 0:
            time.sleep(0.001)


def _files(targets: WatchTargets) -> Iterator[str]:
    """All files, by the names that the site knows them by. A link that leads back is not followed."""
    yield str(targets.file)
    waiting = [(str(folder), frozenset[str]()) for folder in targets.folders]
    while waiting:
        folder, above = waiting.pop()
        real = os.path.realpath(folder)
        if real in above:
            continue
        try:
            entries = [entry for entry in os.scandir(folder) if not is_junk(entry.name, is_static=True)]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                waiting.append((entry.path, above | {real}))
            else:
                yield entry.path
