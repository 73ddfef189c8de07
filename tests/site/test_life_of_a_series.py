"""One series of three parts, from its announcement to its end, as readers see it at six instants.

`REWRITE_GOLDENS=1 make test ARGS=tests/site/test_life_of_a_series.py` writes the goldens again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.driver import Project, post, series
from tests.site.reading import Page, text_of
from tests.site.sites import FIXTURES

_ENDINGS = (".html", ".xml", ".ics")
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
_BLOCKS = (
    ("p", "series-line"),
    ("p", "progress"),
    ("ol", "listing"),
    ("p", "announcement"),
    ("nav", "onward"),
    ("ol", "parts"),
)
"""Where pages mention the series: elements with a class."""
_PAGES = ("series/index.html", "series/walks/index.html", "walk-1/index.html", "walk-2/index.html")
_FEED_LINE = re.compile(r"^<(?:updated|id|title|fh:complete|published|loc|url)\b.*", re.MULTILINE)


def shown(site: Project) -> str:
    """What pages, feed, calendar and sitemap say of the series; how it looks has tests of its own."""
    tree = {path: (data or b"").decode() for path, data in site.tree().items() if path.endswith(_ENDINGS)}
    pieces = [f"═══ {' '.join(sorted(path for path in tree if 'walk' in path))}"]
    for path in (*_PAGES, "walk-3/index.html"):
        if path in tree:
            pieces += [f"═══ /{path}", *_described(Page(tree[path]))]
    for path in ("series/walks/feed.xml", "sitemap.xml"):
        pieces += [f"═══ /{path}", *_FEED_LINE.findall(tree[path])]
    return "\n".join([*pieces, "═══ calendar", *tree["series/walks/calendar.ics"].split("\r\n")])


def _described(page: Page) -> Iterator[str]:
    for tag, name in _BLOCKS:
        for element in page.all(tag, class_=name):
            links = [link.get("href", "") for link in element.iter("a")]
            yield f"{name}: {text_of(element)} {' '.join(links)}".rstrip()
    for relation in ("prev", "next"):
        yield from (f"{relation}: {link.get('href', '')}" for link in page.all("link", rel=relation))


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


def test_a_part_that_is_shown_early_is_still_to_come(tmp_path: Path) -> None:
    """As in a preview, which shows drafts and scheduled posts: nothing is said to have been published."""
    files = {
        **SITE,
        "content/posts/walk-3.md": SITE["content/posts/walk-3.md"].replace("date:", "draft: true\ndate:"),
    }
    site = Project(files, tmp_path).build("2026-10-20T12:00:00Z", drafts=True, future=True)

    def sentence(path: str) -> str:
        found = re.search(r'<p class="announcement">(.*?)</p>', site.page(path), re.DOTALL)
        return re.sub("</?time[^>]*>", "", found[1]).strip() if found else ""

    link = '<a href="/walk-{}/">Part {}</a> '
    assert sentence("/walk-1/") == link.format(2, "II") + "will be published Oct 25."
    assert sentence("/walk-2/") == link.format(3, "III (final)") + "will follow."
    assert sentence("/series/walks/") == sentence("/walk-1/")
    site.build("2026-10-26T12:00:00Z", drafts=True, future=True)
    assert sentence("/walk-1/") == sentence("/walk-2/")
    site.write("content/posts/walk-3.md", SITE["content/posts/walk-3.md"]).build("2026-11-03T12:00:00Z")
    assert sentence("/walk-1/") == link.format(3, "III (final)") + "was published Nov 2."
