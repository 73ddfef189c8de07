"""The record of corrections: every dated update or correction of a text that readers can see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import msgspec

from site_builder.model.documents import EditorNote, NoteKind
from site_builder.model.site import Destinations, Post, Series, Site, StaticPage
from site_builder.stages.assemble.entries import moves_updated


class Correction(msgspec.Struct, frozen=True):
    """A note of kind update or correction: `destinations` are those of its text, None leads nowhere.

    `number` tells several of one kind, entry and instant apart.
    """

    date: datetime
    entry: Post | StaticPage
    note: EditorNote
    destinations: Destinations
    number: int


def published_corrections(site: Site) -> tuple[Correction, ...]:
    """Newest first; within an instant by path. A note whose day is still to come waits for it."""
    found: list[Correction] = []
    entries: list[Post | StaticPage] = [*site.posts, *site.pages]
    for entry in entries:
        if entry.head.editor_notes or entry.head.inline_notes:
            found.extend(_of_entry(entry, site.now))
    found.sort(key=lambda one: (one.entry.head.path, one.number))
    return tuple(sorted(found, key=lambda one: one.date, reverse=True))


def _of_entry(entry: Post | StaticPage, now: datetime) -> Iterator[Correction]:
    head = entry.head
    notes = list(zip(head.editor_notes, entry.answers.notes, strict=True))
    # Links inside a text's own notes are resolved with the text; elsewhere they are words.
    notes += [(note, tuple((None,) * len(note.text.references))) for note in head.inline_notes]
    counted: Counter[tuple[NoteKind, datetime]] = Counter()
    for note, destinations in notes:
        if note.date is not None and note.date <= now and moves_updated(note):
            number = counted[note.kind, note.date]
            counted[note.kind, note.date] += 1
            yield Correction(note.date, entry, note, destinations, number)


def corrected_since(series: Series, post: Post, dates: list[datetime]) -> datetime | None:
    """The last of a part's `dates` of correction, if a later part refers to it and was published before then.

    Who has read that part may rely on what was wrong.
    """
    last = max(dates)
    for later in series.live:
        date = later.head.date
        is_older = later.part > post.part and date is not None and date <= last
        if is_older and any(where is not None and where.path == post.url for where in later.answers.body):
            return last
    return None
