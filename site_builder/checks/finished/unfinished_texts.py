"""Notes to oneself in what readers see: TODO, TK, and filler text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw
from site_builder.stages.finished.pages import plain_text

_MARKS = re.compile(r"\b(TODO|FIXME|TKTK|TK|[Ll]orem [Ii]psum)\b")


def look(page: FinishedPage) -> Iterator[Flaw]:
    """TK, "to come", is a mark of English editors; in other languages it may be an abbreviation."""
    if not page.is_entry or page.is_draft:
        return
    for key, text in (("", page.body), ("title", page.title), ("description", page.description)):
        if not _MARKS.search(text):
            continue
        for mark in dict.fromkeys(_MARKS.findall(text if key else plain_text(text))):
            if mark == "TK" and not page.language.lower().startswith("en"):
                continue
            yield make_flaw(
                "unfinished-text",
                Severity.WARNING,
                f"'{mark}' is in a published text",
                "finish the passage, or write draft: true until it is finished",
                Wanted("text", (mark,)) if not key else Wanted(key=key),
            )
