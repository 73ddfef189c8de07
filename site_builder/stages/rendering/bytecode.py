"""Compiled templates kept between builds. A damaged or read-only store costs time, nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_FORMAT = "1"
_DIGEST_SIZE = 16
_MOST = 300
"""Files to keep. A theme has two dozen; names and releases of Jinja no longer in use leave others."""


class BytecodeFolder(BytecodeCache):
    """One file for each template: a digest of the rest, then the marshalled source checksum and code.

    The versions of Jinja and of Python's bytecode are part of a file's name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file for a template; `filename` is what the code calls itself in tracebacks."""
        facts = (_FORMAT, jinja2.__version__, MAGIC_NUMBER.hex(), name, filename or "")
        return hashlib.blake2b("\0".join(facts).encode(), digest_size=_DIGEST_SIZE).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code if the file is whole and of the same source."""
        try:
            kept = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        digest, payload = kept[:_DIGEST_SIZE], kept[_DIGEST_SIZE:]
        if digest != _digest(payload):
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
            self._folder.mkdir(parents=True, exist_ok=True)
            self._begin_anew_if_full()
            unfinished.write_bytes(_digest(payload) + payload)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()

    def _begin_anew_if_full(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) >= _MOST:
            for file in files:
                file.unlink(missing_ok=True)


def _digest(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=_DIGEST_SIZE).digest()
