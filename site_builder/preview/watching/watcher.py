"""Hearing of changed files: from the system where it tells, by looking again and again where it does not."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
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

from site_builder.preview.watching.changes import Changes
from site_builder.preview.watching.network_mounts import remote_file_system
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


class WatchTargets(NamedTuple):
    """What is watched: `folders` with all that is in them, and `file`."""

    folders: tuple[Path, ...]
    file: Path


class Watcher:
    """Calls `hear` with changes, and whether they are settled, from a thread of its own."""

    def __init__(self, hear: Callable[[Changes, bool], None], *, is_polling: bool) -> None:
        self._hear = hear
        self._is_polling = is_polling
        self._observer: BaseObserver | None = None
        self._watched = WatchTargets((), Path())
        self._links: tuple[Symlink, ...] = ()
        self._watches: dict[tuple[str, bool], tuple[ObservedWatch, int]] = {}

    def watch(self, watched: WatchTargets) -> str:
        """Watch these from now on, and no others. Says why it polls, if it has begun to do so unasked."""
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
        return f"{why}, so changes are looked for every {_POLL_EVERY} seconds" if why else ""

    def _why_to_poll(self) -> str:
        """Empty where the system tells of changes, and then it does from now on."""
        for folder in _places(self._watched, self._links):
            if kind := remote_file_system(folder):
                return f"{folder} is on a file system that does not report changes ({kind})"
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
            (folder, is_deep): inode
            for folder, is_deep in _places(self._watched, self._links).items()
            if (inode := _inode(folder))
        }
        for key, (watch, inode) in list(self._watches.items()):
            if wanted.get(key) != inode:
                del self._watches[key]
                self._observer.unschedule(watch)
        for key, inode in wanted.items():
            if key not in self._watches:
                folder, is_deep = key
                handler = _EventHandler(self._on_event)
                watch = self._observer.schedule(handler, folder, recursive=is_deep, event_filter=_EVENT_KINDS)
                self._watches[key] = (watch, inode)

    def _on_event(self, event: FileSystemEvent) -> None:
        named = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        paths = [name for path in named for name in all_names(path, self._links)]
        inside = [path for path in paths if self._concerns(path)]
        if event.is_directory or any(map(self._is_link, named)):
            above = [
                path for path in paths if any(_is_at_or_above(path, one) for one in self._watched.folders)
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
            _is_below(path, folder) and not is_left_out(os.path.relpath(path, folder).replace(os.sep, "/"))
            for folder in self._watched.folders
        )


class _EventHandler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Every event comes here."""
        self._tell(event)


def _places(watched: WatchTargets, links: Iterable[Symlink]) -> dict[str, bool]:
    """What has to be watched so that everything in `watched` is seen, its coming and going included.

    True for a folder with all that is in it. Links are not followed by who watches, so what they lead to is
    watched where it is.
    """
    folders = [os.path.realpath(folder) for folder in watched.folders]
    inside = {str(one) for one in watched.folders}
    deep = {*folders, *(link.real for link in links if link.is_folder and _is_in(link.place, inside))}
    deep = {one for one in deep if not any(_is_below(one, Path(other)) for other in deep)}
    shallow = {os.path.dirname(link.real) for link in links if not link.is_folder}
    shallow.add(os.path.realpath(watched.file.parent))
    for folder in watched.folders:
        parent = next((one for one in folder.parents if one.is_dir()), folder.parent)
        shallow.add(os.path.realpath(parent))
    shallow = {one for one in shallow if not _is_in(one, deep)}
    return dict.fromkeys(shallow, False) | dict.fromkeys(deep, True)


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or _is_below(path, Path(folder)) for folder in folders)


def _inode(folder: str) -> int:
    """0 where there is no such folder."""
    try:
        status = os.stat(folder)
    except OSError:
        return 0
    return status.st_ino if stat.S_ISDIR(status.st_mode) else 0


def _is_below(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}{os.sep}")


def _is_at_or_above(path: str, folder: Path) -> bool:
    return path == str(folder) or _is_below(str(folder), Path(path))


def backend() -> str:
    """What the system tells of changes by, as Watchdog calls it: InotifyObserver, FSEventsObserver…"""
    return type(Observer()).__name__
