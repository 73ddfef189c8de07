"""From a finished file's bytes to what a browser or a feed reader finds in it."""

from __future__ import annotations

from urllib.parse import unquote, urljoin, urlsplit

from site_builder.model.addresses import Addresses, output_path
from site_builder.model.finished import SEPARATOR, FileFacts, FinishedPage, Flaw, FoundAddress
from site_builder.stages.finished.feeds import (
    read_calendar,
    read_json_feed,
    read_redirects,
    read_robots,
    read_xml,
)
from site_builder.stages.finished.pages import read_page
from site_builder.stages.finished.scripts import addresses_in_script
from site_builder.stages.finished.styles import addresses_in_style
from site_builder.stages.images.positions import has_position

_KINDS = {
    ".html": "html",
    ".htm": "html",
    ".css": "css",
    ".js": "js",
    ".mjs": "js",
    ".xml": "xml",
    ".atom": "xml",
    ".rss": "xml",
    ".json": "json",
    ".svg": "svg",
    ".ics": "calendar",
    **dict.fromkeys(
        (".avif", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"), "media"
    ),
    **dict.fromkeys((".3gp", ".m4a", ".m4v", ".mov", ".mp4", ".qt"), "media"),
}


def kind_of_file(path: str) -> str:
    """What a file is read as, by its output path; empty for one that nothing is looked for in."""
    name = path.rpartition("/")[2]
    if name in ("_redirects", "robots.txt"):
        return name
    return _KINDS.get("." + name.rpartition(".")[2].lower(), "")


def read_file(data: bytes, page: FinishedPage) -> None:
    """Put into `page` what its bytes say, by `page.kind`."""
    if page.kind == "media":
        page.has_position = has_position(data)
        return
    text = data.decode("utf-8", errors="replace")
    match page.kind:
        case "html" | "svg":
            read_page(text, page)
        case "css":
            page.addresses += (FoundAddress("url()", value, True) for value in addresses_in_style(text))
        case "js":
            page.addresses += (FoundAddress("script", value, True) for value in addresses_in_script(text))
        case "xml":
            read_xml(text, page)
        case "json":
            read_json_feed(text, page)
        case "calendar":
            read_calendar(text, page)
        case "_redirects":
            read_redirects(text, page)
        case "robots.txt":
            read_robots(text, page)


def facts_of(page: FinishedPage, flaws: tuple[Flaw, ...]) -> FileFacts:
    """What is kept of a page that was read."""
    whereabouts = Whereabouts(page.base_url, page.path)
    internal: dict[str, None] = {}
    external: dict[str, None] = {}
    for kind, value, _ in page.addresses:
        if page.kind in FEEDS and kind.startswith("feed") and not is_whole(value):
            continue
        inside, target = whereabouts.of(value)
        if target:
            (internal if inside else external)[f"{kind}{SEPARATOR}{target}"] = None
    is_page = page.kind == "html"
    return FileFacts(
        tuple(internal),
        tuple(external),
        tuple(dict.fromkeys(page.ids)) if is_page else (),
        flaws,
        tuple(one for one in page.images if one.width),
        page.title,
        page.description,
        is_page,
        page.is_entry,
        page.is_noindex,
        page.is_redirect,
        tuple(page.rules),
    )


FEEDS = ("xml", "json", "calendar")
"""Files that are read elsewhere, where an address without a host means nothing."""


def is_whole(value: str) -> bool:
    """Whether an address has a scheme, so that it means the same wherever it is."""
    return ":" in value.partition("/")[0]


OUTSIDE = "\0"
"""Before the path of an address on the site's host that is not in the site's own folder."""


class Whereabouts:
    """Where the addresses of one file lead."""

    def __init__(self, base_url: str, path: str) -> None:
        addresses = Addresses(base_url)
        self._origin = addresses.origin
        self._prefix = addresses.prefix
        self._home = f"{addresses.origin}{addresses.prefix}/"
        self._here = path
        self._address = addresses.absolute(path)

    def of(self, value: str) -> tuple[bool, str]:
        """Whether an address is on this site, and which: a site path with its fragment, or a full address.

        The address is empty for what leads nowhere that could be looked at: `mailto:`, `data:` and the like.
        """
        if value.startswith("#"):
            fragment = value[1:]
            return True, f"{self._here}#{unquote(fragment)}" if fragment else ""
        if value.startswith("/") and not value.startswith("//"):
            return True, self._inside(value)
        if value.startswith(self._home):
            return True, self._inside(value[len(self._origin) :])
        try:
            address = value if value.startswith(("http://", "https://")) else urljoin(self._address, value)
            parts = urlsplit(address)
        except ValueError:
            return False, value
        if parts.scheme not in ("http", "https"):
            return False, ""
        if f"{parts.scheme}://{parts.netloc}".lower() != self._origin.lower():
            return False, address
        inside = self._inside(address[len(parts.scheme) + 3 + len(parts.netloc) :] or "/")
        if inside.startswith(OUTSIDE) and parts.scheme == urlsplit(value).scheme:
            # Written out in full: another site that shares the host.
            return False, address
        return True, inside

    def _inside(self, link: str) -> str:
        path, _, fragment = link.partition("#")
        path = path.partition("?")[0]
        if "/." in path:
            path = urlsplit(urljoin(self._origin, path)).path
        prefix = self._prefix
        if prefix:
            if path == prefix:
                path = "/"
            elif path.startswith(prefix + "/"):
                path = path[len(prefix) :]
            else:
                return OUTSIDE + path
        target = unquote(path)
        return f"{target}#{unquote(fragment)}" if fragment else target


def file_at(target: str) -> tuple[str, str]:
    """The output path that a host opens for an internal address, and the fragment."""
    path, _, fragment = target.partition("#")
    return output_path(path), fragment
