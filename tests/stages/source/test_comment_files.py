# ruff: noqa: E501 — a golden line is kept whole.
from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from site_builder.model.config import ParserSettings
from site_builder.model.documents import Broken, Comment, CommentsHead
from site_builder.stages.source.comment_files import read_comments
from site_builder.stages.source.parse import Parser
from tests.stages.rendered import printed

MISSPELT = "write it as 2021-10-26, or with a time as 2021-10-26 09:00"


def read(text: str) -> CommentsHead:
    return read_comments(
        text, "comments/a-post.yaml", ZoneInfo("Europe/London"), lambda body: f"<p>{body}</p>"
    )


def test_a_thread_in_the_files_order() -> None:
    thread = read("""
- id: 7
  author: Null
  date: 2021-10-26 09:00
  body: |
    First line.

    Second.
- {id: b, author: 1984, body: Answer., parent: 7}
""")
    assert thread.diagnostics == ()
    assert thread.name == "a-post"
    assert thread.comments == (
        Comment(
            "7", "Null", "<p>First line.\n\nSecond.</p>", datetime.fromisoformat("2021-10-26T09:00+01:00")
        ),
        Comment("b", "1984", "<p>Answer.</p>", parent="7"),
    )


@pytest.mark.parametrize("text", ["", "# nobody yet\n", "[]", "~"])
def test_a_file_may_be_empty(text: str) -> None:
    assert read(text) == CommentsHead(path="comments/a-post.yaml", name="a-post")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text", ["1:1:4 error the file must be a list, not 'text' [comments-type] -> begin each with `- `"]),
        (
            "id: 1",
            [
                "1:1:1 error the file must be a list, not a group of keys [comments-type] -> begin each with `- `"
            ],
        ),
        (
            "- text",
            [
                "1:3:4 error a comment must be a group of keys, not 'text' [comments-type] -> indent its keys (id, author, date) below it"
            ],
        ),
        (
            "- id: 1\n  author:",
            [
                "2:10:1 error author is empty [comments-type] -> write the author after the colon",
                "1:3:1 error a comment has no body [comments-missing] -> add a line body: …",
            ],
        ),
        (
            "- {id: 1, author: A, body: b, date: soon}",
            [f"1:37:4 error date must be a date, not 'soon' [comments-date] -> {MISSPELT}"],
        ),
        (
            "- {id: 1, author: A, body: b, dat: 2}",
            [
                "1:31:3 warning there is no key 'dat' in a comment [comments-unknown-key] -> did you mean date?"
            ],
        ),
        (
            "- {id: 1, author: A, body: b}\n- {id: '1', author: B, body: c}",
            [
                "2:3:1 error the id '1' belongs to the comment on line 1 already [comments-duplicate-id] -> give one of the two another id"
            ],
        ),
        (
            "- {id: 1, author: A, body: b, parent: 2}",
            [
                "1:3:1 error there is no comment '2' for '1' to answer [comments-parent] -> write the parent's id, or leave parent out"
            ],
        ),
        (
            "- {id: 1, author: A, body: b, parent: 1}",
            [
                "1:3:1 error '1' answers itself by way of its parents [comments-parent] -> leave parent out of the first comment"
            ],
        ),
        (
            "- {id: 1, author: A, body: b, parent: 2}\n- {id: 2, author: A, body: b, parent: 1}\n- {id: 3, author: A, body: b, parent: 1}",
            [
                "1:3:1 error '1' answers itself by way of its parents [comments-parent] -> leave parent out of the first comment",
                "2:3:1 error '2' answers itself by way of its parents [comments-parent] -> leave parent out of the first comment",
            ],
        ),
        (
            "- {id: 1, author: It's: me, body: b}",
            ["1:23:1 error a second colon in one value [yaml-syntax] -> put the value in quotes"],
        ),
    ],
)
def test_a_mistake_is_reported_at_its_place(text: str, expected: list[str]) -> None:
    assert printed(read(text).diagnostics) == expected


def test_a_very_long_thread_is_read_in_one_go() -> None:
    rows = "".join(f"- {{id: {n}, author: A, body: b, parent: {n - 1}}} # {n}\n" for n in range(1, 3000))
    thread = read("- {id: 0, author: A, body: b}\n" + rows)
    assert thread.diagnostics == ()
    assert len(thread.comments) == 3000


def test_what_a_parser_makes_of_it_is_sanitised_or_broken() -> None:
    parser = Parser(ParserSettings())
    body = b"- id: 1\n  author: A\n  body: '<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>y</script>'\n"
    head = parser.parse("comments/x.yaml", body).head
    assert isinstance(head, CommentsHead)
    assert not any(word in head.comments[0].html for word in ("<img", 'href="javascript:', "<script"))
    assert isinstance(parser.parse("comments/x.yaml", b"- id: 1\n").head, Broken)
