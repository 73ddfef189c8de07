"""An e-book of each series: all live parts as chapters of one EPUB, with its cover and a list of contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid5

from site_builder.model.routes import Rendered, Route
from site_builder.model.site import Series
from site_builder.model.views import BookCover, BookPage
from site_builder.stages.assemble.entries import newest_date
from site_builder.stages.images.cover import can_draw
from site_builder.stages.theme.colours import contrast, opaque
from site_builder.stages.theme.custom_style import DEFAULT_ACCENT, LEGIBLE, LIGHT_GROUNDS
from site_builder.stages.views.chapters import chapters_of
from site_builder.stages.views.entry_traits import series_origin
from site_builder.stages.views.page_addresses import book_path
from site_builder.stages.views.presenter import Presenter

TEMPLATE = "book.xml"
_NEVER = datetime.fromtimestamp(0, UTC)
_DARK = "#2b2621"
_NAMESPACE = UUID("1c8b2f6e-55d8-4f0a-9a3c-7d6d3f0e2a41")
"""Made once, at random: books are known by version 5 UUIDs (RFC 9562) of their addresses under it."""


def plan(presenter: Presenter) -> Iterator[Route]:
    """One route for each series that the site offers as a book."""
    for series in presenter.site.series.values():
        if path := book_path(presenter.config, series):
            yield Route(
                path,
                Rendered(TEMPLATE, partial(_page, presenter, series), is_book=True),
                series_origin(series),
            )


def _page(presenter: Presenter, series: Series) -> BookPage:
    head, config = series.head, presenter.config
    made = chapters_of(presenter, series)
    authors = tuple(dict.fromkeys(author.name for one in made.chapters for author in one.authors))
    dates = [post.head.date for post in series.live if post.head.date is not None]
    modified = newest_date(series.live) or _NEVER
    return BookPage(
        id=uuid5(_NAMESPACE, presenter.absolute(series.url)).urn,
        title=head.title,
        description=head.description or head.body.excerpt,
        url=presenter.absolute(series.url),
        authors=authors or (config.title,),
        years=_years(dates),
        rights=config.rights,
        date=presenter.moment(min(dates, default=None)),
        modified=f"{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        status=series.status.value,
        accent=opaque(config.theme.accent or DEFAULT_ACCENT),
        cover=_cover(presenter, head.title, authors),
        images=made.images,
        has_alternatives=made.has_alternatives,
        chapters=made.chapters,
    )


def _years(dates: Sequence[datetime]) -> str:
    years = sorted({date.year for date in dates})
    return "–".join(str(year) for year in dict.fromkeys((*years[:1], *years[-1:])))


def _cover(presenter: Presenter, title: str, authors: Sequence[str]) -> BookCover:
    site = presenter.config.title
    below = ", ".join(name for name in authors if name != site)
    ground = opaque(presenter.config.theme.accent or DEFAULT_ACCENT)
    light = LIGHT_GROUNDS[0]
    return BookCover(
        name="cover.png" if can_draw(title + site + below) else "cover.svg",
        above=site,
        below=below,
        ground=ground,
        ink=light if contrast(ground, light) >= LEGIBLE else _DARK,
    )
