"""Old URLs that the writer wants kept alive.

Most are site paths. One with a query (`/?p=12`) or for all below a path (`/author/*`) can only be a rule of a
host's table, never a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.addresses import Addresses, collision_key
from site_builder.model.config import Config
from site_builder.model.diagnostics import Place
from site_builder.model.expressions import expression
from site_builder.model.site import Post, Redirect, Series, StaticPage

_PATTERN = expression(r"[*](?!\Z)|:[A-Za-z]")


def is_rule(old: str) -> bool:
    """Whether hosts take an old URL in `_redirects` for that URL alone: others are patterns."""
    return _PATTERN.search(old) is None


def is_page(old: str) -> bool:
    """Whether a page can be at an old URL, on a host without rules."""
    return "?" not in old and not old.endswith("*")


def rule_source(old: str, addresses: Addresses) -> str:
    """The old URL as the left side of a rule: a query follows its path, `/ p=12`."""
    path, _, query = old.partition("?")
    written = addresses.link(path.removesuffix("*")) + "*" * path.endswith("*")
    return f"{written} {query}" if query else written


def collect_redirects(
    config: Config, posts: Iterable[Post], pages: Iterable[StaticPage], series: Iterable[Series]
) -> tuple[Redirect, ...]:
    """A redirect for every alias of what is visible and every one of config.yaml; rules for many come last.

    An alias that hosts take for the entry's own URL, or for one of its other aliases, is not one.
    """
    owners: tuple[Post | StaticPage | Series, ...] = (*posts, *pages, *series)
    found = [Redirect(one.old, one.new, config.title, "", one.place) for one in config.redirects]
    for owner in owners:
        head = owner.head
        taken = {_page_key(owner.url)} if head.aliases else set()
        for number, alias in enumerate(head.aliases):
            if _page_key(alias) not in taken:
                taken.add(_page_key(alias))
                place = head.places.get(f"aliases.{number}", Place())
                found.append(Redirect(alias, owner.url, head.title, head.path, place))
    return tuple(sorted(found, key=lambda one: (one.old.endswith("*"), one.old, one.source)))


def _page_key(path: str) -> str:
    """`/a`, `/a/`, `/A/`, `/a/index.html` are one page to most hosts: a redirect would go in circles."""
    return collision_key(path.removesuffix("index.html").rstrip("/") + "/")
