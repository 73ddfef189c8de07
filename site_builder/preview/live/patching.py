"""A new head in the place of an old one, without assembling the site again.

Most edits change a text, or a title, and nothing else that the site is put together by. What *assemble* and
*plan* read of such a head is the same as before, and the rest is read when a view is made, from the one
`Post`, `StaticPage` or `Series` that all of the site shares. So the head is exchanged inside of it. This is
the only place where a frozen value changes, and it happens on the thread that makes the views, between two
of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from site_builder.engine.preparing.prepare import Prepared
from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import Head, PageHead, PostHead, SeriesHead, Text
from site_builder.model.site import Post, Series, Site, SiteLink, StaticPage
from site_builder.preview.live.rebuild_scope import RebuildScope
from site_builder.stages.assemble.entries import minutes_to_read
from site_builder.stages.assemble.resolve import Resolver

_TextHead = PostHead | PageHead | SeriesHead
_Owner = Post | StaticPage | Series


def patch(prepared: Prepared, changes: Iterable[tuple[Head, Head]]) -> RebuildScope:
    """Exchange heads (old, new) in a prepared site, and say what is left to do.

    VIEWS promises that the site now is what assembling and planning would make of the new heads, PLAN that it
    is what assembling would, except for the places of front matter keys, which only messages need. What is
    said about these texts is the same as before, to the column. SITE says that nothing was changed, and all
    is left to do.
    """
    if prepared.images.diagnostics:  # they name lines of texts
        return RebuildScope.SITE
    spoken_of: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for one in prepared.diagnostics:
        spoken_of[one.path].append(one)
    has_broken_anchors = any(one.code == "broken-anchor" for one in prepared.diagnostics)
    exchanges: list[tuple[_TextHead, _TextHead]] = []
    scope = RebuildScope.VIEWS
    for old, new in changes:
        if not (isinstance(old, _TextHead) and isinstance(new, _TextHead)):
            return RebuildScope.SITE
        if old.diagnostics != new.diagnostics:
            return RebuildScope.SITE
        said = spoken_of.get(f"{prepared.config.paths.content}/{new.path}")
        if said and (_moves_places(old, new, said) or any(f"'{old.title}'" in one.message for one in said)):
            return RebuildScope.SITE
        if said and old.body.mentions != new.body.mentions:
            return RebuildScope.SITE
        if _names_other_files(prepared, old, new):
            return RebuildScope.SITE
        scope = max(scope, _scope_of(old, new, can_gain_anchors=not has_broken_anchors))
        exchanges.append((old, new))
    if scope is RebuildScope.SITE or not _exchange_all(prepared, exchanges):
        return RebuildScope.SITE
    return scope


def _moves_places(old: _TextHead, new: _TextHead, said: list[Diagnostic]) -> bool:
    """Whether something that is said of a text would be said at another place now, or of other characters."""
    pointed_at = {one.place for one in said}
    both = [(old.places.get(key), new.places.get(key)) for key in old.places.keys() | new.places.keys()]
    return any(
        before is None
        or now is None
        or (before.line, before.column) != (now.line, now.column)
        or before in pointed_at
        for before, now in both
        if before != now
    )


def _names_other_files(prepared: Prepared, old: _TextHead, new: _TextHead) -> bool:
    """Whether other files under content/ are linked or shown: what is published can depend on that."""
    changed = {target for _, target in _named(old) ^ _named(new)}
    return any(
        target in prepared.files or prepared.presenter.pictures.info(target) is not None for target in changed
    )


def _named(head: _TextHead) -> set[tuple[str, str]]:
    return {(reference.kind.value, reference.target) for reference in head.body.references}


def _scope_of(old: _TextHead, new: _TextHead, *, can_gain_anchors: bool) -> RebuildScope:
    is_gain = can_gain_anchors and set(old.body.anchors) <= set(new.body.anchors)
    if old.body.anchors != new.body.anchors and not is_gain:
        return RebuildScope.SITE
    before, now = _decisive(old), _decisive(new)
    if before == now:
        return RebuildScope.VIEWS
    if _decisive_for_site(before) == _decisive_for_site(now):
        return RebuildScope.PLAN
    return RebuildScope.SITE


def _decisive(head: _TextHead) -> _TextHead:
    """A head without places, and without what is read only when a view is made.

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
    bare = msgspec.structs.replace(head, body=body, places={})
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


def _exchange_all(prepared: Prepared, exchanges: Sequence[tuple[_TextHead, _TextHead]]) -> bool:
    """False, and nothing is exchanged, where something else is wrong with references than there was."""
    site, assembled = prepared.site, prepared.assembled
    anchors = {new.path: new.body.anchors for _, new in exchanges}
    resolver = assembled.resolver.knowing(anchors)
    shown = [
        (owner, _as_assembled(owner, new))
        for old, new in exchanges
        if (owner := _owner(site, old)) is not None
    ]
    answers = [resolver.answers(new) for _, new in shown]
    if _broken_references(prepared, resolver) != _broken_references_before(prepared, exchanges):
        return False
    # The values are frozen for everybody else. They are shared by the whole site, so that replacing one would
    # mean to build all that contains it again, which is what this module is there to save.
    assembled.resolver.learn(anchors)
    kept = (link for link in site.site_links if link.source not in anchors)
    msgspec.structs.force_setattr(site, "site_links", (*kept, *resolver.site_links))
    for (owner, new), where in zip(shown, answers, strict=True):
        msgspec.structs.force_setattr(owner, "answers", where)
        _exchange(prepared, owner, new)
    return True


def _broken_references(prepared: Prepared, resolver: Resolver) -> tuple[list[Diagnostic], list[SiteLink]]:
    return resolver.diagnostics, [link for link in resolver.site_links if not _is_there(link, prepared)]


def _broken_references_before(
    prepared: Prepared, exchanges: Sequence[tuple[_TextHead, _TextHead]]
) -> tuple[list[Diagnostic], list[SiteLink]]:
    resolver = prepared.assembled.resolver.knowing({old.path: old.body.anchors for old, _ in exchanges})
    for old, _ in exchanges:
        if (owner := _owner(prepared.site, old)) is not None:
            resolver.answers(_as_assembled(owner, old))
    return _broken_references(prepared, resolver)


def _is_there(link: SiteLink, prepared: Prepared) -> bool:
    return output_path(link.destination.path) in prepared.routes


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
