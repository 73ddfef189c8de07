"""Assemble: from heads to the Site.

Visibility is decided here, once: whatever follows sees only what may be published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.documents import Broken, CommentsHead, Entry, Head, PageHead, PostHead, SeriesHead
from site_builder.model.site import Post, ResolvedLinks, Site, StaticPage
from site_builder.stages.assemble.entries import (
    last_updated,
    minutes_to_read,
    newest_first,
    report_shared_ids,
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


class AssembledSite(NamedTuple):
    """The site, and what is wrong with it; paths of diagnostics are relative to content/.

    `resolver` tells where references would lead that are not in the texts yet; `names` is what there is to
    look among where one leads nowhere. `hidden` are the paths of what is
    not published now: what is wrong there does no harm to readers.
    """

    site: Site
    diagnostics: tuple[Diagnostic, ...]
    resolver: Resolver
    names: Names
    hidden: frozenset[str] = frozenset()


def assemble(
    config: Config, heads: Iterable[Head], files: Iterable[str], visibility: Visibility
) -> AssembledSite:
    """Make the Site of these heads and other content files (paths under content/), as `visibility` says."""
    sorted_heads = sorted(heads, key=lambda head: head.path)
    pages = [head for head in sorted_heads if isinstance(head, PageHead)]
    comments = [head for head in sorted_heads if isinstance(head, CommentsHead)]
    unreadable = {head.path for head in sorted_heads if isinstance(head, Broken)}
    diagnostics: list[Diagnostic] = []
    series_heads = heads_by_slug(
        config, (head for head in sorted_heads if isinstance(head, SeriesHead)), diagnostics
    )
    posts, series_heads = with_undeclared(
        name_by_slug((head for head in sorted_heads if isinstance(head, PostHead)), series_heads),
        series_heads,
        unreadable,
        visibility,
        diagnostics,
    )

    shown: dict[str, Post] = {}
    for head in posts:
        if visibility.shows(head):
            shown[head.path] = _post(config, head, visibility)
    shown_pages = {
        head.path: StaticPage(
            head,
            entry_url(config.permalinks.pages, head, visibility.now),
            visibility.state(head),
            last_updated(head),
            ResolvedLinks(),
        )
        for head in pages
        if visibility.shows(head)
    }

    bare_series = arrange_series(config, series_heads, posts, shown, unreadable, visibility, diagnostics)
    content_files = published_files(
        files,
        posts,
        pages,
        tuple(series_heads.values()),
        shown,
        shown_pages,
        (config.theme.logo, config.theme.stylesheet),
    )
    file_urls = {file.source: file.url for file in content_files}
    whereabouts = LinkTargets(
        content=config.paths.content,
        urls={path: post.url for path, post in shown.items()}
        | {path: page.url for path, page in shown_pages.items()}
        | {one.head.path: one.url for one in bare_series.values()},
        anchors={
            head.path: head.body.anchors
            for head in sorted_heads
            if isinstance(head, PostHead | PageHead | SeriesHead)
        },
        announced={
            head.path for head in posts if head.series in bare_series and visibility.is_announced(head)
        },
        unreadable=unreadable,
        hidden_urls={
            entry_url(config.permalinks.posts, head, visibility.now)
            for head in posts
            if head.path not in shown
        }
        | {
            entry_url(config.permalinks.pages, head, visibility.now)
            for head in pages
            if head.path not in shown_pages
        },
        files=file_urls,
        all_files=frozenset(files),
        series=bare_series,
    )
    resolver = Resolver(whereabouts)
    linked = {path: resolver.answered_post(post) for path, post in shown.items()}
    linked_pages = tuple(resolver.answered_page(page) for page in shown_pages.values())
    series = {slug: resolver.answered_series(one, linked) for slug, one in bare_series.items()}

    ordered = newest_first(linked.values())
    tags, categories, terms_of = gather_terms(config, ordered, diagnostics)
    report_shared_ids(ordered, config.paths.content, diagnostics)
    thread_names = {thread_name(head) for head in posts}
    threads = match_threads(comments, thread_names, diagnostics)
    redirects = collect_redirects(ordered, linked_pages, series.values())
    site = Site(
        config=config,
        now=visibility.now,
        changes_at=next_change(posts, pages, series_heads.values(), config.support.organisations, visibility),
        posts=ordered,
        pages=linked_pages,
        series=series,
        tags=tags,
        categories=categories,
        terms_of=terms_of,
        threads=threads,
        files=content_files,
        file_urls=file_urls,
        redirects=redirects,
        site_links=tuple(resolver.site_links),
    )
    declared = [slug for slug, head in series_heads.items() if head.is_declared]
    names = Names(whereabouts.urls, file_urls, whereabouts.anchors, declared, thread_names)
    hidden = frozenset(
        head.path for head in sorted_heads if isinstance(head, Entry | Broken) and not visibility.shows(head)
    )
    return AssembledSite(site, (*diagnostics, *resolver.diagnostics), resolver, names, hidden)


def _post(config: Config, head: PostHead, visibility: Visibility) -> Post:
    return Post(
        head=head,
        url=entry_url(config.permalinks.posts, head, visibility.now),
        state=visibility.state(head),
        minutes=minutes_to_read(head, config.words_per_minute),
        updated=last_updated(head),
        series=head.series,
        part=head.series_part,
        answers=ResolvedLinks(),
    )


__all__ = ["Assembled", "Visibility", "assemble"]
