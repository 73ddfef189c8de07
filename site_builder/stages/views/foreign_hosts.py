"""Which other hosts the texts of a site make a browser load from."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.documents import Reference, ReferenceKind
from site_builder.model.hosts import ForeignLoad
from site_builder.model.site import Post, Series, Site, StaticPage
from site_builder.stages.theme.foreign_loads import origin_of


def loads_of_texts(site: Site) -> Iterator[ForeignLoad]:
    """By element and origin; some of them twice."""
    owners: tuple[Post | StaticPage | Series, ...] = (*site.posts, *site.pages, *site.series.values())
    for owner in owners:
        head = owner.head
        for element, address in head.body.loads:
            if origin := origin_of(address):
                yield ForeignLoad(element, origin)
        for reference in head.body.references:
            yield from _pictures(reference)
        image = getattr(head, "image", None)
        if image is not None and "//" in image.src and (origin := origin_of(image.src)):
            yield ForeignLoad("img", origin)


def _pictures(reference: Reference) -> Iterator[ForeignLoad]:
    is_picture = reference.kind is ReferenceKind.IMAGE and "//" in reference.target
    if is_picture and (origin := origin_of(reference.target)):
        yield ForeignLoad("img", origin)
