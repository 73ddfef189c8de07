"""Parts of a series that a text names without a link to them."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import source_name, warning
from site_builder.model.documents import Mention, MentionKind
from site_builder.model.finished import FinishedSite, Flaw
from site_builder.model.site import Part, Post, Series

_OFFERED = frozenset({MentionKind.PART, MentionKind.NEXT, MentionKind.PREVIOUS})


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Of parts that are live. Where the site makes the links itself there is nothing to offer."""
    site = finished.site
    if site.config.series.link_mentions:
        return
    for post in site.posts:
        series = site.series.get(post.series)
        for mention in post.head.body.mentions if series is not None else ():
            part = _part_meant(series, post, mention) if series is not None else None
            if part is not None and not mention.is_link:
                source = source_name(site.config.paths.content, post.head.path)
                message = f"'{mention.words}' could lead to that part"
                hint = f"write [{mention.words}](part:{part.number})"
                yield Flaw(warning("mention-unlinked", message, source, mention.place, hint), page=post.url)


def _part_meant(series: Series, post: Post, mention: Mention) -> Part | None:
    """The live part that a mention means, if that is another than the text's own."""
    if mention.kind not in _OFFERED:
        return None
    step = {MentionKind.NEXT: 1, MentionKind.PREVIOUS: -1}.get(mention.kind, 0)
    number = post.part + step if step else mention.number
    if number == post.part:
        return None
    return next((part for part in series.parts if part.number == number and part.post is not None), None)
