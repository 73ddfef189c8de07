"""What is derived from one entry, and the order of entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Place, error, source_name, warning
from site_builder.model.documents import EditorNote, Entry, NoteKind
from site_builder.model.site import Post

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FAR_FUTURE = datetime.max.replace(tzinfo=UTC)
_MOVES_UPDATED = (NoteKind.UPDATE, NoteKind.CORRECTION)


def minutes_to_read(head: Entry, config: Config) -> int:
    """Whole minutes, rounded to the nearest (half upwards), at least 1, unless the writer says otherwise."""
    if head.reading_time:
        return head.reading_time
    characters, rate = head.body.characters, config.characters_per_minute
    words = head.body.words - characters
    whole = config.words_per_minute * rate
    return max(1, (2 * (words * rate + characters * config.words_per_minute) + whole) // (2 * whole))


def last_updated(head: Entry, now: datetime) -> datetime | None:
    """The latest of `updated` and the dates of updates and corrections; None if never updated.

    What is not yet, or was before there was a text, is not counted: readers and feeds would be misled.
    """
    first = head.date or _LONG_AGO
    return max((one for one in dates_of_updates(head) if first <= one <= max(now, first)), default=None)


def dates_of_updates(head: Entry) -> list[datetime]:
    """When front matter and notes say that a text was changed."""
    instants = [
        note.date
        for note in (*head.editor_notes, *head.inline_notes)
        if note.date is not None and moves_updated(note)
    ]
    return instants if head.updated is None else [*instants, head.updated]


def moves_updated(note: EditorNote) -> bool:
    """Whether a note says that the text was changed."""
    return note.kind in _MOVES_UPDATED


def report_wrong_updates(entries: Iterable[Entry], now: datetime, diagnostics: list[Diagnostic]) -> None:
    """An update that is still to come, or older than its text."""
    for head in entries:
        if head.updated is None:
            continue
        first = head.date or _LONG_AGO
        if head.updated > max(now, first):
            message, hint = "updated is in the future, so it is not shown yet", "correct the date"
        elif head.updated.date() < first.date():
            message = f"updated is before the text's date, {first:%Y-%m-%d}, so it is not shown"
            hint = "correct one of the two dates"
        else:
            continue
        place = head.places.get("updated", Place())
        diagnostics.append(warning("front-matter-updated", message, head.path, place, hint))


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


def newest_date(posts: Iterable[Post]) -> datetime | None:
    """The latest date or update among posts."""
    return max(
        (instant for post in posts for instant in (post.head.date, post.updated) if instant is not None),
        default=None,
    )
