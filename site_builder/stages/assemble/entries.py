"""What is derived from one entry, and the order of entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from site_builder.model.diagnostics import Diagnostic, Place, error, source_name
from site_builder.model.documents import Entry, NoteKind
from site_builder.model.site import Post

_FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
_MOVES_UPDATED = (NoteKind.UPDATE, NoteKind.CORRECTION)


def minutes_to_read(head: Entry, words_per_minute: int) -> int:
    """Whole minutes, rounded to the nearest (half upwards), at least 1, unless the writer says otherwise."""
    return head.reading_time or max(1, (2 * head.body.words + words_per_minute) // (2 * words_per_minute))


def last_updated(head: Entry) -> datetime | None:
    """The latest of `updated` and the dates of updates and corrections; None if never updated."""
    instants = [
        note.date
        for note in (*head.editor_notes, *head.inline_notes)
        if note.date is not None and note.kind in _MOVES_UPDATED
    ]
    if head.updated is not None:
        instants.append(head.updated)
    return max(instants, default=None)


def newest_first(posts: Iterable[Post]) -> tuple[Post, ...]:
    """By date, newest first; undated drafts lead; within an instant later parts first, then by path."""
    by_path = sorted(posts, key=lambda post: post.head.path)
    return tuple(sorted(by_path, key=lambda post: (post.head.date or _FAR_FUTURE, post.part), reverse=True))


def report_shared_ids(posts: Iterable[Post], content: str, diagnostics: list[Diagnostic]) -> None:
    """Two posts under one id would be one entry to a feed reader."""
    owners: dict[str, str] = {}
    for post in sorted(posts, key=lambda post: post.head.path):
        head = post.head
        first = owners.setdefault(head.id, head.path)
        if first != head.path:
            diagnostics.append(
                error(
                    "duplicate-id",
                    f"the id '{head.id}' belongs to {source_name(content, first)} already",
                    head.path,
                    head.places.get("id", Place()),
                    "give one of the two another id; the post that was published first should keep it",
                )
            )
