"""Archived comments find their posts."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.diagnostics import Diagnostic, Search, warning
from site_builder.model.documents import CommentsHead, PostHead


def thread_name(head: PostHead) -> str:
    """The stem of the file in content/comments/ that belongs to a post."""
    return head.comments_id or head.slug


def match_threads(
    comments: Iterable[CommentsHead], posts: Iterable[PostHead], diagnostics: list[Diagnostic]
) -> dict[str, CommentsHead]:
    """Threads by the names of their posts. A file that belongs to no post, hidden ones included, is reported.

    A file that has the name of an old URL belongs to the post that has it among its aliases: comments survive
    a new slug as they are.
    """
    found = {head.name: head for head in comments}
    names = {thread_name(head): head for head in posts}
    moved = (
        {old: name for name, head in names.items() for old in _old_names(head) if old not in names}
        if found.keys() - names.keys()
        else {}
    )
    threads: dict[str, CommentsHead] = {}
    for name, head in found.items():
        known_as = name if name in names else moved.get(name, "")
        if known_as and (known_as == name or known_as not in found):
            threads[known_as] = head
        else:
            threads[name] = head
            diagnostics.append(
                warning(
                    "comments-without-post",
                    f"no post has the comments_id or slug '{name}', so these comments are not shown",
                    head.path,
                    hint="name the file after the post's comments_id or slug",
                    search=Search("threads", name),
                )
            )
    return threads


def _old_names(head: PostHead) -> Iterable[str]:
    """The slugs that a post had, as far as its old URLs end in them."""
    for alias in head.aliases:
        yield alias.strip("/").rpartition("/")[2].removesuffix(".html")
