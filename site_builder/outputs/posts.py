"""A page for every post."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from site_builder.comments import provider_of
from site_builder.model.documents import Comment, CommentsHead, PostHead
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Post, Series
from site_builder.model.views import CommentView, FeedLink, Html, Link, Meta, Note, PartView, PostPage, Thread
from site_builder.stages.views.entry_traits import address_place, has_support, is_public
from site_builder.stages.views.presenter import ATOM_TYPE, Presenter
from site_builder.stages.views.series_progress import parts_at_end

_DEEPEST = 8
"""How deep replies are nested. Two people can answer each other a thousand times; no page is that wide."""


def plan(presenter: Presenter) -> Iterator[Route]:
    """One route a post; neighbours in time are those of the posts' own order."""
    posts = presenter.site.posts
    for place, post in enumerate(posts):
        newer = posts[place - 1] if place else None
        older = posts[place + 1] if place + 1 < len(posts) else None
        yield Route(
            post.url,
            Rendered(
                post.head.template or "post.html",
                partial(_page, presenter, post, newer, older),
                "" if post.head.template else post.head.layout,
                series=presenter.site.series[post.series].url if post.series in presenter.site.series else "",
            ),
            Origin(post.head.path, address_place(post.head)),
            in_sitemap=is_public(post),
            updated=post.updated or post.head.date,
        )


def _page(presenter: Presenter, post: Post, newer: Post | None, older: Post | None) -> PostPage:
    head, answers = post.head, post.answers
    series = presenter.site.series.get(post.series)
    image = presenter.pictures.of_entry(head.image, answers.image)
    notes = presenter.notes(head.editor_notes, answers.notes)
    around = _in_series(presenter, series, post)
    return PostPage(
        meta=_meta(presenter, post, series),
        id=head.id,
        title=head.title,
        description=head.description,
        body=presenter.body(post, has_picture_before=image is not None),
        words=head.body.words,
        minutes=post.minutes,
        date=presenter.date(post) if head.date else None,
        updated=presenter.moment(post.updated),
        is_updated=post.is_updated,
        authors=presenter.authors(head.authors),
        image=image,
        content_note=presenter.content_note(post),
        has_support=has_support(head),
        notes=notes,
        dated_notes=_dated_notes(presenter, head, notes),
        toc=presenter.toc(post),
        tags=presenter.tags_of(post),
        categories=presenter.categories_of(post),
        series=presenter.series_place(post),
        parts=around.parts,
        previous_part=around.before,
        next_part=around.after,
        announcement=around.announced,
        ended_after=around.ended_after,
        newer=_link(presenter, newer),
        older=_link(presenter, older),
        thread=_thread(presenter, post),
        state=post.state.value,
        params=head.params,
    )


def _meta(presenter: Presenter, post: Post, series: Series | None) -> Meta:
    trail = (Link(series.head.title, presenter.link(series.url)),) if series else ()
    return presenter.own_meta(post, trail=trail, feeds=_series_feed(presenter, series))


def _dated_notes(presenter: Presenter, head: PostHead, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Those that have a date, the ones inside the text among them, oldest first."""
    inline = tuple(note for note in head.inline_notes if note.date is not None)
    inline_notes = presenter.notes(inline, tuple((None,) * len(note.text.references) for note in inline))
    return tuple(
        sorted(
            (note for note in (*notes, *inline_notes) if note.date),
            key=lambda note: note.date.iso if note.date else "",
        )
    )


def _link(presenter: Presenter, post: Post | None) -> Link | None:
    return Link(post.head.title, presenter.link(post.url)) if post is not None else None


def _series_feed(presenter: Presenter, series: Series | None) -> tuple[FeedLink, ...]:
    if series is None:
        return ()
    return (FeedLink(series.head.title, presenter.link(series.url + "feed.xml"), ATOM_TYPE),)


class _Around(msgspec.Struct, frozen=True):
    """A post's surroundings in its series."""

    parts: tuple[PartView, ...] = ()
    before: Link | None = None
    after: Link | None = None
    announced: PartView | None = None
    ended_after: int = 0


def _in_series(presenter: Presenter, series: Series | None, post: Post) -> _Around:
    if series is None:
        return _Around()
    live = [part for part in series.parts if part.post is not None]
    before = [part for part in live if part.number < post.part]
    after = [part for part in live if part.number > post.part]
    return _Around(
        tuple(presenter.part_beside(series, part, post.part) for part in series.parts),
        _link(presenter, before[-1].post if before else None),
        _link(presenter, after[0].post if after else None),
        presenter.announcement(series, post.part),
        parts_at_end(series),
    )


def _thread(presenter: Presenter, post: Post) -> Thread | None:
    head = post.head
    archived = presenter.site.threads.get(head.comments_id or head.slug)
    if not head.allows_comments and (archived is None or not archived.comments):
        return None
    settings = presenter.config.comments
    privacy = settings.privacy_notice
    link = privacy.link if privacy else None
    return Thread(
        key=head.comments_id or head.id,
        is_open=head.allows_comments,
        count=len(archived.comments) if archived else 0,
        comments=_nested(presenter, archived) if archived else (),
        provider=provider_of(settings, presenter.config.language),
        reply_email=settings.reply.email,
        reply_url=presenter.configured_link(settings.reply.url) if settings.reply.url else "",
        reply_text=settings.reply.text,
        privacy_text=privacy.text if privacy else "",
        privacy_link=Link(link.title, presenter.configured_link(link.url)) if link else None,
    )


def _nested(presenter: Presenter, archived: CommentsHead) -> tuple[CommentView, ...]:
    """Comments in the file's order, replies below what they reply to, the deepest ones side by side."""
    replies: dict[str, list[Comment]] = {}
    for comment in archived.comments:
        replies.setdefault(comment.parent, []).append(comment)

    def below(parent: str) -> Iterator[Comment]:
        waiting = replies.get(parent, [])[::-1]
        while waiting:
            comment = waiting.pop()
            yield comment
            waiting.extend(reversed(replies.get(comment.id, ())))

    def under(parent: str, depth: int) -> tuple[CommentView, ...]:
        is_deepest = depth == _DEEPEST
        return tuple(
            CommentView(
                "-".join(comment.id.split()),
                comment.author,
                presenter.moment(comment.date),
                Html(comment.html),
                () if is_deepest else under(comment.id, depth + 1),
            )
            for comment in (below(parent) if is_deepest else replies.get(parent, ()))
        )

    return under("", 0)
