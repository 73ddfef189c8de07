"""A preview that gets no more reports of changes notices it, and says so."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from site_builder.preview.live.live_site import LiveSite, Update
from site_builder.preview.watching import heartbeat
from site_builder.preview.watching.changes import Changes
from site_builder.preview.watching.watcher import Watcher
from tests.driver import Project
from tests.preview.running import Running, running, wait_until

POST = "content/posts/alpha.md"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT", 0.3)
    monkeypatch.setattr(heartbeat, "_PATIENCE", 0.2)


def codes(served: Running) -> list[str]:
    return [one["code"] for one in served.state()["problems"]]


def test_changes_that_nobody_reports_are_found_all_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watcher, "_on_event", lambda *_: None)
    with running(project) as served:
        served.quiet()
        project.append(POST, "\nUnheard.\n")
        served.wait_for("/alpha/", "Unheard.")
        assert served.terminal.notices == []
        monkeypatch.undo()
        monkeypatch.setattr(heartbeat, "BEAT", 0.3)
        served.quiet()
        project.append(POST, "\nHeard again.\n")
        served.wait_for("/alpha/", "Heard again.")


def test_where_changes_are_never_reported_it_polls(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watcher, "_on_event", lambda *_: None)
    with running(project) as served:

        def says_so() -> bool:
            project.append(POST, "\nUnheard.\n")
            return any("does not report all changes" in notice for notice in served.terminal.notices)

        wait_until(says_so, "a notice")


def test_a_folder_that_cannot_be_watched_is_said_until_it_can(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = BaseObserver.schedule
    is_refused = True

    def refuse(observer: BaseObserver, handler: Any, path: str, **options: Any) -> ObservedWatch:
        if is_refused:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return schedule(observer, handler, path, **options)

    monkeypatch.setattr(Observer, "schedule", refuse)
    with running(project) as served:
        wait_until(lambda: "watch-failed" in codes(served), "a message in the page")
        assert any(one.code == "watch-failed" for told in served.terminal.problem_lists for one in told)
        project.append(POST, "\nNoticed late.\n")
        served.wait_for("/alpha/", "Noticed late.")
        is_refused = False
        wait_until(lambda: "watch-failed" not in codes(served), "well again")


def test_a_bug_is_shown_and_the_next_save_is_taken_in(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = LiveSite.update
    shown: list[type[BaseException]] = []

    def fail(live: LiveSite, changes: Changes) -> Update:
        if any(file.endswith("beta.md") for file in changes.files):
            raise ZeroDivisionError("as a bug would")
        return update(live, changes)

    monkeypatch.setattr(LiveSite, "update", fail)
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: shown.append(kind))
    with running(project) as served:
        project.append("content/posts/beta.md", "\nMore.\n")
        wait_until(lambda: "preview-failed" in codes(served), "a message in the page")
        assert shown == [ZeroDivisionError]
        project.append(POST, "\nAfter the bug.\n")
        served.wait_for("/alpha/", "After the bug.")
        wait_until(lambda: "preview-failed" not in codes(served), "well again")
