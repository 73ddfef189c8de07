"""What is wrong with a host's answers, and the likely cause: bytes, types, caching, headers."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from site_builder.engine.deploying.public_site import PublicAnswer
from site_builder.engine.store.digests import digest_of
from site_builder.model.caching import is_fingerprinted
from site_builder.model.media_types import media_type

_DAY = 86_400
_MANY_BYTES = 4_000
_UNKNOWN = "application/octet-stream"
_SAME_TYPES = (
    {"text/javascript", "application/javascript", "application/x-javascript"},
    {"application/xml", "text/xml", "application/atom+xml", "application/rss+xml"},
    {"application/json", "application/feed+json", "text/json"},
    {"image/vnd.microsoft.icon", "image/x-icon"},
)
_INDEX = "index.html"


class PublishedDifference(NamedTuple):
    """What readers get otherwise than it was built. `path` is below the site's address.

    `is_error` is false for what only costs readers time or safety. `may_pass`: it may be gone by itself soon.
    """

    path: str
    what: str
    cause: str
    is_error: bool = True
    may_pass: bool = False


def of_host(answer: PublicAnswer) -> str:
    """What kind of host has answered, as far as it says so."""
    server = answer.header("server").lower()
    for name in ("github", "netlify", "cloudflare", "nginx", "apache", "caddy", "amazons3"):
        if name in server or (name == "github" and answer.header("x-github-request-id")):
            return name
    return ""


def file_differences(
    path: str, digest: str, answer: PublicAnswer, earlier: Container[str], address: str
) -> Iterator[PublishedDifference]:
    """Of one file. `digest` is that of its bytes, `earlier` has those that it had before."""
    if answer.failure:
        yield PublishedDifference(
            path, f"there is no answer: {answer.failure}", _no_answer(answer), may_pass=True
        )
        return
    if 300 <= answer.status < 400:
        yield _redirected(path, answer, address)
        return
    if answer.status != 200:
        yield PublishedDifference(
            path, f"the status is {answer.status}", _cause_of_status(answer), may_pass=True
        )
        return
    if answer.flaw:
        cause = "the server labels or compresses a .gz file wrongly: see gzip_static or AddEncoding"
        yield PublishedDifference(path, answer.flaw, cause)
        return
    found = digest_of(answer.body).hex()
    if found != digest and found in earlier:
        cause = "a cache or CDN still has it: wait, or purge it there"
        yield PublishedDifference(path, "this is an earlier version", cause, may_pass=True)
    elif found != digest:
        yield PublishedDifference(
            path, "these are other bytes than were deployed", _cause_of_bytes(answer), may_pass=True
        )
    yield from _type_differences(path, answer)
    yield from _caching_differences(path, answer)
    is_large = len(answer.body) > _MANY_BYTES and path.endswith((".html", ".css", ".js", ".xml", ".json"))
    if is_large and not answer.header("content-encoding"):
        cause = "compression is off for this type in the host's settings (gzip on; or AddOutputFilterByType)"
        yield PublishedDifference(path, "it is sent uncompressed", cause, is_error=False)


def _no_answer(answer: PublicAnswer) -> str:
    if "certificate" in answer.failure:
        return "the host has no certificate for this name yet, or base_url has another name"
    if "Name or service" in answer.failure or "nodename" in answer.failure or "No address" in answer.failure:
        return "the domain's DNS has no such name, or base_url is misspelt"
    return "the server is down, or base_url names another one"


def _redirected(path: str, answer: PublicAnswer, address: str) -> PublishedDifference:
    target = urljoin(address, answer.header("location"))
    old, new = urlsplit(address), urlsplit(target)
    what = f"it leads on to {target}"
    if old.scheme != new.scheme:
        cause = f"readers come by {new.scheme}, and the pages say {old.scheme}: write base_url with {new.scheme}://"
    elif old.netloc != new.netloc:
        cause = f"the host's main name is {new.netloc}: write base_url with that, or change it there"
    else:
        cause = "a rule of the host (clean URLs, a trailing slash, an old redirect) hides this file"
    return PublishedDifference(path, what, cause)


def _cause_of_status(answer: PublicAnswer) -> str:
    if answer.status in (401, 403):
        return "the host wants a password, or may not read the files: see their permissions there"
    if answer.status == 404:
        return "the deploy is not there yet, went to another folder, or the server looks in another one"
    return (
        "the server has a fault, which its log names" if answer.status >= 500 else "see the host's settings"
    )


def _cause_of_bytes(answer: PublicAnswer) -> str:
    if of_host(answer) == "cloudflare":
        return "Cloudflare changes pages (Auto Minify, Rocket Loader, Email Obfuscation): switch that off"
    return "something else has been deployed since, a cache is old, or the host changes files on their way"


def _type_differences(path: str, answer: PublicAnswer) -> Iterator[PublishedDifference]:
    expected = media_type(path).header.partition(";")[0]
    given, _, parameters = answer.header("content-type").lower().partition(";")
    given = given.strip()
    if expected == _UNKNOWN or not path.rpartition(".")[0]:
        return
    same = next((group for group in _SAME_TYPES if expected in group), {expected})
    if given not in same:
        what = f"its type is {given or 'missing'}, not {expected}"
        yield PublishedDifference(
            path, what, "the server does not know the ending: add it to its types (mime.types)"
        )
    charset = re.search(r"charset=\"?([\w-]+)", parameters)
    if charset and charset[1] not in ("utf-8", "utf8"):
        what = f"it is sent as {charset[1]}, and is UTF-8"
        yield PublishedDifference(
            path, what, "a default charset of the server: charset utf-8, AddDefaultCharset utf-8"
        )


def _caching_differences(path: str, answer: PublicAnswer) -> Iterator[PublishedDifference]:
    control = answer.header("cache-control").lower()
    found = re.search(r"max-age=(\d+)", control)
    seconds = int(found[1]) if found else None
    if is_fingerprinted(path):
        if seconds is None or seconds < _DAY or "no-store" in control:
            what = "browsers may not keep it for long, though its name changes with its bytes"
            cause = "no Cache-Control for /assets/: hosts: in config.yaml writes it for hosts that read files"
            yield PublishedDifference(path, what, cause, is_error=False)
    elif "immutable" in control or (seconds or 0) > _DAY:
        what = (
            f"browsers keep it for {(seconds or 0) // _DAY:,} days, so readers will not see the next version"
        )
        cause = "a rule for assets is applied to pages, too: Cache-Control: max-age=0, must-revalidate"
        yield PublishedDifference(path, what, cause)


def header_differences(answer: PublicAnswer, policy: str) -> Iterator[PublishedDifference]:
    """Of the home page. `policy` is the Content-Security-Policy that the site's hosts were told, if any."""
    given = answer.header("content-security-policy")
    host = of_host(answer)
    if not given:
        what = "there is no Content-Security-Policy"
        cause = {
            "github": "GitHub Pages cannot send one",
            "nginx": "add_header is missing in its settings; one in a location replaces all above it",
            "apache": "mod_headers is off, or AllowOverride does not let .htaccess set it",
        }.get(host, "the host reads no _headers, or hosts: in config.yaml does not name it")
        yield PublishedDifference("", what, cause, is_error=bool(policy) and host != "github")
    elif policy and " ".join(given.split()) != policy:
        what = f"the Content-Security-Policy is another than the site's: {given}"
        cause = (
            "the server sets one of its own, which may block search or comments, or _headers is an old one"
        )
        yield PublishedDifference("", what, cause)
    if answer.header("x-content-type-options").lower() != "nosniff":
        cause = "GitHub Pages cannot send it" if host == "github" else "see the host's headers"
        yield PublishedDifference("", "there is no X-Content-Type-Options: nosniff", cause, is_error=False)


