"""Headings that leave a level out, so that somebody who hears the page loses the thread."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw


def look(page: FinishedPage) -> Iterator[Flaw]:
    """A heading is at most one level below the one before it (WCAG technique G141)."""
    before = 0
    for heading in page.headings:
        if before and heading.level > before + 1:
            yield make_flaw(
                "heading-jump",
                Severity.WARNING,
                f"the heading '{heading.text}' is an h{heading.level} right below an h{before}",
                f"make it an h{before + 1}: levels are for order, not for size",
                Wanted("heading", (heading.text,)),
            )
        before = heading.level
