"""Addresses of the old blog: what is on it, and by which pattern its posts are found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
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


def recognise(posts: Iterable[tuple[str, str, datetime | None]]) -> str:
    """The pattern that most posts' paths have, of (path, slug, date); `/{slug}/` where none is seen."""
    counted: Counter[str] = Counter()
    for path, slug, date in posts:
        if path in {"", "/"} or not slug or date is None:
            continue
        known = {slug: "{slug}", f"{date:%Y}": "{year}", f"{date:%m}": "{month}", f"{date:%d}": "{day}"}
        pieces: list[str] = []
        for piece in path.strip("/").split("/"):
            name, dot, extension = piece.rpartition(".")
            wanted = known.get(piece) or (known.get(name, name) + dot + extension if dot else piece)
            pieces.append(wanted if wanted not in pieces or wanted[0] != "{" else piece)
        # The first of January: a month and a day that look alike come in that order.
        if "{day}" in pieces and "{month}" not in pieces:
            pieces[pieces.index("{day}")] = "{month}"
        if f"{date:%m}" == f"{date:%d}":
            pieces = _in_order(pieces, f"{date:%d}")
        pattern = "/" + "/".join(pieces) + ("/" if path.endswith("/") else "")
        if pattern.count("{slug}") == 1:
            counted[pattern] += 1
    return counted.most_common(1)[0][0] if counted else "/{slug}/"


def _in_order(pieces: list[str], number: str) -> list[str]:
    places = [index for index, piece in enumerate(pieces) if piece in {"{month}", "{day}", number}]
    names = ("{month}", "{day}")
    return [
        names[places.index(index)] if index in places[:2] else piece for index, piece in enumerate(pieces)
    ]


def filled(pattern: str, slug: str, date: datetime | None) -> str:
    """The path that a pattern gives, or nothing where it needs a date that is missing."""
    if date is None:
        return "" if re.search(r"\{(year|month|day)\}", pattern) else pattern.replace("{slug}", slug)
    values = {"{slug}": slug, "{year}": f"{date:%Y}", "{month}": f"{date:%m}", "{day}": f"{date:%d}"}
    return re.sub(r"\{\w+\}", lambda found: values.get(found[0], found[0]), pattern)


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
    """The address of the file itself, where WordPress.com's image service stands before it."""
    return re.sub(r"^(?:https?:)?//i\d\.wp\.com/", "https://", url)


def original(path: str) -> str:
    """The file that a thumbnail was made of, by its name."""
    return _SIZE.sub("", path)
