"""The recipe of `record`: what is published now, and what has become of what was."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from site_builder.engine.diagnostics.problems import in_order
from site_builder.engine.preparing.prepare import Prepared, prepare
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.record.identities import Identities
from site_builder.engine.record.published_record import read_record, record_path, write_record
from site_builder.engine.record.silent_edits import body_sketch, has_new_note, notes_of, silent_edits
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.errors import BuildFailed, OutputBroken
from site_builder.model.published import PublishedPost
from site_builder.model.site import Post, State


class Recorded(NamedTuple):
    """What was done: the file, how many posts it has, how many are new, changed and given up.

    `problems` are the posts whose old lines were kept, since nobody has said that the change is meant.
    """

    path: str
    posts: int
    new: int
    changed: int
    dropped: int
    problems: tuple[Diagnostic, ...]


def record(request: Request, progress: Progress, *, may_accept: bool = False) -> Recorded:
    """Bring the record up to date. Raises BuildFailed for a site with errors: some posts could not be seen.

    `may_accept` says that all that has moved, vanished or was rewritten is as it should be.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> Recorded:
        settings = read_settings(request.config_file, cache, request.overrides)
        prepared = prepare(Session.begin(cache, request.jobs, progress), request, settings)
        errors = [one for one in prepared.diagnostics if one.severity is Severity.ERROR]
        if errors:
            raise BuildFailed((*notices, *errors))
        recorded = _record(request, prepared, cache, may_accept=may_accept)
        cache.commit()
        return recorded

    return with_cache(request.root, attempt)


def _record(request: Request, prepared: Prepared, cache: BuildCache, *, may_accept: bool) -> Recorded:
    content, site = prepared.config.paths.content, prepared.site
    old = read_record(request.root, content)
    identities = Identities(old, site, prepared.sources.documents.heads, prepared.routes)
    problems = () if may_accept else in_order((*identities.problems(), *silent_edits(old, site, cache)))
    troubled = {one.path for one in problems}
    published = {post.head.id: post for post in site.posts if post.state is State.PUBLISHED}
    kept = {} if may_accept else {name: one for name, one in old.posts.items() if name not in published}
    made = {
        name: _entry(post, old.posts.get(name), cache, may_accept=may_accept)
        for name, post in published.items()
        if name in old.posts or f"{content}/{post.head.path}" not in troubled
    }
    posts = kept | made
    if may_accept:
        posts = {name: _without_lost(one, identities) for name, one in posts.items()}
    try:
        write_record(request.root, content, posts.values())
    except OSError as failure:
        raise OutputBroken(f"{record_path(content)} cannot be written: {failure.strerror}") from failure
    return Recorded(
        record_path(content),
        len(posts),
        len(posts.keys() - old.posts.keys()),
        sum(old.posts[name] != one for name, one in posts.items() if name in old.posts),
        len(old.posts.keys() - posts.keys()),
        problems,
    )


def _entry(post: Post, before: PublishedPost | None, cache: BuildCache, *, may_accept: bool) -> PublishedPost:
    """The words stay those that were recorded first: many small edits are not to pass as none."""
    head = post.head
    assert head.date is not None
    urls = (*(url for url in before.urls if url != post.url), post.url) if before else (post.url,)
    if before is not None and before.sketch and not may_accept and not has_new_note(before, head):
        return msgspec.structs.replace(before, path=head.path, date=head.date, urls=urls)
    words, sketch = body_sketch(head, cache)
    return PublishedPost(head.id, head.path, head.date, urls, words, sketch, notes_of(head))


def _without_lost(one: PublishedPost, identities: Identities) -> PublishedPost:
    """Old URLs that lead nowhere any more are meant to."""
    urls = tuple(url for url in one.urls if not identities.leads_nowhere(url))
    return msgspec.structs.replace(one, urls=urls)
