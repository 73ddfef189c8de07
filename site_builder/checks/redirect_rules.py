"""Old URLs that hosts would read as patterns."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.site import Site
from site_builder.stages.assemble.redirects import is_rule


def check(site: Site) -> Iterator[Diagnostic]:
    """They are left out of the table; the pages that redirect are made all the same."""
    for redirect in site.redirects:
        if not is_rule(redirect.old):
            yield warning(
                "redirect-rule",
                f"{redirect.old} is left out of _redirects, where hosts would read a pattern in it",
                redirect.source,
                redirect.place,
                "the page that redirects is made all the same",
            )
