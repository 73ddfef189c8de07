"""Isso (https://isso-comments.de): a comment server of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from site_builder.model.views import Provider


def provider(options: Mapping[str, str], language: str) -> Provider:
    """`url` is the server's address; the thread's key takes the place of the page's path."""
    settings = {"lang": language.partition("-")[0], "css": "true"}
    settings |= {name.replace("_", "-"): value.rstrip("/") for name, value in options.items()}
    host = urlsplit(options["url"]).netloc
    return Provider("isso", host, tuple(sorted(settings.items())), "comments.js")


def loads(options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Its script adds a style sheet and pictures to the page, and asks the server for comments.

    It paints avatars by `style` attributes, which can do no more harm than colour them wrongly.
    """
    parts = urlsplit(options["url"])
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    from_server = tuple((element, origin) for element in ("script", "link", "img", "connect"))
    return (*from_server, ("style attribute", "'unsafe-inline'"))
