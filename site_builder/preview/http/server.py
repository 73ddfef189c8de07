"""HTTP: which request gets which answer, and who is not let in."""

from __future__ import annotations

import errno
import ipaddress
import json
import selectors
import socket
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from site_builder.model.addresses import Addresses
from site_builder.model.errors import UsageError
from site_builder.model.media_types import media_type
from site_builder.preview.http.conditional import respond_with_data, respond_with_file
from site_builder.preview.http.event_stream import Listeners, TooManyListeners
from site_builder.preview.http.injection import RESERVED, injected, plain_page, script, script_url
from site_builder.preview.http.pages import Answer, Data, File, NotReady, Page, RedirectTo
from site_builder.preview.live.thread import PreviewStopped

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NOWHERE = "/\0"
"""A path that no page can have, for what is not below the base URL's path."""

_BACKLOG = 128
_TIMEOUT = 60
"""Seconds that a connection may keep silent in the middle of a request."""


class PreviewApp(NamedTuple):
    """Where answers come from. `base_url` may change while the preview runs."""

    root: Path
    answer: Callable[[str], Answer]
    state: Callable[[], dict[str, Any]]
    base_url: Callable[[], str]
    listeners: Listeners


def make_http_server(host: str, port: int, app: PreviewApp) -> BaseWSGIServer:
    """A server that listens already; port 0 picks one. Raises UsageError where it cannot."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as failure:
        raise _unheard(host, port, failure) from failure
    with listening:
        return make_server(
            host,
            listening.getsockname()[1],
            _application(app, host),
            threaded=True,
            request_handler=_RequestHandler,
            fd=listening.fileno(),
        )


def _unheard(host: str, port: int, failure: OSError | UnicodeError) -> UsageError:
    number = failure.errno if isinstance(failure, OSError) else None
    if number == errno.EADDRINUSE:
        return UsageError(
            f"port {port} of {host} is taken: is another preview running?",
            "name another with --port, or let one be picked with --port 0",
        )
    if number in {errno.EACCES, errno.EPERM}:
        return UsageError(
            f"port {port} of {host} needs administrator rights", "name one from 1024 to 65535 with --port"
        )
    return UsageError(f"'{host}' is not an address of this machine", "leave --host out, or name one that is")


class _RequestHandler(WSGIRequestHandler):
    """Says nothing of requests: the terminal is for the writer."""

    timeout = _TIMEOUT

    def log(self, *_: Any) -> None:
        """Nothing."""


def _application(app: PreviewApp, host: str) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            response = _respond(app, host, request)
        except PreviewStopped:
            response = _plain(503, "The preview has ended.")
        response.headers.pop("Date", None)  # the server writes one itself
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response(environ, start_response)

    return application


def _respond(app: PreviewApp, host: str, request: Request) -> Response:
    if not is_own_host(request.environ.get("HTTP_HOST", ""), host):
        return _plain(403, "This preview answers only requests for its own address.")
    if request.method not in {"GET", "HEAD"}:
        response = _plain(405, "This preview is read-only.")
        response.headers["Allow"] = "GET, HEAD"
        return response
    if request.path.startswith(RESERVED):
        return _own(app, request)
    link = Addresses(app.base_url()).prefix
    prefix = unquote(link)
    if prefix and request.path in {"/", prefix}:
        return _redirect(link + "/")
    is_inside = request.path.startswith(prefix + "/")
    return _answered(app, request, app.answer(request.path.removeprefix(prefix) if is_inside else _NOWHERE))


def is_own_host(header: str, host: str) -> bool:
    """Whether a Host header (RFC 9110, 7.2) means this machine, and not a name that was made to lead here."""
    name, colon, port = header.rpartition(":")
    if not colon or port.endswith("]") or not port.isdecimal():
        name = header
    name = name.removeprefix("[").removesuffix("]").lower()
    if name in {"localhost", host.lower()} or name.endswith(".localhost"):
        return bool(name)
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or _is_any(host)


def _is_any(host: str) -> bool:
    """Whether the server listens to everybody: then any address will do, but no name."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _own(app: PreviewApp, request: Request) -> Response:
    if request.path == script_url():
        return respond_with_data(request, Response(script(), mimetype="text/javascript"))
    if request.path == f"{RESERVED}state":
        return Response(json.dumps(app.state()), mimetype="application/json")
    if request.path == f"{RESERVED}events":
        if request.method == "HEAD":
            return Response(mimetype="text/event-stream")
        try:
            stream = app.listeners.listen(app.state(), partial(_has_left, request))
            return Response(stream, mimetype="text/event-stream")
        except TooManyListeners:
            return _plain(503, "Too many listeners.")
    return _plain(404, "Not found.")


def _has_left(request: Request) -> bool:
    """Whether the connection was closed at the other end: then something can be read, and it is empty."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            return bool(selector.select(0)) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


def _answered(app: PreviewApp, request: Request, answer: Answer) -> Response:
    match answer:
        case RedirectTo(link=link):
            query = request.query_string.decode("latin-1")
            return _redirect(f"{link}?{query}" if query else link)
        case NotReady(text=text):
            page = Page("", plain_page("One moment", text))
            response = Response(injected(page, app.root), 503, mimetype="text/html")
            response.headers["Retry-After"] = "1"
            return response
        case Page():
            return _page(app, request, answer)
        case Data():
            kind = media_type(answer.path)
            response = Response(answer.data, content_type=kind.header)
            if kind.encoding:
                response.headers["Content-Encoding"] = kind.encoding
            return respond_with_data(request, response)
        case File():
            try:
                return respond_with_file(request, answer)
            except OSError:
                return _plain(404, "Not found.")


def _page(app: PreviewApp, request: Request, page: Page) -> Response:
    """An error status only where there has never been anything to show."""
    kind = media_type(page.path).header
    is_html = kind.startswith("text/html")
    if page.problems and not page.data and not is_html:
        return _plain(500, "This could not be built: see the terminal.")
    status = 404 if page.is_missing else 500 if page.problems and not page.data else 200
    data = injected(page, app.root) if is_html else page.data
    return respond_with_data(request, Response(data, status, content_type=kind))


def _redirect(link: str) -> Response:
    return Response(status=302, headers={"Location": link})


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status, mimetype="text/plain")
