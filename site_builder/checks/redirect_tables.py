"""Old URLs that would not lead on as their writer thinks."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, error, warning
from site_builder.model.site import Site
from site_builder.stages.views.feed_addresses import old_folders

_OWN_TABLE = "static/_redirects"
# Programs ask for these, and none of them follows the redirect of an HTML page.
_NO_PAGES = (".xml", ".rss", ".atom", ".json", ".rdf")


def check(site: Site) -> Iterator[Diagnostic]:
    """Each alias can be a page, and a table of the writer's own leaves none of them out."""
    for redirect in site.redirects:
        if redirect.old.lower().endswith(_NO_PAGES):
            yield error(
                "alias-not-a-page",
                f"the old URL {redirect.old} was not a page, so a redirect page there would not help",
                redirect.source,
                redirect.place,
                f"if it was a feed, add feed: {{aliases: [{redirect.old}]}} to config.yaml; else delete it",
            )
    folders = [old for old, _ in old_folders(site)]
    count = len(site.redirects) + len(folders)
    if count and _OWN_TABLE in site.file_urls:
        old = site.redirects[0].old if site.redirects else folders[0]
        yield warning(
            "redirects-replaced",
            f"this file replaces the table of redirects, so hosts do not read the {count} that the site has",
            _OWN_TABLE,
            hint=f"copy them into it ({old} is the first), or put your own rules into aliases and delete it",
        )
