"""Covers `redirects`, `threads`."""

from __future__ import annotations

import pytest

from site_builder.model.diagnostics import Place
from site_builder.model.documents import Head
from tests.stages.assemble.heads import assembled, codes, comments, page, part, post, said, series


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        (("/old/",), ["/old/"]),
        (("/b/", "/c.html"), ["/b/", "/c.html"]),
        # Most hosts take each of these for the page itself.
        (("/a/", "/a", "/A/", "/a/index.html"), []),
        # And these for one another.
        (("/old", "/old/", "/OLD/"), ["/old"]),
    ],
)
def test_an_alias_leads_to_its_post(aliases: tuple[str, ...], expected: list[str]) -> None:
    redirects = assembled(post("a", aliases=aliases)).site.redirects
    assert [one.old for one in redirects] == expected
    assert {one.new for one in redirects} <= {"/a/"}


def test_pages_and_series_have_aliases_too_and_know_where_they_were_asked_for() -> None:
    site = assembled(
        page("about", aliases=("/me/",), places={"aliases.0": Place(4, 9)}),
        series(aliases=("/row/",)),
        part(1),
    ).site
    assert [(one.old, one.new, one.source, one.place) for one in site.redirects] == [
        ("/me/", "/about/", "pages/about.md", Place(4, 9)),
        ("/row/", "/series/walks/", "series/walks.md", Place()),
    ]


@pytest.mark.parametrize(
    "head", [post("a", is_draft=True, aliases=("/x/",)), post("a", "2027-01-01", aliases=("/x/",))]
)
def test_hidden_posts_have_no_redirects(head: Head) -> None:
    assert assembled(head).site.redirects == ()


def test_a_thread_is_found_by_comments_id_and_else_by_slug() -> None:
    result = assembled(
        post("a", slug="new-slug", comments_id="a-thread"), post("b"), comments("a-thread"), comments("b")
    )
    assert sorted(result.site.threads) == ["a-thread", "b"]
    assert said(result) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("police-part-22", "did you mean police-part-2.yaml?"),
        ("x", "name the file after the post's comments_id or slug"),
    ],
)
def test_a_thread_without_a_post_is_reported(name: str, hint: str) -> None:
    result = assembled(post("police-part-2"), comments(name))
    assert said(result) == [
        f"warning comments/{name}.yaml:0 comments-without-post: no post has the comments_id or slug '{name}',"
        f" so these comments are not shown; {hint}"
    ]


def test_a_thread_follows_its_post_from_an_old_url_to_a_new_slug() -> None:
    moved = post("new", aliases=("/2021/old/", "/older.html"))
    for name in ("old", "older"):
        result = assembled(moved, comments(name))
        assert (list(result.site.threads), result.diagnostics) == (["new"], ())
    # Comments under the post's own name come first, and another post's stay its own.
    result = assembled(moved, comments("new", "Ash"), comments("old", "Bea"))
    assert [one.author for one in result.site.threads["new"].comments] == ["Ash"]
    assert codes(result) == [("comments/old.yaml", "comments-without-post")]
    assert list(assembled(moved, post("old"), comments("old")).site.threads) == ["old"]


def test_a_thread_may_wait_for_its_draft() -> None:
    assert said(assembled(post("a", is_draft=True), comments("a"))) == []


def test_two_posts_under_one_id_are_told_at_the_second() -> None:
    result = assembled(post("a", id="x"), post("b", id="x", places={"id": Place(3, 5)}))
    assert said(result) == [
        "error posts/b.md:3 duplicate-id: the id 'x' belongs to content/posts/a.md already;"
        " give one of the two another id; the post that was published first should keep it"
    ]


def test_an_id_may_be_a_hidden_posts_too() -> None:
    assert said(assembled(post("a", id="x"), post("b", id="x", is_draft=True))) == []
