"""What will change by itself, and when: entries that appear or expire, notes with a date, announced days."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from site_builder.model.documents import Entry, Head, PageHead, PostHead, SeriesHead
from site_builder.model.site import Site, State
from site_builder.stages.assemble.entries import dates_of_updates
from site_builder.stages.assemble.visibility import Visibility


class ChangeKind(enum.StrEnum):
    """What happens. DAY_PASSED: a part was announced for a day on which it is not there."""

    PUBLISHED = "published"
    EXPIRED = "expires"
    UPDATED = "updated"
    DAY_PASSED = "announced day passes"


class Happening(NamedTuple):
    """Something that happens at an instant to a source, by its path; `part` is set for DAY_PASSED."""

    at: datetime
    kind: ChangeKind
    path: str
    part: int = 0


def coming_happenings(heads: Iterable[Head], visibility: Visibility) -> list[Happening]:
    """All that may be to come after `visibility.now`, in order; equal instants by what happens, then by path.

    A day that passes only matters where it `is_promised`. What the numbers in `support` add to
    `Site.changes_at` is left out, since it changes no page.
    """
    found: list[Happening] = []
    for head in heads:
        if isinstance(head, PostHead | PageHead):
            found.extend(_of_entry(head, visibility))
        elif isinstance(head, SeriesHead):
            found.extend(
                Happening(one.date, ChangeKind.DAY_PASSED, head.path, one.part)
                for one in head.planned
                if one.date is not None and one.date > visibility.now
            )
    return sorted(found)


def _of_entry(head: Entry, visibility: Visibility) -> Iterator[Happening]:
    now, begins, ends = visibility.now, head.published_from, head.expiry_date
    if head.is_draft or head.never_appears:
        return
    if begins is not None and begins > now:
        yield Happening(begins, ChangeKind.PUBLISHED, head.path)
    if ends is not None and ends > now:
        yield Happening(ends, ChangeKind.EXPIRED, head.path)
    for instant in sorted(set(dates_of_updates(head))):
        if instant > now and visibility._replace(now=instant).state(head) is State.PUBLISHED:
            yield Happening(instant, ChangeKind.UPDATED, head.path)


def is_promised(one: Happening, site: Site) -> bool:
    """Whether a happening changes `site`, the site until then: that a day passes does if it is announced."""
    if one.kind is not ChangeKind.DAY_PASSED:
        return True
    series = next((series for series in site.series.values() if series.head.path == one.path), None)
    return series is not None and any(
        part.number == one.part and part.post is None and part.date == one.at for part in series.parts
    )
