"""A new head in the place of an old one, without assembling the site again.

Most edits change a text, or a title, and nothing else that the site is put together by. What *assemble* and
*plan* read of such a head is the same as before, and the rest is read when a view is made, from the one
`Post`, `StaticPage` or `Series` that all of the site shares. So the head is exchanged inside of it. This is
the only place where a frozen value changes, and it happens on the thread that makes the views, between two
of them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from site_builder.engine.prepare import Prepared
from site_builder.model.diagnostics import Place
from site_builder.model.documents import Head, PageHead, PostHead, Reference, SeriesHead, Text
from site_builder.model.site import Post, Series, Site, StaticPage
from site_builder.stages.assemble.entries import minutes_to_read

_TextHead = PostHead | PageHead | SeriesHead
_Owner = Post | StaticPage | Series


class Reach(enum.IntEnum):
    """How far a change goes: what has to be made again."""

    VIEWS = 0
    PLAN = 1
    ASSEMBLY = 2


def patch(prepared: Prepared, changes: Iterable[tuple[Head, Head]]) -> Reach:
    """Exchange heads (old, new) in a prepared site, and say what is left to do.

    VIEWS promises that the site now is what assembling and planning would make of the new heads, PLAN that it
    is what assembling would; but for the places of links, which only messages need: there are none about
    these texts. ASSEMBLY says that nothing was changed, and all is left to do.
    """
    spoken_of = {one.path for one in prepared.diagnostics}
    has_broken_anchors = any(one.code == "broken-anchor" for one in prepared.diagnostics)
    exchanges: list[tuple[_TextHead, _TextHead]] = []
    reach = Reach.VIEWS
    for old, new in changes:
        if not (isinstance(old, _TextHead) and isinstance(new, _TextHead)) or new.diagnostics:
            return Reach.ASSEMBLY
        if f"{prepared.config.paths.content}/{new.path}" in spoken_of:
            return Reach.ASSEMBLY
        reach = max(reach, _reach(old, new, can_gain_anchors=not has_broken_anchors))
        exchanges.append((old, new))
    if reach is not Reach.ASSEMBLY:
        for old, new in exchanges:
            _exchange(prepared, old, new)
    return reach


def _reach(old: _TextHead, new: _TextHead, *, can_gain_anchors: bool) -> Reach:
    is_gain = can_gain_anchors and set(old.body.anchors) <= set(new.body.anchors)
    if old.body.anchors != new.body.anchors and not is_gain:
        return Reach.ASSEMBLY
    before, now = _decisive(old), _decisive(new)
    if before == now:
        return Reach.VIEWS
    if _decisive_for_site(before) == _decisive_for_site(now):
        return Reach.PLAN
    return Reach.ASSEMBLY


def _decisive(head: _TextHead) -> _TextHead:
    """A head without places, and without what is read only when a view is made.

    A redirect carries the title of what it leads to, and a series' feed that of the series.
    """
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
        is_teaser_marked=False,
    )
    bare = msgspec.structs.replace(head, body=body, places={})
    if isinstance(bare, SeriesHead):
        return bare
    title = head.title if head.aliases else ""
    return msgspec.structs.replace(
        bare, title=title, summary="", description="", authors=(), reading_time=0, toc=None
    )


def _decisive_for_site(head: _TextHead) -> _TextHead:
    """And without what is read when the routes are planned."""
    if isinstance(head, SeriesHead) and not head.aliases:
        return msgspec.structs.replace(head, title="", about="", description="", is_noindex=False)
    return msgspec.structs.replace(head, is_noindex=False)


def _unplaced(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    return tuple(msgspec.structs.replace(one, place=Place()) for one in references)


def _exchange(prepared: Prepared, old: _TextHead, new: _TextHead) -> None:
    owner = _owner(prepared.site, old)
    if owner is None:
        return
    msgspec.structs.force_setattr(owner, "head", new)
    if isinstance(owner, Post) and isinstance(new, PostHead):
        minutes = minutes_to_read(new, prepared.config.words_per_minute)
        msgspec.structs.force_setattr(owner, "minutes", minutes)
        prepared.desk.forget(owner)
        series = prepared.site.series.get(owner.series)
        for part in series.parts if series is not None else ():
            if part.post is owner:
                msgspec.structs.force_setattr(part, "title", new.title)


def _owner(site: Site, head: _TextHead) -> _Owner | None:
    """What shows a head; None for what is hidden."""
    entries: Iterable[_Owner]
    if isinstance(head, PostHead):
        entries = site.posts
    elif isinstance(head, PageHead):
        entries = site.pages
    else:
        entries = site.series.values()
    return next((entry for entry in entries if entry.head is head), None)
