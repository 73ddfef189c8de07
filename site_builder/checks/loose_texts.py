"""Texts that are published as they are because of their file names, though they were meant to be pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.documents import Entry
from site_builder.model.site import Post, Series, Site, StaticPage
from site_builder.stages.assemble.files import STATIC_FOLDER

_TEXTS = (
    ".txt",
    ".text",
    ".rtf",
    ".doc",
    ".docx",
    ".odt",
    ".pages",
    ".org",
    ".rst",
    ".adoc",
    ".tex",
    ".textile",
)


def check(site: Site) -> Iterator[Diagnostic]:
    """Nobody links to them, so either nobody will read them or nobody should."""
    texts = [
        file
        for file in site.files
        if file.source.lower().endswith(_TEXTS) and not file.source.startswith(STATIC_FOLDER)
    ]
    if not texts:
        return
    linked = _linked(site)
    for file in texts:
        if file.source not in linked and file.url not in linked:
            yield warning(
                "text-unused",
                f"this text is published as it is, at {file.url}, and nothing links to it",
                file.source,
                hint="end its name in .md, with front matter, to make a page of it; "
                "or link to it, move it to static/, or take it out of the content folder",
            )


def _linked(site: Site) -> set[str]:
    """Files by their paths under content/, and whatever is linked by site path."""
    found = {link.destination.path for link in site.site_links}
    found.update(link.url for link in (*site.config.menu, *site.config.social.links))
    entries: Iterable[Post | StaticPage | Series] = (*site.posts, *site.pages, *site.series.values())
    for entry in entries:
        head = entry.head
        found.update(reference.target for reference in head.body.references)
        if isinstance(head, Entry):
            for note in head.editor_notes:
                found.update(reference.target for reference in note.text.references)
    return found
