"""Numbers for posts of a series that say none themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count, filterfalse

from site_builder.model.documents import PostHead
from site_builder.stages.assemble.visibility import Visibility

_LAST = datetime.max.replace(tzinfo=UTC)


def in_order(members: Iterable[PostHead], visibility: Visibility) -> list[PostHead]:
    """By date. What is visible comes first: no title and no number of it comes from a draft."""
    return sorted(
        members,
        key=lambda head: (
            not visibility.shows(head),
            head.is_draft,
            head.published_from or _LAST,
            head.path,
        ),
    )


def missing_numbers(members: Iterable[PostHead], visibility: Visibility) -> dict[str, int]:
    """By path: those without a number get the free ones, in order."""
    without: list[PostHead] = []
    taken: set[int] = set()
    for head in members:
        if head.series_part:
            taken.add(head.series_part)
        else:
            without.append(head)
    free = filterfalse(taken.__contains__, count(1))
    return {head.path: next(free) for head in in_order(without, visibility)}
