"""content/comments/NAME.yaml to a thread of archived comments. Every body is sanitised."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from site_builder.model.diagnostics import Place
from site_builder.model.documents import Comment, CommentsHead
from site_builder.stages.schema.collections_of import ListOf
from site_builder.stages.schema.fields import Field, Fields
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.schema.shapes import DateValue, TextValue, is_empty

_Row = tuple[dict[str, Any], Place]


def read_comments(text: str, path: str, zone: tzinfo, convert: Callable[[str], str]) -> CommentsHead:
    """The thread in the file's order. `convert` makes sanitised HTML of a body in Markdown."""
    reading = Reading(path, text, 1, "comments")
    root = compose(reading)
    rows: tuple[_Row, ...] = ()
    if root is not None and not is_empty(root):
        rows = ListOf(_comment_fields(zone), each="a comment").read(root, "the file", reading) or ()
    _check_ids(rows, reading)
    _check_parents(rows, reading)
    comments = tuple(
        Comment(
            id=row["id"],
            author=row["author"],
            html=convert(row["body"]),
            date=row.get("date"),
            parent=row.get("parent", ""),
        )
        for row, _ in rows
    )
    name = posixpath.splitext(posixpath.basename(path))[0]
    return CommentsHead(path=path, name=name, comments=comments, diagnostics=tuple(reading.diagnostics))


def _comment_fields(zone: tzinfo) -> Fields:
    return Fields(
        (
            Field(
                "id", TextValue(), "A text or number that no other comment in the file has.", required=True
            ),
            Field("author", TextValue(), "Who wrote it.", required=True),
            Field("date", DateValue(zone), "When it was written."),
            Field("body", TextValue(one_line=False), "The comment, in Markdown or HTML.", required=True),
            Field("parent", TextValue(), "The id of the comment that this one answers."),
        ),
        dict,
        prefix=" in a comment",
    )


def _check_ids(rows: tuple[_Row, ...], reading: Reading) -> None:
    first: dict[str, Place] = {}
    for row, place in rows:
        other = first.setdefault(row["id"], place)
        if other is not place:
            message = f"the id '{row['id']}' belongs to the comment on line {other.line} already"
            reading.error("comments-duplicate-id", message, place, "give one of the two another id")


def _check_parents(rows: tuple[_Row, ...], reading: Reading) -> None:
    """Every parent exists, and no comment answers itself in the end."""
    parents = {row["id"]: row.get("parent", "") for row, _ in rows}
    circular = _in_circles(parents)
    for row, place in rows:
        parent = row.get("parent", "")
        if not parent:
            continue
        if parent not in parents:
            message = f"there is no comment '{parent}' for '{row['id']}' to answer"
            reading.error("comments-parent", message, place, "write the parent's id, or leave parent out")
        elif row["id"] in circular:
            message = f"'{row['id']}' answers itself by way of its parents"
            reading.error("comments-parent", message, place, "leave parent out of the first comment")


def _in_circles(parents: dict[str, str]) -> set[str]:
    """The ids that lead back to themselves. Each id is walked over once."""
    circular: set[str] = set()
    done: set[str] = set()
    for start in parents:
        trail: dict[str, int] = {}
        current = start
        while current and current in parents and current not in done and current not in trail:
            trail[current] = len(trail)
            current = parents[current]
        if current in trail:
            circular.update(list(trail)[trail[current] :])
        done.update(trail)
    return circular
