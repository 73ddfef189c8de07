"""What "did you mean" costs: searches for what is shown, and none for what was searched for before.

Covers `stages/text/suggestions`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.diagnostics.hints import MOST_OF_A_KIND
from tests.driver import Project, post

BROKEN = "[a](gone-{0}.md) [b](/nowhere-{0}/) [c](first.md#wrong-{0}) ![d](lost-{0}.png)"
KINDS = 4


def moved(posts: int, folder: Path) -> Project:
    """A site whose posts have four broken links each, and keys that mean nothing."""
    files: dict[str, str | bytes] = {"content/posts/first.md": post("First", "## Here\n\nText.")}
    for number in range(posts):
        files[f"content/posts/p{number}.md"] = post(
            f"Post {number}", BROKEN.format(number), tumblr_url="x", sumary="y"
        )
    return Project(files, folder)


@pytest.mark.parametrize("posts", [30, 60])
def test_searches_grow_with_neither_posts_nor_links(posts: int, searches: list[str], tmp_path: Path) -> None:
    moved(posts, tmp_path / "site").build()
    keys = {"tumblrurl", "sumary"}
    assert len([word for word in searches if word not in keys]) <= KINDS * MOST_OF_A_KIND
    # Once in each process that reads texts, and this is the only one.
    assert len(searches) <= KINDS * MOST_OF_A_KIND + len(keys)


def test_nothing_is_searched_for_twice(searches: list[str], tmp_path: Path) -> None:
    site = moved(3, tmp_path / "site").build()
    hints = [one.hint for one in site.report.diagnostics]
    assert searches
    searches.clear()
    site.build()
    assert [one.hint for one in site.report.diagnostics] == hints
    assert searches == []


def test_a_new_file_may_be_what_was_meant(searches: list[str], tmp_path: Path) -> None:
    site = moved(1, tmp_path / "site").build()
    assert "did you mean gone-one.md?" not in {one.hint for one in site.report.diagnostics}
    site.write("content/posts/gone-one.md", post("Gone one")).build()
    assert "did you mean gone-one.md?" in {one.hint for one in site.report.diagnostics}


def test_a_build_that_has_nothing_to_say_searches_for_nothing(searches: list[str], tmp_path: Path) -> None:
    Project({"content/posts/a.md": post("A")}, tmp_path / "site").build()
    assert searches == []