def lost_page_differences(answer: PublicAnswer, page: str, home: str) -> Iterator[PublishedDifference]:
    """Of an address at which there is nothing. `page` and `home` are digests: 404.html's, index.html's."""
    path = "404.html"
    found = digest_of(answer.body).hex()
    if answer.status == 404 and found == page:
        return
    if answer.failure:
        yield PublishedDifference(
            path, f"there is no answer: {answer.failure}", _no_answer(answer), may_pass=True
        )
    elif answer.status == 200 and found == home:
        what = "an address at which there is nothing shows the home page, with status 200"
        yield PublishedDifference(path, what, "the host treats the site as an app: switch that fallback off")
    elif answer.status == 200:
        what = "an address at which there is nothing has the status 200, so search engines list it"
        yield PublishedDifference(path, what, "a rule sends 404.html as a page: it has to be the error page")
    elif answer.status == 404:
        what = "an address at which there is nothing shows another page than ours"
        cause = (
            "404.html is not wired: error_page 404 /404.html; ErrorDocument 404 /404.html; or an old version"
        )
        yield PublishedDifference(path, what, cause, may_pass=True)
    else:
        what = f"an address at which there is nothing has the status {answer.status}, not 404"
        yield PublishedDifference(path, what, "a rule of the host catches all addresses", may_pass=True)


def redirect_differences(
    old: str, new: str, answer: PublicAnswer, address: str
) -> Iterator[PublishedDifference]:
    """Of an old address, which leads on by a rule of the host or by a page. `new` is a full address."""
    target = urljoin(address, answer.header("location"))
    is_page = answer.status == 200 and b'http-equiv="refresh"' in answer.body
    if answer.failure or (300 <= answer.status < 400 and target == new) or is_page:
        return
    if 300 <= answer.status < 400:
        what = f"the old address leads to {target}, not to {new}"
        yield PublishedDifference(
            old, what, "another rule comes first, or _redirects is an old one", may_pass=True
        )
    else:
        what = f"the old address does not lead on (status {answer.status})"
        yield PublishedDifference(
            old, what, "its page was not deployed, and no rule replaces it", may_pass=True
        )


def is_served(path: str, files: Container[str]) -> bool:
    """Whether a host shows a file to readers: not what it reads itself, and not copies of other files."""
    parts = path.split("/")
    hidden = any(part.startswith(".") and part != ".well-known" for part in parts)
    copy = path.endswith((".br", ".gz")) and path[:-3] in files
    return (
        not hidden
        and not copy
        and path not in ("_headers", "_redirects", "wrangler.jsonc", "CNAME", "404.html")
    )


def address_of(path: str) -> str:
    """The address of an output path below that of the site, not yet encoded."""
    return path.removesuffix(_INDEX) if path == _INDEX or path.endswith("/" + _INDEX) else path
