"""Where a site's cache is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

FOLDER = ".site-builder"
"""The folder beside config.yaml; it may be deleted at any time."""

CACHE_FILE = "memory.sqlite"
"""The cache's file in it."""

DEPLOYS = "deploys"
"""The folder in it with the bytes of the last deploys. `clean` leaves it."""

SITES = "sites"
"""The folder in it with what is built for deploy targets that have a base URL of their own."""

_CAREFULLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Neither behind a link nor waiting, in case somebody has put a pipe there."""


def open_carefully(file: Path, flags: int) -> int:
    """The descriptor of a file of the cache, which may have come from elsewhere. Raises OSError."""
    return os.open(file, flags | _CAREFULLY, 0o644)


def refuse_links(file: Path) -> None:
    """Raises OSError where the cache's folder or one of these files is a link, or no file at all.

    Whoever made the folder could have the cache written over another file.
    """
    if file.parent.is_symlink():
        raise OSError(f"{FOLDER} is a link")
    for name in (file.name, *(file.name + end for end in ("-journal", "-wal", "-shm"))):
        try:
            status = os.lstat(file.with_name(name))
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{name} is not a file of its own")
