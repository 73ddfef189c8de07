"""Whatever makes a reader's browser contact another host without being asked to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw


def look(page: FinishedPage) -> Iterator[Flaw]:
    """Pages, style sheets, scripts, and the texts in feeds; not links, which a reader chooses to follow."""
    own = urlsplit(page.base_url).netloc.lower()
    for kind, value, is_loaded in dict.fromkeys(page.addresses):
        if not is_loaded or "//" not in value:
            continue
        try:
            parts = urlsplit(urljoin(page.base_url, value))
        except ValueError:
            continue
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc.lower() != own:
            who = "feed readers" if kind.startswith("feed") else "every reader's browser"
            what = _WORDS.get(kind.partition(" ")[0], f"this {kind}")
            yield make_flaw(
                "foreign-load",
                Severity.ERROR,
                f"{what} makes {who} contact {parts.netloc}, which can track the visit",
                "put a copy of the file into the site, or link to it instead",
                Wanted("load", (value,)),
            )


_WORDS = {
    "img": "this image",
    "script": "this script",
    "iframe": "this frame",
    "url()": "this url()",
    "style": "this style",
    "feed": "something in a feed",
    "video": "this film",
    "audio": "this recording",
}
