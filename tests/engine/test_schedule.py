"""What a schedule foretells is what builds do."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from site_builder.engine.schedule import ChangedUrls, Schedule, read_schedule
from site_builder.stages.assemble.coming import ChangeKind
from tests.driver import CONFIG, Project, post, series, url_of
from tests.engine.conftest import MakeProject
from tests.engine.showcase import SHOWCASE

NOW = "2026-03-01T12:00:00+00:00"
SECOND = timedelta(seconds=1)


def schedule(site: Project, **values: bool) -> Schedule:
    request = site.request()._replace(now=datetime.fromisoformat(NOW))
    return read_schedule(request, lambda what, done, total: None, **values)


def difference(before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> ChangedUrls:
    """What differs between two output folders, except for the build's own list of files."""
    old, new = before.keys() - {".site-builder-owned"}, after.keys() - {".site-builder-owned"}
    return ChangedUrls(
        tuple(sorted(map(url_of, new - old))),
        tuple(sorted(url_of(path) for path in new & old if before[path] != after[path])),
        tuple(sorted(map(url_of, old - new))),
    )


def assert_foretold(site: Project) -> Schedule:
    """Build just before and at each instant. Between the instants, nothing at all may differ."""
    found = schedule(site)
    assert found.errors == ()
    before = site.build(NOW).tree()
    for change in found.changes:
        at = change.at.isoformat()
        quiet = site.build((change.at - SECOND).isoformat()).tree()
        assert difference(before, quiet) == ChangedUrls()
        before = site.build(at).tree()
        assert change.urls == difference(quiet, before), at
        assert change.urls != ChangedUrls()
    later = site.build("2040-01-01T00:00:00+00:00").tree()
    assert difference(before, later) == ChangedUrls()
    return found


def test_the_urls_of_the_showcase(project: MakeProject) -> None:
    found = assert_foretold(project(SHOWCASE))
    (change,) = found.changes
    assert change.urls is not None
    assert "/walk-three/" in change.urls.new
    assert "/walk-one/" in change.urls.changed


def random_site(seed: int) -> dict[str, str | bytes]:
    """Series, plans, posts that come and go, notes with dates, an image that comes with its post."""
    rng = random.Random(seed)

    def day() -> str:
        return rng.choice(
            [
                "2026-01-05",
                "2026-03-01 12:00:01",
                "2026-03-29 01:30",
                "2026-10-25 01:30",
                "2026-10-25T01:30+00:00",
                "2026-04-01",
                "2026-04-01T00:00+01:00",
                "2027-01-01 09:15",
            ]
        )

    files: dict[str, str | bytes] = {"config.yaml": CONFIG + "paginate: 2\n"}
    for slug in ("walks", "talks"):
        values: dict[str, str] = {}
        if rng.random() < 0.5:
            values["parts"] = "4"
        if rng.random() < 0.3:
            values["status"] = rng.choice(["complete", "ongoing", "abandoned"])
        plans = [f"{{part: {n}, date: '{day()}'}}" for n in range(1, 5) if rng.random() < 0.5]
        if plans:
            values["planned"] = f"[{', '.join(plans)}]"
        files[f"content/series/{slug}.md"] = series(slug.title(), **values)
        for number in range(1, rng.randint(2, 4)):
            more: dict[str, str] = {"series": slug, "series_part": str(number)}
            if rng.random() < 0.2:
                more["draft"] = "true"
            if rng.random() < 0.2:
                more["expiry_date"] = day()
            if rng.random() < 0.3:
                more["editor_notes"] = f"[{{kind: correction, date: '{day()}', text: Wrong.}}]"
            body = "See [part one](part:1) and [the second](part:2)."
            files[f"content/posts/{slug}-{number}.md"] = post(f"{slug} {number}", body, day(), **more)
    files["content/pages/about.md"] = post("About", "All of it.", day())
    files["content/posts/alone.md"] = post("Alone", "Words.", day(), tags="[rest]")
    return files


@pytest.mark.parametrize("seed", range(12))
def test_the_urls_of_any_site(project: MakeProject, seed: int) -> None:
    assert_foretold(project(random_site(seed)))


def test_what_falls_on_one_instant_is_one_change(project: MakeProject) -> None:
    site = project(
        {
            "content/posts/a.md": post("A", date="2026-10-25T00:30+00:00"),
            "content/posts/b.md": post("B", date="2026-10-25 01:30"),
            "content/posts/c.md": post("C", date="2026-10-25T01:30+00:00"),
        }
    )
    found = assert_foretold(site)
    told = [(one.at.isoformat(), [each.path for each in one.happenings]) for one in found.changes]
    assert told == [
        ("2026-10-25T01:30:00+01:00", ["posts/a.md", "posts/b.md"]),
        ("2026-10-25T01:30:00+00:00", ["posts/c.md"]),
    ]


def test_a_day_that_passes_without_its_part_changes_the_pages_that_named_it(project: MakeProject) -> None:
    site = project(
        {
            "content/series/walks.md": series("Walks", planned="[{part: 2, date: 2026-04-01}]"),
            "content/posts/walk-1.md": post("One", series="walks", series_part=1),
        }
    )
    (change,) = assert_foretold(site).changes
    assert [one.kind for one in change.happenings] == [ChangeKind.DAY_PASSED]
    assert change.urls is not None
    assert "/walk-1/" in change.urls.changed


def test_what_a_page_is_made_of_may_differ_and_its_bytes_not(project: MakeProject) -> None:
    site = project(SHOWCASE).write("templates/404.html", "{# {{ page.posts }} #}Nothing here.")
    found = assert_foretold(site)
    assert found.changes[0].urls is not None
    assert "/404.html" not in found.changes[0].urls.changed


def test_only_the_next_instant_and_without_urls(project: MakeProject) -> None:
    site = project(random_site(3))
    found = schedule(site, with_urls=False, only_next=True)
    assert [one.urls for one in found.changes] == [None]
    assert found.changes[0].at == schedule(site).changes[0].at


def test_errors_of_the_site_are_reported(project: MakeProject) -> None:
    site = project({**SHOWCASE, "content/posts/broken.md": "---\ntitle: [\n---\n"})
    assert [one.code for one in schedule(site).errors] == ["yaml-syntax"]
