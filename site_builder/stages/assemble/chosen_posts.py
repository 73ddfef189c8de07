"""The posts that a page lists."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Place
from site_builder.model.documents import PostList
from site_builder.model.site import Post, Site
from site_builder.stages.text.slugs import spelling_key


def chosen_posts(site: Site, wanted: PostList) -> tuple[Post, ...]:
    """Parts of a series in order, posts of a tag or category newest first, or chosen ones as listed."""
    if wanted.series:
        series = site.series.get(wanted.series)
        return series.live if series else ()
    for name, terms in ((wanted.tag, site.tags), (wanted.category, site.categories)):
        if name:
            key = spelling_key(name)
            return next((term.posts for term in terms if key in (spelling_key(term.name), term.slug)), ())
    known = _by_name(site)
    return tuple(known[name] for name in wanted.posts if name in known)


def names_of_nothing(site: Site, wanted: PostList) -> Iterator[tuple[str, str, Place]]:
    """What the list names and the site does not show: its kind, its name, and where the list names it."""
    for kind, name in (("series", wanted.series), ("tag", wanted.tag), ("category", wanted.category)):
        if name and not chosen_posts(site, wanted):
            yield kind, name, wanted.place
    known = _by_name(site) if wanted.posts else {}
    for name, place in zip(wanted.posts, wanted.places, strict=True):
        if name not in known:
            yield "post", name, place


def _by_name(site: Site) -> dict[str, Post]:
    """By slug, and by the name of the file or folder, which goes before it."""
    by_slug = {post.head.slug: post for post in site.posts}
    by_file = {
        post.head.path.removeprefix("posts/").removesuffix(".md").removesuffix("/index"): post
        for post in site.posts
    }
    return by_slug | by_file
