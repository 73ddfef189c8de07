"""Where feeds are: those of terms and authors, and the old folders at which the site's feed was once read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.model.config import Config
from site_builder.model.site import Post, Site, Term
from site_builder.stages.text.slugs import slugify

FEED = "/feed.xml"
JSON_FEED = "/feed.json"


def folder_aliases(config: Config) -> list[str]:
    """Old addresses of the site's feed that are folders: a rule of the host leads programs on."""
    return [path for path in config.feed.aliases if path.endswith("/")]


def feed_below(url: str) -> str:
    """The feed of a series or a term, by its URL."""
    return url + FEED[1:]


def feed_archive(url: str, number: int) -> str:
    """An archive of the feed of a series, by its URL; numbered from 1, the oldest first."""
    return f"{url}feed-{number}.xml"


def terms_with_feeds(site: Site) -> Iterator[Term]:
    """The categories and tags that have a feed, if config.yaml says so."""
    for kind, terms in (("category", site.categories), ("tag", site.tags)):
        if kind in site.config.feed.each:
            yield from terms


def posts_by_author(site: Site) -> Mapping[str, list[Post]]:
    """The posts of each author who has a feed, newest first, by name. Without `authors` it is the site's."""
    found: dict[str, list[Post]] = {}
    if "author" in site.config.feed.each:
        for post in site.posts:
            for name in post.head.authors or (site.config.author,):
                if slugify(name):
                    found.setdefault(name, []).append(post)
    return found


def author_feed(name: str) -> str:
    """The feed of an author. There is no page of an author, so it has a folder of its own."""
    return f"/authors/{slugify(name)}{FEED}"


def old_folders(site: Site) -> list[tuple[str, str]]:
    """Every old folder of a feed with the feed that is there now.

    A folder at the root, such as `/feed/`, was below series, categories and tags too.
    """
    found = [(folder, FEED) for folder in folder_aliases(site.config)]
    names = [folder[1:] for folder, _ in found if folder.count("/") == 2]
    urls = [one.url for one in site.series.values()] + [term.url for term in terms_with_feeds(site)]
    return found + [(url + name, feed_below(url)) for url in urls for name in names]
