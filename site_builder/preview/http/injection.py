"""What the preview adds to a page on its way out: a draft's banner, and the script that updates it."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from pathlib import Path

from site_builder.preview.http.overlay import described
from site_builder.preview.http.pages import Page

RESERVED = "/.site-builder/"
"""What begins so is the preview's own."""

_BODY = re.compile(rb"<body(?:\s[^>]*)?>", re.IGNORECASE)
_STYLE = (
    "margin:0;padding:.5em 1em;background:#fc6;color:#210;text-align:center;"
    "font:bold 1rem/1.4 system-ui,sans-serif"
)


@cache
def script() -> bytes:
    """The script that pages load."""
    return files(__package__).joinpath("client.js").read_bytes()


@cache
def script_url() -> str:
    """Where it is: another one after an upgrade."""
    return f"{RESERVED}client.{blake2b(script(), digest_size=6).hexdigest()}.js"


def injected(page: Page, root: Path) -> bytes:
    """The page as the preview serves it. Without a body of its own, it gets everything at its end."""
    tail = _script_tag(page, root)
    banner = _banner(page)
    data = page.data or _substitute(page)
    opening = _BODY.search(data)
    closing = data.lower().rfind(b"</body>")
    if opening is None or closing < opening.end():
        return data + banner + tail
    start = opening.end()
    return data[:start] + banner + data[start:closing] + tail + data[closing:]


def _script_tag(page: Page, root: Path) -> bytes:
    problems = ""
    if page.problems:
        encoded = json.dumps(described(page.problems, root), ensure_ascii=False)
        problems = f' data-problems="{escape(encoded)}"'
    return f'<script src="{script_url()}" id="site-builder-preview"{problems} defer></script>'.encode()


def _banner(page: Page) -> bytes:
    if not page.banner:
        return b""
    return f'<p role="status" class="site-builder-banner" style="{_STYLE}">{escape(page.banner)}</p>'.encode()


def _substitute(page: Page) -> bytes:
    """In the place of a page that has never gone well, or of a missing page for unknown URLs."""
    return plain_page("Not found" if page.is_missing else "This page cannot be shown", "")


def plain_page(title: str, text: str) -> bytes:
    """A page without the theme."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n</body>\n</html>\n"
    ).encode()
