"""Parts of series as events of a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from site_builder.model.site import Part, Series
from site_builder.stages.language.words import roman
from site_builder.stages.text.icalendar import CalendarEvent
from site_builder.stages.views.presenter import Presenter
from site_builder.stages.views.series_progress import next_to_come

# Made once, at random, for this program, as the namespace of feed entries is.
_NAMESPACE = UUID("5c0d7a52-1d4e-4c8c-8a4e-6a3f5f4f7f0b")


def coming_events(presenter: Presenter, series: Series) -> Iterator[CalendarEvent]:
    """The parts that are to come and have a date, in order."""
    if next_to_come(series, series.parts) is not None:
        for part in series.parts:
            if part.post is None and part.date is not None:
                yield _event(presenter, series, part)


def last_event(presenter: Presenter, series: Series) -> Iterator[CalendarEvent]:
    """The last live part, if there is one: its entry does not vanish on the very day."""
    for part in reversed(series.parts):
        if part.post is not None and part.date is not None:
            yield _event(presenter, series, part)
            return


def _event(presenter: Presenter, series: Series, part: Part) -> CalendarEvent:
    assert part.date is not None
    landing = presenter.absolute(series.url)
    words, title = presenter.words, series.head.title
    name = words.text("part_final" if part.number == series.length else "part", number=roman(part.number))
    return CalendarEvent(
        uid=uuid5(_NAMESPACE, f"{landing} {part.number}").urn,
        begins=part.date,
        summary=words.text("calendar_part_titled", series=title, part=name, title=part.title)
        if part.title
        else words.text("calendar_part", series=title, part=name),
        url=landing if part.post is None else presenter.absolute(part.post.url),
    )
