"""Small files kept between builds in a folder of the user's own, outside of all sites.

Some of them are code: whoever can write here can run what they like, so a folder or file that others could
have written is as good as none. A damaged or read-only folder costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path

_DIGEST_SIZE = 16
_MOST = 600
"""Files to keep. A theme has two dozen templates; names and releases no longer in use leave others."""


class UserCache:
    """One file for each key: a digest of the rest, then what was put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes:
        """What was put under a key; nothing if it is not there, damaged, or could be somebody else's."""
        kept = _read_own(self._folder, self._folder / key)
        digest, payload = kept[:_DIGEST_SIZE], kept[_DIGEST_SIZE:]
        return payload if payload and digest == short_digest(payload) else b""

    def put(self, key: str, payload: bytes) -> None:
        """Keep it, in one move, so that another build never reads half a file."""
        path = self._folder / key
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            self._empty_if_full()
            unfinished.unlink(missing_ok=True)
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(short_digest(payload) + payload)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()

    def _empty_if_full(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) >= _MOST:
            for file in files:
                file.unlink(missing_ok=True)


def short_digest(payload: bytes) -> bytes:
    """16 bytes that damage changes."""
    return hashlib.blake2b(payload, digest_size=_DIGEST_SIZE).digest()


def _read_own(folder: Path, file: Path) -> bytes:
    """A file's bytes; none where somebody else could have written it."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            is_own = _is_own(os.stat(folder)) and _is_own(status := os.fstat(descriptor))
            return stream.read() if is_own and stat.S_ISREG(status.st_mode) else b""
    except OSError:
        return b""


def _is_own(status: os.stat_result) -> bool:
    """Windows gives a user's own folder to that user alone, and says nothing of it here."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
