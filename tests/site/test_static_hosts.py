"""A site as real web servers send it, by the files that `hosts:` makes a build write.

Covers `outputs/hosting`, `stages/hosts/htaccess`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from site_builder.model.caching import cache_control
from site_builder.model.media_types import media_type
from tests.driver import Project
from tests.requirements import path_of, requires
from tests.site.crawl import Crawl
from tests.site.sites import ROOT, SUB_PATH, VARIANTS, sources_of
from tests.site.web_servers import (
    ALWAYS,
    APACHE_MODULES,
    Reply,
    WebServer,
    apache,
    nginx,
    nginx_of_the_how_to,
)

pytestmark = requires("pagefind")
NOT_SERVED = (".htaccess", ".nojekyll", ".site-builder-owned")
_SAME = {
    "application/javascript; charset=utf-8": "text/javascript; charset=utf-8",
    "text/xml; charset=utf-8": "application/xml; charset=utf-8",
}
"""What nginx calls some types; browsers and feed readers take either."""
UNTYPED = ("pf_meta", "pf_index", "pf_fragment", "pagefind", "nojekyll", "_redirects")
"""Endings that no reader asks for, and no server knows."""
OPTIONAL = [one for one in APACHE_MODULES if one not in ALWAYS]


def build(www: Path, base_url: str, tmp_path: Path, hosts: str) -> None:
    """The showcase in a server's document root."""
    project = Project(sources_of("showcase"), tmp_path / "site").append(
        "config.yaml",
        f"hosts: [{hosts}]\n"
        "redirects: [{old: '/wiki/*', new: /archive/}, {old: '/2021/*', new: /archive/},"
        " {old: '/?p=12', new: /archive/}, {old: '/old/?a=x', new: /about/}]\n",
    )
    output = www / urlsplit(base_url).path.strip("/")
    project.build(VARIANTS["showcase"].now, base_url=base_url, output=output)
    assert all(one.code != "brotli-unavailable" for one in project.report.diagnostics)


@pytest.fixture(params=[ROOT, SUB_PATH], ids=["at the root", "under a path"])
def base_url(request: pytest.FixtureRequest) -> str:
    url: str = request.param
    return url


def paths_of(crawl: Crawl, base_url: str) -> Iterator[str]:
    """Every path that a page, style sheet, feed or table leads to within the site, and every file."""
    home = urlsplit(base_url)
    for one in crawl.found():
        address = urlsplit(urljoin(crawl.address(one.path), one.value))
        if address.netloc == home.netloc:
            yield address.path
    for path in crawl.files:
        yield home.path + path.removesuffix("index.html")


def crawled(server: WebServer, base_url: str) -> dict[str, str]:
    """All paths of a site by their status, and how each answer differs from what it ought to be."""
    prefix = urlsplit(base_url).path
    crawl = Crawl(server.www / prefix.strip("/"), base_url)
    wrong = {}
    for path in sorted(set(paths_of(crawl, base_url))):
        if path.removeprefix(prefix) in NOT_SERVED:
            continue
        reply = server.get(path)
        if reply.status == 301:
            reply = server.get(urlsplit(reply.headers["location"]).path)
        if reply.status != 200:
            wrong[path] = str(reply.status)
    return wrong


def differences(server: WebServer, base_url: str) -> list[str]:
    """What is wrong with the bytes, encodings, types, caching and policy of any file."""
    prefix = urlsplit(base_url).path
    folder = server.www / prefix.strip("/")
    files = Crawl(folder, base_url).files
    found = []
    for path, data in files.items():
        if path in NOT_SERVED or path.endswith((".br", ".gz")):
            continue
        for accept in ("br, gzip", "gzip", ""):
            endings = [one for one, name in ((".br", "br"), (".gz", "gzip")) if name in accept]
            best = next((one for one in endings if path + one in files), "")
            reply = server.get(prefix + path.removesuffix("index.html"), accept)
            if reply.status == 301 and b'http-equiv="refresh"' in data:
                continue
            expected = {
                "content-encoding": {".br": "br", ".gz": "gzip", "": on_the_fly(reply)}[best],
                "content-type": media_type(path).header,
                "cache-control": cache_control(path),
                "x-content-type-options": "nosniff",
            }
            if path.rpartition(".")[2] in UNTYPED:
                del expected["content-type"]
            if f"{path}.gz" in files:
                expected["vary"] = "Accept-Encoding"
            if reply.body != data:
                found.append(f"{path} ({accept}): other bytes")
            for name, value in expected.items():
                has = reply.headers.get(name, "")
                if _SAME.get(has.lower(), has.lower()) != value.lower():
                    found.append(f"{path} ({accept}): {name} is {has!r}, not {value!r}")
            if "default-src 'self'" not in reply.headers.get("content-security-policy", ""):
                found.append(f"{path} ({accept}): no policy")
    return found


