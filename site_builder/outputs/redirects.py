"""Old URLs: a page that redirects for each alias, and a table for hosts that take one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.hosts import can_force, matches_queries
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Redirect
from site_builder.model.views import RedirectPage, RedirectRule, RedirectsPage
from site_builder.stages.assemble.redirects import is_page, rule_source
from site_builder.stages.views.feed_addresses import old_folders
from site_builder.stages.views.old_addresses import old_addresses
from site_builder.stages.views.presenter import Presenter

TABLE = "/_redirects"


def plan(presenter: Presenter) -> Iterator[Route]:
    """The table is the writer's own where `content/static/_redirects` exists."""
    redirects = presenter.site.redirects
    for redirect in redirects:
        if is_page(redirect.old):
            yield Route(
                _page_path(redirect.old),
                Rendered("redirect.html", partial(_page, presenter, redirect)),
                _origin(redirect),
            )
    if (redirects or old_folders(presenter.site)) and TABLE not in presenter.site.file_urls.values():
        yield Route(
            TABLE,
            Rendered("_redirects", partial(_table, presenter)),
            Origin("the redirects table", is_file=False),
        )


def _origin(redirect: Redirect) -> Origin:
    if redirect.source:
        return Origin(redirect.source, redirect.place)
    name = f"the redirect of {redirect.old} in the configuration"
    return Origin(name, redirect.place, is_file=False)


def _page(presenter: Presenter, redirect: Redirect) -> RedirectPage:
    return RedirectPage(redirect.title, presenter.link(redirect.new), presenter.absolute(redirect.new))


def _table(presenter: Presenter) -> RedirectsPage:
    hosts = presenter.config.hosts
    forced = "301!" if can_force(hosts) else "301"
    return RedirectsPage(
        tuple(
            RedirectRule(
                rule_source(old, presenter.addresses),
                _without_patterns(presenter.link(new)),
                # A rule for many addresses must not hide a page that is at one of them.
                "301" if old.endswith("*") else forced,
            )
            for old, new in old_addresses(presenter.site)
            if "?" not in old or matches_queries(hosts)
        )
    )


def _without_patterns(link: str) -> str:
    """In a target `:name` and `:splat` are patterns; escaped, they lead to the same file."""
    return link.replace(":", "%3A").replace("*", "%2A")


def _page_path(alias: str) -> str:
    """Where the page for an alias is: an alias without an extension is a folder to every host."""
    last = alias.rpartition("/")[2]
    return alias if not last or "." in last else alias + "/"
