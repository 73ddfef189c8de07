"""Old URLs: a page that redirects for each alias, and a table for hosts that take one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Redirect
from site_builder.model.views import RedirectPage, RedirectRule, RedirectsPage
from site_builder.stages.present import Presenter

TABLE = "/_redirects"


def plan(desk: Presenter) -> Iterator[Route]:
    """The table is the writer's own where `content/static/_redirects` exists."""
    redirects = desk.site.redirects
    for redirect in redirects:
        yield Route(
            _page_path(redirect.old),
            Rendered("redirect.html", partial(_page, desk, redirect)),
            Origin(redirect.source, redirect.place),
        )
    if redirects and TABLE not in desk.site.file_urls.values():
        yield Route(
            TABLE,
            Rendered("_redirects", partial(_table, desk)),
            Origin("the redirects table", is_file=False),
        )


def _page(desk: Presenter, redirect: Redirect) -> RedirectPage:
    return RedirectPage(redirect.title, desk.link(redirect.new), desk.absolute(redirect.new))


def _table(desk: Presenter) -> RedirectsPage:
    return RedirectsPage(
        tuple(RedirectRule(desk.link(one.old), desk.link(one.new)) for one in desk.site.redirects)
    )


def _page_path(alias: str) -> str:
    """Where the page for an alias stands: an alias without an extension is a folder to every host."""
    last = alias.rpartition("/")[2]
    return alias if not last or "." in last else alias + "/"
