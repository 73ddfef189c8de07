"""Assemble: from heads to the Site.

Visibility is decided here, once: whatever follows sees only what may be published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.documents import Broken, CommentsHead, Entry, Head, PageHead, PostHead, SeriesHead
from site_builder.model.site import ContentFile, Post, ResolvedLinks, Series, Site, StaticPage
from site_builder.stages.assemble.assembly import Assembly
from site_builder.stages.assemble.entries import (
    last_updated,
    minutes_to_read,
    newest_first,
    report_shared_ids,
    report_wrong_updates,
)
from site_builder.stages.assemble.files import published_files
from site_builder.stages.assemble.guesses import Names
from site_builder.stages.assemble.permalinks import entry_url
from site_builder.stages.assemble.redirects import collect_redirects
from site_builder.stages.assemble.resolve import LinkTargets, Resolver
from site_builder.stages.assemble.series import arrange_series, heads_by_slug, name_by_slug
from site_builder.stages.assemble.terms import gather_terms
from site_builder.stages.assemble.threads import match_threads, thread_name
from site_builder.stages.assemble.undeclared import with_undeclared
from site_builder.stages.assemble.visibility import Visibility, next_change


class AssembledSite(msgspec.Struct, frozen=True):
    """The site, and what is wrong with it; paths of diagnostics are relative to content/.

    `resolver` tells where references would lead that are not in the texts yet; `names` is what there is to
    look among where one leads nowhere. `hidden` are the paths of what is not published now: what is wrong
    there does no harm to readers.
    """

    site: Site
    diagnostics: tuple[Diagnostic, ...]
    resolver: Resolver
    names: Names
    hidden: frozenset[str] = frozenset()


class _Documents(msgspec.Struct, frozen=True):
    """All that was parsed, in the order of paths; series are by slug, and posts name theirs by it."""

    heads: list[Head]
    posts: list[PostHead]
    pages: list[PageHead]
    series: dict[str, SeriesHead]
    unreadable: set[str]


class _Shown(msgspec.Struct, frozen=True):
    """What is visible, by path (series by slug), before its references are resolved."""

    posts: dict[str, Post]
    pages: dict[str, StaticPage]
    series: dict[str, Series]
    files: tuple[ContentFile, ...]

    @property
    def file_urls(self) -> dict[str, str]:
        """Site paths of published files, by path."""
        return {file.source: file.url for file in self.files}


def assemble(
    config: Config, heads: Iterable[Head], files: Iterable[str], visibility: Visibility
) -> AssembledSite:
    """Make the Site of these heads and other content files (paths under content/), as `visibility` says."""
    all_files = frozenset(files)
    assembly = Assembly(config, visibility, [])
    documents = _by_kind(assembly, heads)
    shown = _shown(assembly, documents, all_files)
    targets = _link_targets(assembly, documents, shown, all_files)
    resolver = Resolver(targets)
    site = _site(assembly, documents, shown, resolver)
    thread_names = {thread_name(head) for head in documents.posts}
    declared = [slug for slug, head in documents.series.items() if head.is_declared]
    return AssembledSite(
        site,
        (*assembly.diagnostics, *resolver.diagnostics),
        resolver,
        Names(targets.urls, site.file_urls, targets.anchors, declared, thread_names),
        frozenset(
            head.path
            for head in documents.heads
            if isinstance(head, Entry | Broken) and not visibility.shows(head)
        ),
    )


def _by_kind(assembly: Assembly, heads: Iterable[Head]) -> _Documents:
    ordered = sorted(heads, key=lambda head: head.path)
    of_series = (head for head in ordered if isinstance(head, SeriesHead))
    declared = heads_by_slug(assembly, of_series)
    unreadable = {head.path for head in ordered if isinstance(head, Broken)}
    named = name_by_slug((head for head in ordered if isinstance(head, PostHead)), declared)
    posts, series = with_undeclared(assembly, named, declared, unreadable)
    pages = [head for head in ordered if isinstance(head, PageHead)]
    return _Documents(ordered, posts, pages, series, unreadable)


def _shown(assembly: Assembly, documents: _Documents, files: frozenset[str]) -> _Shown:
    config, visibility, _ = assembly
    posts = {head.path: _post(config, head, visibility) for head in documents.posts if visibility.shows(head)}
    pages = {head.path: _page(config, head, visibility) for head in documents.pages if visibility.shows(head)}
    series = arrange_series(assembly, documents.series, documents.posts, posts, documents.unreadable)
    published = published_files(
        files,
        (*documents.posts, *documents.pages),
        documents.series.values(),
        {path: post.url for path, post in posts.items()} | {path: page.url for path, page in pages.items()},
        config.named_files,
    )
    return _Shown(posts, pages, series, published)


def _link_targets(
    assembly: Assembly, documents: _Documents, shown: _Shown, files: frozenset[str]
) -> LinkTargets:
    texts = (head for head in documents.heads if isinstance(head, PostHead | PageHead | SeriesHead))
    return LinkTargets(
        content=assembly.config.paths.content,
        urls={path: post.url for path, post in shown.posts.items()}
        | {path: page.url for path, page in shown.pages.items()}
        | {one.head.path: one.url for one in shown.series.values()},
        anchors={head.path: head.body.anchors for head in texts},
        announced={
            head.path
            for head in documents.posts
            if head.series in shown.series and assembly.visibility.is_announced(head)
        },
        unreadable=documents.unreadable,
        hidden_urls=set(_hidden_urls(assembly, documents, shown)),
        files=shown.file_urls,
        all_files=files,
        series=shown.series,
    )


def _hidden_urls(assembly: Assembly, documents: _Documents, shown: _Shown) -> Iterator[str]:
    permalinks, now = assembly.config.permalinks, assembly.visibility.now
    for post in documents.posts:
        if post.path not in shown.posts:
            yield entry_url(permalinks.posts, post, now)
    for page in documents.pages:
        if page.path not in shown.pages:
            yield entry_url(permalinks.pages, page, now)


def _site(assembly: Assembly, documents: _Documents, shown: _Shown, resolver: Resolver) -> Site:
    config, visibility, diagnostics = assembly
    linked = {path: resolver.answered(post) for path, post in shown.posts.items()}
    pages = tuple(resolver.answered(page) for page in shown.pages.values())
    series = {slug: resolver.answered_series(one, linked) for slug, one in shown.series.items()}
    posts = newest_first(linked.values())
    tags, categories, terms_of = gather_terms(config, posts, diagnostics)
    visible: list[Entry] = [one.head for one in posts]
    visible += [one.head for one in pages]
    report_wrong_updates(visible, visibility.now, diagnostics)
    report_shared_ids(posts, config.paths.content, diagnostics)
    comments = [head for head in documents.heads if isinstance(head, CommentsHead)]
    threads = match_threads(comments, documents.posts, diagnostics)
    organisations = config.support.organisations
    return Site(
        config=config,
        now=visibility.now,
        changes_at=next_change(
            documents.posts, documents.pages, documents.series.values(), organisations, visibility
        ),
        posts=posts,
        pages=pages,
        series=series,
        tags=tags,
        categories=categories,
        terms_of=terms_of,
        threads=threads,
        files=shown.files,
        file_urls=shown.file_urls,
        redirects=collect_redirects(config, posts, pages, series.values()),
        site_links=tuple(resolver.site_links),
    )


def _post(config: Config, head: PostHead, visibility: Visibility) -> Post:
    return Post(
        head=head,
        url=entry_url(config.permalinks.posts, head, visibility.now),
        state=visibility.state(head),
        minutes=minutes_to_read(head, config),
        updated=last_updated(head, visibility.now),
        series=head.series,
        part=head.series_part,
        answers=ResolvedLinks(),
    )


def _page(config: Config, head: PageHead, visibility: Visibility) -> StaticPage:
    url = entry_url(config.permalinks.pages, head, visibility.now)
    return StaticPage(head, url, visibility.state(head), last_updated(head, visibility.now), ResolvedLinks())


__all__ = ["AssembledSite", "Visibility", "assemble"]
