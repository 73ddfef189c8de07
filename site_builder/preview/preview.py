"""A whole preview, from its first thread to its last."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.progress import Progress
from site_builder.model.addresses import Addresses
from site_builder.model.errors import UsageError
from site_builder.preview.http.server import PreviewApp, make_http_server
from site_builder.preview.live.live_site import folders_of
from site_builder.preview.live.thread import PreviewStopped
from site_builder.preview.reporter import Reporter, Terminal
from site_builder.preview.served_site import ServedSite
from site_builder.preview.watching.changes import Changes
from site_builder.preview.watching.debounce import Debouncer
from site_builder.preview.watching.heartbeat import Heartbeat
from site_builder.preview.watching.places import WatchTargets
from site_builder.preview.watching.watcher import Watcher

_SHUTDOWN_POLL = 0.1
"""Seconds between two looks whether the server should end."""

_HOLD = 0.3
"""Seconds that a change takes to arrive at the most, once it is noticed."""

_SWITCH = 0.0005
"""Seconds after which a busy thread lets another go on: a save passes through five."""

_LOOK = 0.5
"""Seconds between two looks at the clock."""


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
        self._settings = read_settings(request.config_file, None, request.overrides)
        self._reporter = Reporter(terminal, request.root, options.start)
        self._site = ServedSite(request, self._reporter, progress, options.clock)
        self._debouncer = Debouncer(self._change)
        self._watcher = Watcher(self._hear, is_polling=options.is_polling)
        self._heartbeat = Heartbeat(self._watcher.check)
        self._ended = threading.Event()
        self._watching_clock = threading.Thread(target=self._watch_clock, name="clock", daemon=True)
        app = PreviewApp(
            request.root,
            self._site.answer,
            lambda: self._reporter.state,
            self._base_url,
            self._reporter.listeners,
        )
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
        return len(self._reporter.listeners)

    def start(self) -> None:
        """Read the site, and serve it. Returns at once."""
        sys.setswitchinterval(_SWITCH)
        self._serving.start()
        self._watch()
        self._site.thread.start()
        self._debouncer.start()
        self._heartbeat.start()
        if self._options.clock is not None:
            self._watching_clock.start()

    def stop(self) -> None:
        """End within a moment, whoever is connected."""
        self._ended.set()
        self._reporter.listeners.close()
        self._heartbeat.stop()
        self._watcher.stop()
        self._debouncer.stop()
        self._site.thread.stop()
        self._server.shutdown()
        self._serving.join(timeout=1)
        if self._watching_clock.is_alive():
            self._watching_clock.join(timeout=1)
        self._server.server_close()

    def _base_url(self) -> str:
        return self._settings.config.base_url

    def _hear(self, changes: Changes, is_settled: bool) -> None:
        """On the watcher's thread, or that of the heartbeat."""
        self._site.thread.hold(_HOLD)
        self._debouncer.add(changes, is_settled=is_settled)

    def _change(self, changes: Changes) -> None:
        """On the debouncer's thread, or the clock's. A bug must not end it: no later save would show."""
        try:
            if changes.is_vague or str(self._request.config_file) in changes.files:
                self._follow_config()
            self._site.update(changes)
            self._reporter.works_again("preview-failed")
        except PreviewStopped:
            return
        except Exception as bug:  # noqa: BLE001 - it is shown with its traceback, and in the page
            sys.excepthook(type(bug), bug, bug.__traceback__)
            self._reporter.failed(
                "preview-failed",
                f"a bug in the preview: a change was not processed ({type(bug).__name__}: {bug})",
                "save again, or start the preview again; please report the traceback in the terminal",
            )

    def _watch_clock(self) -> None:
        """On a thread of its own. Looking again and again also notices what came while the machine slept."""
        while not self._ended.wait(_LOOK):
            if self._site.is_due():
                self._change(Changes())

    def _follow_config(self) -> None:
        """The folders may have changed. What is wrong with the configuration is reported by the update."""
        with suppress(UsageError):
            self._settings = read_settings(self._request.config_file, None, self._request.overrides)
        self._watch()

    def _watch(self) -> None:
        """What cannot be watched is tried again by the heartbeat."""
        targets = WatchTargets(folders_of(self._request, self._settings), self._request.config_file)
        try:
            notice = self._watcher.watch(targets)
        except OSError as failure:
            self._reporter.failed(
                "watch-failed",
                f"changes are not noticed at once: {failure.filename or 'a folder'} cannot be watched"
                f" ({failure.strerror})",
                "make it readable; until then the preview looks for changes every few seconds",
            )
            return
        self._reporter.works_again("watch-failed")
        if notice:
            self._reporter.notice(notice)
