"""Addresses of the old blog: what is on it, and by which pattern its posts are found."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_site_path

_SIZE = re.compile(r"-\d+x\d+(?=\.\w+\Z)")
_UPLOADS = "/wp-content/uploads/"
_PHOTON = re.compile(r"\Ai\d\.wp\.com\Z")


def host_of(url: str) -> str:
    """The host without `www.`, in lower case, or nothing."""
    try:
        parts = urlsplit("https:" + url if url.startswith("//") else url)
        return (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_own(url: str, hosts: frozenset[str]) -> bool:
    """Whether an address is on the blog: absolute, protocol-relative or a path."""
    if url.startswith("/") and not url.startswith("//"):
        return True
    return host_of(url) in hosts


def path_of(url: str, base: str = "") -> str:
    """The path of an address as this project writes it, below the blog's own path; empty if it cannot be."""
    try:
        path = urlsplit("https:" + url if url.startswith("//") else url).path or "/"
    except ValueError:
        return ""
    if base and (path + "/").startswith(base + "/"):
        path = path[len(base) :] or "/"
    found = read_site_path(re.sub(r"\s", "%20", path))
    return "" if isinstance(found, InvalidValue) else found


def query_id(url: str) -> str:
    """The id in `?p=1`, `?page_id=1` or `?attachment_id=1`."""
    found = re.search(r"[?&](?:p|page_id|attachment_id)=(\d+)", url)
    return found[1] if found else ""


def decoded(slug: str) -> str:
    """A slug with its escapes undone, composed as this project composes."""
    try:
        return unicodedata.normalize("NFC", unquote(slug, errors="strict"))
    except UnicodeDecodeError:
        return slug


def upload_path(url: str, hosts: frozenset[str]) -> str:
    """Where in the uploads folder a file of the blog is, or nothing."""
    try:
        parts = urlsplit("https:" + url if url.startswith("//") else url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    path = unquote(parts.path)
    if _PHOTON.match(host):
        host, _, path = path.lstrip("/").partition("/")
        path = "/" + path
    if host and host not in hosts:
        return ""
    if _UPLOADS in path:
        found = path.split(_UPLOADS, 1)[1]
    elif host.endswith(".files.wordpress.com"):
        found = path.lstrip("/")
    else:
        return ""
    pieces = found.split("/")
    is_inside = all(piece not in {"", ".", ".."} and not piece.startswith(".") for piece in pieces)
    return found if is_inside and not re.search(r"[\x00-\x1f\\]", found) else ""


def without_proxy(url: str) -> str:
    """The address of the file itself, where WordPress.com's image service is before it."""
    return re.sub(r"^(?:https?:)?//i\d\.wp\.com/", "https://", url)


def original(path: str) -> str:
    """The file that a thumbnail was made of, by its name."""
    return _SIZE.sub("", path)
