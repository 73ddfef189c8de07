"""Redirects that hide a real page, on hosts that look for redirects before files."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Place, error
from site_builder.model.finished import FinishedSite, Flaw

_TABLE = "_redirects"


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Rules of a table that the writer made, and old URLs that a host takes for a page's name."""
    content = finished.site.config.paths.content
    own_table = finished.site.file_urls.get(f"static/{_TABLE}")
    facts = finished.files.get(_TABLE)
    if own_table and facts:
        for line, old, target in facts.rules:
            page = _page(old, finished)
            if page and target.rstrip("/") != page.rstrip("/"):
                yield _flaw(
                    f"this rule hides the page {page} on hosts that look for redirects first",
                    "delete the rule, or give the page another address",
                    f"{content}/static/{_TABLE}",
                    Place(line),
                )
    for redirect in finished.site.redirects:
        stem, dot, ending = redirect.old.rpartition(".")
        if not dot or ending.lower() not in ("html", "htm"):
            continue
        page = _page(stem, finished)
        if page and page != redirect.new:
            yield _flaw(
                f"many hosts serve the page of this old URL at {stem} too, which hides the page {page}",
                "delete the old URL, or give the page another address",
                f"{content}/{redirect.source}",
                redirect.place,
            )


def _page(path: str, finished: FinishedSite) -> str:
    """The real page that a path means, with or without a slash at its end; empty for none."""
    if "*" in path or "/:" in path:
        return ""
    for one in (path, path.rstrip("/") + "/"):
        facts = finished.files.get(output_path(one))
        if facts is not None and facts.is_page and not facts.is_redirect:
            return one
    return ""


def _flaw(message: str, hint: str, source: str, place: Place) -> Flaw:
    return Flaw(error("alias-hides-page", message, source, place, hint))
