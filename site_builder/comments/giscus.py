"""giscus (https://giscus.app): threads kept in a GitHub repository's discussions."""

from __future__ import annotations

from collections.abc import Mapping

from site_builder.model.views import Provider

# giscus names its own translations; a regional tag that it does not know falls back to the language.
_LANGUAGES_WITH_REGION = {"zh-CN", "zh-TW", "zh-HK"}


def provider(options: Mapping[str, str], language: str) -> Provider:
    """Threads are found by a given term, the thread's key, not by the page's path."""
    settings = {
        "mapping": "specific",
        "strict": "1",
        "reactions-enabled": "0",
        "emit-metadata": "0",
        "input-position": "bottom",
        "theme": "preferred_color_scheme",
        "lang": language if language in _LANGUAGES_WITH_REGION else language.partition("-")[0],
    }
    settings |= {name.replace("_", "-"): value for name, value in options.items()}
    return Provider("giscus", "giscus.app, GitHub", tuple(sorted(settings.items())), "comments.js")


def loads(options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Its script adds a style sheet to the page, and a frame in which all else happens."""
    return tuple((element, "https://giscus.app") for element in ("script", "link", "iframe"))
