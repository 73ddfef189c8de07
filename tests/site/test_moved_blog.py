"""A blog as it comes from another tool: it builds, and what is said of it is short however large it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import make_posts
from benchmarks.moved import MOTLEY, write_moved_site
from site_builder.cli import main
from site_builder.engine.diagnostics.hints import MOST_OF_A_KIND
from site_builder.stages.text import suggestions

SCREEN = 50
WORDS = 40


def built(posts: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a build of such a site prints about it."""
    write_moved_site(folder, list(make_posts(posts, WORDS)), is_motley=True)
    assert main(["build", "--quiet", "--jobs", "1", "--config", str(folder)]) == 0
    return capsys.readouterr().err.splitlines()


def test_what_is_printed_fits_three_screens_and_does_not_grow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], searches: list[str]
) -> None:
    small = built(3 * len(MOTLEY), tmp_path / "small", capsys)
    made = len(searches)
    large = built(6 * len(MOTLEY), tmp_path / "large", capsys)
    assert len(large) <= 3 * SCREEN
    assert len(large) <= len(small) + 5
    # Links to files, to pages and to headings, which are of two codes, and a few keys.
    assert len(searches) - made <= 3 * MOST_OF_A_KIND


def test_a_second_build_says_the_same_and_searches_for_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "blog"
    first = built(len(MOTLEY), folder, capsys)

    def never(*_: object) -> list[str]:
        raise AssertionError("what was meant is known from the first build")

    monkeypatch.setattr(suggestions, "most_alike", never)
    assert main(["build", "--quiet", "--jobs", "1", "--config", str(folder)]) == 0
    assert capsys.readouterr().err.splitlines() == first
