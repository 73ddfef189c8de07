"""Lists of posts on pages that name what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.site import Site
from site_builder.stages.text.suggestions import closest


def check(site: Site) -> Iterator[Diagnostic]:
    """A page that lists less than its writer thinks is not seen to be wrong by anybody else."""
    for page in site.pages:
        if page.head.list is None:
            continue
        from site_builder.stages.assemble.chosen_posts import names_of_nothing

        for kind, name, place in names_of_nothing(site, page.head.list):
            guess = closest(name, _names(site, kind))
            yield warning(
                "list-unknown",
                f"list names the {kind} '{name}', which no published post has",
                page.head.path,
                place,
                f"did you mean {guess}?" if guess else "correct the name, or publish what it names",
            )


def _names(site: Site, kind: str) -> list[str]:
    if kind == "series":
        return [slug for slug, one in site.series.items() if one.live]
    if kind == "post":
        return [post.head.slug for post in site.posts]
    return [term.name for term in (site.tags if kind == "tag" else site.categories)]
