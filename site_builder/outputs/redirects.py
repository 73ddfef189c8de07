"""Old URLs: a page that redirects for each alias, and a table for hosts that take one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Redirect
from site_builder.model.views import RedirectPage, RedirectRule, RedirectsPage
from site_builder.stages.assemble.redirects import is_rule
from site_builder.stages.views.presenter import FEED, Presenter

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
    for folder in _feed_folders(presenter):
        view = RedirectPage(presenter.config.title, presenter.link(FEED), presenter.absolute(FEED))
        yield Route(
            folder,
            Rendered("redirect.html", partial(_same, view)),
            Origin("an old address of the feed", is_file=False),
        )
    if (redirects or _feed_folders(presenter)) and TABLE not in presenter.site.file_urls.values():
        yield Route(
            TABLE,
            Rendered("_redirects", partial(_table, presenter)),
            Origin("the redirects table", is_file=False),
        )


def _page(presenter: Presenter, redirect: Redirect) -> RedirectPage:
    return RedirectPage(redirect.title, presenter.link(redirect.new), presenter.absolute(redirect.new))


def _table(presenter: Presenter) -> RedirectsPage:
    pairs = [(one.old, one.new) for one in presenter.site.redirects]
    pairs += [(folder, FEED) for folder in _feed_folders(presenter)]
    return RedirectsPage(
        tuple(
            RedirectRule(presenter.link(old), _without_patterns(presenter.link(new)))
            for old, new in pairs
            if is_rule(old)
        )
    )


def _feed_folders(presenter: Presenter) -> list[str]:
    """Old addresses of the feed where no file can be: only a rule of the host leads programs on."""
    return [path for path in presenter.config.feed.aliases if path.endswith("/")]


def _same(view: RedirectPage) -> RedirectPage:
    return view


def _without_patterns(link: str) -> str:
    """In a target `:name` and `:splat` are patterns; escaped, they lead to the same file."""
    return link.replace(":", "%3A").replace("*", "%2A")


def _page_path(alias: str) -> str:
    """Where the page for an alias stands: an alias without an extension is a folder to every host."""
    last = alias.rpartition("/")[2]
    return alias if not last or "." in last else alias + "/"
