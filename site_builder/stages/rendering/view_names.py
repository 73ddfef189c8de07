"""What messages call the things that a template sees."""

from __future__ import annotations

import re

_NAMES = {
    "SiteView": "the site",
    "PostPage": "a post",
    "TextPage": "a page",
    "SeriesPage": "the page of a series",
    "HomePage": "the home page",
    "ArchivePage": "the archive",
    "TermPage": "the page of a tag or category",
    "TermIndexPage": "the list of tags or categories",
    "SeriesIndexPage": "the list of series",
    "Summary": "a post in a list",
    "SeriesSummary": "a series in a list",
    "SeriesView": "a series",
    "SeriesRef": "a post's series in a list",
    "SeriesPlace": "a post's series",
    "PartView": "a part of a series",
    "Meta": "page.meta",
    "ThemeView": "site.theme",
    "TocEntry": "a heading in the contents",
    "Moment": "a date",
    "Html": "a piece of markup",
    "PlainMacro": "a macro",
}


def view_name(view: type) -> str:
    """`a page` for TextPage: what it is, and not what its class is called."""
    name = view.__name__
    if name in _NAMES:
        return _NAMES[name]
    words = re.sub(r"(?<!^)([A-Z])", r" \1", name.removesuffix("View")).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
