"""Tags and categories: a paginated listing for each, and an index of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Term
from site_builder.model.views import Count, FeedLink, Link, TermIndexPage, TermPage
from site_builder.stages.views.feed_addresses import feed_below
from site_builder.stages.views.paginate import Listing, paginated
from site_builder.stages.views.presenter import ATOM_TYPE, CATEGORY_INDEX, TAG_INDEX, Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Nothing for a kind of which the site has none."""
    yield from _kind(presenter, "tag", presenter.site.tags, TAG_INDEX, "tags")
    yield from _kind(presenter, "category", presenter.site.categories, CATEGORY_INDEX, "categories")


def _kind(
    presenter: Presenter, kind: str, terms: tuple[Term, ...], index: str, plural: str
) -> Iterator[Route]:
    for term in terms:
        for listing in paginated(presenter, term.url, term.posts):
            yield Route(
                listing.path,
                Rendered("term.html", partial(_page, presenter, kind, term, listing, index, plural)),
                Origin(f"the {kind} '{term.name}'", is_file=False),
                in_sitemap=True,
            )
    if terms:
        yield Route(
            index,
            Rendered("term-index.html", partial(_index, presenter, kind, terms, index, plural)),
            Origin(f"the index of {plural}", is_file=False),
            in_sitemap=True,
        )


def _page(presenter: Presenter, kind: str, term: Term, listing: Listing, index: str, plural: str) -> TermPage:
    about = presenter.words.text(f"{kind}_description", count=len(term.posts), title=term.name)
    feed = FeedLink(term.name, presenter.link(feed_below(term.url)), ATOM_TYPE)
    return TermPage(
        meta=presenter.meta(
            listing.path,
            presenter.page_title(term.name, listing.number),
            about,
            trail=(Link(presenter.words.text(plural), presenter.link(index)),),
            feeds=(feed,) if kind in presenter.config.feed.each else (),
        ),
        kind=kind,
        title=term.name,
        total=len(term.posts),
        posts=tuple(map(presenter.summary, listing.posts)),
        pagination=listing.pagination,
    )


def _index(
    presenter: Presenter, kind: str, terms: tuple[Term, ...], index: str, plural: str
) -> TermIndexPage:
    counts = tuple(Count(term.name, presenter.link(term.url), len(term.posts)) for term in terms)
    return TermIndexPage(
        presenter.meta(index, presenter.words.text(plural), presenter.words.text(f"{plural}_description")),
        kind,
        counts,
    )
