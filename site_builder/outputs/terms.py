"""Tags and categories: a paginated listing for each, and an index of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Term
from site_builder.model.views import Count, Link, TermIndexPage, TermPage
from site_builder.stages.paginate import Listing, paginated
from site_builder.stages.present import CATEGORY_INDEX, TAG_INDEX, Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Nothing for a kind of which the site has none."""
    yield from _kind(desk, "tag", desk.site.tags, TAG_INDEX, "tags")
    yield from _kind(desk, "category", desk.site.categories, CATEGORY_INDEX, "categories")


def _kind(desk: Presenter, kind: str, terms: tuple[Term, ...], index: str, plural: str) -> Iterator[Route]:
    for term in terms:
        for listing in paginated(desk, term.url, term.posts):
            yield Route(
                listing.path,
                Rendered("term.html", partial(_page, desk, kind, term, listing, index, plural)),
                Origin(f"the {kind} '{term.name}'", is_file=False),
                in_sitemap=True,
            )
    if terms:
        yield Route(
            index,
            Rendered("term-index.html", partial(_index, desk, kind, terms, index, plural)),
            Origin(f"the index of {plural}", is_file=False),
            in_sitemap=True,
        )


def _page(desk: Presenter, kind: str, term: Term, listing: Listing, index: str, plural: str) -> TermPage:
    about = desk.words.text(f"{kind}_description", count=len(term.posts), title=term.name)
    return TermPage(
        meta=desk.meta(
            listing.path,
            desk.page_title(term.name, listing.number),
            about,
            trail=(Link(desk.words.text(plural), desk.link(index)),),
        ),
        kind=kind,
        title=term.name,
        total=len(term.posts),
        posts=tuple(map(desk.summary, listing.posts)),
        pagination=listing.pagination,
    )


def _index(desk: Presenter, kind: str, terms: tuple[Term, ...], index: str, plural: str) -> TermIndexPage:
    counts = tuple(Count(term.name, desk.link(term.url), len(term.posts)) for term in terms)
    return TermIndexPage(
        desk.meta(index, desk.words.text(plural), desk.words.text(f"{plural}_description")), kind, counts
    )
