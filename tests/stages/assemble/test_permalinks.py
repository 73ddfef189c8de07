from __future__ import annotations

import msgspec
import pytest

from site_builder.model.config import Permalinks
from tests.stages.assemble.heads import CONFIG, assembled, page, post, series
from tests.stages.assemble.heads import part as part_of


@pytest.mark.parametrize(
    ("pattern", "date", "expected"),
    [
        ("/{slug}/", "2026-01-02", "/a/"),
        ("/{year}/{month}/{day}/{slug}/", "2026-01-02", "/2026/01/02/a/"),
        ("/{year}/{slug}.html", "2026-01-02", "/2026/a.html"),
        # The day in the post's own zone, which parsing brings to the site's.
        ("/{year}/{slug}/", "2025-12-31T23:59", "/2025/a/"),
        ("/{slug}/{slug}/", "2026-01-02", "/a/a/"),
    ],
)
def test_a_pattern_makes_the_url(pattern: str, date: str, expected: str) -> None:
    config = msgspec.structs.replace(CONFIG, permalinks=Permalinks(posts=pattern))
    assert [one.url for one in assembled(post("a", date), config=config).site.posts] == [expected]


def test_an_undated_draft_has_the_day_on_which_it_is_shown() -> None:
    config = msgspec.structs.replace(CONFIG, permalinks=Permalinks(posts="/{year}/{month}/{day}/{slug}/"))
    site = assembled(post("a", "", is_draft=True), drafts=True, now="2026-03-01", config=config).site
    assert site.posts[0].url == "/2026/03/01/a/"


def test_a_permalink_of_its_own_wins_over_the_pattern() -> None:
    site = assembled(post("a", permalink="/here/"), page("b", permalink="/there.html")).site
    assert (site.posts[0].url, site.pages[0].url) == ("/here/", "/there.html")


def test_every_kind_has_its_pattern() -> None:
    permalinks = Permalinks("/p/{slug}/", "/s/{slug}/", "/row/{slug}/", "/t/{slug}/", "/c/{slug}/")
    config = msgspec.structs.replace(CONFIG, permalinks=permalinks)
    site = assembled(post("a"), page("about"), series(), part_of(1), config=config).site
    assert {one.url for one in site.posts} == {"/p/a/", "/p/walks-1/"}
    assert site.pages[0].url == "/s/about/"
    assert site.series["walks"].url == "/row/walks/"
