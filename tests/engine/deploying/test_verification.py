"""What readers get, asked of nginx set up as the how-to says, and set up wrongly in every way that is known.

Covers `public_site`, `published_differences`.
"""

# ruff: noqa: E501 — a row is kept whole.
from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.engine.deploying.public_site import PublicAnswer, ask
from site_builder.engine.deploying.verification import Expected, Verification, expected_of, verify
from site_builder.engine.store.digests import digest_of
from tests.driver import NOW, Project, post
from tests.engine.deploying.deploying import deploy
from tests.requirements import requires
from tests.site.crawl import Crawl
from tests.site.web_servers import WebServer, free_port, nginx, nginx_of_the_how_to


class Live(NamedTuple):
    """A site, and the server that its readers ask."""

    project: Project
    server: WebServer
    days: float = 0

    def deploy(self, days: float = 0) -> Live:
        deploy(self.project, days=days, adopts=True)
        return self._replace(days=days)

    def verify(self, days: float = 0, wait: float = 0) -> Verification:
        request = self.project.request()._replace(now=NOW + timedelta(days=days))
        return verify(expected_of(request, "", silent), ask, lambda seconds: None, silent, wait)

    def told(self, days: float = 0) -> list[tuple[str, str, str]]:
        return [(one.path, one.what, one.cause) for one in self.verify(days).differences]


