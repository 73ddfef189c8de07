"""Hearing of changed files: from the system where it tells, by looking again and again where it does not."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from site_builder.preview.changes import Changes
from site_builder.preview.sources import is_left_out

# Not among them: opened and closed-without-writing, which the builder's own reads cause, and a modified
# folder, which says nothing that its files do not.
_TOLD = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
_UNSETTLED = (FileCreatedEvent, FileModifiedEvent)
_LIMITS = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE})
_POLL_EVERY = 0.5
"""Seconds between two looks."""


class Watched(NamedTuple):
    """What is watched: `folders` with all that is in them, and `file`."""

    folders: tuple[Path, ...]
    file: Path


class Watcher:
    """Calls `hear` with changes, and whether they are settled, from a thread of its own."""

    def __init__(self, hear: Callable[[Changes, bool], None], *, is_polling: bool) -> None:
        self._hear = hear
        self._is_polling = is_polling
        self._observer: BaseObserver | None = None
        self._watched = Watched((), Path())
        self._watches: dict[tuple[str, bool], tuple[ObservedWatch, int]] = {}

    def watch(self, watched: Watched) -> str:
        """Watch these from now on, and no others. Says why it polls, if it has begun to do so unasked."""
        self._watched = watched
        try:
            self._renew()
        except OSError as failure:
            if self._is_polling or failure.errno not in _LIMITS:
                raise
            self.stop()
            self._is_polling = True
            self._renew()
            return (
                "the system's limit of watched files is reached, so changes are looked for "
                f"every {_POLL_EVERY} seconds"
            )
        return ""

    def stop(self) -> None:
        """Hear nothing more."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.unschedule_all()
            observer.stop()
            observer.join()

    def _renew(self) -> None:
        """Folders that are there are watched; one that went and came again is another one."""
        if self._observer is None:
            self._observer = PollingObserver(timeout=_POLL_EVERY) if self._is_polling else Observer()
            self._observer.start()
        wanted = {
            (str(folder), is_deep): inode
            for folder, is_deep in _places(self._watched)
            if (inode := _inode(folder))
        }
        for key, (watch, inode) in list(self._watches.items()):
            if wanted.get(key) != inode:
                del self._watches[key]
                self._observer.unschedule(watch)
        for key, inode in wanted.items():
            if key not in self._watches:
                folder, is_deep = key
                handler = _Handler(self._told)
                watch = self._observer.schedule(handler, folder, recursive=is_deep, event_filter=_TOLD)
                self._watches[key] = (watch, inode)

    def _told(self, event: FileSystemEvent) -> None:
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        inside = [path for path in paths if self._concerns(path)]
        if event.is_directory:
            above = [
                path for path in paths if any(_is_at_or_above(path, one) for one in self._watched.folders)
            ]
            if inside or above:
                self._hear(Changes(is_vague=True), False)
        elif inside:
            is_settled = not isinstance(event, _UNSETTLED) or self._is_polling
            self._hear(Changes(frozenset(inside)), is_settled)

    def _concerns(self, path: str) -> bool:
        """Not what editors leave behind: nothing is made of it."""
        if path == str(self._watched.file):
            return True
        return any(
            _is_below(path, folder) and not is_left_out(os.path.relpath(path, folder).replace(os.sep, "/"))
            for folder in self._watched.folders
        )


class _Handler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Every event comes here."""
        self._tell(event)


def _places(watched: Watched) -> Iterable[tuple[Path, bool]]:
    """What has to be watched so that everything in `watched` is seen, its coming and going included."""
    shallow = {watched.file.parent}
    for folder in watched.folders:
        shallow.add(next((one for one in folder.parents if one.is_dir()), folder.parent))
        yield folder, True
    yield from ((folder, False) for folder in shallow)


def _inode(folder: Path) -> int:
    """0 where there is no such folder."""
    try:
        status = folder.stat()
    except OSError:
        return 0
    return status.st_ino if folder.is_dir() else 0


def _is_below(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}{os.sep}")


def _is_at_or_above(path: str, folder: Path) -> bool:
    return path == str(folder) or _is_below(str(folder), Path(path))
