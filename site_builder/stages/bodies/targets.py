"""From what a writer put into a link to what the site knows it by."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PART = ("part:", "mention:")
"""A part of the series: as the writer links to it, and as a mention of it is made a link."""


class Target(NamedTuple):
    """The three fields of a `Reference` that say where it leads."""

    path: str
    fragment: str = ""
    query: str = ""


def is_external(url: str) -> bool:
    """Whether a URL has a scheme or a host of its own. `part:1`, a part of the series, has not."""
    if url.startswith("//"):
        return True
    return _SCHEME.match(url) is not None and not url.startswith(_PART)


def loads_elsewhere(url: str) -> bool:
    """Whether loading the URL asks another host."""
    return url.strip()[:8].lower().startswith(("http:", "https:", "//"))


def read_target(url: str, folder: str) -> Target | None:
    """Resolve an internal URL found in a document in `folder`; None if it leads out of content/."""
    url, _, fragment = url.partition("#")
    path, _, query = url.partition("?")
    path, fragment = unquote(path), unquote(fragment)
    if path == "" or path.startswith(("/", *_PART)):
        return Target(path, fragment, query)
    resolved = posixpath.normpath(posixpath.join(folder, path))
    if resolved == ".." or resolved.startswith("../"):
        return None
    if path.endswith("/"):
        resolved += "/"
    return Target(resolved, fragment, query)
