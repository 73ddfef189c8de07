"""What the static hosts in `hosts:` read, except for `_redirects`: `_headers`, `.htaccess`, `wrangler.jsonc`.

Nothing of this is imported where the site names no host.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from site_builder.model.hosts import chosen_hosts
from site_builder.model.routes import Literal, Origin, Route
from site_builder.stages.views.presenter import Presenter

if TYPE_CHECKING:
    from site_builder.model.hosts import ForeignLoad

HEADERS = "/_headers"
HTACCESS = "/.htaccess"
ASSETS = "/assets/"


def plan_last(presenter: Presenter, routes: tuple[Route, ...]) -> Iterator[Route]:
    """The files, except those that the writer has put into content/static/."""
    for path, text in _files(presenter, routes):
        if path not in presenter.site.file_urls.values():
            yield Route(path, Literal(text.encode()), Origin(f"hosts: {path}", is_file=False))


def _files(presenter: Presenter, routes: tuple[Route, ...]) -> Iterator[tuple[str, str]]:
    config = presenter.config
    if not config.hosts:
        return
    policy = _policy(presenter, routes)
    limits = [host.headers for host in chosen_hosts(config.hosts) if host.headers is not None]
    if limits:
        from site_builder.stages.hosts.headers_file import headers_file

        folders = [presenter.link(ASSETS)] + ([_index(presenter)] if config.search else [])
        yield HEADERS, headers_file(policy, folders, limits)
    if "cloudflare" in config.hosts:
        from site_builder.stages.hosts import workers_config

        yield workers_config.CONFIG, workers_config.workers_config(presenter.addresses.host)
        yield workers_config.IGNORED, workers_config.ignored_files()
    if "apache" in config.hosts:
        yield HTACCESS, _htaccess(presenter, routes, policy)


def _index(presenter: Presenter) -> str:
    """The larger part of the search index, in which names change with the bytes."""
    return presenter.link("/pagefind/fragment/")


def _policy(presenter: Presenter, routes: tuple[Route, ...]) -> str:
    from site_builder.stages.hosts.security import security_policy

    return security_policy(_loads(presenter, routes), has_search=presenter.config.search)


def _loads(presenter: Presenter, routes: tuple[Route, ...]) -> Iterator[ForeignLoad]:
    """What pages load from other hosts: comments, texts, the site's templates, and style sheets."""
    from site_builder.comments import loads_of_provider
    from site_builder.model.hosts import ForeignLoad
    from site_builder.stages.theme.foreign_loads import loads_of_style
    from site_builder.stages.views.foreign_hosts import loads_of_texts

    config = presenter.config
    if any(post.head.allows_comments for post in presenter.site.posts):
        for element, source in loads_of_provider(config.comments):
            yield ForeignLoad(element, source)
    yield from loads_of_texts(presenter.site)
    yield from presenter.template_loads
    for route in routes:
        if isinstance(route.content, Literal) and route.path.endswith(".css"):
            yield from loads_of_style(route.content.data.decode(errors="replace"))


def _htaccess(presenter: Presenter, routes: tuple[Route, ...], policy: str) -> str:
    from site_builder.stages.hosts.htaccess import OldAddress, htaccess
    from site_builder.stages.views.old_addresses import old_addresses

    names = (route.path.rpartition("/")[2] or "index.html" for route in routes)
    endings = {name.rpartition(".")[2].lower() for name in names if name.rpartition(".")[0]}
    redirects = [OldAddress(old, presenter.link(new)) for old, new in old_addresses(presenter.site)]
    return htaccess(presenter.addresses.prefix + "/", policy, endings, redirects)
