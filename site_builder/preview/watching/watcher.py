"""Notices changed files: by the system's reports where there are any, else by looking again and again."""

from __future__ import annotations

import errno
import os
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
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

from site_builder.preview.watching.changes import EVERYTHING, Changes
from site_builder.preview.watching.heartbeat import Unreported
from site_builder.preview.watching.network_mounts import remote_file_system
from site_builder.preview.watching.places import OpenFolder, WatchTargets, is_at_or_above, is_below, places
from site_builder.preview.watching.symlinks import Symlink, all_names, links_in, links_to
from site_builder.stages.text.file_names import is_left_out

# Not among them: opened and closed-without-writing, which the builder's own reads cause, and a modified
# folder, which says nothing that its files do not.
_EVENT_KINDS = [
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

_MOST_MISSED = 2
"""Looks in a row that found changes nobody had reported: then the system is no longer trusted."""


class _Watch(NamedTuple):
    handle: ObservedWatch
    folder: OpenFolder


class Watcher:
    """Calls `hear` with changes, and whether they are settled, from a thread of its own."""

    def __init__(self, hear: Callable[[Changes, bool], None], *, is_polling: bool) -> None:
        self._hear = hear
        self._is_polling = is_polling
        self._lock = threading.RLock()
        self._observer: BaseObserver | None = None
        self._watched = WatchTargets((), Path())
        self._links: tuple[Symlink, ...] = ()
        self._watches: dict[tuple[str, bool], _Watch] = {}
        self._unreported = Unreported()
        self._missed = 0

    def watch(self, watched: WatchTargets) -> str:
        """Watch these from now on, and no others. Says why it polls, if it has begun to do so unasked.

        Raises OSError where something cannot be watched.
        """
        with self._lock:
            self._watched = watched
            file, folder = str(watched.file), str(watched.file.parent)
            self._links = (
                *links_in(map(str, watched.folders)),
                *links_to(folder, is_folder=True),
                *links_to(file, is_folder=False),
            )
            why = "" if self._is_polling else self._why_to_poll()
            if why:
                self.stop()
                self._is_polling = True
            if self._is_polling:
                self._renew()
        return f"{why}, so files are checked for changes every {_POLL_EVERY} seconds" if why else ""

    def check(self) -> None:
        """See whether changes are still reported; if not, the whole is to be watched again, and looked at.

        Can be called on any thread, and touches no file.
        """
        with self._lock:
            if self._observer is None:
                return
            is_lost = not self._is_complete()
        if not is_lost and not self._is_polling:
            is_lost = bool(self._unreported.find(self._watched))
            self._missed = self._missed + 1 if is_lost else 0
        if is_lost:
            self._forget_watches()
            self._hear(EVERYTHING, False)

    def _why_to_poll(self) -> str:
        """Empty where the system tells of changes, and then it does from now on."""
        for folder in places(self._watched, self._links):
            if kind := remote_file_system(folder):
                return f"{folder} is on a file system that does not report changes ({kind})"
        if self._missed >= _MOST_MISSED:
            return "the system does not report all changes"
        try:
            self._renew()
            self._probe()
        except OSError as failure:
            if failure.errno not in _LIMITS:
                raise
            return "the system's limit of watched files is reached"
        return ""

    def _probe(self) -> None:
        """Watch one folder more, for a moment: below the folders that it is given, an observer passes over
        what it cannot watch. Raises OSError."""
        assert self._observer is not None
        with TemporaryDirectory() as folder:
            self._observer.unschedule(self._observer.schedule(FileSystemEventHandler(), folder))

    def stop(self) -> None:
        """Report nothing more."""
        with self._lock:
            observer, self._observer = self._observer, None
            self._forget_watches()
        if observer is not None:
            observer.unschedule_all()
            observer.stop()
            observer.join()

    def _renew(self) -> None:
        """Folders that are there are watched. Raises OSError."""
        if self._observer is not None and not self._observer.is_alive():
            self.stop()
        if self._observer is None:
            # A folder made inside a folder just made is found twice, by walking and by its own event. Nothing
            # is lost by that, but Watchdog warns, and where warnings are errors its thread would end.
            warnings.filterwarnings("ignore", r"Callback with id .* already exists", RuntimeWarning)
            self._observer = PollingObserver(timeout=_POLL_EVERY) if self._is_polling else Observer()
            self._observer.start()
        wanted = places(self._watched, self._links)
        for key in [key for key in self._watches if key not in wanted.items() or not self._is_watching(key)]:
            self._forget(key)
        for key in wanted.items():
            if key not in self._watches:
                folder, is_deep = key
                held = OpenFolder(folder)
                handler = _EventHandler(self._on_event)
                try:
                    handle = self._observer.schedule(
                        handler, folder, recursive=is_deep, event_filter=_EVENT_KINDS
                    )
                except OSError:
                    held.close()
                    raise
                self._watches[key] = _Watch(handle, held)

    def _is_complete(self) -> bool:
        """Whether all that has to be watched is."""
        wanted = places(self._watched, self._links)
        return wanted.items() == self._watches.keys() and all(map(self._is_watching, self._watches))

    def _is_watching(self, key: tuple[str, bool]) -> bool:
        """Whether a watch is that of the folder which is there now, and has not ended."""
        if self._observer is None:
            return False
        watch = self._watches[key]
        alive = {emitter.watch for emitter in self._observer.emitters if emitter.is_alive()}
        return self._observer.is_alive() and watch.handle in alive and watch.folder.is_at(key[0])

    def _forget_watches(self) -> None:
        with self._lock:
            for key in list(self._watches):
                self._forget(key)

    def _forget(self, key: tuple[str, bool]) -> None:
        watch = self._watches.pop(key)
        watch.folder.close()
        if self._observer is not None:
            self._observer.unschedule(watch.handle)

    def _on_event(self, event: FileSystemEvent) -> None:
        named = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        paths = [name for path in named for name in all_names(path, self._links)]
        for path in paths:
            self._unreported.reported(path)
        inside = [path for path in paths if self._concerns(path)]
        if event.is_directory or any(map(self._is_link, named)):
            above = [
                path for path in paths if any(is_at_or_above(path, one) for one in self._watched.folders)
            ]
            if inside or above:
                self._hear(Changes(is_vague=True), False)
        elif inside:
            is_settled = not isinstance(event, _UNSETTLED) or self._is_polling
            self._hear(Changes(frozenset(inside)), is_settled)

    def _is_link(self, path: str) -> bool:
        """Whether it is a link itself that came or went: what it leads to has to be watched, or no more."""
        return os.path.islink(path) or any(path == link.at for link in self._links)

    def _concerns(self, path: str) -> bool:
        """Not what editors leave behind: nothing is made of it."""
        if path == str(self._watched.file):
            return True
        return any(
            is_below(path, folder) and not is_left_out(os.path.relpath(path, folder).replace(os.sep, "/"))
            for folder in self._watched.folders
        )


class _EventHandler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Every event comes here."""
        self._tell(event)


def backend() -> str:
    """What the system tells of changes by, as Watchdog calls it: InotifyObserver, FSEventsObserver…"""
    return type(Observer()).__name__
