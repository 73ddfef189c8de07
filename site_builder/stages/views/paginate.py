"""Listings cut into pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from site_builder.model.site import Post
from site_builder.model.views import Link, Pagination
from site_builder.stages.views.presenter import Presenter


class Listing(NamedTuple):
    """One page of a listing; `number` counts from 1."""

    number: int
    path: str
    posts: tuple[Post, ...]
    pagination: Pagination


def paginated(presenter: Presenter, path: str, posts: tuple[Post, ...]) -> Iterator[Listing]:
    """Pages of `paginate` posts, at least one: the first at `path`, the others at `path` + `page/2/`."""
    size = presenter.config.paginate
    total = max(1, -(-len(posts) // size))
    paths = [path if number == 1 else f"{path}page/{number}/" for number in range(1, total + 1)]
    links = [Link(str(number), presenter.link(one)) for number, one in enumerate(paths, 1)]
    for number, one in enumerate(paths, 1):
        yield Listing(
            number,
            one,
            posts[(number - 1) * size : number * size],
            Pagination(
                number=number,
                total=total,
                newer=links[number - 2].url if number > 1 else "",
                older=links[number].url if number < total else "",
                pages=_window(links, number),
            ),
        )


def _window(links: list[Link], number: int) -> tuple[Link, ...]:
    """The first, the last, and those around the current page: a listing of 1,000 pages stays small."""
    around = {1, len(links), *range(number - 2, number + 3)}
    return tuple(
        Link(link.title, link.url, is_current=place == number)
        for place, link in enumerate(links, 1)
        if place in around
    )
