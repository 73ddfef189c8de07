"""One series of three parts, from its announcement to its end, as readers see it at six instants.

`REWRITE_GOLDENS=1 make test ARGS=tests/site/test_life_of_a_series.py` writes the goldens again.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.driver import Project, post, series
from tests.site.sites import FIXTURES

GOLDENS = FIXTURES.with_name("goldens")
SITE = {
    "content/series/walks.md": series(
        "Walks",
        about="about walking",
        parts=3,
        planned="[{part: 3, title: The way home, date: 2026-11-02 08:00}]",
    ),
    "content/posts/walk-1.md": post(
        "Out of the door",
        "What helps is in [part three](part:3).",
        "2026-10-18",
        series="walks",
        series_part=1,
    ),
    # The hour that London has twice: the clocks go back at 02:00 summer time, which is 01:00 UTC.
    "content/posts/walk-2.md": post(
        "Uphill", "As [part one](part:1) said.", "2026-10-25 01:30", series="walks", series_part=2
    ),
    "content/posts/walk-3.md": post("Home", "Home again.", "2026-11-02 08:00", series="walks", series_part=3),
    "content/posts/other.md": post("Another post", "Of no series.", "2026-01-01"),
}
INSTANTS = {
    "1-before": "2026-10-01T12:00:00Z",
    "2-between": "2026-10-20T12:00:00Z",
    "3-a-second-before": "2026-10-25T00:29:59Z",
    "4-in-the-night-of-two-hours": "2026-10-25T00:30:00Z",
    "5-on-the-day": "2026-11-02T08:00:00Z",
    "6-years-later": "2030-01-01T00:00:00Z",
}
_SHOWN = (".html", ".xml", ".ics")
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def shown(site: Project) -> str:
    """Everything that speaks of the series: of pages what is between header and footer."""
    pieces = []
    for path, data in site.tree().items():
        if path.endswith(_SHOWN) and not path.startswith(("404", "archive/")):
            text = (data or b"").decode().replace("\r\n", "\n")
            main = _MAIN.search(text)
            pieces.append(f"═══ /{path}\n{main[0] if main else text}\n")
    return "".join(pieces)


@pytest.mark.parametrize("name", list(INSTANTS))
def test_the_series_is_what_it_was_at_each_instant(name: str, tmp_path: Path) -> None:
    made = shown(Project(SITE, tmp_path).build(INSTANTS[name]))
    golden = GOLDENS / f"life-{name}.txt"
    if os.environ.get("REWRITE_GOLDENS"):
        golden.write_text(made, encoding="utf-8")
    assert made.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_one_folder_that_is_built_through_all_instants_is_at_each_what_a_clean_build_is(
    tmp_path: Path,
) -> None:
    site = Project(SITE, tmp_path / "site")
    for name, now in INSTANTS.items():
        site.build(now).assert_same_as_clean(tmp_path / name)
