"""What an output folder was last built with, so that a deploy can say why it does not take it."""

from __future__ import annotations

import contextlib

import msgspec

from site_builder.engine.store.cache import BuildCache


class MadeWith(msgspec.Struct, frozen=True):
    """The part of a build's request that decides what readers see."""

    drafts: bool
    future: bool
    base_url: str


def made_with(cache: BuildCache, folder: str) -> MadeWith | None:
    """What an output folder, by the name it is remembered as, was last built with; None if that is
    not known.
    """
    kept = cache.derived.get(_key(folder))
    with contextlib.suppress(msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.msgpack.decode(kept or b"", type=MadeWith)
    return None


def remember_made_with(cache: BuildCache, folder: str, made: MadeWith) -> None:
    """Keep it, where it is something else than before."""
    if made_with(cache, folder) != made:
        cache.derived.put(_key(folder), msgspec.msgpack.encode(made))


def _key(folder: str) -> bytes:
    return b"made with" + folder.encode(errors="surrogateescape")
