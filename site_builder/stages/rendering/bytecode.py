"""Compiled templates kept between builds, in a folder of the user's own.

They are code: whoever can write here can run what they like, so a folder or file that others could have
written is as good as none. A damaged or read-only folder costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import stat
import sys
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_FORMAT = "2"
_DIGEST_SIZE = 16
_MOST = 300
"""Files to keep. A theme has two dozen; names and releases of Jinja no longer in use leave others."""


class BytecodeFolder(BytecodeCache):
    """One file for each template: a digest of the rest, then the marshalled source checksum and code.

    The versions of Jinja and of Python's bytecode are part of a file's name, and so is this room's own code:
    how filters are called, and what the sandbox adds to a template, is compiled in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file for a template; `filename` is what the code calls itself in tracebacks."""
        inputs = (_FORMAT, jinja2.__version__, MAGIC_NUMBER.hex(), _room_digest(), name, filename or "")
        return _digest("\0".join(inputs).encode()).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code if the file is whole and of the same source."""
        kept = _read_own(self._folder, self._folder / bucket.key)
        digest, payload = kept[:_DIGEST_SIZE], kept[_DIGEST_SIZE:]
        if not payload or digest != _digest(payload):
            return
        checksum, code = marshal.loads(payload)
        if checksum == bucket.checksum and isinstance(code, CodeType):
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket's code, in one move, so that another build never reads half a file."""
        payload = marshal.dumps((bucket.checksum, bucket.code))
        path = self._folder / bucket.key
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            self._begin_anew_if_full()
            unfinished.unlink(missing_ok=True)
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(_digest(payload) + payload)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()

    def _begin_anew_if_full(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) >= _MOST:
            for file in files:
                file.unlink(missing_ok=True)


@cache
def _room_digest() -> str:
    """Of the modules beside this one, in hex."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return _digest(b"".join(module.read_bytes() for module in modules)).hex()


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


def _digest(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=_DIGEST_SIZE).digest()
