"""A whole preview, from its first thread to its last."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from site_builder.engine.prepare import Request
from site_builder.engine.progress import Progress
from site_builder.engine.settings import Settings, read_settings
from site_builder.model.addresses import Addresses
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.errors import UsageError
from site_builder.preview.http.event_stream import Listeners
from site_builder.preview.http.overlay import described
from site_builder.preview.http.pages import Answer, NotReady, Page, Pages
from site_builder.preview.http.server import PreviewApp, make_http_server
from site_builder.preview.live.affected import AffectedPages
from site_builder.preview.live.live_site import LiveSite, Update, folders_of
from site_builder.preview.live.thread import PreviewStopped, SiteThread
from site_builder.preview.watching.changes import EVERYTHING, Changes
from site_builder.preview.watching.debounce import Debouncer
from site_builder.preview.watching.watcher import Watcher, WatchTargets

_SHUTDOWN_POLL = 0.1
"""Seconds between two looks whether the server shall end."""

_QUIET = 2.0
"""Seconds of quiet after which the writer is taken to be thinking."""

_HOLD = 0.3
"""Seconds that a change takes to arrive at the most, once it is heard of."""

_WAIT = 1.5
"""Seconds that the first page waits for the site before it says that this takes longer."""

_SWITCH = 0.0005
"""Seconds after which a busy thread lets another go on: a save passes through five."""


_LOOK = 0.5
"""Seconds between two looks at the clock."""


class ChangeReport(NamedTuple):
    """One line for the terminal. `pages` is how many a change touched, None where that is not known.

    `is_due` says that no file has changed, but the time has come for something scheduled.
    """

    files: tuple[str, ...]
    pages: int | None
    seconds: float
    is_due: bool = False


class Terminal(Protocol):
    """Where a preview speaks to the writer. Called from the site's thread."""

    def ready(self, pages: int, seconds: float) -> None:
        """The site can be looked at."""

    def changed(self, report: ChangeReport) -> None:
        """A change has been taken in."""

    def problems(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """The site's problems have changed; empty when all is well again."""

    def notice(self, text: str) -> None:
        """Something to know."""


class ServerOptions(NamedTuple):
    """How to preview. `clock` is None where the instant is fixed. `start` tells this run from any other."""

    host: str
    port: int
    is_polling: bool
    clock: Callable[[], datetime] | None
    start: str


class Preview:
    """Listens as soon as it is made; `start` begins to read the site, `stop` ends everything.

    Raises UsageError where the address cannot be had, ConfigInvalid where the configuration is wrong.
    """

    def __init__(
        self, request: Request, options: ServerOptions, terminal: Terminal, progress: Progress
    ) -> None:
        self._request = request
        self._options = options
        self._terminal = terminal
        self._progress = progress
        self._settings = read_settings(request.config_file, None, request.overrides)
        self._listeners = Listeners()
        self._site = SiteThread(self._begin, self._end)
        self._debouncer = Debouncer(self._change)
        self._watcher = Watcher(self._hear, is_polling=options.is_polling)
        self._ended = threading.Event()
        self._watching_clock = threading.Thread(target=self._watch_clock, name="clock", daemon=True)
        self._live: LiveSite | None = None
        self._pages: Pages | None = None
        self._affected: AffectedPages | None = None
        self._state: dict[str, Any] = self._described(0, (), ())
        self._page_problems: set[Diagnostic] = set()
        self._unreported: ChangeReport | None = None
        self._read = "it has just begun"
        self._begun = 0.0
        self._has_new_parts = True
        app = PreviewApp(request.root, self._answer, lambda: self._state, self._base_url, self._listeners)
        self._server = make_http_server(options.host, options.port, app)
        self._serving = threading.Thread(
            target=self._server.serve_forever, args=(_SHUTDOWN_POLL,), name="http", daemon=True
        )

    @property
    def url(self) -> str:
        """Where the home page is."""
        host = self._options.host
        named = f"[{host}]" if ":" in host else host
        return f"http://{named}:{self._server.port}{Addresses(self._base_url()).prefix}/"

    @property
    def listening(self) -> int:
        """How many streams of events are open."""
        return len(self._listeners)

    def start(self) -> None:
        """Read the site, and serve it. Returns at once."""
        sys.setswitchinterval(_SWITCH)
        self._serving.start()
        self._watch(self._settings)
        self._site.start()
        self._debouncer.start()
        if self._options.clock is not None:
            self._watching_clock.start()

    def stop(self) -> None:
        """End within a moment, whoever is connected."""
        self._ended.set()
        self._listeners.close()
        self._watcher.stop()
        self._debouncer.stop()
        self._site.stop()
        self._server.shutdown()
        self._serving.join(timeout=1)
        if self._watching_clock.is_alive():
            self._watching_clock.join(timeout=1)
        self._server.server_close()

    # -- for requests, on their threads --------------------------------------------------------------------

    def _answer(self, path: str) -> Answer:
        answer = self._site.look(lambda: self._answer_now(path))
        if isinstance(answer, Page) and answer.problems:
            self._report(answer.problems)
        return answer

    def _answer_now(self, path: str) -> Answer:
        """On the site's thread."""
        if self._pages is None or self._live is None or self._live.generation == 0:
            return NotReady(f"The site is being read: {self._read}. It is shown as soon as that is done.")
        return self._pages.answer(path)

    def _report(self, problems: tuple[Diagnostic, ...]) -> None:
        """A page's own problems are reported once, as the site's are."""
        new = tuple(one for one in problems if one not in self._page_problems)
        self._page_problems.update(new)
        if new:
            self._terminal.problems(new)

    def _base_url(self) -> str:
        return self._settings.config.base_url

    # -- on the site's thread ------------------------------------------------------------------------------

    def _begin(self) -> None:
        started = self._begun = time.monotonic()
        live = LiveSite(self._request, self._say_progress, self._options.clock)
        self._live, self._pages, self._affected = live, Pages(live), AffectedPages(live)
        with _undisturbed():
            live.update(EVERYTHING)
            gc.freeze()
        self._tell(live, Update(True))
        shown = live.shown
        self._terminal.ready(len(shown.prepared.routes) if shown else 0, time.monotonic() - started)
        self._site.later(self._after_the_start(live))

    def _after_the_start(self, live: LiveSite) -> Iterator[float]:
        live.warm_up()
        yield from self._afterwards()

    def _end(self) -> None:
        if self._live is not None:
            self._live.close()
        gc.unfreeze()

    def _say_progress(self, doing: str, done: int, total: int) -> None:
        self._progress(doing, done, total)
        self._read = f"{doing} {done:,} of {total:,}"
        if self._live is not None and (self._live.shown or time.monotonic() > self._begun + _WAIT):
            self._site.let_look()

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
        self._tell(self._live, update)
        seconds = time.monotonic() - started
        files = tuple(sorted(map(self._shown_name, named)))
        self._report_change(None)
        self._unreported = ChangeReport(files, None, seconds, is_due)
        self._has_new_parts |= update.is_whole
        self._site.later(self._afterwards())

    def _report_change(self, pages: int | None) -> None:
        """The line for the last change, if it has not been printed yet."""
        if self._unreported is not None:
            self._terminal.changed(self._unreported._replace(pages=pages))
            self._unreported = None

    def _tell(self, live: LiveSite, update: Update) -> None:
        """First the browsers, then the memory, then the writer."""
        before = self._state["problems"]
        self._state = self._described(live.generation, live.diagnostics, update.links)
        self._listeners.send(self._state)
        live.keep()
        self._page_problems.clear()
        if self._state["problems"] != before:
            self._terminal.problems(live.diagnostics)

    def _described(
        self, generation: int, diagnostics: tuple[Diagnostic, ...], links: tuple[str, ...]
    ) -> dict[str, Any]:
        return {
            "start": self._options.start,
            "generation": generation,
            "links": links,
            "problems": described(diagnostics, self._request.root),
        }

    def _afterwards(self) -> Iterator[float]:
        """What can wait: how many pages have changed, the memory, and what Python holds in circles."""
        assert self._live is not None
        assert self._affected is not None
        yield from self._affected.steps(self._report_change)
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

    # -- from the watcher ----------------------------------------------------------------------------------

    def _hear(self, changes: Changes, is_settled: bool) -> None:
        self._site.hold(_HOLD)
        self._debouncer.add(changes, is_settled=is_settled)

    def _change(self, changes: Changes) -> None:
        """On the gatherer's thread, or that of the clock."""
        try:
            if changes.is_vague or str(self._request.config_file) in changes.files:
                self._follow_config()
            self._site.update(lambda: self._update(changes))
        except PreviewStopped:
            return

    def _watch_clock(self) -> None:
        """On a thread of its own. Looking again and again also notices what came while the machine slept."""
        while not self._ended.wait(_LOOK):
            if self._live is not None and self._live.is_due():
                self._change(Changes())

    def _watch(self, settings: Settings) -> None:
        watched = WatchTargets(folders_of(self._request, settings), self._request.config_file)
        notice = self._watcher.watch(watched)
        if notice:
            self._terminal.notice(notice)

    def _follow_config(self) -> None:
        """The folders may have changed. What is wrong with the configuration is reported by the update."""
        with suppress(UsageError):
            self._settings = read_settings(self._request.config_file, None, self._request.overrides)
        self._watch(self._settings)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No looking for garbage in circles meanwhile: it would take longer than the update."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
