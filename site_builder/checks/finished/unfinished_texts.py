"""Notes to oneself in what readers see: TODO, TK, filler text, and what an unfinished merge leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, Wanted, make_flaw
from site_builder.stages.finished.pages import plain_text

_MARKS = re.compile(r"\b(TODO|FIXME|TKTK|TK|[Ll]orem [Ii]psum)\b|(?<![<;])((?:<|&lt;){7})(?=\s)")
_MERGE = "<<<<<<<"


def look(page: FinishedPage) -> Iterator[Flaw]:
    """TK, "to come", is a mark of English editors; in other languages it may be an abbreviation."""
    if not page.is_entry or page.is_draft:
        return
    for key, text in (("", page.body), ("title", page.title), ("description", page.description)):
        if not _MARKS.search(text):
            continue
        found = _MARKS.finditer(text if key else plain_text(text))
        for mark in dict.fromkeys(one[1] or _MERGE for one in found):
            if mark == "TK" and not page.language.lower().startswith("en"):
                continue
            yield make_flaw(
                "unfinished-text",
                Severity.WARNING,
                f"'{mark}' is in a published text",
                "choose one of the two versions that git could not merge, and delete the marks"
                if mark == _MERGE
                else "finish the passage, or write draft: true until it is finished",
                Wanted("text", (mark,)) if not key else Wanted(key=key),
            )
