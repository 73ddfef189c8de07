"""Tags and categories: a paginated listing for each, and an index of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Term
from site_builder.model.views import Count, FeedLink, Link, TermIndexPage, TermPage
from site_builder.stages.views.feed_addresses import feed_below
from site_builder.stages.views.page_addresses import CATEGORY_INDEX, TAG_INDEX
from site_builder.stages.views.paginate import Listing, paginated
from site_builder.stages.views.presenter import ATOM_TYPE, Presenter


class _TermKind(msgspec.Struct, frozen=True):
    """`name` and `plural` are keys of the theme's words; `path` is the site path of the page of all."""

    name: str
    plural: str
    path: str


_TAGS = _TermKind("tag", "tags", TAG_INDEX)
_CATEGORIES = _TermKind("category", "categories", CATEGORY_INDEX)


def plan(presenter: Presenter) -> Iterator[Route]:
    """Nothing for a kind of which the site has none."""
    yield from _routes(presenter, _TAGS, presenter.site.tags)
    yield from _routes(presenter, _CATEGORIES, presenter.site.categories)


def _routes(presenter: Presenter, kind: _TermKind, terms: tuple[Term, ...]) -> Iterator[Route]:
    for term in terms:
        for listing in paginated(presenter, term.url, term.posts):
            yield Route(
                listing.path,
                Rendered("term.html", partial(_page, presenter, kind, term, listing)),
                Origin(f"the {kind.name} '{term.name}'", is_file=False),
                in_sitemap=True,
            )
    if terms:
        yield Route(
            kind.path,
            Rendered("term-index.html", partial(_index, presenter, kind, terms)),
            Origin(f"the index of {kind.plural}", is_file=False),
            in_sitemap=True,
        )


def _page(presenter: Presenter, kind: _TermKind, term: Term, listing: Listing) -> TermPage:
    about = presenter.words.text(f"{kind.name}_description", count=len(term.posts), title=term.name)
    feed = FeedLink(term.name, presenter.link(feed_below(term.url)), ATOM_TYPE)
    return TermPage(
        meta=presenter.meta(
            listing.path,
            presenter.page_title(term.name, listing.number),
            about,
            trail=(Link(presenter.words.text(kind.plural), presenter.link(kind.path)),),
            feeds=(feed,) if kind.name in presenter.config.feed.each else (),
        ),
        kind=kind.name,
        title=term.name,
        total=len(term.posts),
        posts=tuple(map(presenter.summary, listing.posts)),
        pagination=listing.pagination,
    )


def _index(presenter: Presenter, kind: _TermKind, terms: tuple[Term, ...]) -> TermIndexPage:
    words = presenter.words
    counts = tuple(Count(term.name, presenter.link(term.url), len(term.posts)) for term in terms)
    return TermIndexPage(
        presenter.meta(kind.path, words.text(kind.plural), words.text(f"{kind.plural}_description")),
        kind.name,
        counts,
    )
