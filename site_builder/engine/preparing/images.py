"""What is known of images: their kind and size, by their bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.engine.session import Session
from site_builder.engine.store.code_digests import image_code_digest
from site_builder.engine.store.digests import FileDigests, digest_of
from site_builder.engine.store.variant_store import VariantStore
from site_builder.engine.workers.supervisor import StoppedTask, Task, Workers
from site_builder.model.diagnostics import Diagnostic, error, unreadable, warning
from site_builder.model.files import SourceFile
from site_builder.model.images import ImageInfo, Variant, is_too_tall
from site_builder.stages.images import (
    is_drawn,
    is_image,
    look_at_image,
)

_PARALLEL_FROM = 2_000_000
"""Bytes of images from which on two processes are faster than one, their start included."""


class _ImageRecord(msgspec.Struct, frozen=True, array_like=True):
    """What is known of an image: one of the two."""

    info: ImageInfo | None
    problem: Diagnostic | None

    @classmethod
    def of(cls, found: ImageInfo | Diagnostic) -> _ImageRecord:
        return cls(found, None) if isinstance(found, ImageInfo) else cls(None, found)


_RECORDS: msgspec.msgpack.Decoder[_ImageRecord] = msgspec.msgpack.Decoder(_ImageRecord)


class Images(NamedTuple):
    """Info by path under content/, and what is wrong; paths of diagnostics are relative to content/."""

    info: dict[str, ImageInfo]
    diagnostics: tuple[Diagnostic, ...]


def load_images(session: Session, digests: FileDigests, content: str, files: Iterable[SourceFile]) -> Images:
    """The info of those of these files that are images; only what is new is opened.

    `content` is the name of the folder that they are in.
    """
    images = Images({}, ())
    diagnostics: list[Diagnostic] = []
    new: list[SourceFile] = []
    for found in files:
        if not is_image(found.path):
            continue
        try:
            kept = session.cache.derived.get(_key(digests.of_content(content, found), found.path))
        except OSError as failure:
            diagnostics.append(unreadable(found.path, failure))
            continue
        known = _known(kept)
        if known is None:
            new.append(found)
        else:
            _take(found.path, known, images.info, diagnostics)
    store = VariantStore(session.cache)
    for done, (found, (digest, encoded, made)) in enumerate(_look_at(new, session.jobs), 1):
        session.progress("looking at images", done, len(new))
        if digest:
            session.cache.derived.put(_key(digest, found.path), encoded)
        for variant, data in made:
            store.keep(digest, variant, data)
        _take(found.path, _RECORDS.decode(encoded), images.info, diagnostics)
    diagnostics.extend(_too_tall(path, info) for path, info in images.info.items() if is_too_tall(info))
    return images._replace(diagnostics=tuple(diagnostics))


def _too_tall(path: str, info: ImageInfo) -> Diagnostic:
    message = f"this image is {info.height:,} pixels tall, which is more than WebP allows"
    hint = "cut it into several, or make it smaller: phones load the whole file"
    return warning("image-too-tall", message, path, hint=hint)


def known_digests(digests: FileDigests, content: str, files: Iterable[SourceFile]) -> Iterator[bytes]:
    """Of those of these files that are images and can be read."""
    for found in files:
        if is_image(found.path):
            with contextlib.suppress(OSError):
                yield digests.of_content(content, found)


def _known(kept: bytes | None) -> _ImageRecord | None:
    """What is remembered of an image, if that can be understood."""
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
        return None if kept is None else _RECORDS.decode(kept)
    return None


def _take(
    path: str,
    known: _ImageRecord,
    info: dict[str, ImageInfo],
    diagnostics: list[Diagnostic],
) -> None:
    if known.info is not None:
        info[path] = known.info
    if known.problem is not None:
        diagnostics.append(msgspec.structs.replace(known.problem, path=path))


def _key(digest: bytes, path: str) -> bytes:
    return b"image" + image_code_digest() + bytes((is_drawn(path),)) + digest


class _Looked(NamedTuple):
    """The digest of a file (empty if it cannot be read), its encoded info, and versions made to know that."""

    digest: bytes
    encoded: bytes
    made: tuple[tuple[Variant, bytes], ...] = ()


def _look_at(new: list[SourceFile], jobs: int) -> Iterator[tuple[SourceFile, _Looked]]:
    if jobs < 2 or len(new) < 2 or sum(found.stat.size for found in new) < _PARALLEL_FROM:
        for found in new:
            yield found, _encoded_info(found.file, is_svg=is_drawn(found.path))
        return
    tasks = (Task(number, "info", [found.file, is_drawn(found.path)]) for number, found in enumerate(new))
    with Workers(jobs, image_handlers, None) as workers:
        for number, result in workers.run(tasks):
            if isinstance(result, StoppedTask):
                yield new[number], _Looked(b"", msgspec.msgpack.encode(_ImageRecord.of(_CRASHED)))
            else:
                yield new[number], msgspec.convert(result, _Looked)


_CRASHED = error(
    "image-unreadable",
    "the process reading this image died",
    hint="save it again in an image program, smaller if it is very large; is there enough memory?",
)


def _encoded_info(file: str, *, is_svg: bool) -> _Looked:
    try:
        data = Path(file).read_bytes()
    except OSError as failure:
        return _Looked(b"", msgspec.msgpack.encode(_ImageRecord.of(unreadable("", failure))))
    info, made = look_at_image(data, is_svg=is_svg)
    return _Looked(digest_of(data), msgspec.msgpack.encode(_ImageRecord.of(info)), made)


def image_handlers(_: object) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""

    def info(one: list[Any]) -> _Looked:
        return _encoded_info(one[0], is_svg=one[1])

    return {"info": info}
