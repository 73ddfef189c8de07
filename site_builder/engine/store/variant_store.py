"""Variants of images, each in a file of its own.

A variant is kept in a file named by all that it is made of. The file begins with a digest of the rest, so a
damaged one is simply made again. The variant None is the image itself without private metadata.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.code_digests import image_code_digest
from site_builder.engine.store.digests import DIGEST_SIZE, digest_of
from site_builder.model.expressions import expression
from site_builder.model.images import Variant

IMAGES = "images"
"""The folder of variants, in that of the cache."""

KEPT_VARIANT = expression(
    r"[0-9a-f]{8}-[0-9a-f]{32}-(?:[0-9]+x[0-9]+q[0-9]+\.(?:webp|jpeg|png|new)|clean\.(?:image|new))"
)


class VariantStore:
    """Variants in a folder; nothing is kept where there is none."""

    def __init__(self, cache: BuildCache) -> None:
        folder = cache.file.parent / IMAGES if cache.file is not None else None
        self._folder = None if folder is None or folder.is_symlink() else folder

    def read(self, digest: bytes, variant: Variant | None) -> bytes | None:
        """A variant of the image with this digest; None if it is not there, or damaged."""
        if self._folder is None:
            return None
        try:
            kept = (self._folder / _file_name(digest, variant)).read_bytes()
        except OSError:
            return None
        data = kept[DIGEST_SIZE:]
        return data if kept[:DIGEST_SIZE] == digest_of(data) else None

    def keep(self, digest: bytes, variant: Variant | None, data: bytes) -> None:
        """Keep a variant. Where that fails it is made again next time."""
        if self._folder is None:
            return
        file = self._folder / _file_name(digest, variant)
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            fresh.write_bytes(digest_of(data) + data)
            os.replace(fresh, file)

    def keep_only(self, digests: Iterable[bytes]) -> None:
        """Drop variants of other images, and those that an older program has made."""
        if self._folder is None or not self._folder.is_dir():
            return
        used = {_prefix(digest) for digest in digests}
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder):
                is_used = name.rpartition("-")[0] in used and not name.endswith(".new")
                if KEPT_VARIANT.fullmatch(name) and not is_used:
                    (self._folder / name).unlink(missing_ok=True)


def _prefix(digest: bytes) -> str:
    return f"{image_code_digest().hex()[:8]}-{digest.hex()}"


def _file_name(digest: bytes, variant: Variant | None) -> str:
    if variant is None:
        return f"{_prefix(digest)}-clean.image"
    return f"{_prefix(digest)}-{variant.width}x{variant.height}q{variant.quality}.{variant.kind.value}"
