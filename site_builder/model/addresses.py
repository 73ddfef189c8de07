"""The one resolver of URLs, and the one percent-encoder.

A *site path* is what the program uses inside: Unicode, unescaped, beginning with `/`, without the base
URL's own path (`/tags/grün/`). A *link* is what pages contain (`/repo/tags/gr%C3%BCn/`); an *address* is
the link with scheme and host, for canonical links, metadata, feeds and the sitemap.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

HOME = "/"
HOME_TEXT = "pages/home.md"
"""The page whose text is printed at the top of the home page, unless it has a permalink of its own."""

_SAFE_IN_PATH = "/-._~!$&'()*+,;=:@"
_SAFE_IN_FRAGMENT = _SAFE_IN_PATH + "?"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
_UNRESERVED_PATH = re.compile(r"[A-Za-z0-9._~/-]*")


class Addresses:
    """URLs of one site under one base URL."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.host = parts.hostname or ""
        self.prefix = quote(parts.path.rstrip("/"), safe=_SAFE_IN_PATH + "%")
        self._links = _Links(self.prefix)

    def link(self, path: str, fragment: str = "", query: str = "") -> str:
        """What a page prints to lead to a site path."""
        link = self._links[path]
        if query:
            link += "?" + query
        if fragment:
            link += "#" + encode_fragment(fragment)
        return link

    def absolute(self, path: str, fragment: str = "", query: str = "") -> str:
        """The full address of a site path."""
        return self.origin + self.link(path, fragment, query)


class _Links(dict[str, str]):
    """Each site path's link, made when it is first asked for."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, path: str) -> str:
        link = self[path] = self._prefix + encode_path(path)
        return link


def encode_path(path: str) -> str:
    """Percent-encode a site path as UTF-8 (RFC 3986, `pchar` and `/` stay). Most have nothing to encode."""
    return path if _UNRESERVED_PATH.fullmatch(path) else quote(path, safe=_SAFE_IN_PATH)


def encode_fragment(fragment: str) -> str:
    """Percent-encode a fragment (RFC 3986). Most have nothing to encode."""
    return fragment if _UNRESERVED.fullmatch(fragment) else quote(fragment, safe=_SAFE_IN_FRAGMENT)


def is_site_path(url: str) -> bool:
    """Whether a configured URL means a place on this site (`/about/`, not `//host/` nor `https:`)."""
    return url.startswith("/") and not url.startswith("//")


def output_path(path: str) -> str:
    """The file that a host opens for a site path: `/x/` is `x/index.html`."""
    bare = path.lstrip("/")
    return bare + "index.html" if not bare or bare.endswith("/") else bare


def collision_key(path: str) -> str:
    """Two paths with one key are one file on some file system: compared in NFC, without case."""
    file = output_path(path)
    return file.lower() if file.isascii() else unicodedata.normalize("NFC", file).casefold()
