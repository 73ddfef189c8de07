"""The policy that `hosts:` makes a host send, in a browser, with comments and search in use.

Apache sends it, from the `.htaccess` of the build. Covers `comments/giscus`, `comments/isso`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.driver import CONFIG, Project, post
from tests.requirements import path_of, requires
from tests.site.web_servers import apache

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = requires("apache", "chromium", "pagefind")

SVG = "image/svg+xml"
# What giscus' script does to a page: a style sheet in its head, and a frame in which all else happens.
GISCUS = """
const sheet = document.createElement("link");
sheet.rel = "stylesheet"; sheet.href = "https://giscus.app/default.css";
document.head.append(sheet);
const frame = document.createElement("iframe");
frame.title = "Comments"; frame.src = "https://giscus.app/en/widget?term=x";
frame.onload = () => { frame.dataset.loaded = ""; frame.style.height = "200px"; };
document.querySelector(".giscus").append(frame);
"""
# What Isso's server answers.
NO_COMMENTS = """{"id": null, "total_replies": 0, "hidden_replies": 0, "replies": [], "config": {
"reply-to-self": false, "require-email": false, "require-author": false, "reply-notifications": false,
"gravatar": false, "feed": false}}"""
ONE_COMMENT = """{"id": 1, "parent": null, "created": 1795718026.7, "modified": null, "mode": 1, "likes": 0,
"dislikes": 0, "notification": null, "hash": "4505c1eeda98", "website": null}"""


class _Isso(BaseHTTPRequestHandler):
    """Isso's own script and style sheet, and the little that they ask of its server."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        files = path_of("isso").parents[1]
        if path in ("/js/embed.min.js", "/css/isso.css"):
            kind = "text/javascript" if path.endswith("js") else "text/css"
            self._answer(200, (files / path[1:]).read_bytes(), kind)
        elif path in ("/", "/config"):
            self._answer(200, NO_COMMENTS.encode(), "application/json")
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        made = json.loads(ONE_COMMENT) | {"text": f"<p>{said['text']}</p>", "author": said["author"]}
        self._answer(201, json.dumps(made).encode(), "application/json")

    def do_OPTIONS(self) -> None:
        self._answer(200, b"", "text/plain")

    def _answer(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.send_header("Access-Control-Allow-Methods", "HEAD, GET, POST, PUT, DELETE")
        self.send_header("Access-Control-Allow-Headers", "Origin, Referer, Content-Type")
        self.send_header("Access-Control-Expose-Headers", "X-Set-Cookie, Date")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nobody reads it."""


@contextmanager
def isso() -> Iterator[str]:
    """Isso's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Isso)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def served(tmp_path: Path, comments: str, prefix: str) -> Iterator[str]:
    """The address of a site with search and comments, under the policy that its build has written."""
    files = {
        "config.yaml": f"{CONFIG}search: true\nhosts: [apache]\ncomments: {comments}\n",
        "content/posts/keeper.md": post(
            "The keeper", "He keeps a lighthouse.\n\n![a](https://pics.example/a.svg)"
        ),
    }
    with apache() as server:
        project = Project(files, tmp_path / "site")
        project.build(base_url=f"https://tests.example{prefix}/", output=server.www / prefix.lstrip("/"))
        assert "default-src 'self'" in server.get(f"{prefix}/").headers["content-security-policy"]
        yield server.address + prefix


def search(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=lighthouses")
    page.get_by_role("link", name="The keeper").wait_for()


@requires("isso")
@pytest.mark.parametrize("prefix", ["", "/repo"])
def test_isso_and_search_work_and_nothing_is_blocked(prefix: str, page: Page, tmp_path: Path) -> None:
    """The fixture `page` fails the test for whatever the browser complains of."""
    page.route("https://pics.example/**", lambda route: route.fulfill(body="<svg/>", content_type=SVG))
    settings = "{provider: isso, isso: {url: 'SERVICE'}}"
    with isso() as service, served(tmp_path, settings.replace("SERVICE", service), prefix) as site:
        search(page, site)
        page.goto(f"{site}/keeper/")
        page.get_by_role("button", name="Load comments").click()
        page.locator(".isso-postbox .isso-textarea").fill("Well said.")
        page.locator(".isso-postbox input[type=submit]").click()
        page.locator(".isso-comment .isso-text").get_by_text("Well said.").wait_for()


def test_giscus_and_search_work_and_nothing_is_blocked(page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    answers = {".js": (GISCUS, "text/javascript"), ".css": (".giscus { width: 100% }", "text/css")}

    def answer(route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        asked.append(url)
        body, kind = answers.get(Path(url.partition("?")[0]).suffix, ("<p>Comments</p>", "text/html"))
        route.fulfill(body=body, content_type=kind)  # type: ignore[attr-defined]

    page.route("https://giscus.app/**", answer)
    page.route("https://pics.example/**", lambda route: route.fulfill(body="<svg/>", content_type=SVG))
    settings = "{provider: giscus, giscus: {repo: a/b, repo_id: R, category: C, category_id: I}}"
    with served(tmp_path, settings, "") as site:
        search(page, site)
        page.goto(f"{site}/keeper/")
        page.get_by_role("button", name="Load comments").click()
        page.locator(".giscus iframe[data-loaded]").wait_for()
    assert [Path(url.partition("?")[0]).name for url in asked] == ["client.js", "default.css", "widget"]


def test_what_the_site_does_not_use_is_blocked(browser: object, tmp_path: Path) -> None:
    """Otherwise the other tests would prove nothing."""
    complaints: list[str] = []
    context = browser.new_context()  # type: ignore[attr-defined]
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    with served(tmp_path, "{provider: placeholder}", "") as site:
        page.goto(f"{site}/keeper/")
        page.evaluate(
            """() => new Promise(done => {
                const script = document.createElement("script");
                script.src = "https://giscus.app/client.js";
                script.onerror = done;
                document.body.append(script);
            })"""
        )
    context.close()
    assert any("Content Security Policy" in one and "giscus.app" in one for one in complaints)
