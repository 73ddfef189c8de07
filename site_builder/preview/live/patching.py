"""A new head in the place of an old one, without assembling the site again.

Most edits change a text, or a title, and nothing else that the site is put together by. What *assemble* and
*plan* read of such a head is the same as before, and the rest is read when a view is made, from the one
`Post`, `StaticPage` or `Series` that all of the site shares. So the head is exchanged inside of it. This is
the only place where a frozen value changes, and it happens on the thread that makes the views, between two
of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from site_builder.engine.preparing.prepare import Prepared
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import Head, PageHead, PostHead, SeriesHead, Text
from site_builder.model.site import Post, ResolvedLinks, Series, Site, StaticPage
from site_builder.preview.live.own_problems import OwnProblems, exchange_own, said_besides
from site_builder.preview.live.rebuild_scope import RebuildScope
from site_builder.stages.assemble.entries import minutes_to_read
from site_builder.stages.assemble.resolve import Resolver

_TextHead = PostHead | PageHead | SeriesHead
_Owner = Post | StaticPage | Series


class Patched(NamedTuple):
    """What is left to do, and the site with what is said of it now."""

    scope: RebuildScope
    prepared: Prepared


class _Exchange(NamedTuple):
    """A head and the one that takes its place; `owner` shows it, and is None for what is hidden."""

    old: _TextHead
    new: _TextHead
    owner: _Owner | None


def patch(prepared: Prepared, changes: Iterable[tuple[Head, Head]]) -> Patched:
    """Exchange heads (old, new) in a prepared site.

    VIEWS promises that the site now is what assembling and planning would make of the new heads, PLAN that it
    is what assembling would, except for the places of front matter keys, which only messages need. What is
    said of the site is then what would be said of it read anew, to the column. SITE says that nothing was
    changed, and all is left to do.
    """
    everything = Patched(RebuildScope.SITE, prepared)
    exchanges: list[_Exchange] = []
    scope = RebuildScope.VIEWS
    for old, new in changes:
        if not (isinstance(old, _TextHead) and isinstance(new, _TextHead)):
            return everything
        if _names_other_files(prepared, old, new) or _shows_flawed_images(prepared, old, new):
            return everything
        owner = _owner(prepared.site, old)
        scope = max(scope, _scope_of(old, new, prepared.diagnostics))
        if old.title != new.title and _is_last_part(prepared.site, owner):
            scope = max(scope, RebuildScope.PLAN)
        exchanges.append(_Exchange(old, new, owner))
    if scope is RebuildScope.SITE:
        return everything
    anchors = {one.new.path: one.new.body.anchors for one in exchanges}
    before, now = prepared.assembled.resolver.knowing({}), prepared.assembled.resolver.knowing(anchors)
    patched = prepared
    answers = []
    for old, new, owner in exchanges:
        if owner is not None:
            before.answers(_as_assembled(owner, old))
            answers.append(now.answers(_as_assembled(owner, new)))
        known, own = OwnProblems.of(prepared, old, before), OwnProblems.of(prepared, new, now)
        besides = said_besides(prepared, old.path, known)
        if besides and _is_said_otherwise(besides, old, new):
            return everything
        patched = exchange_own(patched, new.path, known, own, besides)
    _exchange_all(prepared, exchanges, now, answers)
    return Patched(scope, patched)


def _names_other_files(prepared: Prepared, old: _TextHead, new: _TextHead) -> bool:
    """Whether other files under content/ are linked or shown: what is published can depend on that."""
    changed = {target for _, target in _named(old) ^ _named(new)}
    urls = prepared.site.file_urls.values() if changed else ()
    return not (prepared.files.keys().isdisjoint(changed) and changed.isdisjoint(urls))


def _shows_flawed_images(prepared: Prepared, old: _TextHead, new: _TextHead) -> bool:
    """Whether what is wrong with an image may be said with a line of this text, which shows it."""
    flawed = {one.path for one in prepared.images.diagnostics}
    if not flawed:
        return False
    shown = {target for _, target in _named(old) | _named(new)}
    shown.update(head.image.src for head in (old, new) if head.image is not None)
    return not flawed.isdisjoint(shown)


def _named(head: _TextHead) -> set[tuple[str, str]]:
    return {(reference.kind.value, reference.target) for reference in head.body.references}


def _is_said_otherwise(besides: Sequence[Diagnostic], old: _TextHead, new: _TextHead) -> bool:
    """Whether what is said for more reasons than a text would be at another place, or of other characters."""
    pointed_at = {one.place for one in besides}
    if old.title != new.title and any(f"'{old.title}'" in one.message for one in besides):
        return True
    if old.body.mentions != new.body.mentions and any(one.place in pointed_at for one in old.body.mentions):
        return True
    both = [(old.places.get(key), new.places.get(key)) for key in old.places.keys() | new.places.keys()]
    return any(
        before is None
        or now is None
        or (before.line, before.column) != (now.line, now.column)
        or before in pointed_at
        for before, now in both
        if before != now
    )


def _scope_of(old: _TextHead, new: _TextHead, said: Sequence[Diagnostic]) -> RebuildScope:
    if old.body.anchors != new.body.anchors and not _only_gains_anchors(old, new, said):
        return RebuildScope.SITE
    before, now = _decisive(old), _decisive(new)
    if before == now:
        return RebuildScope.VIEWS
    if _decisive_for_site(before) == _decisive_for_site(now):
        return RebuildScope.PLAN
    return RebuildScope.SITE


def _is_last_part(site: Site, owner: _Owner | None) -> bool:
    """Whether it is the last part of a series that has come: the calendar has its title as it was planned."""
    series = site.series.get(owner.series) if isinstance(owner, Post) else None
    dated = [part.post for part in series.parts if part.post and part.date] if series is not None else []
    return bool(dated) and dated[-1] is owner


def _only_gains_anchors(old: _TextHead, new: _TextHead, said: Sequence[Diagnostic]) -> bool:
    """Whether there are more anchors than before, and no link has been looking for any."""
    return set(old.body.anchors) <= set(new.body.anchors) and not any(
        one.search is not None and (one.search.among, one.search.near) == ("anchors", new.path)
        for one in said
    )


def _decisive(head: _TextHead) -> _TextHead:
    """A head without places and what is wrong with it, and without what is read only when a view is made.

    References go too: they are resolved again. A redirect has the title of what it leads to, and a series'
    feed that of the series.
    """
    body = msgspec.structs.replace(
        head.body,
        digest="",
        references=(),
        anchors=(),
        headings=(),
        words=0,
        teaser=Text(),
        excerpt="",
        has_more=False,
        is_teaser_marked=False,
        mentions=tuple(msgspec.structs.replace(one, place=Place()) for one in head.body.mentions),
    )
    bare = msgspec.structs.replace(head, body=body, places={}, diagnostics=())
    if isinstance(bare, SeriesHead):
        return bare
    title = head.title if head.aliases else ""
    return msgspec.structs.replace(
        bare, title=title, summary="", description="", authors=(), reading_time=0, toc=None
    )


def _decisive_for_site(head: _TextHead) -> _TextHead:
    """And without what is read when the routes are planned. Posts may name a series by its title."""
    if isinstance(head, SeriesHead) and not head.aliases:
        return msgspec.structs.replace(head, about="", description="", is_noindex=False)
    return msgspec.structs.replace(head, is_noindex=False)


def _exchange_all(
    prepared: Prepared, exchanges: Sequence[_Exchange], resolver: Resolver, answers: Sequence[ResolvedLinks]
) -> None:
    """The values are frozen for everybody else.

    They are shared by the whole site, so that replacing one would mean to build all that contains it again,
    which is what this module is there to save.
    """
    anchors = {one.new.path: one.new.body.anchors for one in exchanges}
    prepared.assembled.resolver.learn(anchors)
    site = prepared.site
    kept = (link for link in site.site_links if link.source not in anchors)
    msgspec.structs.force_setattr(site, "site_links", (*kept, *resolver.site_links))
    shown = [(one.owner, one.new) for one in exchanges if one.owner is not None]
    for (owner, new), where in zip(shown, answers, strict=True):
        msgspec.structs.force_setattr(owner, "answers", where)
        _exchange(prepared, owner, _as_assembled(owner, new))


def _exchange(prepared: Prepared, owner: _Owner, new: _TextHead) -> None:
    msgspec.structs.force_setattr(owner, "head", new)
    if isinstance(owner, Post) and isinstance(new, PostHead):
        minutes = minutes_to_read(new, prepared.config)
        msgspec.structs.force_setattr(owner, "minutes", minutes)
        prepared.presenter.forget(owner)
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
    return next((entry for entry in entries if entry.head.path == head.path), None)


def _as_assembled(owner: _Owner, new: _TextHead) -> _TextHead:
    """The head with the series and the part that assembling has found for it."""
    if isinstance(owner, Post) and isinstance(new, PostHead):
        return msgspec.structs.replace(new, series=owner.series, series_part=owner.part)
    return new
