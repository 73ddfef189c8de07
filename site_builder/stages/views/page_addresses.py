"""Where pages and files are that no text has for itself: indexes, whole series, e-books, calendars."""

from __future__ import annotations

from site_builder.model.config import Config
from site_builder.model.documents import SeriesStatus
from site_builder.model.site import Series

SERIES_INDEX = "/series/"
TAG_INDEX = "/tags/"
CATEGORY_INDEX = "/categories/"
ARCHIVE = "/archive/"
CORRECTIONS = "/corrections/"
SUPPORT = "/support/"
SEARCH = "/search/"
CALENDAR = "calendar.ics"
"""The name of a series' calendar, below its landing page."""


def whole_path(config: Config, series: Series) -> str:
    """The site path at which all parts of a series are on one page; empty where they are not."""
    return series.url + "all/" if config.series.whole and len(series.live) > 1 else ""


def book_path(config: Config, series: Series) -> str:
    """The site path of the e-book of a series; empty where there is none."""
    is_wanted = config.epub == "always" or (
        config.epub == "complete" and series.status is SeriesStatus.COMPLETE
    )
    return f"{series.url}{series.head.slug}.epub" if is_wanted and len(series.live) > 1 else ""


def has_calendar(series: Series) -> bool:
    """Whether there is a calendar, and something to come in it."""
    return series.head.is_declared and any(part.post is None and part.date for part in series.parts)
