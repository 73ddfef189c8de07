"""What may be seen: drafts and scheduled entries are hidden unless asked for, expired ones always."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import NamedTuple

from site_builder.model.config import SupportLine
from site_builder.model.documents import Broken, Entry, PostHead, SeriesHead
from site_builder.model.site import State
from site_builder.stages.assemble.entries import dates_of_updates


class Visibility(NamedTuple):
    """The instant that a site is built as of, and what is shown beside the published."""

    now: datetime
    with_drafts: bool = False
    with_future: bool = False

    def state(self, head: Entry | Broken) -> State:
        """Draft before all else: a draft stays one when its date has come."""
        if head.is_draft:
            return State.DRAFT
        if head.expiry_date is not None and head.expiry_date <= self.now:
            return State.EXPIRED
        begins = head.published_from
        if begins is not None and begins > self.now:
            return State.SCHEDULED
        return State.PUBLISHED

    def shows(self, head: Entry | Broken) -> bool:
        """Whether an entry is part of the site, or would be if it could be read."""
        state = self.state(head)
        return (
            state is State.PUBLISHED
            or (state is State.DRAFT and self.with_drafts)
            or (state is State.SCHEDULED and self.with_future)
        )

    def is_announced(self, head: PostHead) -> bool:
        """Whether a hidden part of a series may be named by its number and date.

        One that expires before it appears never appears.
        """
        return bool(head.series) and self.state(head) is State.SCHEDULED and not head.never_appears


def next_change(
    posts: Iterable[PostHead],
    pages: Iterable[Entry],
    series: Iterable[SeriesHead],
    support: Iterable[SupportLine],
    visibility: Visibility,
) -> datetime | None:
    """The next instant at which something appears or expires, a planned date passes or a number grows old."""
    instants = [
        instant
        for head in (*posts, *pages)
        if not head.is_draft
        for instant in (head.published_from, head.expiry_date, *dates_of_updates(head))
        if instant is not None
    ]
    instants += [part.date for head in series for part in head.planned if part.date is not None]
    days = [day for line in support for day in line.checked_days() or ()]
    instants += [datetime.combine(day, time(), visibility.now.tzinfo) for day in days]
    return min((instant for instant in instants if instant > visibility.now), default=None)