def on_the_fly(reply: Reply) -> str:
    """What has no copy may be compressed while it is sent."""
    return reply.encoding if reply.encoding == "gzip" else ""


@requires("apache")
def test_apache_sends_every_file_as_it_is_meant(base_url: str, tmp_path: Path) -> None:
    with apache() as server:
        build(server.www, base_url, tmp_path, "apache")
        assert crawled(server, base_url) == {}
        assert differences(server, base_url) == []
        prefix = urlsplit(base_url).path
        lost = server.get(f"{prefix}none/")
        assert (lost.status, lost.body) == (404, (server.www / prefix.strip("/") / "404.html").read_bytes())
        assert "default-src" in lost.headers["content-security-policy"]
        assert server.get(f"{prefix}.site-builder-owned").status == 404
        assert server.get(f"{prefix}.htaccess").status in (403, 404)


@requires("apache")
def test_apache_leads_on_from_old_addresses_and_from_nothing_else(base_url: str, tmp_path: Path) -> None:
    prefix = urlsplit(base_url).path
    with apache() as server:
        build(server.www, base_url, tmp_path, "apache")
        for old, new in {
            "old/everything.html": "2021/everything/",
            "früher/": "2021/everything/",
            "früher": "2021/everything/",
            "shows/": "series/show/",
            "wiki/": "archive/",
            "2021/gone/": "archive/",
            "wiki/One/More": "archive/",
            "?p=12": "archive/",
            "?utm_source=x&p=12": "archive/",
            "old/?a=x": "about/",
        }.items():
            reply = server.get(prefix + old)
            assert reply.status == 301, old
            location = urlsplit(reply.headers["location"])
            assert (location.path, location.query) == (prefix + new, ""), old
        for other in ("früher/more/", "x/shows/", "old/everythingXhtml", "wikipedia/"):
            assert server.get(prefix + other).status == 404, other
        for page in ("?p=123", "2021/everything/", "2021/everything/index.html"):
            assert server.get(prefix + page).status == 200, page


@requires("apache")
@pytest.mark.parametrize("missing", [*([one] for one in OPTIONAL), OPTIONAL], ids="+".join)
def test_apache_without_modules_still_sends_every_page(missing: list[str], tmp_path: Path) -> None:
    with apache([one for one in OPTIONAL if one not in missing]) as server:
        build(server.www, SUB_PATH, tmp_path, "apache")
        assert crawled(server, SUB_PATH) == {}
        page = server.www / "repo/2021/everything/index.html"
        for accept in ("br, gzip", ""):
            assert server.get("/repo/2021/everything/", accept).body == page.read_bytes()


@requires("nginx", "nginx-brotli")
def test_nginx_of_the_how_to_sends_every_file_as_it_is_meant(base_url: str, tmp_path: Path) -> None:
    prefix = urlsplit(base_url).path
    both = ("gzip_static on;", "gzip_static on; brotli_static on;")
    settings = nginx_of_the_how_to(both, prefix=prefix.removesuffix("/"))
    with nginx(settings, path_of("nginx-brotli")) as server:
        build(server.www, base_url, tmp_path, "nginx")
        assert crawled(server, base_url) == {}
        assert differences(server, base_url) == []
        lost = server.get(f"{prefix}none/")
        assert (lost.status, lost.body) == (404, (server.www / prefix.strip("/") / "404.html").read_bytes())
        assert server.get(f"{prefix}.site-builder-owned").status == 404
