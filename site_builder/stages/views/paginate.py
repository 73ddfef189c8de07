"""Listings cut into pages."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from site_builder.model.site import Post
from site_builder.model.views import Pagination
from site_builder.stages.views.presenter import Presenter


class Listing(msgspec.Struct, frozen=True):
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
    for number, one in enumerate(paths, 1):
        yield Listing(
            number,
            one,
            posts[(number - 1) * size : number * size],
            Pagination(
                number=number,
                total=total,
                newer=presenter.link(paths[number - 2]) if number > 1 else "",
                older=presenter.link(paths[number]) if number < total else "",
            ),
        )
