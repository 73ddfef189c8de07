"""Finished files as `check` sees them: what a browser would find in a page, a style sheet or a feed.

`FinishedPage` is a file that has just been read. `FileFacts` is what remains of it, small enough to be
remembered: where it leads, and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import NamedTuple

import msgspec

from site_builder.model.addresses import Addresses, encode_fragment, encode_path
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.images import ImageInfo
from site_builder.model.site import Post, Site, StaticPage

SEPARATOR = "\t"


class Wanted(NamedTuple):
    """How to find the place of a flaw: texts that its source may have, the likeliest first.

    `kind` is "address" (of a link or an image), "link" (the same where nothing completes it: in templates,
    style sheets and files that are published as they are), "load" (an address that is not only linked),
    "text" (as readers see it), "heading", or "tag" (whose texts are its name, and whether it is "stray" or
    "open"). Without texts it is the file as a whole; `key` is then the key of the front matter that it comes
    from.
    """

    kind: str = ""
    texts: tuple[str, ...] = ()
    key: str = ""


_ANYWHERE = Wanted()


class Flaw(msgspec.Struct, frozen=True, array_like=True):
    """Something wrong with a finished file, before it has a place in a source.

    `page` is the site path of the file. `problem` has a path and place where a check knows them; otherwise
    `wanted` says what to look for.
    """

    problem: Diagnostic
    wanted: Wanted = _ANYWHERE
    page: str = ""


def make_flaw(
    code: str, severity: Severity, message: str, hint: str = "", wanted: Wanted = _ANYWHERE, page: str = ""
) -> Flaw:
    """A flaw whose place has to be looked for."""
    return Flaw(Diagnostic(severity, code, message, hint=hint), wanted, page)


class LinkText(NamedTuple):
    """A link: where it leads as written, its text, and if it has none, what a screen reader says."""

    address: str
    text: str
    name: str


class ShownHeading(NamedTuple):
    """A heading: its level, 1 to 6, and its text."""

    level: int
    text: str


class ShownImage(NamedTuple):
    """An image in a page: addresses as written, and the width in CSS pixels that its tag asks for (or 0)."""

    src: str
    srcset: str
    width: int


class UnbalancedTag(NamedTuple):
    """A closing tag that closes nothing (`is_stray`), or an element that is never closed."""

    name: str
    is_stray: bool


class FoundAddress(NamedTuple):
    """An address as it is in a file. `kind` says as what, such as `img src`.

    `is_loaded` says that a browser asks for it without being told to.
    """

    kind: str
    value: str
    is_loaded: bool


class FinishedPage(msgspec.Struct):
    """A finished file and what is in it.

    `path` is its site path, `base_url` the site's, `language` the site's language tag. `body` is the HTML of
    the writer's own text, as far as the file has one, without the targets of its links. `is_entry` says that
    the page is that of a single text. `rules` are the lines of a table of redirects: number, old path,
    target. `offered` is what the `<source>` before an image has. `has_position` says that a picture or film
    reveals where it was taken.
    """

    path: str
    base_url: str
    language: str
    kind: str
    body: str = ""
    is_entry: bool = False
    is_draft: bool = False
    has_position: bool = False
    rules: list[tuple[int, str, str]] = []
    addresses: list[FoundAddress] = []
    ids: list[str] = []
    links: list[LinkText] = []
    headings: list[ShownHeading] = []
    images: list[ShownImage] = []
    unbalanced: list[UnbalancedTag] = []
    title: str = ""
    description: str = ""
    is_noindex: bool = False
    is_redirect: bool = False
    offered: str = ""


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a finished file.

    `internal` are addresses on this site, `external` those of other hosts; each is a kind, a tab and the
    address: a site path with its fragment, or a full address. `is_page` says that it is an HTML page,
    `is_entry` that it is the page of a single text, which search engines may list unless `is_noindex`.
    """

    internal: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    images: tuple[ShownImage, ...] = ()
    title: str = ""
    description: str = ""
    is_page: bool = False
    is_entry: bool = False
    is_noindex: bool = False
    is_redirect: bool = False
    rules: tuple[tuple[int, str, str], ...] = ()


def site_path_of(output: str) -> str:
    """The site path of an output path: `/a/` of `a/index.html`."""
    return "/" + (output.removesuffix("index.html") if f"/{output}".endswith("/index.html") else output)


class FinishedSite(NamedTuple):
    """All finished files of a site.

    `files` are the facts of those that were read, `paths` are all output paths, `image_at` says what is known
    of the image at a site path. `prefix` is the path of `base_url`, without a slash at its end.
    """

    site: Site
    base_url: str
    prefix: str
    files: Mapping[str, FileFacts]
    paths: Container[str]
    image_at: Callable[[str], ImageInfo | None]

    @property
    def entries(self) -> Iterator[Post | StaticPage]:
        """All texts with a page of their own, series left out."""
        yield from self.site.posts
        yield from self.site.pages

    def spellings(self, target: str) -> tuple[str, ...]:
        """How the address of a site path with a fragment may be written in a source."""
        path, _, fragment = target.partition("#")
        addresses = Addresses(self.base_url)
        written = [
            addresses.link(path, fragment),
            addresses.absolute(path, fragment),
            target,
            encode_path(path) + (f"#{fragment}" if fragment else ""),
        ]
        if fragment:
            written += [f"#{fragment}", f"#{encode_fragment(fragment)}"]
        return tuple(dict.fromkeys(written))
