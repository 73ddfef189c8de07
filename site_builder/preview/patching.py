"""A new text in the place of the old one, without assembling the site again.

Most edits change a text and nothing else that the site is put together by. What *assemble* and *plan* read of
a head is then the same as before, and everything else is read when a view is made, from the one `Post`,
`StaticPage` or `Series` that all of the site shares. So the head is exchanged inside of it. This is the only
place where a frozen value changes, and it happens on the thread that makes the views, between two of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from site_builder.engine.prepare import Prepared
from site_builder.model.diagnostics import Place
from site_builder.model.documents import Head, PageHead, PostHead, Reference, SeriesHead, Text
from site_builder.model.site import Post, Series, StaticPage
from site_builder.stages.assemble.entries import minutes_to_read

_TextHead = PostHead | PageHead | SeriesHead


def patch(prepared: Prepared, changes: Iterable[tuple[Head, Head]]) -> bool:
    """Exchange heads (old, new) in a prepared site. False if it has to be assembled anew: nothing is changed.

    True promises that the site now is what assembling and planning would make of the new heads, but for the
    places of links, which only messages need: there are none about these texts.
    """
    spoken_of = {one.path for one in prepared.diagnostics}
    has_broken_anchors = any(one.code == "broken-anchor" for one in prepared.diagnostics)
    exchanges: list[tuple[Post | StaticPage | Series, _TextHead]] = []
    for old, new in changes:
        if not (isinstance(old, _TextHead) and isinstance(new, _TextHead)):
            return False
        is_silent = f"{prepared.config.paths.content}/{new.path}" not in spoken_of and not new.diagnostics
        if not is_silent or not _differ_in_text_only(old, new, can_gain_anchors=not has_broken_anchors):
            return False
        owner = _owner(prepared, old)
        if owner is not None:
            exchanges.append((owner, new))
    for owner, head in exchanges:
        msgspec.structs.force_setattr(owner, "head", head)
        if isinstance(owner, Post) and isinstance(head, PostHead):
            minutes = minutes_to_read(head, prepared.config.words_per_minute)
            msgspec.structs.force_setattr(owner, "minutes", minutes)
            prepared.desk.forget(head.path)
    return True


def _owner(prepared: Prepared, head: _TextHead) -> Post | StaticPage | Series | None:
    """What shows a head; None for what is hidden."""
    entries: Iterable[Post | StaticPage | Series]
    if isinstance(head, PostHead):
        entries = prepared.site.posts
    elif isinstance(head, PageHead):
        entries = prepared.site.pages
    else:
        entries = prepared.site.series.values()
    return next((entry for entry in entries if entry.head.path == head.path), None)


def _differ_in_text_only(old: _TextHead, new: _TextHead, *, can_gain_anchors: bool) -> bool:
    """Whether all that assembling and planning read of two heads is the same."""
    gained = set(old.body.anchors) <= set(new.body.anchors) if can_gain_anchors else False
    return (gained or old.body.anchors == new.body.anchors) and _skeleton(old) == _skeleton(new)


def _skeleton(head: _TextHead) -> _TextHead:
    """A head without places, and without what is read only when a view is made."""
    body = msgspec.structs.replace(
        head.body,
        digest="",
        references=_unplaced(head.body.references),
        anchors=(),
        headings=(),
        words=0,
        teaser=Text(("",), _unplaced(head.body.teaser.references)),
        excerpt="",
        has_more=False,
    )
    return msgspec.structs.replace(head, body=body, places={})


def _unplaced(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    return tuple(msgspec.structs.replace(one, place=Place()) for one in references)
