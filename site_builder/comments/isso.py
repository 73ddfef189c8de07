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
