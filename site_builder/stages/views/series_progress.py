"""How far a series has come: what is announced next, and what has changed last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from site_builder.model.documents import SeriesStatus
from site_builder.model.site import Part, Series, State
from site_builder.stages.assemble.entries import newest_date

_NEVER = datetime.fromtimestamp(0, UTC)
_SEVERAL = 2


def next_to_come(series: Series, parts: Iterable[Part]) -> Part | None:
    """The first of these parts that is not live. No later one is mentioned before it is."""
    if series.status is SeriesStatus.ABANDONED:
        return None
    return next((part for part in parts if part.post is None), None)


def is_out(part: Part) -> bool:
    """Whether readers have a part by now: a preview shows drafts and scheduled posts too."""
    return part.post is not None and part.post.state is State.PUBLISHED


def announced_part(series: Series, after: int = 0) -> Part | None:
    """The first part behind `after` that is still to come, whatever is known of it; else the last live one.

    A part that is shown early is still to come. None for a series that has ended early, for its last part,
    and on the landing page of a single part.
    """
    if series.status is SeriesStatus.ABANDONED:
        return None
    later = [part for part in series.parts if part.number > after]
    coming = next((part for part in later if not is_out(part)), None)
    if coming is not None or (not after and len(later) < _SEVERAL):
        return coming
    return later[-1] if later else None


def parts_at_end(series: Series) -> int:
    """After how many parts a series ended early; 0 for one that did not."""
    return len(series.live) if series.status is SeriesStatus.ABANDONED else 0


def last_changed_first(series: Iterable[Series]) -> list[Series]:
    """Those of which a part was last published or updated lead; the others by title."""
    by_title = sorted(series, key=lambda one: one.head.title.casefold())
    return sorted(by_title, key=lambda one: newest_date(one.live) or _NEVER, reverse=True)
