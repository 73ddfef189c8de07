from __future__ import annotations

from datetime import datetime

import pytest

from site_builder.stages.text.url_patterns import filled, is_made_here, recognise

DAY = datetime(2020, 3, 4)  # noqa: DTZ001
NEW_YEAR = datetime(2020, 1, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("path", "when", "pattern"),
    [
        ("/2020/03/04/walk/", DAY, "/{year}/{month}/{day}/{slug}/"),
        ("/2020/03/walk.html", DAY, "/{year}/{month}/{slug}.html"),
        ("/blog/walk/", DAY, "/blog/{slug}/"),
        ("/walk/", DAY, "/{slug}/"),
        ("/2020/01/01/walk/", NEW_YEAR, "/{year}/{month}/{day}/{slug}/"),
        ("/2020/01/walk/", NEW_YEAR, "/{year}/{month}/{slug}/"),
        ("/somewhere/else/", DAY, "/{slug}/"),
        ("/walk/", None, "/{slug}/"),
    ],
)
def test_the_pattern_of_a_path_is_recognised(path: str, when: datetime | None, pattern: str) -> None:
    assert recognise([(path, "walk", when)]) == pattern


def test_the_pattern_that_most_have_is_the_blogs() -> None:
    posts = [("/2020/walk/", "walk", DAY), ("/2020/talk/", "talk", DAY), ("/x/", "x", DAY)]
    assert recognise(posts) == "/{year}/{slug}/"


def test_a_pattern_is_filled_unless_it_needs_a_date_that_is_missing() -> None:
    assert filled("/{year}/{month}/{slug}/", "walk", DAY) == "/2020/03/walk/"
    assert filled("/{year}/{slug}/", "walk", None) == ""
    assert filled("/{slug}/", "walk", None) == "/walk/"


@pytest.mark.parametrize("path", ["/", "/tags/", "/series/", "/page/2/", "/2/", "/archive/2020/", "/assets/"])
def test_pages_that_are_made_whatever_the_content_are_known(path: str) -> None:
    assert is_made_here(path)
    assert not is_made_here(f"{path}walk/")
