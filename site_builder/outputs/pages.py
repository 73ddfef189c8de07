"""Pages outside time and series."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.addresses import HOME, HOME_TEXT
from site_builder.model.documents import PostList
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import StaticPage
from site_builder.model.views import Summary, TextPage
from site_builder.stages.views.entry_traits import address_place, has_support, is_public
from site_builder.stages.views.page_addresses import SUPPORT
from site_builder.stages.views.presenter import Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """One route a page. The one at `/support/` takes the place of the page of people to talk to.

    `pages/home.md` is printed at the top of the home page.
    """
    for page in presenter.site.pages:
        if page.head.path == HOME_TEXT and page.url == HOME:
            continue
        yield Route(
            page.url,
            Rendered(
                page.head.template or _template(presenter, page),
                partial(_page, presenter, page),
                "" if page.head.template else page.head.layout,
            ),
            Origin(page.head.path, address_place(page.head)),
            in_sitemap=is_public(page),
            updated=page.updated or page.head.date,
        )


def _template(presenter: Presenter, page: StaticPage) -> str:
    lists_organisations = page.url == SUPPORT and presenter.config.support.organisations
    return "support.html" if lists_organisations else "page.html"


def _page(presenter: Presenter, page: StaticPage) -> TextPage:
    head, answers = page.head, page.answers
    image = presenter.pictures.of_entry(head.image, answers.image)
    return TextPage(
        meta=presenter.own_meta(page),
        title=head.title,
        body=presenter.body(page, has_picture_before=image is not None),
        toc=presenter.toc(page),
        updated=presenter.moment(page.updated),
        image=image,
        content_note=presenter.content_note(page),
        has_support=has_support(head),
        notes=presenter.notes(head.editor_notes, answers.notes),
        state=page.state.value,
        params=head.params,
        posts=_listed(presenter, head.list) if head.list else (),
    )


def _listed(presenter: Presenter, wanted: PostList) -> tuple[Summary, ...]:
    from site_builder.stages.assemble.chosen_posts import chosen_posts

    return tuple(map(presenter.summary, chosen_posts(presenter.site, wanted)))
