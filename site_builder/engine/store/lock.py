"""One build of a site at a time, one into an output folder, and one deploy to a target."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from site_builder.engine.store.folder import FOLDER, open_carefully
from site_builder.model.errors import BuildLocked, DeployLocked, SiteBuilderError
from site_builder.model.output_names import OWNED_LOCK

_FILE = "lock"
_FOLDERS = getattr(os, "O_DIRECTORY", None)
"""How a folder is opened to be locked; None on Windows, which locks files only: there it has one for that."""


@contextlib.contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """Hold the site's lock; the system releases it when the process ends, however it ends.

    Raises BuildLocked if another process holds it. Where no lock file can be made, builds are not guarded.
    """
    complaint = BuildLocked(
        f"another build of {root} is running", "wait for it to finish; a preview can run beside a build"
    )
    with _locked(root, _FILE, complaint):
        yield


@contextlib.contextmanager
def deploy_lock(root: Path, target: str) -> Iterator[None]:
    """Hold a target's lock on this machine. Raises DeployLocked if another process holds it."""
    complaint = DeployLocked(f"another deploy to {target} is running", "wait for it to finish")
    with _locked(root, f"deploy-{target}.{_FILE}", complaint):
        yield


@contextlib.contextmanager
def _locked(root: Path, name: str, complaint: SiteBuilderError) -> Iterator[None]:
    try:
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            raise OSError(f"{folder} is a link")
        descriptor = open_carefully(folder / name, os.O_RDWR | os.O_CREAT)
    except OSError:
        yield
        return
    with _closing(descriptor):
        if not _take(descriptor):
            raise complaint
        yield


class OutputLock:
    """The lock of an output folder, which may not be there yet. A context manager, which releases it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> OutputLock:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            if _FOLDERS is None:
                with contextlib.suppress(OSError):
                    (self._folder / OWNED_LOCK).unlink()

    def take(self) -> bool:
        """Whether the lock is had only now. Raises BuildLocked if another process has it.

        False where it was had before, and where there is no folder or none can be locked.
        """
        if self._descriptor is not None:
            return False
        try:
            descriptor = self._open()
        except OSError:
            return False
        if not _take(descriptor):
            os.close(descriptor)
            raise BuildLocked(
                f"another build is writing to {self._folder}",
                "wait for it to finish, or choose another folder",
            )
        self._descriptor = descriptor
        return True

    def _open(self) -> int:
        if _FOLDERS is None:
            return open_carefully(self._folder / OWNED_LOCK, os.O_RDWR | os.O_CREAT)
        return os.open(self._folder, os.O_RDONLY | _FOLDERS | getattr(os, "O_CLOEXEC", 0))


def _take_byte(locking: Callable[[int, int, int], object], mode: int, descriptor: int) -> bool:
    """By `msvcrt.locking`, which may lock bytes that a file does not have."""
    try:
        locking(descriptor, mode, 1)
    except OSError as failure:
        return failure.errno not in {errno.EACCES, errno.EDEADLK}
    return True


@contextlib.contextmanager
def _closing(descriptor: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    _take = partial(_take_byte, msvcrt.locking, msvcrt.LK_NBLCK)

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
