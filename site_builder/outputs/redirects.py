"""Old URLs: a page that redirects for each alias, and a table for hosts that take one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Redirect
from site_builder.model.views import RedirectPage, RedirectRule, RedirectsPage
from site_builder.stages.views.presenter import Presenter

TABLE = "/_redirects"


def plan(presenter: Presenter) -> Iterator[Route]:
    """The table is the writer's own where `content/static/_redirects` exists."""
    redirects = presenter.site.redirects
    for redirect in redirects:
        yield Route(
            _page_path(redirect.old),
            Rendered("redirect.html", partial(_page, presenter, redirect)),
            Origin(redirect.source, redirect.place),
        )
    if redirects and TABLE not in presenter.site.file_urls.values():
        yield Route(
            TABLE,
            Rendered("_redirects", partial(_table, presenter)),
            Origin("the redirects table", is_file=False),
        )


def _page(presenter: Presenter, redirect: Redirect) -> RedirectPage:
    return RedirectPage(redirect.title, presenter.link(redirect.new), presenter.absolute(redirect.new))


def _table(presenter: Presenter) -> RedirectsPage:
    return RedirectsPage(
        tuple(
            RedirectRule(presenter.link(one.old), presenter.link(one.new)) for one in presenter.site.redirects
        )
    )


def _page_path(alias: str) -> str:
    """Where the page for an alias stands: an alias without an extension is a folder to every host."""
    last = alias.rpartition("/")[2]
    return alias if not last or "." in last else alias + "/"
