"""Who is let in, and what the answers look like.

Covers `event_stream`, `injection`, `overlay`, `pages`, `conditional`.
"""

from __future__ import annotations

import errno
import http.client
import socket
import threading
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from site_builder.model.errors import UsageError
from site_builder.preview.http.event_stream import MOST
from site_builder.preview.http.server import is_own_host
from site_builder.preview.preview import Preview, ServerOptions
from tests.driver import CONFIG, Project, post
from tests.engine.showcase import PIXEL
from tests.preview.running import PATIENCE, Recorder, Running, running, wait_until


@pytest.mark.parametrize(
    ("header", "host", "is_own"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost:8000", "127.0.0.1", True),
        ("site.localhost", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("[::1]", "::1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("192.168.1.5:8000", "192.168.1.5", True),
        ("192.168.1.5:8000", "0.0.0.0", True),
        ("mybox", "mybox", True),
        ("", "127.0.0.1", False),
        (":8000", "127.0.0.1", False),
        ("evil.example:8000", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("evil.example", "0.0.0.0", False),
        ("192.168.1.5", "127.0.0.1", False),
        ("10.0.0.1:80", "192.168.1.5", False),
    ],
)
def test_a_foreign_host_header_is_told_from_our_own(header: str, host: str, is_own: bool) -> None:
    assert is_own_host(header, host) is is_own


def test_a_foreign_host_gets_nothing(served: Running) -> None:
    for path in ("/", "/alpha/", "/.site-builder/state", "/.site-builder/events"):
        reply = served.get(path, headers={"Host": "evil.example"})
        assert reply.status == 403
        assert b"Alpha" not in reply.body


@pytest.mark.parametrize(
    "path",
    [
        "/../config.yaml",
        "/%2e%2e/config.yaml",
        "/..%2fconfig.yaml",
        "/alpha/../../config.yaml",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "//etc/passwd",
        "/images/..%5c..%5cconfig.yaml",
        "/%00",
        "/alpha/%00",
        "/images/",
        "/images",
        "/content/posts/alpha.md",
        "/posts/alpha.md",
        "/config.yaml",
        "/.site-builder/",
        "/.site-builder/../config.yaml",
        "/%ff%fe",
    ],
)
def test_nothing_but_the_site_can_be_had(served: Running, path: str) -> None:
    reply = served.get(path)
    assert reply.status == 404
    assert b"base_url" not in reply.body
    assert b"root:" not in reply.body


def test_a_link_that_leads_out_of_the_site_is_not_followed(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    project.write("content/static/any.txt", "")
    (project.root / "content/static/out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (project.root / "content/static/out.png").symlink_to(tmp_path / "secret.png")
    (project.root / "content/static/in.txt").symlink_to(project.root / "content/posts/alpha.md")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/desk.png").write_bytes(PIXEL)
    (project.root / "content/pictures").symlink_to(tmp_path / "pictures")
    project.append("config.yaml", f"paths:\n  links: ['{tmp_path / 'pictures'}']\n")
    with running(project) as served:
        assert served.get("/out.txt").status == 404
        assert served.get("/out.png").status == 404
        assert served.get("/pictures/desk.png").status == 200
        assert b"secret" not in served.get("/out.txt").body
        assert b"Alpha" in served.get("/in.txt").body


def test_an_unknown_url_shows_the_sites_own_page(served: Running) -> None:
    reply = served.get("/nowhere/")
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b'id="site-builder-preview"' in reply.body
    assert b"Walk two" in reply.body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/_redirects", "text/plain; charset=utf-8"),
        ("/images/desk.png", "image/png"),
    ],
)
def test_everything_has_its_type(served: Running, path: str, kind: str) -> None:
    reply = served.get(path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, kind)


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/images/desk.png"])
def test_head_range_and_conditional_requests(served: Running, path: str) -> None:
    whole = served.get(path)
    head = served.get(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))
    part = served.get(path, headers={"Range": "bytes=2-9"})
    assert (part.status, part.body) == (206, whole.body[2:10])
    assert part.headers["Content-Range"] == f"bytes 2-9/{len(whole.body)}"
    assert served.get(path, headers={"Range": f"bytes={len(whole.body)}-"}).status == 416
    same = served.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status, same.body) == (304, b"")
    assert served.get(path, headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=9-2",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "lines=1-2",
        "bytes=\u0661-2",
        "bytes=1-2,4-5",
        "0-5",
        "-5",
    ],
)
@pytest.mark.parametrize("path", ["/feed.xml", "/notes.txt"])
def test_a_range_that_is_not_valid_or_not_one_is_ignored(path: str, asked: str, served: Running) -> None:
    served.project.write("content/static/notes.txt", "Some notes, all of them.")
    served.wait_for("/notes.txt", "Some notes")
    whole = served.get(path)
    reply = served.get(path, headers={"Range": asked.encode().decode("latin-1")})
    assert (reply.status, reply.body) == (200, whole.body)