def silent(doing: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@contextmanager
def live(root: Path, settings: str, prefix: str = "", folder: str = "") -> Iterator[Live]:
    """A site that is deployed to the server's folder, or to one below it."""
    with nginx(settings) as server:
        place = server.www / folder
        place.mkdir(exist_ok=True)
        config = (
            f"title: Tests\nbase_url: {server.address}{prefix}/\nhosts: [nginx]\nsite_id: tests\n"
            f"deploy:\n  live: {{kind: folder, path: {place}}}\n"
        )
        files = {
            "config.yaml": config,
            "content/posts/a.md": post("A", "Words. " * 700, aliases="[/old/]"),
            "content/posts/b.md": post("B", "Words.", "2026-03-04T12:00"),
        }
        project = Project(files, root / "site").build()
        yield Live(project, server).deploy()


@requires("nginx")
@pytest.mark.parametrize(("prefix", "folder"), [("", ""), ("/repo", "repo")])
def test_the_server_of_the_how_to_is_right(prefix: str, folder: str, tmp_path: Path) -> None:
    with live(tmp_path, nginx_of_the_how_to(prefix=prefix), prefix, folder) as site:
        found = site.verify()
        assert (found.differences, found.is_right) == ((), True)
        assert found.asked > 10
        crawl = Crawl(site.server.www / folder, f"{site.server.address}{prefix}/")
        for path in crawl.files:
            if not path.startswith(".") and not path.endswith((".br", ".gz")):
                plain, small = (
                    site.server.get(f"{prefix}/{path}"),
                    site.server.get(f"{prefix}/{path}", "gzip"),
                )
                assert plain.status == small.status == 200, path
                assert plain.body == small.body == crawl.files[path], path
                assert (small.encoding == "gzip") == (f"{path}.gz" in crawl.files), path


CSP = "    add_header Content-Security-Policy \"default-src 'self'\" always;\n"
TRY = "try_files $uri $uri/ =404;"
WRONG = {
    "404 not wired": ([("    error_page 404 /404.html;\n", "")], "404.html", "shows another page than ours", "404.html is not wired"),
    "an app's fallback": ([(TRY, "try_files $uri $uri/ /index.html;")], "404.html", "shows the home page, with status 200", "as an app"),
    "a soft 404": ([("404 /404.html", "404 =200 /404.html")], "404.html", "has the status 200, so search engines list it", "error page"),
    "feeds as text": ([(TRY, TRY + "}\nlocation = /feed.xml { types {} default_type text/plain;")], "feed.xml", "its type is text/plain, not application/xml", "mime.types"),
    "another charset": ([("charset utf-8", "charset iso-8859-1")], "index.html", "it is sent as iso-8859-1, and is UTF-8", "default charset"),
    "no policy": ([(CSP, "")], "", "there is no Content-Security-Policy", "add_header is missing"),
    "sniffing": ([("X-Content-Type-Options nosniff", "X-Other yes")], "", "there is no X-Content-Type-Options: nosniff", "headers"),
    "pages for ever": ([('default "public, max-age=0', 'default "public, max-age=31536000')], "index.html", "browsers keep it for 365 days", "applied to pages"),
    "assets not kept": ([("add_header Cache-Control $how_long;", "")], "assets/", "may not keep it for long", "/assets/"),
    "no compression": ([("gzip_static on", "gzip_static off")], "a/index.html", "it is sent uncompressed", "compression is off"),
    "a wrong label": ([("gzip_static on;", "gzip_static off; add_header Content-Encoding gzip;")], "index.html", "it says that it is compressed by gzip, and is not", "labels or compresses"),
    "another host": ([(TRY, "return 301 http://www.tests.example$request_uri;")], "index.html", "it leads on to http://www.tests.example/", "main name is www.tests.example"),
    "https": ([(TRY, "return 301 https://$http_host$request_uri;")], "index.html", "it leads on to https://", "write base_url with https://"),
    "clean URLs": ([(TRY, TRY + "}\nlocation = /a/ { return 302 /a;")], "a/index.html", "it leads on to", "a rule of the host"),
    "no index": ([("index index.html;", "index none.html;")], "a/index.html", "the status is 403, though the file is there", "no index.html in folders"),
    "a password": ([(TRY, "return 401;")], "index.html", "the status is 401", "wants a password"),
    "a fault": ([(TRY, "return 503;")], "index.html", "the status is 503", "its log names"),
}  # fmt: skip
NOTES = {"no policy", "sniffing", "assets not kept", "no compression"}


@requires("nginx")
@pytest.mark.parametrize("name", WRONG)
def test_each_misconfiguration_is_named_with_its_cause(name: str, tmp_path: Path) -> None:
    changes, path, what, cause = WRONG[name]
    with live(tmp_path, nginx_of_the_how_to(*changes)) as site:
        found = site.verify()
        named = [one for one in found.differences if one.path.startswith(path) and what in one.what]
        assert named, found.differences
        assert cause in named[0].cause
        assert found.is_right == (name in NOTES), found.differences


@requires("nginx")
def test_an_earlier_version_and_foreign_bytes_are_told_apart(tmp_path: Path) -> None:
    with live(tmp_path, nginx_of_the_how_to()) as site:
        old = tmp_path / "old"
        shutil.copytree(site.server.www, old)
        site.project.append("content/posts/a.md", "More.").build()
        site.deploy(days=1)
        assert site.told(1) == []
        for name in ("index.html", "index.html.gz"):
            shutil.copyfile(old / "a" / name, site.server.www / "a" / name)
        (site.server.www / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
        assert [(path, what) for path, what, _ in site.told(1)] == [
            ("robots.txt", "these are other bytes than were deployed"),
            ("a/index.html", "this is an earlier version"),
        ]


@requires("nginx")
def test_a_site_built_for_another_path_is_told_once(tmp_path: Path) -> None:
    with live(tmp_path, nginx_of_the_how_to(), prefix="/repo") as site:
        ((path, what, cause),) = site.told()
        assert path == ""
        assert what == f"nothing is at this address, and the home page is at {site.server.address}/"
        assert "correct base_url" in cause


@requires("nginx")
def test_an_old_address_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    with live(tmp_path, nginx_of_the_how_to((TRY, TRY + "}\nlocation = /old/ { return 404;"))) as site:
        assert ("old/", "the old address does not lead on (status 404)") in [one[:2] for one in site.told()]
    with live(
        tmp_path / "2", nginx_of_the_how_to((TRY, TRY + "}\nlocation = /old/ { return 301 /b/;"))
    ) as site:
        assert any("leads to" in what for path, what, _ in site.told() if path == "old/")


@requires("nginx")
def test_a_site_that_is_older_than_its_schedule_is_reported(tmp_path: Path) -> None:
    with live(tmp_path, nginx_of_the_how_to()) as site:
        assert site.told(2) == []
        ((path, what, cause),) = site.told(4)
        assert path == "b/index.html"
        assert (
            what
            == "this was to appear on 2026-03-04 12:00, and is not there: the site is older than its schedule"
        )
        assert "60 days" in cause


def test_a_server_that_is_not_there_is_reported(tmp_path: Path) -> None:
    one = expected(f"http://127.0.0.1:{free_port()}/")
    found = verify(one, ask, lambda seconds: None, silent)
    assert found.differences[0].what == "there is no answer: Connection refused"
    assert not found.is_right


# -- without a server ------------------------------------------------------------------------------------

HOME = b"<p>Home"
TYPE = {"content-type": "text/html", "content-security-policy": "x", "x-content-type-options": "nosniff"}


def expected(base_url: str, home: bytes = HOME, earlier: bytes = b"") -> Expected:
    files = {"index.html": digest_of(home).hex()}
    before = {"index.html": frozenset({digest_of(earlier).hex()})}
    return Expected(base_url, files, before, (), lambda path: home)


@pytest.mark.parametrize(("wait", "slept", "is_right"), [(60, [1, 2], True), (2, [1], False), (0, [], False)])
def test_it_asks_again_until_the_host_is_up_to_date_or_time_is_up(
    wait: float, slept: list[float], is_right: bool
) -> None:
    answers = [PublicAnswer(200, TYPE, b"old")] * 2 + [PublicAnswer(200, TYPE, HOME)] * 5
    pauses: list[float] = []
    one = expected("https://tests.example/", earlier=b"old")
    found = verify(one, lambda address: answers.pop(0), pauses.append, silent, wait)
    assert (pauses, found.is_right) == (slept, is_right)


def test_it_does_not_wait_for_what_will_not_pass() -> None:
    answer = PublicAnswer(200, {**TYPE, "content-type": "text/plain"}, HOME)
    pauses: list[float] = []
    found = verify(expected("https://tests.example/"), lambda address: answer, pauses.append, silent, 60)
    assert (pauses, found.is_right) == ([], False)


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        ("its certificate is not valid for x: expired", "no certificate for this name"),
        ("Name or service not known", "DNS has no such name"),
        ("timed out", "the server is down"),
    ],
)
def test_why_there_is_no_answer(failure: str, cause: str) -> None:
    found = verify(
        expected("https://tests.example/"), lambda address: PublicAnswer(failure=failure), print, silent
    )
    assert cause in found.differences[0].cause


