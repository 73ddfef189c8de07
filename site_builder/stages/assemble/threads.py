"""Archived comments find their posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from site_builder.model.diagnostics import Diagnostic, Search, warning
from site_builder.model.documents import CommentsHead, PostHead


def thread_name(head: PostHead) -> str:
    """The stem of the file in content/comments/ that belongs to a post."""
    return head.comments_id or head.slug


def match_threads(
    comments: Iterable[CommentsHead], names: Collection[str], diagnostics: list[Diagnostic]
) -> dict[str, CommentsHead]:
    """Threads by name. A file that belongs to no post, hidden ones included, is reported."""
    threads: dict[str, CommentsHead] = {}
    for head in comments:
        threads[head.name] = head
        if head.name not in names:
            diagnostics.append(
                warning(
                    "comments-without-post",
                    f"no post has the comments_id or slug '{head.name}', so these comments are not shown",
                    head.path,
                    hint="name the file after the post's comments_id or slug",
                    search=Search("threads", head.name),
                )
            )
    return threads
