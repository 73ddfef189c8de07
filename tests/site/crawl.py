"""A crawler over an output folder: does every address on every page, style sheet and feed lead to a file?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

from tests.driver import tree
from tests.site.reading import Page, Url

ATOM = "{http://www.w3.org/2005/Atom}"
IN_FEED = "in a feed"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)|@import\s+['"]([^'"]+)['"]""")


class Found(NamedTuple):
    """An address and the output file that it is in; `kind` says as what."""

    path: str
    kind: str
    value: str


class Crawl:
    """All addresses of one output folder that was built for `base_url`."""

    def __init__(self, output: Path, base_url: str) -> None:
        self.base_url = base_url
        self.files = {path: data for path, data in tree(output).items() if data is not None}
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
        self._prefix = urlsplit(base_url).path

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every HTML file."""
        return {path: Page(self._text(path)) for path in self.files if path.endswith(".html")}

    def address(self, path: str) -> str:
        """The full address of an output file."""
        return self.base_url + path.removesuffix("index.html")

    def found(self) -> Iterator[Found]:
        """All addresses, wherever they are."""
        for path, page in self.pages.items():
            yield from (Found(path, f"{one.tag} {one.attribute}", one.value) for one in page.urls())
            for name in ("og:url", "og:image"):
                if value := page.meta(name):
                    yield Found(path, name, value)
        for path in self.files:
            for suffix, read in _READERS.items():
                if path.endswith(suffix):
                    yield from (Found(path, kind, value) for kind, value in read(self._text(path)))

    def broken(self) -> list[Found]:
        """The internal addresses that lead to no file, no id, or out of the site's own folder."""
        return [one for one in self.found() if not self._is_right(one)]

    def _is_right(self, one: Found) -> bool:
        if one.kind == IN_FEED and not urlsplit(one.value).scheme:
            return False
        address = urlsplit(urljoin(self.address(one.path), one.value))
        if f"{address.scheme}://{address.netloc}" != self._origin:
            return True
        path = unquote(address.path)
        if not path.startswith(self._prefix):
            return False
        inside = path.removeprefix(self._prefix)
        file = inside + "index.html" if inside.endswith("/") or not inside else inside
        if file not in self.files:
            return False
        fragment = unquote(address.fragment)
        return not fragment or fragment in self.pages[file].ids

    def _text(self, path: str) -> str:
        return self.files[path].decode()


def loaded_elsewhere(page: Page, base_url: str) -> list[Url]:
    """What a browser would load from another host, without being asked."""
    return [url for url in page.urls() if _is_loaded(url) and _is_elsewhere(url.value, base_url)]


def _is_loaded(url: Url) -> bool:
    if url.tag == "link":
        return not {"canonical", "alternate", "me"} & set(url.rel.split())
    return url.attribute in {"src", "srcset", "imagesrcset", "poster", "data"}


def _is_elsewhere(value: str, base_url: str) -> bool:
    parts = urlsplit(urljoin(base_url, value))
    return parts.scheme != "data" and parts.netloc != urlsplit(base_url).netloc


def _in_style(text: str) -> Iterator[tuple[str, str]]:
    for match in _CSS_URL.finditer(text):
        yield "css", match[1] or match[2]


def _in_xml(text: str) -> Iterator[tuple[str, str]]:
    root = ElementTree.fromstring(text)
    for link in root.iter(f"{ATOM}link"):
        yield "atom link", link.get("href", "")
    for content in root.iter(f"{ATOM}content"):
        yield from _in_fragment(content.text or "")
    for where in root.iter(f"{SITEMAP}loc"):
        yield "loc", where.text or ""


def _in_json(text: str) -> Iterator[tuple[str, str]]:
    feed = json.loads(text)
    yield from ((key, feed[key]) for key in ("home_page_url", "feed_url") if key in feed)
    for item in feed.get("items", ()):
        yield from ((key, item[key]) for key in ("url", "image") if key in item)
        yield from _in_fragment(item["content_html"])


def _in_fragment(html: str) -> Iterator[tuple[str, str]]:
    yield from ((IN_FEED, url.value) for url in Page(html).urls())


def _in_robots(text: str) -> Iterator[tuple[str, str]]:
    yield from (("sitemap", line.split()[1]) for line in text.splitlines() if line.startswith("Sitemap:"))


def _in_table(text: str) -> Iterator[tuple[str, str]]:
    yield from (("redirect", line.split()[1]) for line in text.splitlines())


_READERS: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    ".css": _in_style,
    "feed.xml": _in_xml,
    "sitemap.xml": _in_xml,
    "feed.json": _in_json,
    "robots.txt": _in_robots,
    "_redirects": _in_table,
}
