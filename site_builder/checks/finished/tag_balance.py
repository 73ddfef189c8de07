"""Raw HTML whose tags do not fit together, which breaks the page around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from site_builder.model.diagnostics import Severity
from site_builder.model.finished import FinishedPage, Flaw, UnbalancedTag, Wanted, make_flaw
from site_builder.stages.finished.balance import unbalanced_tags


def look(page: FinishedPage) -> Iterator[Flaw]:
    """First those of the writer's own text, then what is left, which a template or the front matter has."""
    if page.kind != "html" or not page.unbalanced:
        return
    own = Counter(unbalanced_tags(page.body)) if page.body else Counter[UnbalancedTag]()
    for number, one in enumerate(own.elements()):
        yield _flaw(one, Wanted("tag", (one.name, "stray" if one.is_stray else "open", str(number))))
    if not own:
        for one in dict.fromkeys(page.unbalanced):
            yield _flaw(one, Wanted("tag", (one.name, "stray" if one.is_stray else "open", "template")))


def _flaw(one: UnbalancedTag, wanted: Wanted) -> Flaw:
    if one.is_stray:
        message = f"this </{one.name}> closes nothing that is open here, which can break the page around it"
        hint = f"delete it, or write the <{one.name}> that it belongs to"
    else:
        message = f"this <{one.name}> is never closed, so it swallows what follows it on the page"
        hint = f"write </{one.name}> where it ends"
    return make_flaw("tag-unbalanced", Severity.ERROR, message, hint, wanted)