def test_what_a_page_loads_by_http_is_told_where_readers_come_by_https() -> None:
    home = b'<img src="http://pics.example/a.png">'
    answer = PublicAnswer(200, TYPE, home)
    found = verify(expected("https://tests.example/", home), lambda address: answer, print, silent)
    assert [one.what for one in found.differences] == [
        "the page loads http://pics.example/a.png by http, which browsers block"
    ]


def test_github_is_not_blamed_for_headers_that_it_cannot_send() -> None:
    answer = PublicAnswer(200, {"content-type": "text/html", "server": "GitHub.com"}, HOME)
    found = verify(expected("https://tests.example/"), lambda address: answer, print, silent)
    assert found.is_right
    assert {one.cause for one in found.differences} == {
        "GitHub Pages cannot send one",
        "GitHub Pages cannot send it",
    }


def test_never_more_than_two_hundred_files_are_asked_for() -> None:
    files = {f"p{number}/index.html": digest_of(HOME).hex() for number in range(500)}
    files["index.html"] = digest_of(HOME).hex()
    asked: list[str] = []

    def answer(address: str) -> PublicAnswer:
        asked.append(address)
        return PublicAnswer(200, TYPE, HOME)

    one = Expected("https://tests.example/", files, {}, tuple(files), lambda path: HOME)
    assert verify(one, answer, print, silent).is_right
    assert len(asked) == 200
