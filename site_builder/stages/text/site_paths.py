"""Site paths that writers give: permalinks, old URLs, menu links."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from site_builder.model.expressions import expression
from site_builder.stages.text.invalid_value import InvalidValue

_EXTENSION = expression(r"\.[A-Za-z0-9]{1,8}\Z")
_ONE_VALUE = expression(r"([^?#]*)\?([A-Za-z_][\w-]*=[\w.-]+)", re.ASCII)
_ILLEGAL = re.compile(r"[\x00-\x1f\x7f\\<>\"|*`^]")


def read_site_path(text: str) -> str | InvalidValue:
    """`/old/page/` in the form that the program uses: unescaped, NFC, a folder unless it has an extension."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        try:
            path = urlsplit(text).path or "/"
        except ValueError:
            path = "/about/"
        return InvalidValue("must be a path on this site, not a full address", f"write {path}", "path")
    if "?" in text or "#" in text:
        return InvalidValue(
            "cannot contain ? or #: a static host looks up the path only", "leave them out", "path"
        )
    if not text or text.startswith("//"):
        rooted = f"/{text.strip('/')}/".replace("//", "/")
        return InvalidValue(f"must begin with one slash, not '{text}'", f"write {rooted}", "path")
    if re.search(r"/:\w|^:\w|[{}]|%[%}]", text):
        return InvalidValue(
            f"is a pattern, but here it would be used literally: '{text}'",
            "write the whole path, or set permalinks: in config.yaml",
            "path",
        )
    if text.lower() in {"false", "none", "null", "no"}:
        return InvalidValue(
            f"must be a path, not '{text}'", "write draft: true if the text must not be published", "path"
        )
    if not text.startswith("/"):
        text = "/" + text
    try:
        path = unicodedata.normalize("NFC", unquote(text, errors="strict"))
    except UnicodeDecodeError:
        return InvalidValue("has %-escapes that are not UTF-8", "write the characters themselves", "path")
    if re.search(r"\s", text):
        return InvalidValue(
            "contains a space, which a URL cannot have", "write %20 if it is part of the URL", "path"
        )
    illegal = _ILLEGAL.search(path)
    if illegal:
        return InvalidValue(f"contains {illegal[0]!r}, which a path cannot have", "leave it out", "path")
    segments = path[1:].rstrip("/").split("/")
    if any(segment in {".", ".."} for segment in segments) or "" in segments[:-1]:
        return InvalidValue("has an empty, `.` or `..` part", "write the path from the site's root", "path")
    return path if path.endswith("/") or _EXTENSION.search(path) else path + "/"


def read_old_address(text: str) -> str | InvalidValue:
    """A site path, or one with a single value for a query: `/?p=12`, which some hosts can redirect."""
    found = _ONE_VALUE.fullmatch(text)
    path = read_site_path((found[1] or "/") if found else text)
    return path if found is None or isinstance(path, InvalidValue) else f"{path}?{found[2]}"


def flaw_of_link(text: str) -> InvalidValue | None:
    """What is wrong with the URL of a menu or social link: a site path, http(s) or mailto."""
    if text.startswith("/") and not text.startswith("//"):
        return (
            None
            if not re.search(r"\s", text)
            else InvalidValue("contains a space", "write %20 for it", "url")
        )
    if text.startswith("mailto:") and "@" in text:
        return None
    flaw = flaw_of_address(text)
    if flaw is None:
        return None
    hint = (
        f"write https://{text}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text) else "write /about/ or https://…"
    )
    return InvalidValue("must be a path on this site, an http(s) address or mailto:", hint, "url")


def flaw_of_address(text: str) -> InvalidValue | None:
    """What is wrong with a full http(s) address."""
    hint = "write it in full, such as https://example.org/"
    if re.search(r"[\s<>\"\\]", text):
        return InvalidValue(f"contains a space or a character that a URL cannot have: '{text}'", hint, "url")
    try:
        parts = urlsplit(text)
        port_is_wrong = parts.port == 0
    except ValueError:
        return InvalidValue(f"is not a URL: '{text}'", hint, "url")
    if parts.scheme not in {"http", "https"}:
        if re.match(r"[\w-]+(\.[\w-]+)+(:[0-9]+)?(/|$)", text):
            hint = f"write https://{text}"
        return InvalidValue(f"must begin with https:// or http://, not '{text}'", hint, "url")
    if not parts.hostname or port_is_wrong:
        return InvalidValue(f"has no host: '{text}'", hint, "url")
    return None
