"""A preview of a project, and a client that looks at it."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from site_builder.model.diagnostics import Diagnostic
from site_builder.preview.preview import Preview, ServerOptions
from site_builder.preview.reporter import ChangeReport
from tests.driver import Project

PATIENCE = 60.0
"""Seconds after which something that never happens is a failure."""

_INJECTED = re.compile(
    rb'<p role="status" class="site-builder-banner"[^>]*>[^<]*</p>'
    rb'|<script src="/\.site-builder/[^"]*" id="site-builder-preview"[^>]*></script>'
)


class Reply(NamedTuple):
    """What a server answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Recorder:
    """A terminal that remembers what it was told."""

    def __init__(self) -> None:
        self.is_ready = threading.Event()
        self.reports: list[ChangeReport] = []
        self.problem_lists: list[tuple[Diagnostic, ...]] = []
        self.notices: list[str] = []

    def ready(self, pages: int, seconds: float) -> None:
        """The site can be looked at."""
        self.is_ready.set()

    def changed(self, report: ChangeReport) -> None:
        """A change was taken in."""
        self.reports.append(report)

    def problems(self, diagnostics: tuple[Diagnostic, ...], is_held: bool) -> None:
        """The problems have changed."""
        self.problem_lists.append(diagnostics)

    def notice(self, text: str) -> None:
        """Something to know."""
        self.notices.append(text)


class Running(NamedTuple):
    """A running preview."""

    project: Project
    preview: Preview
    terminal: Recorder
    port: int

    def get(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for something; the Host header is the preview's own unless given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host="Host" in (headers or {}))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def text(self, path: str) -> str:
        """The text of what is there."""
        return self.get(path).body.decode()

    def state(self) -> dict[str, Any]:
        """What browsers are told."""
        found: dict[str, Any] = json.loads(self.get("/.site-builder/state").body)
        return found

    def wait_for(self, path: str, text: str) -> None:
        """Until a page has a text."""
        wait_until(lambda: text in self.text(path), f"{text!r} at {path}")

    def wait_without(self, path: str, text: str) -> None:
        """Until a page has a text no more."""
        wait_until(lambda: text not in self.text(path), f"{text!r} gone from {path}")

    def quiet(self, seconds: float = 0.7) -> int:
        """The generation, once it has not changed for a while."""
        seen, since = self.state()["generation"], time.monotonic()
        while time.monotonic() - since < seconds:
            time.sleep(0.02)
            now = self.state()["generation"]
            if now != seen:
                seen, since = now, time.monotonic()
        return int(seen)


def bare(body: bytes) -> bytes:
    """A page without what the preview adds."""
    return _INJECTED.sub(b"", body)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)


@contextmanager
def running(
    project: Project,
    port: int = 0,
    *,
    is_polling: bool = False,
    start: str = "test",
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Running]:
    """Preview a project as its last options say (a build is not needed)."""
    terminal = Recorder()
    options = ServerOptions("127.0.0.1", port, is_polling, clock, start)
    preview = Preview(project.request(), options, terminal, lambda *_: None)
    preview.start()
    try:
        assert terminal.is_ready.wait(PATIENCE)
        yield Running(project, preview, terminal, int(preview.url.split(":")[2].split("/")[0]))
    finally:
        preview.stop()
