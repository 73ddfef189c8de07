"""URLs that no file or folder can be named for."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.documents import Label, PostHead
from site_builder.model.output_names import LONGEST, longest_name
from site_builder.model.site import Post, Series, Site, StaticPage, Term
from site_builder.stages.views.entry_traits import address_place


def check(site: Site) -> Iterator[Diagnostic]:
    """A title of a hundred words makes a slug that cannot be written to a disk."""
    entries: tuple[Post | StaticPage | Series, ...] = (*site.posts, *site.pages, *site.series.values())
    for entry in entries:
        if _is_too_long(entry.url):
            yield _too_long(entry.url, entry.head.path, address_place(entry.head), "add a shorter slug:")
    for redirect in site.redirects:
        if _is_too_long(redirect.old):
            yield _too_long(
                redirect.old, redirect.source, redirect.place, "delete it: no host can have served it"
            )
    for term in (*site.tags, *site.categories):
        if _is_too_long(term.url):
            head = term.posts[0].head
            yield _too_long(term.url, head.path, _label(term, head).place, "shorten it")


def _label(term: Term, head: PostHead) -> Label:
    labels = (*head.tags, *head.categories)
    return next((label for label in labels if label.slug == term.slug), labels[0])


def _is_too_long(url: str) -> bool:
    return longest_name(url) > LONGEST


def _too_long(url: str, path: str, place: Place, hint: str) -> Diagnostic:
    message = (
        f"the URL has a part of {longest_name(url)} bytes, and no file's name can have more than {LONGEST}"
    )
    return error("url-too-long", message, path, place, hint)