@pytest.mark.parametrize("path", ["/feed.xml", "/notes.txt"])
def test_ranges_of_one_part(path: str, served: Running) -> None:
    served.project.write("content/static/notes.txt", "Some notes, all of them.")
    served.wait_for("/notes.txt", "Some notes")
    whole = served.get(path).body
    for asked, part in (("2-", whole[2:]), ("-5", whole[-5:]), ("0-0", whole[:1]), ("3-99999999", whole[3:])):
        reply = served.get(path, headers={"Range": f"bytes={asked}"})
        assert (reply.status, reply.body) == (206, part)
    for asked in (f"{len(whole)}-", "-0", "999999999-"):
        reply = served.get(path, headers={"Range": f"bytes={asked}"})
        assert (reply.status, reply.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert served.get(path, "HEAD", {"Range": "bytes=2-9"}).status == 200


def test_a_copied_text_names_its_encoding_once(served: Running) -> None:
    served.project.write("content/static/notes.txt", "Größe").write("content/static/plan.svgz", "packed")
    served.wait_for("/notes.txt", "Größe")
    assert served.get("/notes.txt").headers["Content-Type"] == "text/plain; charset=utf-8"
    wait_until(lambda: served.get("/plan.svgz").status == 200, "the drawing")
    packed = served.get("/plan.svgz").headers
    assert (packed["Content-Type"], packed["Content-Encoding"]) == ("image/svg+xml", "gzip")


def test_a_page_without_its_slash_leads_to_it(served: Running) -> None:
    reply = served.get("/alpha?from=here")
    assert (reply.status, reply.headers["Location"]) == (302, "/alpha/?from=here")


def test_nothing_can_be_sent(served: Running) -> None:
    reply = served.get("/alpha/", "POST")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")


def test_a_site_under_a_path_is_served_there_only(project: Project) -> None:
    project.options = project.options._replace(base_url="https://tests.example/re%20po/")
    with running(project) as served:
        assert served.preview.url.endswith("/re%20po/")
        assert served.get("/").headers["Location"] == "/re%20po/"
        assert b"Alpha" in served.get("/re%20po/alpha/").body
        assert served.get("/alpha/").status == 404
        assert b"https://tests.example/re%20po/alpha/" in served.get("/re%20po/alpha/").body


def test_a_taken_port_is_said(served: Running) -> None:
    with (
        pytest.raises(UsageError, match=f"port {served.port} of 127.0.0.1 is taken"),
        running(served.project, served.port),
    ):
        pass


@pytest.mark.parametrize("host", ["203.0.113.9", "nosuch.invalid", "a" * 80 + ".b", "::ffff"])
def test_an_address_that_cannot_be_had_is_said(project: Project, host: str) -> None:
    options = ServerOptions(host, 0, is_polling=False, clock=None, start="never")
    with pytest.raises(UsageError, match=f"'{host}' is not an address of this machine"):
        Preview(project.request(), options, Recorder(), lambda *_: None)


def test_a_port_that_is_not_for_everybody_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    options = ServerOptions("127.0.0.1", 80, is_polling=False, clock=None, start="never")
    with pytest.raises(UsageError, match=r"port 80 of 127\.0\.0\.1 needs administrator rights"):
        Preview(project.request(), options, Recorder(), lambda *_: None)


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/images/desk.png", "/nowhere/", "/.site-builder/state"])
def test_no_header_comes_twice(served: Running, path: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        names = [name.lower() for name, _ in connection.getresponse().getheaders()]
    assert "date" in names
    assert len(set(names)) == len(names)


def test_listeners_are_limited_and_let_go(served: Running) -> None:
    def listen() -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        connection.request("GET", "/.site-builder/events")
        return connection, connection.getresponse()

    streams = [listen() for _ in range(MOST)]
    assert all(response.readline().startswith(b"retry:") for _, response in streams)
    connection, refused = listen()
    assert refused.status == 503
    connection.close()
    assert served.preview.listening == MOST
    for opened, response in streams:
        response.close()
        opened.close()
    wait_until(lambda: served.preview.listening == 0, "all let go, though nothing was sent")
    opened, response = listen()
    assert response.status == 200
    response.close()
    opened.close()


def test_a_preview_ends_at_once_whoever_is_connected(project: Project) -> None:
    with ExitStack() as connections, running(project) as served:
        _, half, stream = (
            connections.enter_context(socket.create_connection(("127.0.0.1", served.port))) for _ in range(3)
        )
        half.sendall(b"GET / HTT")
        stream.sendall(b"GET /.site-builder/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        lines = connections.enter_context(stream.makefile("rb"))
        assert any(line.startswith(b"retry:") for line in lines)
        ending = threading.Thread(target=served.preview.stop, daemon=True)
        ending.start()
        ending.join(PATIENCE)
        assert not ending.is_alive(), "it waits for those who are connected"
        stream.settimeout(PATIENCE)
        for _ in lines:  # until the stream is at its end
            pass


def test_a_draft_says_what_it_is(project: Project) -> None:
    project.write("content/posts/soon.md", post("Soon", date="2030-01-02"))
    with running(project) as served:
        assert "Draft: only you can see this page." in served.text("/draft/")
        assert "Scheduled: only you can see this page before 2030-01-02 00:00" in served.text("/soon/")
        assert "site-builder-banner" not in served.text("/alpha/")


def test_the_banner_speaks_the_language_of_the_site(project: Project) -> None:
    project.write("config.yaml", f"{CONFIG}language: de\n")
    with running(project) as served:
        assert "Entwurf: Nur Sie sehen diese Seite." in served.text("/draft/")


def test_an_image_is_the_one_that_is_published(served: Running) -> None:
    served.project.write("content/static/dot.png", PIXEL)
    wait_until(lambda: served.get("/dot.png").status == 200, "/dot.png")
