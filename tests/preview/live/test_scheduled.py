"""What is scheduled shows itself when its time has come, though nobody saves anything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from site_builder.preview.http.pages import Page, Pages
from site_builder.preview.live.live_site import LiveSite
from site_builder.preview.watching.changes import EVERYTHING, Changes
from tests.driver import Options, Project, post
from tests.preview.conftest import SHOWN
from tests.preview.running import running, wait_until


class Clock:
    """A clock that only moves when it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(project: Project) -> Clock:
    """At the time of the project's builds, with a post that is to come an hour later."""
    now = project.request().now
    later = (now + timedelta(hours=1)).isoformat()
    project.write("content/posts/soon.md", post("Soon", "At last.", date=later))
    return Clock(now)


@pytest.mark.parametrize("options", [SHOWN, Options()], ids=["all", "published"])
def test_a_scheduled_post_appears_by_itself(project: Project, clock: Clock, options: Options) -> None:
    project.options = options._replace(now=project.options.now)
    with running(project, clock=clock) as served:
        assert served.get("/soon/").status == (200 if options.future else 404)
        assert ("Scheduled: only you" in served.text("/soon/")) is options.future
        before = served.quiet()
        clock.now += timedelta(minutes=59)
        assert served.quiet() == before
        clock.now += timedelta(minutes=2)
        served.wait_for("/soon/", "At last.")
        served.wait_without("/soon/", "Scheduled: only you")
        served.wait_for("/", "Soon")
        wait_until(lambda: bool(served.terminal.reports), "a line in the terminal")
        assert served.quiet() == before + 1
        [told] = served.terminal.reports
        assert (told.files, told.is_due) == ((), True)


def test_where_the_time_is_fixed_nothing_is_due(project: Project, clock: Clock) -> None:
    project.options = Options(now=project.options.now)
    with running(project) as served:
        clock.now += timedelta(hours=2)
        assert served.quiet(1.2) == 1
        assert served.get("/soon/").status == 404


def test_what_fails_when_it_is_due_is_not_tried_again_and_again(project: Project, clock: Clock) -> None:
    sheet = project.root / "templates/assets/style.css"
    live = LiveSite(project.request(), lambda *_: None, clock)
    live.update(EVERYTHING)
    project.write("templates/assets/style.css", "body { background: url(nothing.png); }")
    live.update(EVERYTHING)
    clock.now += timedelta(hours=2)
    assert live.is_due()
    live.update(Changes())
    assert not live.is_due()
    assert [one.code for one in live.diagnostics] == ["asset-missing"]
    sheet.unlink()
    live.update(Changes(frozenset({str(sheet)})))
    assert live.diagnostics == ()
    answer = Pages(live).answer("/soon/")
    assert isinstance(answer, Page)
    assert answer.banner == ""
    live.close()
