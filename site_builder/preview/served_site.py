"""The live site on its thread: read, brought up to date, looked at."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from site_builder.engine.preparing.request import Request
from site_builder.engine.progress import Progress
from site_builder.preview.http.pages import Answer, NotReady, Page, Pages
from site_builder.preview.live.affected import PAUSE, AffectedPages
from site_builder.preview.live.live_site import LiveSite, Update
from site_builder.preview.live.thread import SiteThread
from site_builder.preview.reporter import ChangeReport, Reporter
from site_builder.preview.watching.changes import EVERYTHING, Changes

_QUIET = 2.0
"""Seconds of quiet after which the writer is taken to be thinking."""

_WAIT = 1.5
"""Seconds that the first page waits for the site before it says that this takes longer."""

Clock = Callable[[], datetime]


class ServedSite:
    """A site, its thread, and its pages. The public methods may be called on any thread."""

    def __init__(self, request: Request, reporter: Reporter, progress: Progress, clock: Clock | None) -> None:
        self._request = request
        self._reporter = reporter
        self._progress = progress
        self._clock = clock
        self._live: LiveSite | None = None
        self._pages: Pages | None = None
        self._affected: AffectedPages | None = None
        self._reading = "it has just begun"
        self._begun_at = 0.0
        self._has_new_parts = True
        self.thread = SiteThread(self._begin, self._end)

    def answer(self, path: str) -> Answer:
        """What is at a site path. Raises PreviewStopped."""
        answer = self.thread.look(lambda: self._answer(path))
        if isinstance(answer, Page) and answer.problems:
            self._reporter.page_problems(answer.problems)
        return answer

    def update(self, changes: Changes) -> None:
        """Take changes in, and say so. Raises PreviewStopped."""
        self.thread.update(lambda: self._update(changes))

    def is_due(self) -> bool:
        """Whether the time has come for something scheduled."""
        return self._live is not None and self._live.is_due()

    # -- on the site's thread ------------------------------------------------------------------------------

    def _answer(self, path: str) -> Answer:
        if self._pages is None or self._live is None or self._live.generation == 0:
            return NotReady(f"The site is being read: {self._reading}. It is shown as soon as that is done.")
        return self._pages.answer(path)

    def _begin(self) -> None:
        started = self._begun_at = time.monotonic()
        live = LiveSite(self._request, self._report_progress, self._clock)
        self._live, self._pages, self._affected = live, Pages(live), AffectedPages(live)
        with _undisturbed():
            live.update(EVERYTHING)
            gc.freeze()
        self._notify(live, Update(True))
        shown = live.shown
        self._reporter.ready(len(shown.prepared.routes) if shown else 0, time.monotonic() - started)
        self.thread.later(self._after_the_start(live))

    def _after_the_start(self, live: LiveSite) -> Iterator[float]:
        for _ in live.warm_up():
            yield PAUSE
        yield from self._afterwards()

    def _end(self) -> None:
        if self._live is not None:
            self._live.close()
        gc.unfreeze()

    def _report_progress(self, doing: str, done: int, total: int) -> None:
        self._progress(doing, done, total)
        self._reading = f"{doing} {done:,} of {total:,}"
        if self._live is not None and (self._live.shown or time.monotonic() > self._begun_at + _WAIT):
            self.thread.let_look()

    def _update(self, changes: Changes) -> None:
        assert self._live is not None
        started = time.monotonic()
        is_due = changes == Changes()
        named = [file for file in changes.files if self._live.is_source(file)]
        with _undisturbed():
            update = self._live.update(changes)
            if update.is_whole:  # all of the new site is in use: no need to look through it either
                gc.freeze()
        if not update.is_different and not update.links:
            return
        self._notify(self._live, update)
        files = tuple(sorted(map(self._shown_name, named)))
        self._reporter.line(ChangeReport(files, None, time.monotonic() - started, is_due))
        self._has_new_parts |= update.is_whole
        self.thread.later(self._afterwards())

    def _notify(self, live: LiveSite, update: Update) -> None:
        """First the browsers, then the cache, then the writer."""
        before = self._reporter.state
        self._reporter.changed(live, update.links)
        live.keep()
        self._reporter.report_problems(before)

    def _afterwards(self) -> Iterator[float]:
        """What can wait: how many pages have changed, the cache, and what Python holds in circles."""
        assert self._live is not None
        assert self._affected is not None
        yield from self._affected.steps(self._reporter.pages_affected)
        self._live.tidy()
        end = time.monotonic() + _QUIET
        while time.monotonic() < end:
            yield _QUIET
        if self._has_new_parts:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._has_new_parts = False

    def _shown_name(self, file: str) -> str:
        path = Path(file)
        root = self._request.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No looking for garbage in circles meanwhile: it would take longer than the update."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
