"""Compiled templates, kept between builds in the user's own cache."""

from __future__ import annotations

import marshal
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from site_builder.stages.rendering.user_cache import UserCache, short_digest

_FORMAT = "2"


class BytecodeFolder(BytecodeCache):
    """One file for each template: the marshalled source checksum and code.

    The versions of Jinja and of Python's bytecode are part of a file's name, and so is this room's own code:
    how filters are called, and what the sandbox adds to a template, is compiled in.
    """

    def __init__(self, folder: Path) -> None:
        self._files = UserCache(folder)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file for a template; `filename` is what the code calls itself in tracebacks."""
        inputs = (_FORMAT, jinja2.__version__, MAGIC_NUMBER.hex(), _room_digest(), name, filename or "")
        return short_digest("\0".join(inputs).encode()).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket its code if the file is whole and of the same source."""
        payload = self._files.get(bucket.key)
        if not payload:
            return
        checksum, code = marshal.loads(payload)
        if checksum == bucket.checksum and isinstance(code, CodeType):
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket's code."""
        self._files.put(bucket.key, marshal.dumps((bucket.checksum, bucket.code)))


@cache
def _room_digest() -> str:
    """Of the modules beside this one, in hex."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return short_digest(b"".join(module.read_bytes() for module in modules)).hex()
