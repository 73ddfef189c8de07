"""The archive: all posts, and those of each year (`/archive/2021/`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Post
from site_builder.model.views import ArchivePage, Count, Link, Meta
from site_builder.stages.present import ARCHIVE, Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Undated drafts count to the year the site is built as of."""
    now = desk.site.now.year
    years = {
        year: tuple(posts)
        for year, posts in groupby(
            desk.site.posts, lambda post: post.head.date.year if post.head.date else now
        )
    }
    counts = tuple(Count(str(year), desk.link(_url(year)), len(posts)) for year, posts in years.items())
    title = desk.words.text("archive")
    about = desk.words.text("archive_description")
    yield _route(desk, 0, desk.meta(ARCHIVE, title, about), counts, desk.site.posts)
    trail = (Link(title, desk.link(ARCHIVE)),)
    for year, posts in years.items():
        title = desk.words.text("archive_of", year=str(year))
        about = desk.words.text("archive_of_description", count=len(posts), year=str(year))
        yield _route(desk, year, desk.meta(_url(year), title, about, trail=trail), counts, posts)


def _url(year: int) -> str:
    return f"{ARCHIVE}{year:04}/"


def _route(
    desk: Presenter, year: int, meta: Meta, years: tuple[Count, ...], posts: tuple[Post, ...]
) -> Route:
    view = ArchivePage(meta, year, years, tuple(map(desk.archive_entry, posts)))
    path = _url(year) if year else ARCHIVE
    return Route(path, Rendered("archive.html", view), Origin("the archive", is_file=False), in_sitemap=True)
