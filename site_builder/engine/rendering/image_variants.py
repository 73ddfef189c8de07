"""Smaller and cleaned variants of images, kept or made now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.digests import digest_of
from site_builder.engine.store.variant_store import VariantStore
from site_builder.engine.workers.supervisor import StoppedTask, Task, Workers
from site_builder.model.diagnostics import Diagnostic, error, unreadable
from site_builder.model.files import SourceFile
from site_builder.model.images import Variant
from site_builder.stages.images import Damaged, clean_image, make_variants


class VariantRequest(msgspec.Struct, frozen=True):
    """A variant to fetch; `digest` is that of the image."""

    path: str
    found: SourceFile
    digest: bytes
    variant: Variant | None


def fetch_variants(
    session: Session, wanted: Iterable[VariantRequest], store: VariantStore
) -> Iterator[tuple[VariantRequest, bytes | Diagnostic]]:
    """The bytes of each of these, from the store or made now; paths of diagnostics are under content/."""
    missing: dict[str, list[VariantRequest]] = {}
    for one in wanted:
        data = store.read(one.digest, one.variant)
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
                store.keep(digest, one.variant, data)
            yield one, data


def image_bytes(found: SourceFile, variant: Variant | None, digest: bytes, cache: BuildCache) -> bytes:
    """A variant of one image: for a preview, which makes what it is asked for.

    Raises OSError if the file cannot be read, Damaged if it is no longer the image that it was.
    """
    store = VariantStore(cache)
    kept = store.read(digest, variant)
    if kept is not None:
        return kept
    data = Path(found.file).read_bytes()
    (made,) = _made_of(data, [variant])
    if digest_of(data) == digest:
        store.keep(digest, variant, made)
    return made


def _make(
    groups: list[list[VariantRequest]], jobs: int
) -> Iterator[tuple[list[VariantRequest], Diagnostic | tuple[bytes, list[bytes]]]]:
    """Variants of each image, with the digest of what they were made of."""
    if jobs < 2 or sum(any(one.variant for one in group) for group in groups) < 2:
        for group in groups:
            digest, made, failed = _variants_of(group[0].found.file, [one.variant for one in group])
            yield group, _failure(group, failed) if failed else (digest, made)
        return
    tasks = (
        Task(number, "variants", [group[0].found.file, [one.variant for one in group]])
        for number, group in enumerate(groups)
    )
    with Workers(jobs, variant_handlers, None) as workers:
        for number, result in workers.run(tasks):
            group = groups[number]
            if isinstance(result, StoppedTask):
                yield group, _failure(group, "the process that made this image smaller died")
            else:
                digest, made, failed = result
                yield group, _failure(group, failed) if failed else (digest, made)


def _variants_of(file: str, variants: list[Variant | None]) -> tuple[bytes, list[bytes], str]:
    """The image's digest, its variants, and why there are none."""
    try:
        data = Path(file).read_bytes()
        return digest_of(data), _made_of(data, variants), ""
    except OSError as failure:
        return b"", [], unreadable("", failure).message
    except Damaged as failure:
        return b"", [], f"this image {failure}"


def _made_of(data: bytes, variants: list[Variant | None]) -> list[bytes]:
    """Raises Damaged."""
    smaller = [one for one in variants if one is not None]
    made = dict(zip(smaller, make_variants(data, smaller) if smaller else (), strict=True))
    return [clean_image(data) if one is None else made[one] for one in variants]


def _failure(group: list[VariantRequest], message: str) -> Diagnostic:
    return error(
        "image-unreadable", message, group[0].found.path, hint="it may have changed just now; build again"
    )


def variant_handlers(_: object) -> dict[str, Callable[[Any], Any]]:
    """What a worker process can do for this module."""

    def variants(one: list[Any]) -> tuple[bytes, list[bytes], str]:
        return _variants_of(one[0], msgspec.convert(one[1], list[Variant | None]))

    return {"variants": variants}
