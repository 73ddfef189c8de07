"""Old URLs that the writer wants kept alive."""

from __future__ import annotations

import re
from collections.abc import Iterable

from site_builder.model.addresses import collision_key
from site_builder.model.diagnostics import Place
from site_builder.model.site import Post, Redirect, Series, StaticPage

_PATTERN = re.compile(r"[*]|:[A-Za-z]")


def is_rule(old: str) -> bool:
    """Whether hosts take an old URL in `_redirects` for that URL alone: others are patterns."""
    return _PATTERN.search(old) is None


def collect_redirects(
    posts: Iterable[Post], pages: Iterable[StaticPage], series: Iterable[Series]
) -> tuple[Redirect, ...]:
    """A redirect for every alias of what is visible, by old URL.

    An alias that hosts take for the entry's own URL, or for one of its other aliases, is none.
    """
    owners: tuple[Post | StaticPage | Series, ...] = (*posts, *pages, *series)
    found: list[Redirect] = []
    for owner in owners:
        head = owner.head
        taken = {_page_key(owner.url)} if head.aliases else set()
        for number, alias in enumerate(head.aliases):
            if _page_key(alias) not in taken:
                taken.add(_page_key(alias))
                place = head.places.get(f"aliases.{number}", Place())
                found.append(Redirect(alias, owner.url, head.title, head.path, place))
    return tuple(sorted(found, key=lambda redirect: (redirect.old, redirect.source)))


def _page_key(path: str) -> str:
    """`/a`, `/a/`, `/A/`, `/a/index.html` are one page to most hosts: a redirect would go in circles."""
    return collision_key(path.removesuffix("index.html").rstrip("/") + "/")
