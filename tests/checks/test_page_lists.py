"""Covers `stages/assemble/chosen_posts`."""

from __future__ import annotations

import pytest

from site_builder.checks.page_lists import check
from site_builder.model.diagnostics import Place
from site_builder.model.documents import PostList
from site_builder.outputs import pages
from tests.checks.small_sites import site_of
from tests.outputs.presenters import presenter, view
from tests.stages.assemble.heads import labels, page, part, post, series

HEADS = (
    series("walks", length=3),
    part(2, "2026-01-05"),
    part(1, "2026-01-04"),
    post("old", "2026-01-01", tags=labels("Night shift"), categories=labels("Work")),
    post("new", "2026-01-02", slug="newest", tags=labels("Night shift")),
    post("draft", is_draft=True),
)
PLACES = (Place(4, 10), Place(4, 20))


@pytest.mark.parametrize(
    ("wanted", "urls"),
    [
        (PostList(series="walks"), ["/walks-1/", "/walks-2/"]),
        (PostList(tag="night shift"), ["/newest/", "/old/"]),
        (PostList(tag="night-shift"), ["/newest/", "/old/"]),
        (PostList(category="Work"), ["/old/"]),
        (PostList(posts=("old", "new"), places=PLACES), ["/old/", "/newest/"]),
        (PostList(posts=("newest", "old"), places=PLACES), ["/newest/", "/old/"]),
    ],
)
def test_a_page_lists_what_it_names_in_its_order(wanted: PostList, urls: list[str]) -> None:
    made = presenter(*HEADS, page("start", list=wanted))
    assert [one.url for one in view(pages.plan(made), "/start/").posts] == urls
    assert list(check(made.site)) == []


@pytest.mark.parametrize(
    ("wanted", "place", "message", "hint"),
    [
        (PostList(series="walk", place=Place(3, 1)), Place(3, 1), "the series 'walk'", "did you mean walks?"),
        (PostList(tag="zzz"), Place(), "the tag 'zzz'", "correct the name"),
        (PostList(category="Wrk"), Place(), "the category 'Wrk'", "did you mean Work?"),
        (PostList(posts=("old", "draft"), places=PLACES), PLACES[1], "the post 'draft'", "correct the name"),
    ],
)
def test_a_name_of_nothing_is_a_warning_at_its_place(
    wanted: PostList, place: Place, message: str, hint: str
) -> None:
    (found,) = check(site_of("", heads=(*HEADS, page("start", list=wanted))))
    assert (found.code, found.path, found.place) == ("list-unknown", "pages/start.md", place)
    assert message in found.message
    assert found.hint.startswith(hint)
