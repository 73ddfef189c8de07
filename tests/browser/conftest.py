"""A browser, and sites served as a static host would, under the policy that the theme promises to keep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.texts import LONG
from tests.driver import Project
from tests.site.sites import ROOT, SUB_PATH, build_variant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POLICY = "default-src 'self'"
SEARCH_POLICY = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"

Serve = Callable[[Path], str]
Sites = dict[str, str]
"""Addresses without a slash at the end, by name."""


class _Host(SimpleHTTPRequestHandler):
    """`/search/` alone may compile WebAssembly, wherever the site is."""

    def end_headers(self) -> None:
        is_search = self.path.partition("?")[0].endswith("/search/")
        self.send_header("Content-Security-Policy", SEARCH_POLICY if is_search else POLICY)
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nobody reads it."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own. Whatever it complains of (policy, script, missing file) fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda failure: complaints.append(str(failure)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve a folder; gives the address of its root, without a slash at the end."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def sites(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Fixture sites, one of them under a sub-path, and a site of long things."""

    def built(name: str) -> Path:
        return build_variant(name, ROOT, tmp_path_factory.mktemp(name)).output

    www = tmp_path_factory.mktemp("www")
    build_variant("showcase", SUB_PATH, tmp_path_factory.mktemp("repo"), www / "repo")
    long = Project(LONG, tmp_path_factory.mktemp("long")).build()
    return {
        **{name: serve(built(name)) for name in ("showcase", "isso", "rtl")},
        "repo": serve(www) + "/repo",
        "long": serve(long.output),
    }
