"""Titles and descriptions that search engines would cut, and those that two pages share."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FileFacts, FinishedSite, Flaw, Wanted, make_flaw, site_path_of

_LONGEST_TITLE = 70
_LONGEST_DESCRIPTION = 160
"""Characters that result pages of search engines and link previews show at most, or nearly so."""


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Of the pages of single texts that search engines may list."""
    shown: dict[str, FileFacts] = {
        path: facts
        for path, facts in finished.files.items()
        if facts.is_page and not facts.is_noindex and not facts.is_redirect
    }
    yield from _too_long(finished)
    yield from _repeated(finished, shown)


def _too_long(finished: FinishedSite) -> Iterator[Flaw]:
    for entry in finished.entries:
        head = entry.head
        if head.is_noindex:
            continue
        for key, text, most in (
            ("title", head.title, _LONGEST_TITLE),
            ("description", head.description, _LONGEST_DESCRIPTION),
        ):
            if len(text) > most:
                yield make_flaw(
                    f"{key}-long",
                    Severity.WARNING,
                    f"the {key} has {len(text)} characters; search engines and link previews cut it after"
                    f" about {most}",
                    "say the most important thing first, and shorten the rest",
                    Wanted(key=key),
                    entry.url,
                )


def _repeated(finished: FinishedSite, shown: dict[str, FileFacts]) -> Iterator[Flaw]:
    order = [entry.url for entry in reversed(finished.site.posts)]
    order += [entry.url for entry in finished.site.pages]
    first: dict[tuple[str, str], str] = {
        ("title", facts.title): path for path, facts in shown.items() if not facts.is_entry
    }
    for url in order:
        path = output_path(url)
        facts = shown.get(path)
        if facts is None or not facts.is_entry:
            continue
        for key, text in (("title", facts.title), ("description", facts.description)):
            other = first.setdefault((key, text), path)
            if text and other != path:
                yield make_flaw(
                    f"{key}-twice",
                    Severity.WARNING,
                    f"this page has the same {key} as {site_path_of(other)}",
                    f"give it a {key} of its own, so that readers can tell the two apart in a list",
                    Wanted(key=key),
                    url,
                )
