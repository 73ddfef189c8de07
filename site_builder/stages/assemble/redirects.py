"""Old URLs that the writer wants kept alive."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.diagnostics import Place
from site_builder.model.site import Post, Redirect, Series, StaticPage


def collect_redirects(
    posts: Iterable[Post], pages: Iterable[StaticPage], series: Iterable[Series]
) -> tuple[Redirect, ...]:
    """A redirect for every alias of what is visible, by old URL. An alias of itself is no redirect."""
    owners: tuple[Post | StaticPage | Series, ...] = (*posts, *pages, *series)
    found = [
        Redirect(
            alias,
            owner.url,
            owner.head.title,
            owner.head.path,
            owner.head.places.get(f"aliases.{number}", Place()),
        )
        for owner in owners
        for number, alias in enumerate(owner.head.aliases)
        if alias != owner.url
    ]
    return tuple(sorted(found, key=lambda redirect: (redirect.old, redirect.source)))
