"""Texts that no other page of the site leads to."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedSite, Flaw, Wanted, make_flaw
from site_builder.stages.finished.read import file_at

_FOLLOWED = ("a href\t", "area href\t")


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Feeds and the sitemap do not count: a reader of the site sees neither."""
    entries = {output_path(entry.url): entry for entry in finished.entries}
    unlinked = {path for path in entries if path in finished.files} - {"index.html", "404.html"}
    for path, facts in finished.files.items():
        if not unlinked:
            return
        if facts.is_page and not facts.is_redirect:
            targets = {
                file_at(one.partition("\t")[2])[0] for one in facts.internal if one.startswith(_FOLLOWED)
            }
            unlinked -= targets - {path}
    for path in sorted(unlinked):
        if not finished.files[path].is_noindex:
            yield make_flaw(
                "orphan-page",
                Severity.WARNING,
                "no other page links to this one, and no list shows it",
                "link to it from the menu or from a text; if readers should not find it, write noindex: true",
                Wanted(key="title"),
                entries[path].url,
            )
