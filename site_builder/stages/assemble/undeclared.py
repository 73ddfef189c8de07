"""Series that posts name and no file declares, as every other tool lets them: made from their posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from site_builder.model.diagnostics import Diagnostic, Place, Search, warning
from site_builder.model.documents import BodyHead, PostHead, SeriesHead
from site_builder.stages.assemble.assembly import Assembly
from site_builder.stages.assemble.part_numbers import in_order, missing_numbers
from site_builder.stages.text.slugs import slugify


def with_undeclared(
    assembly: Assembly,
    posts: Iterable[PostHead],
    heads: Mapping[str, SeriesHead],
    unreadable: Collection[str],
) -> tuple[list[PostHead], dict[str, SeriesHead]]:
    """The posts, each naming its series by slug, and all series; `unreadable` are paths of broken files."""
    slugs = {name: slug for slug, head in heads.items() for name in (slug, head.title)}
    found: list[PostHead] = []
    undeclared: defaultdict[str, list[PostHead]] = defaultdict(list)
    for post in posts:
        slug = slugs.get(post.series) or slugify(post.series, assembly.config.language)
        if not post.series or post.series in heads:
            found.append(post)
        elif slug in heads:
            found.append(msgspec.structs.replace(post, series=slug))
        elif not slug or f"series/{slug}.md" in unreadable:
            found.append(post)
        else:
            undeclared[slug].append(post)
    made: dict[str, SeriesHead] = {}
    for slug, unordered in undeclared.items():
        members = in_order(unordered, assembly.visibility)
        made[slug] = _head_of(slug, members[0])
        assembly.diagnostics.append(_undeclared(members[0]))
        found.extend(_numbered(assembly, slug, members))
    return sorted(found, key=lambda head: head.path), {**heads, **made}


def _head_of(slug: str, first: PostHead) -> SeriesHead:
    return SeriesHead(
        path=f"series/{slug}.md", slug=slug, title=first.series, body=BodyHead(digest=""), is_declared=False
    )


def _undeclared(first: PostHead) -> Diagnostic:
    return warning(
        "series-unknown",
        f"no file declares the series '{first.series}', so it is made from the posts that name it",
        first.path,
        first.places.get("series", Place()),
        f'declare it with: site-builder new series "{first.series}"',
        Search("series", first.series),
    )


def _without_number(count: int, series: str) -> str:
    if count == 1:
        return f"this post of the series '{series}' has no number, so it gets one by its date"
    return f"{count:,} posts of the series '{series}' have no number, so they get theirs by date"


def _numbered(assembly: Assembly, slug: str, members: list[PostHead]) -> Iterable[PostHead]:
    numbers = missing_numbers(members, assembly.visibility)
    if numbers:
        first = next(head for head in members if head.path in numbers)
        assembly.diagnostics.append(
            warning(
                "series-part-missing",
                _without_number(len(numbers), members[0].series),
                first.path,
                first.places.get("series", Place()),
                f"write series_part: {numbers[first.path]}, and a number into each of the others",
            )
        )
    for head in members:
        number = head.series_part or numbers[head.path]
        yield msgspec.structs.replace(head, series=slug, series_part=number)
