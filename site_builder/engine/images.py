"""Images in the cache: their facts by their bytes, and their versions as files.

A version is kept in a file named by all that it is made of. The file begins with a digest of the rest, so a
damaged one is simply made again. The version None is the image itself without private metadata.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.code_digests import image_code_digest
from site_builder.engine.store.digests import FileDigests
from site_builder.engine.workers.supervisor import StoppedTask, Task, Workers
from site_builder.model.diagnostics import Diagnostic, error, unreadable
from site_builder.model.files import SourceFile
from site_builder.model.images import ImageInfo, Variant
from site_builder.stages.images import (
    Damaged,
    clean_image,
    is_drawn,
    is_image,
    make_variants,
    read_image_info,
)

IMAGES = "images"
"""The folder of versions, in that of the cache."""

KEPT_VARIANT = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{32}-(?:[0-9]+x[0-9]+q[0-9]+\.(?:webp|jpeg|png|new)|clean\.(?:image|new))"
)

_PARALLEL_FROM = 2_000_000
"""Bytes of images from which on two processes are faster than one, their start included."""

_DIGEST_SIZE = 16


class _Examined(msgspec.Struct, frozen=True, array_like=True):
    """What is known of an image: one of the two."""

    info: ImageInfo | None
    problem: Diagnostic | None

    @classmethod
    def of(cls, found: ImageInfo | Diagnostic) -> _Examined:
        return cls(found, None) if isinstance(found, ImageInfo) else cls(None, found)


_FACTS: msgspec.msgpack.Decoder[_Examined] = msgspec.msgpack.Decoder(_Examined)


class Images(NamedTuple):
    """Facts by path under content/, and what is wrong; paths of diagnostics are relative to content/."""

    facts: dict[str, ImageInfo]
    diagnostics: tuple[Diagnostic, ...]


# -- facts -------------------------------------------------------------------------------------------------


def load_images(session: Session, digests: FileDigests, content: str, files: Iterable[SourceFile]) -> Images:
    """The facts of those of these files that are images; only what is new is opened.

    `content` is the name of the folder that they are in.
    """
    images = Images({}, ())
    diagnostics: list[Diagnostic] = []
    new: list[SourceFile] = []
    for found in files:
        if not is_image(found.path):
            continue
        try:
            kept = session.cache.derived.get(_facts_key(digests.of_content(content, found), found.path))
        except OSError as failure:
            diagnostics.append(unreadable(found.path, failure))
            continue
        known = _known(kept)
        if known is None:
            new.append(found)
        else:
            _take(found.path, known, images.facts, diagnostics)
    for done, (found, digest, encoded) in enumerate(_look_at(new, session.jobs), 1):
        session.progress("looking at images", done, len(new))
        if digest:
            session.cache.derived.put(_facts_key(digest, found.path), encoded)
        _take(found.path, _FACTS.decode(encoded), images.facts, diagnostics)
    return images._replace(diagnostics=tuple(diagnostics))


def known_digests(digests: FileDigests, content: str, files: Iterable[SourceFile]) -> Iterator[bytes]:
    """Of those of these files that are images and can be read."""
    for found in files:
        if is_image(found.path):
            with contextlib.suppress(OSError):
                yield digests.of_content(content, found)


def _known(kept: bytes | None) -> _Examined | None:
    """What is remembered of an image, if that can be understood."""
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
        return None if kept is None else _FACTS.decode(kept)
    return None


def _take(
    path: str,
    known: _Examined,
    facts: dict[str, ImageInfo],
    diagnostics: list[Diagnostic],
) -> None:
    if known.info is not None:
        facts[path] = known.info
    if known.problem is not None:
        diagnostics.append(msgspec.structs.replace(known.problem, path=path))


def _facts_key(digest: bytes, path: str) -> bytes:
    return b"image" + image_code_digest() + bytes((is_drawn(path),)) + digest


def _look_at(new: list[SourceFile], jobs: int) -> Iterator[tuple[SourceFile, bytes, bytes]]:
    """Each file with the digest of what was read (empty if that failed) and its encoded facts."""
    if jobs < 2 or len(new) < 2 or sum(found.stat.size for found in new) < _PARALLEL_FROM:
        for found in new:
            yield found, *_facts_of(found.file, is_svg=is_drawn(found.path))
        return
    tasks = (Task(number, "facts", [found.file, is_drawn(found.path)]) for number, found in enumerate(new))
    with Workers(jobs, image_handlers, None) as workers:
        for number, result in workers.run(tasks):
            if isinstance(result, StoppedTask):
                yield new[number], b"", msgspec.msgpack.encode(_Examined.of(_CRASHED))
            else:
                yield new[number], *result


_CRASHED = error(
    "image-unreadable",
    "the process that looked at this image died",
    hint="save it again in an image program, smaller if it is very large; is there enough memory?",
)


def _facts_of(file: str, *, is_svg: bool) -> tuple[bytes, bytes]:
    try:
        data = Path(file).read_bytes()
    except OSError as failure:
        return b"", msgspec.msgpack.encode(_Examined.of(unreadable("", failure)))
    return _digest(data), msgspec.msgpack.encode(_Examined.of(read_image_info(data, is_svg=is_svg)))


def image_handlers(_: object) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""

    def facts(one: list[Any]) -> tuple[bytes, bytes]:
        return _facts_of(one[0], is_svg=one[1])

    def versions(one: list[Any]) -> tuple[bytes, list[bytes], str]:
        return _versions_of(one[0], msgspec.convert(one[1], list[Variant | None]))

    return {"facts": facts, "versions": versions}


# -- versions ----------------------------------------------------------------------------------------------


class VariantRequest(NamedTuple):
    """A version to be had; `digest` is that of the image."""

    path: str
    found: SourceFile
    digest: bytes
    version: Variant | None


class VariantStore:
    """Versions in a folder; nothing is kept where there is none."""

    def __init__(self, cache: BuildCache) -> None:
        folder = cache.file.parent / IMAGES if cache.file is not None else None
        self._folder = None if folder is None or folder.is_symlink() else folder

    def read(self, digest: bytes, version: Variant | None) -> bytes | None:
        """A version of the image with this digest; None if it is not there, or damaged."""
        if self._folder is None:
            return None
        try:
            kept = (self._folder / _file_name(digest, version)).read_bytes()
        except OSError:
            return None
        data = kept[_DIGEST_SIZE:]
        return data if kept[:_DIGEST_SIZE] == _digest(data) else None

    def keep(self, digest: bytes, version: Variant | None, data: bytes) -> None:
        """Keep a version. Where that fails it is made again next time."""
        if self._folder is None:
            return
        file = self._folder / _file_name(digest, version)
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            fresh.write_bytes(_digest(data) + data)
            os.replace(fresh, file)

    def keep_only(self, digests: Iterable[bytes]) -> None:
        """Drop versions of other images, and those that an older program has made."""
        if self._folder is None or not self._folder.is_dir():
            return
        used = {_prefix(digest) for digest in digests}
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder):
                is_used = name.rpartition("-")[0] in used and not name.endswith(".new")
                if KEPT_VARIANT.fullmatch(name) and not is_used:
                    (self._folder / name).unlink(missing_ok=True)


def fetch_variants(
    session: Session, wanted: Iterable[VariantRequest], store: VariantStore
) -> Iterator[tuple[VariantRequest, bytes | Diagnostic]]:
    """The bytes of each of these, from the store or made now; paths of diagnostics are under content/."""
    missing: dict[str, list[VariantRequest]] = {}
    for one in wanted:
        data = store.read(one.digest, one.version)
        if data is None:
            missing.setdefault(one.found.path, []).append(one)
        else:
            yield one, data
    groups = list(missing.values())
    for done, (group, result) in enumerate(_make(groups, session.jobs), 1):
        session.progress("making images smaller", done, len(groups))
        if isinstance(result, Diagnostic):
            yield group[0], result
            continue
        digest, made = result
        for one, data in zip(group, made, strict=True):
            if digest == one.digest:
                store.keep(digest, one.version, data)
            yield one, data


def image_bytes(found: SourceFile, version: Variant | None, digest: bytes, cache: BuildCache) -> bytes:
    """A version of one image: for a preview, which makes what it is asked for.

    Raises OSError if the file cannot be read, Damaged if it is no longer the image that it was.
    """
    store = VariantStore(cache)
    kept = store.read(digest, version)
    if kept is not None:
        return kept
    data = Path(found.file).read_bytes()
    (made,) = _made_of(data, [version])
    if _digest(data) == digest:
        store.keep(digest, version, made)
    return made


def _make(
    groups: list[list[VariantRequest]], jobs: int
) -> Iterator[tuple[list[VariantRequest], Diagnostic | tuple[bytes, list[bytes]]]]:
    """Versions of each image, with the digest of what they were made of."""
    if jobs < 2 or sum(any(one.version for one in group) for group in groups) < 2:
        for group in groups:
            digest, made, failed = _versions_of(group[0].found.file, [one.version for one in group])
            yield group, _failure(group, failed) if failed else (digest, made)
        return
    tasks = (
        Task(number, "versions", [group[0].found.file, [one.version for one in group]])
        for number, group in enumerate(groups)
    )
    with Workers(jobs, image_handlers, None) as workers:
        for number, result in workers.run(tasks):
            group = groups[number]
            if isinstance(result, StoppedTask):
                yield group, _failure(group, "the process that made this image smaller died")
            else:
                digest, made, failed = result
                yield group, _failure(group, failed) if failed else (digest, made)


def _versions_of(file: str, versions: list[Variant | None]) -> tuple[bytes, list[bytes], str]:
    """The image's digest, its versions, and why there are none."""
    try:
        data = Path(file).read_bytes()
        return _digest(data), _made_of(data, versions), ""
    except OSError as failure:
        return b"", [], unreadable("", failure).message
    except Damaged as failure:
        return b"", [], f"this image {failure}"


def _made_of(data: bytes, versions: list[Variant | None]) -> list[bytes]:
    """Raises Damaged."""
    smaller = [one for one in versions if one is not None]
    made = dict(zip(smaller, make_variants(data, smaller) if smaller else (), strict=True))
    return [clean_image(data) if one is None else made[one] for one in versions]


def _failure(group: list[VariantRequest], message: str) -> Diagnostic:
    return error(
        "image-unreadable", message, group[0].found.path, hint="it may have changed just now; build again"
    )


def _prefix(digest: bytes) -> str:
    return f"{image_code_digest().hex()[:8]}-{digest.hex()}"


def _file_name(digest: bytes, version: Variant | None) -> str:
    if version is None:
        return f"{_prefix(digest)}-clean.image"
    return f"{_prefix(digest)}-{version.width}x{version.height}q{version.quality}.{version.kind.value}"


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).digest()
