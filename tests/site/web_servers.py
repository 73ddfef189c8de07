"""Real web servers over folders, for as long as a test looks at them."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import brotli

from tests.requirements import REPOSITORY, path_of

ALWAYS = ("mpm_event", "authz_core", "dir")
APACHE_MODULES = (*ALWAYS, "mime", "headers", "alias", "rewrite", "env", "filter", "deflate")
"""What a usual server has."""
_APACHE = """\
ServerRoot {home}
PidFile {home}/pid
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
ErrorLog {home}/error.log
{modules}
{user}
<IfModule mod_mime.c>
TypesConfig /dev/null
</IfModule>
<IfModule mod_deflate.c>
<IfModule mod_filter.c>
AddOutputFilterByType DEFLATE text/html text/css
</IfModule>
</IfModule>
DocumentRoot {home}/www
<Directory {home}/www>
AllowOverride FileInfo
Options FollowSymLinks
Require all granted
</Directory>
"""
_NGINX = """\
{modules}
daemon off;
pid {home}/pid;
error_log {home}/error.log;
{user}
events {{}}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
{server}
}}
"""


class Reply(NamedTuple):
    """An answer; `body` is decoded. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def encoding(self) -> str:
        """The content encoding, empty for none."""
        return self.headers.get("content-encoding", "")


class WebServer:
    """A server at 127.0.0.1 whose document root is `www`."""

    def __init__(self, port: int, www: Path) -> None:
        self.port = port
        self.www = www
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path: str, accept: str = "", method: str = "GET") -> Reply:
        """Ask for a path, in which other characters than ASCII may be."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Accept-Encoding": accept} if accept else {}
            connection.request(method, quote(path, safe="/%?&=:@!$'()*+,;~-._"), headers=headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, _decoded(answer.read(), found.get("content-encoding", "")))
        finally:
            connection.close()


def _decoded(data: bytes, encoding: str) -> bytes:
    if encoding == "br":
        plain: bytes = brotli.decompress(data)
        return plain
    return gzip.decompress(data) if encoding == "gzip" else data


@contextlib.contextmanager
def apache(modules: Iterable[str] = APACHE_MODULES, more: str = "") -> Iterator[WebServer]:
    """Apache with these modules, and those that none can do without; `more` are lines of its settings."""
    program = path_of("apache")
    folders = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))
    folder = next(one for one in folders if one.is_dir())
    with _home() as home:
        port = free_port()
        names = dict.fromkeys((*ALWAYS, *modules))
        loaded = [f"LoadModule {one}_module {folder}/mod_{one}.so" for one in names]
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        settings = _APACHE.format(home=home, port=port, modules="\n".join(loaded), user=user) + more
        (home / "httpd.conf").write_text(settings)
        with _running([str(program), "-f", str(home / "httpd.conf"), "-DFOREGROUND"], port, home):
            yield WebServer(port, home / "www")


@contextlib.contextmanager
def nginx(server: str, *modules: Path) -> Iterator[WebServer]:
    """nginx with one `server` block, in which `{port}` and `{www}` stand for the two, and with modules."""
    with _home() as home:
        port = free_port()
        block = server.replace("{port}", f"127.0.0.1:{port}").replace("{www}", str(home / "www"))
        user = f"user {pwd.getpwuid(os.geteuid()).pw_name};" if os.geteuid() == 0 else ""
        loaded = "".join(f"load_module {one};" for one in modules)
        (home / "nginx.conf").write_text(_NGINX.format(home=home, server=block, user=user, modules=loaded))
        files = ["-c", str(home / "nginx.conf"), "-e", str(home / "log")]
        with _running([str(path_of("nginx")), "-p", str(home), *files], port, home):
            yield WebServer(port, home / "www")


def nginx_of_the_how_to(*changes: tuple[str, str], prefix: str = "") -> str:
    """The settings in the how-to for one's own server, for `nginx`, with lines changed."""
    text = (REPOSITORY / "docs/how-to/publish-on-your-own-server.md").read_text(encoding="utf-8")
    settings: str
    (settings,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    usual = (
        ("listen 80", "listen {port}"),
        ("/srv/my-blog", "{www}"),
        ("404 /404.html", f"404 {prefix}/404.html"),
    )
    for old, new in (*usual, *changes):
        assert old in settings, old
        settings = settings.replace(old, new)
    return settings


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    """A folder that a server may read which does not run as the one who tests."""
    home = Path(tempfile.mkdtemp(prefix="site-builder-server-"))
    try:
        home.chmod(0o755)
        (home / "www").mkdir()
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(command: list[str], port: int, home: Path) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(port, process, home)
        yield
    finally:
        process.terminate()
        process.wait()
        if process.stderr:
            process.stderr.close()


def wait_for(port: int, process: subprocess.Popen[str], home: Path) -> None:
    """Until somebody listens there. Fails with what the process has said if it ends before that."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        if process.poll() is not None:
            said = process.stderr.read() if process.stderr else ""
            logs = [one.read_text() for one in (home / "error.log", home / "log") if one.is_file()]
            raise AssertionError("\n".join([said, *logs]))
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
