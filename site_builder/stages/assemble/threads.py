"""Archived comments find their posts."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.documents import CommentsHead, PostHead


def thread_name(head: PostHead) -> str:
    """The stem of the file in content/comments/ that belongs to a post."""
    return head.comments_id or head.slug


def match_threads(
    comments: Iterable[CommentsHead], posts: Iterable[PostHead], diagnostics: list[Diagnostic]
) -> dict[str, CommentsHead]:
    """Threads by name. A file that belongs to no post, hidden ones included, is reported."""
    names = {thread_name(head) for head in posts}
    threads: dict[str, CommentsHead] = {}
    for head in comments:
        threads[head.name] = head
        if head.name not in names:
            close = get_close_matches(head.name, names, 1)
            diagnostics.append(
                warning(
                    "comments-without-post",
                    f"no post has the comments_id or slug '{head.name}', so these comments are not shown",
                    head.path,
                    hint=f"did you mean {close[0]}.yaml?"
                    if close
                    else "name the file after the post's comments_id or slug",
                )
            )
    return threads
