"""`.htaccess`: what Apache is told from inside a folder.

One directive that a server does not know, or does not allow there, is an error 500 for the whole site. So
each is in an `<IfModule>`, and none needs more than `AllowOverride FileInfo`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from site_builder.model.caching import ASK_AGAIN, FINGERPRINTED_INDEX_NAME, FINGERPRINTED_NAME, FOR_EVER
from site_builder.model.media_types import COMPRESSIBLE, media_type
from site_builder.stages.hosts.security import security_headers

_ABOUT = (
    "# Written by site-builder. A .htaccess of your own belongs in content/static/ and replaces this one.\n"
    "# It needs AllowOverride FileInfo (or All), and does without any module that the server lacks.\n"
)
_ENCODINGS = (("br", "br"), ("gz", "gzip"))
"""Endings of compressed files and their content encodings, the smaller first."""


class OldAddress(NamedTuple):
    """An old URL, perhaps with a query or a `*` at its end, and the link that takes its place.

    The old one is in the form that the program uses: unescaped, without the path that the site is under.
    """

    old: str
    new: str


def htaccess(base: str, policy: str, endings: Iterable[str], redirects: Sequence[OldAddress]) -> str:
    """The file. `base` is the link of the home page, `endings` are those of the site's files (`html`)."""
    known = sorted(set(endings))
    blocks = [
        _block("core.c", [f"ErrorDocument 404 {base}404.html"]),
        _block("mod_mime.c", _types(known)),
        _block("mod_headers.c", _headers(policy)),
        _block("mod_alias.c", _by_path(base, redirects)),
        _by_rule(base, redirects),
        _compressed(base, [ending for ending in known if ending in COMPRESSIBLE]),
    ]
    return _ABOUT + "".join(f"\n{block}\n" for block in blocks if block)


def _block(module: str, lines: Iterable[str]) -> str:
    return "\n".join([f"<IfModule {module}>", *(f"  {line}" for line in lines), "</IfModule>"])


def _types(endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        kind = media_type(f"x.{ending}")
        bare, _, charset = kind.header.partition("; charset=")
        if bare != "application/octet-stream":
            yield f"AddType {bare} .{ending}"
        if charset:
            yield f"AddCharset {charset} .{ending}"
        if kind.encoding:
            yield f"AddEncoding {kind.encoding} .{ending}"


def _headers(policy: str) -> Iterator[str]:
    for name, value in security_headers(policy):
        yield f"Header always set {name} {_quoted(value.replace('%', '%%'))}"
    yield f"Header set Cache-Control {_quoted(ASK_AGAIN)}"
    lasting = FINGERPRINTED_NAME.removesuffix("$") + r"(\.(br|gz))?$"
    for pattern in (lasting, FINGERPRINTED_INDEX_NAME):
        yield f"<FilesMatch {_quoted(pattern)}>"
        yield f"  Header set Cache-Control {_quoted(FOR_EVER)}"
        yield "</FilesMatch>"


def _by_path(base: str, redirects: Iterable[OldAddress]) -> Iterator[str]:
    """Whole addresses, with or without their last slash: `Redirect` would also lead on from all below."""
    yield 'RedirectMatch 404 "/\\.(ht|site-builder)"'
    for old, new in redirects:
        if "?" not in old and not old.endswith("*"):
            start = re.escape(unquote(base).removesuffix("/") + old.removesuffix("/"))
            end = "/?$" if old.endswith("/") else "$"
            yield f"RedirectMatch 301 {_quoted(f'^{start}{end}')} {_quoted(_target(new))}"


def _by_rule(base: str, redirects: Iterable[OldAddress]) -> str:
    """Old addresses that only their query tells apart, each of its parts anywhere in the query; and whole
    folders, except for the pages and files that are there.
    """
    rules: list[str] = []
    for old, new in redirects:
        path, mark, query = old.partition("?")
        if not mark and not old.endswith("*"):
            continue
        start = re.escape(path.removesuffix("*").strip("/"))
        pattern = f"^{start}/?$" if mark else f"^{start}(/.*)?$" if start else "^"
        rules += [
            f"RewriteCond %{{QUERY_STRING}} {_quoted(f'(?:^|&){re.escape(one)}(?:&|$)')}"
            for one in query.split("&")
            if mark
        ]
        if not mark:
            rules += ["RewriteCond %{REQUEST_FILENAME} !-f", "RewriteCond %{REQUEST_FILENAME} !-d"]
        rules.append(f"RewriteRule {_quoted(pattern)} {_quoted(_target(new))} [R=301,L,QSD]")
    return _block("mod_rewrite.c", ["RewriteEngine On", f"RewriteBase {base}", *rules]) if rules else ""


def _target(link: str) -> str:
    """Apache encodes a target itself. In it, $ and % with a digit stand for a part of the pattern."""
    return re.sub(r"([$%\\&])", r"\\\1", unquote(link))


def _compressed(base: str, endings: Sequence[str]) -> str:
    if not endings:
        return ""
    names = "|".join(endings)
    rules = ["RewriteEngine On", f"RewriteBase {base}"]
    for ending, encoding in _ENCODINGS:
        flags = "[L,E=no-gzip:1,E=no-brotli:1]"
        for asked, rule in (
            ("", rf"^(.+\.(?:{names}))$ $1.{ending}"),
            ("/index.html", rf"^(.*/)?$ $1index.html.{ending}"),
        ):
            rules += [
                rf"RewriteCond %{{HTTP:Accept-Encoding}} \b{encoding}\b",
                f"RewriteCond %{{REQUEST_FILENAME}}{asked}.{ending} -f",
                f"RewriteRule {rule} {flags}",
            ]
    for ending in endings:
        rules += [
            rf'<FilesMatch "\.{ending}\.(br|gz)$">',
            f"  ForceType {_quoted(media_type(f'x.{ending}').header)}",
            "</FilesMatch>",
        ]
    rules += [
        rf'<FilesMatch "\.({names})\.(br|gz)$">',
        *(f"  AddEncoding {encoding} .{ending}" for ending, encoding in _ENCODINGS),
        "  RemoveLanguage .br",
        "</FilesMatch>",
        rf'<FilesMatch "\.({names})(\.(br|gz))?$">',
        "  Header merge Vary Accept-Encoding",
        "</FilesMatch>",
    ]
    inner = _block("mod_headers.c", rules)
    middle = _block("mod_mime.c", inner.split("\n"))
    return _block("mod_rewrite.c", middle.split("\n"))


def _quoted(text: str) -> str:
    """One argument, with the two signs escaped that end it or escape others."""
    return '"' + re.sub(r'(["])', r"\\\1", text) + '"'
