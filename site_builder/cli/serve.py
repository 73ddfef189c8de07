"""`site-builder serve`."""

from __future__ import annotations

import argparse
import signal
import threading
import time
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from site_builder.cli.options import (
    Subparsers,
    add_base_url,
    add_command,
    add_common,
    add_jobs,
    add_now,
    request_of,
)
from site_builder.cli.output import Console, counted
from site_builder.model.diagnostics import Diagnostic, has_errors, plural

if TYPE_CHECKING:
    from site_builder.preview.reporter import ChangeReport

_MOST_NAMED = 3
_TICK = 0.5


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "serve",
        run,
        summary="preview the site while you write",
        description="Serve the site from memory, drafts and scheduled posts included, and keep every open "
        "page up to date while files are saved. The output folder is not touched. Ctrl-C stops it.",
        example="site-builder serve --open\n"
        "site-builder serve --no-drafts --no-future         as it will be published\n"
        "site-builder serve --now 2026-11-02T12:00 --no-future\n"
        "site-builder serve --port 0                        on any free port",
    )
    add_common(parser)
    parser.add_argument(
        "--host", type=_host, default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "-p",
        "--port",
        type=_port,
        default=8000,
        metavar="N",
        help="the port; 0 picks a free one (default: 8000)",
    )
    parser.add_argument("-O", "--open", action="store_true", help="open the home page in a browser")
    parser.add_argument("--no-drafts", dest="drafts", action="store_false", help="leave drafts out")
    parser.add_argument("--no-future", dest="future", action="store_false", help="leave scheduled posts out")
    # They are the defaults here; accepted, since `build` knows them.
    parser.add_argument("-D", "--drafts", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("-F", "--future", action="store_true", help=argparse.SUPPRESS)
    add_now(parser, "show the site as of")
    add_base_url(parser, "whose path the preview keeps; the rest is for full addresses")
    parser.add_argument("--poll", action="store_true", help="poll for file changes (for network drives)")
    add_jobs(parser)
    parser.set_defaults(drafts=True, future=True)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until Ctrl-C, which is the way to end it and no failure."""
    from site_builder.preview.preview import Preview, ServerOptions

    request = request_of(arguments)
    clock = None if arguments.now else lambda: datetime.now(UTC)
    options = ServerOptions(arguments.host, arguments.port, arguments.poll, clock, f"{time.time_ns():x}")
    preview = Preview(request, options, _Terminal(console, request.root), console.progress)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        # It listens already. Said first, so that what the other threads have to say comes after it.
        console.say(f"the preview is at {preview.url} (Ctrl-C stops it)")
        preview.start()
        if arguments.open:
            webbrowser.open(preview.url)
        waiting = threading.Event()
        while not waiting.wait(_TICK):  # in ticks, so that Ctrl-C works on every system
            pass
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    finally:
        preview.stop()
    return 0


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _host(text: str) -> str:
    """An empty one, such as a variable that is not set, would be every address of this machine."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must be an address, such as 127.0.0.1; 0.0.0.0 is every one")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not '{text}'")
    return int(text)


class _Terminal:
    """What the preview has to say, as lines."""

    def __init__(self, console: Console, root: Path) -> None:
        self._console = console
        self._root = root

    def ready(self, pages: int, seconds: float) -> None:
        """The site has been read."""
        self._console.say(f"{plural(pages, 'file')} ready in {seconds:.2f} s")

    def changed(self, report: ChangeReport) -> None:
        """One line for each change."""
        named = ", ".join(report.files[:_MOST_NAMED])
        if len(report.files) > _MOST_NAMED:
            named = f"{report.files[0]} and {len(report.files) - 1:,} more"
        named = named or ("what was scheduled for now" if report.is_due else "folders")
        parts = [f"{datetime.now().astimezone():%H:%M:%S}", named]
        if report.pages is not None:
            parts.append(f"{plural(report.pages, 'page')} affected")
        self._console.say(" · ".join([*parts, f"{report.seconds * 1000:.0f} ms"]))

    def problems(self, diagnostics: tuple[Diagnostic, ...], is_held: bool) -> None:
        """All of them, or that there are none any more."""
        self._console.diagnostics(diagnostics, self._root)
        if has_errors(diagnostics):
            if is_held:
                shown = "the preview keeps showing the last version without errors"
            else:
                shown = "these texts are shown as they last were without errors; the rest is up to date"
            self._console.note(f"{counted(diagnostics)}: {shown}")
        elif diagnostics:
            self._console.note(counted(diagnostics))
        else:
            self._console.say("all is well again")

    def notice(self, text: str) -> None:
        """A remark."""
        self._console.warning(text)
