from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.finished.clean_site import clean
from tests.driver import post

THIRD = "content/posts/third.md"
TEMPLATE = "templates/post.html"
MARK = "<!-- check: ignore link-text-vague -->"


def text(body: str, **values: object) -> str:
    return post("The third", body, "2026-01-08", **{"description": "What is left.", **values})


@pytest.mark.parametrize(
    "body",
    [
        f"See [here](/about/). {MARK}",
        f"{MARK}\n\nSee [here](/about/).",
        f"{MARK}\n\nText\nof several lines\nwith [here](/about/).",
        "<!-- check: ignore unfinished-text, link-text-vague -->\n\nSee [here](/about/).",
        f"{MARK}\n<!-- Another. -->\n\nSee [here](/about/).",
    ],
)
def test_a_comment_silences_what_follows_it(body: str, tmp_path: Path) -> None:
    assert clean(tmp_path, {THIRD: text(f"Text.\n\n{body}\n\nMore.")}).found() == []


@pytest.mark.parametrize(
    "body",
    [
        f"{MARK}\n\nText.\n\nSee [here](/about/).",
        "<!-- check: ignore unfinished-text -->\n\nSee [here](/about/).",
        f"See [here](/about/).\n\n{MARK}",
        "<!-- ignore link-text-vague -->\n\nSee [here](/about/).",
    ],
)
def test_a_comment_silences_nothing_else(body: str, tmp_path: Path) -> None:
    found = clean(tmp_path, {THIRD: text(f"Text.\n\n{body}\n\nMore.")}).found()
    assert [one.rpartition(" ")[2] for one in found] == ["link-text-vague"]


def test_readers_are_not_shown_the_comment(tmp_path: Path) -> None:
    site = clean(
        tmp_path, {THIRD: text(f"{MARK}\n\nSee [here](/about/). {MARK}\n\n<!-- Another. -->")}
    ).build()
    for path in ("/third/", "/feed.xml", "/feed.json", "/"):
        assert "check:" not in site.page(path)
    assert "<!-- Another. -->" in site.page("/third/")


def test_front_matter_and_templates_have_comments_of_their_own(tmp_path: Path) -> None:
    title = '"' + " ".join(["word"] * 15) + '"  # check: ignore title-long'
    files = {
        THIRD: text("Text.").replace("The third", title),
        TEMPLATE: '{% extends "theme:post.html" %}\n{% block after %}{{ super() }}\n'
        '<a href="/nowhere/">No</a> {# check: ignore dead-link #}\n{% endblock %}\n',
    }
    assert clean(tmp_path, files).found() == []
