"""The archive: all posts, and those of each year (`/archive/2021/`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Post
from site_builder.model.views import ArchivePage, Count, Link
from site_builder.stages.views.page_addresses import ARCHIVE
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Undated drafts count to the year the site is built as of."""
    now = presenter.site.now.year
    years = {
        year: tuple(posts)
        for year, posts in groupby(
            presenter.site.posts, lambda post: post.head.date.year if post.head.date else now
        )
    }
    counts = tuple(Count(str(year), presenter.link(_url(year)), len(posts)) for year, posts in years.items())
    for year, posts in ((0, presenter.site.posts), *years.items()):
        yield Route(
            _url(year),
            Rendered("archive.html", partial(_page, presenter, year, counts, posts)),
            Origin("the archive", is_file=False),
            in_sitemap=True,
        )


def _url(year: int) -> str:
    return f"{ARCHIVE}{year:04}/" if year else ARCHIVE


def _page(presenter: Presenter, year: int, years: tuple[Count, ...], posts: tuple[Post, ...]) -> ArchivePage:
    words = presenter.words
    if year:
        title = words.text("archive_of", year=str(year))
        about = words.text("archive_of_description", count=len(posts), year=str(year))
        trail: tuple[Link, ...] = (Link(words.text("archive"), presenter.link(ARCHIVE)),)
    else:
        title, about, trail = words.text("archive"), words.text("archive_description"), ()
    meta = presenter.meta(_url(year), title, about, trail=trail)
    return ArchivePage(meta, year, years, tuple(map(presenter.archive_entry, posts)))
