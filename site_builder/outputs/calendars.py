"""A calendar of each series: its coming parts, for those who subscribe to it, and the last one that came."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from site_builder.model.documents import SeriesStatus
from site_builder.model.routes import Literal, Origin, Route
from site_builder.stages.text.icalendar import calendar_text
from site_builder.stages.views.page_addresses import CALENDAR
from site_builder.stages.views.part_events import coming_events, last_event
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Of every series with a file, as long as it is under way, or for ever if its file plans parts.

    A blog of a thousand finished series has no calendars.
    """
    config = presenter.config
    zone = ZoneInfo(config.timezone)
    for series in presenter.site.series.values():
        is_over = series.status is not SeriesStatus.ONGOING
        if not series.head.is_declared or (is_over and not series.head.planned):
            continue
        events = (*last_event(presenter, series), *coming_events(presenter, series))
        if events:
            text = calendar_text(series.head.title, config.language, zone, events)
            yield Route(series.url + CALENDAR, Literal(text.encode()), Origin("a calendar", is_file=False))
