"""Tags and categories: a paginated listing for each, and an index of all."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Term
from site_builder.model.views import Count, Link, TermIndexPage, TermPage
from site_builder.stages.paginate import paginated
from site_builder.stages.present import CATEGORY_INDEX, TAG_INDEX, Presenter


def plan(desk: Presenter) -> Iterator[Route]:
    """Nothing for a kind of which the site has none."""
    yield from _kind(desk, "tag", desk.site.tags, TAG_INDEX, "tags")
    yield from _kind(desk, "category", desk.site.categories, CATEGORY_INDEX, "categories")


def _kind(desk: Presenter, kind: str, terms: tuple[Term, ...], index: str, plural: str) -> Iterator[Route]:
    title = desk.words.text(plural)
    for term in terms:
        yield from _listing(desk, kind, term, Link(title, desk.link(index)))
    if terms:
        counts = tuple(Count(term.name, desk.link(term.url), len(term.posts)) for term in terms)
        meta = desk.meta(index, title, desk.words.text(f"{plural}_description"))
        yield Route(
            index,
            Rendered("term-index.html", TermIndexPage(meta, kind, counts)),
            Origin(f"the index of {plural}", is_file=False),
            in_sitemap=True,
        )


def _listing(desk: Presenter, kind: str, term: Term, parent: Link) -> Iterator[Route]:
    for page in paginated(desk, term.url, term.posts):
        title = desk.page_title(term.name, page.number)
        about = desk.words.text(f"{kind}_description", count=len(term.posts), title=term.name)
        view = TermPage(
            meta=desk.meta(page.path, title, about, trail=(parent,)),
            kind=kind,
            title=term.name,
            total=len(term.posts),
            posts=tuple(map(desk.summary, page.posts)),
            pagination=page.pagination,
        )
        yield Route(
            page.path,
            Rendered("term.html", view),
            Origin(f"the {kind} “{term.name}”", is_file=False),
            in_sitemap=True,
        )
