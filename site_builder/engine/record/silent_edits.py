"""Published posts whose words have changed without a note that says so."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

import msgspec

from site_builder.engine.record.published_record import PublishedRecord
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.store.document_store import MissingBody
from site_builder.model.diagnostics import Diagnostic, Place, source_name, warning
from site_builder.model.documents import PostHead
from site_builder.model.published import PublishedPost
from site_builder.model.site import Site
from site_builder.stages.assemble.entries import moves_updated
from site_builder.stages.text.word_sketch import WordSketch, sketch_of, words_changed

_AT_LEAST = 5
"""Words below which no edit is worth a note, however short the post."""

_KEY = b"words of a body 1 "


def silent_edits(record: PublishedRecord, site: Site, cache: BuildCache) -> Iterator[Diagnostic]:
    """Paths are relative to the site's root."""
    for post in site.posts:
        one = record.posts.get(post.head.id)
        if one is None or not one.sketch or has_new_note(one, post.head):
            continue
        before, now = WordSketch(one.words, one.sketch), body_sketch(post.head, cache)
        changed = words_changed(before, now)
        if changed >= _AT_LEAST and changed * 100 > before.words * site.config.record.threshold:
            yield warning(
                "silent-edit",
                f"about {changed} of {before.words} words have changed since this was recorded, and no note "
                "tells readers",
                source_name(site.config.paths.content, post.head.path),
                post.head.places.get("title", Place(1, 1)),
                "add an editor's note of kind update or correction, or confirm it: "
                "site-builder record --accept",
            )


def notes_of(head: PostHead) -> tuple[str, ...]:
    """The dates of a post's updates and corrections, sorted; "" for one without a date."""
    notes = (*head.editor_notes, *head.inline_notes)
    return tuple(sorted(note.date.isoformat() if note.date else "" for note in notes if moves_updated(note)))


def has_new_note(one: PublishedPost, head: PostHead) -> bool:
    """Whether an update or correction was added, or has another date, since the post was recorded."""
    return bool(Counter(notes_of(head)) - Counter(one.notes))


def body_sketch(head: PostHead, cache: BuildCache) -> WordSketch:
    """Remembered by the body's digest: reading a text again costs more.

    Raises CacheFailed if the cache has lost the body, so that all is read again.
    """
    key = _KEY + head.body.digest.encode()
    kept = cache.derived.get(key)
    if kept is not None:
        try:
            return msgspec.msgpack.decode(kept, type=WordSketch)
        except msgspec.DecodeError:
            pass
    try:
        sketch = sketch_of(cache.bodies.get(head.body.digest))
    except MissingBody as loss:
        raise CacheFailed(sqlite3.DatabaseError("a text cannot be read back")) from loss
    cache.derived.put(key, msgspec.msgpack.encode(sketch))
    return sketch
