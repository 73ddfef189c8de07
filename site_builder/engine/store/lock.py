"""One build of a site at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from site_builder.engine.store.folder import FOLDER
from site_builder.model.errors import BuildLocked

_FILE = "lock"


@contextlib.contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """Hold the site's lock; the system lets go of it when the process ends, however it ends.

    Raises BuildLocked if another process holds it. Where no lock file can be made, builds are not guarded.
    """
    try:
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        stream = (folder / _FILE).open("ab")
    except OSError:
        yield
        return
    with stream:
        if not _take(stream.fileno()):
            raise BuildLocked(
                f"another build of {root} is running", "wait for it to end; a preview can run beside a build"
            )
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

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
