"""Whether readers see what was deployed: asks the public address until it is up to date, or time is up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from site_builder.engine.deploying.deployment import deploy_settings
from site_builder.engine.deploying.history import DeployHistory
from site_builder.engine.deploying.kinds import chosen_target
from site_builder.engine.deploying.public_site import Ask, PublicAnswer
from site_builder.engine.deploying.published_differences import (
    PublishedDifference,
    address_of,
    file_differences,
    header_differences,
    is_served,
    lost_page_differences,
    redirect_differences,
)
from site_builder.engine.deploying.readiness import ready_files
from site_builder.engine.preparing.prepare import assemble_site
from site_builder.engine.preparing.reading import read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.progress import Progress
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.engine.store.digests import digest_of
from site_builder.model.addresses import Addresses, encode_path, output_path
from site_builder.model.diagnostics import Diagnostic
from site_builder.model.site import Site

_MOST = 200
_NEWEST = 5
_POLICY = re.compile(rb"Content-Security-Policy:? \"?([^\"\n]+)")
_BY_HTTP = re.compile(
    rb"""<(?:link|script|img|iframe)\b[^>]*\s(?:src|srcset|href)=["']?(http://[^"'>\s]+)[^>]*>"""
)
_ASSET = re.compile(rb"""<(?:link|script|img)\b[^>]*?\s(?:href|src)=["']?([^"'>\s]+)""")


class Expected(NamedTuple):
    """What readers should get: digests by path, those that a path had in earlier deploys, and what to ask.

    `read` gives the bytes of a file. `due` are the newest posts by path, each with the time of its date.
    `redirect` is an old site path and the new one, empty for none.
    """

    base_url: str
    files: Mapping[str, str]
    earlier: Mapping[str, frozenset[str]]
    changed: tuple[str, ...]
    read: Callable[[str], bytes]
    due: Mapping[str, str] = {}
    redirect: tuple[str, str] = ("", "")


class Verification(NamedTuple):
    """What came of it: how many addresses were asked in the last round, and what differs."""

    base_url: str
    asked: int
    differences: tuple[PublishedDifference, ...]

    @property
    def is_right(self) -> bool:
        """Whether readers see what was deployed, all else being a matter of taste."""
        return not any(one.is_error for one in self.differences)


def expected_of(request: Request, name: str, progress: Progress) -> Expected:
    """What the last deploy of this machine has put there; without one, what is built.

    Raises UsageError, DeployRefused and BuildFailed as a deploy does.
    """
    settings = deploy_settings(request)
    config = settings.config
    target = chosen_target(config, name)
    history = DeployHistory(request.root)
    past = history.past(target.name)
    site = _site(request, settings, progress)
    redirect = next(((one.old, one.new) for one in site.redirects if not set("?*") & set(one.old)), ("", ""))
    base_url = target.base_url or config.base_url
    due = _due(site, config.timezone)
    if not past:
        ready = ready_files(request, progress)
        digests = {path: entry.digest for path, entry in ready.items()}
        places = {path: Path(entry.file) for path, entry in ready.items()}
        read_bytes = lambda path: places[path].read_bytes()  # noqa: E731
        return Expected(base_url, digests, {}, tuple(sorted(digests)), read_bytes, due, redirect)
    last, *others = reversed(past)
    files = {path: digest for path, (_, digest) in last.files.items()}
    earlier: dict[str, set[str]] = {}
    for one in others:
        for path, (_, digest) in one.files.items():
            earlier.setdefault(path, set()).add(digest)
    before = {path: digest for path, (_, digest) in others[0].files.items()} if others else {}
    changed = tuple(path for path, digest in sorted(files.items()) if before.get(path) != digest)
    release = history.release_of(last)
    return Expected(
        last.base_url,
        files,
        {path: frozenset(digests) for path, digests in earlier.items()},
        changed,
        lambda path: Path(release.files[path].file).read_bytes(),
        due,
        redirect,
    )


def _site(request: Request, settings: Settings, progress: Progress) -> Site:
    def attempt(cache: BuildCache, _: tuple[Diagnostic, ...]) -> Site:
        sources = read(Session.begin(cache, request.jobs, progress), request, settings)
        cache.commit()
        return assemble_site(request, sources).site

    return with_cache(request.root, attempt)


def _due(site: Site, zone: str) -> dict[str, str]:
    dated = [post for post in site.posts if post.head.date is not None][:_NEWEST]
    return {output_path(post.url): _shown(post.head.date, zone) for post in dated}


def _shown(instant: datetime | None, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant is not None else ""


def verify(
    expected: Expected, ask: Ask, sleep: Callable[[float], None], progress: Progress, wait: float = 0
) -> Verification:
    """Ask all that matters. What may pass by itself is asked again, for at most `wait` seconds."""
    pause, waited = 1.0, 0.0
    while True:
        found = _ask_all(expected, ask, progress)
        errors = [one for one in found.differences if one.is_error]
        is_hopeless = any(not one.may_pass for one in errors)
        if not errors or is_hopeless or waited + pause > wait:
            return found
        sleep(pause)
        waited += pause
        pause = min(pause * 2, 15)


def _ask_all(expected: Expected, ask: Ask, progress: Progress) -> Verification:
    site = _Asking(expected, ask, progress)
    found = list(_differences(site))
    if _is_nowhere(found, site.paths) and (place := site.other_place()):
        what = f"nothing is at this address, and the home page is at {place}"
        cause = "the site was built for another path than it is served at: correct base_url, build and deploy"
        found = [PublishedDifference("", what, cause)]
    return Verification(expected.base_url, site.count, tuple(found))


class _Asking:
    """One round of questions."""

    def __init__(self, expected: Expected, ask: Ask, progress: Progress) -> None:
        self.expected, self._ask, self._progress = expected, ask, progress
        self.addresses = Addresses(expected.base_url)
        self.paths = _chosen(expected)
        self.count = 0

    def __call__(self, path: str) -> tuple[PublicAnswer, str]:
        """The answer of an output path, and its address."""
        address = self.addresses.absolute("/" + address_of(path))
        self.count += 1
        self._progress("asking the public site", min(self.count, len(self.paths)), len(self.paths) + 1)
        return self._ask(address), address

    def has_file(self, path: str) -> bool:
        """Whether a page is there under the name of its file."""
        answer = self._ask(self.expected.base_url + encode_path(path))
        return answer.status == 200 and digest_of(answer.body).hex() == self.expected.files[path]

    def other_place(self) -> str:
        """Where the home page is, if it is not where it should be but at the root."""
        parts = urlsplit(self.expected.base_url)
        place = f"{parts.scheme}://{parts.netloc}/"
        if place != self.expected.base_url:
            answer = self._ask(place)
            if answer.status == 200 and digest_of(answer.body).hex() == self.expected.files.get("index.html"):
                return place
        return ""


def _is_nowhere(found: Iterable[PublishedDifference], paths: Iterable[str]) -> bool:
    wrong = {one.path for one in found if one.is_error}
    return all(path in wrong for path in paths)


def _chosen(expected: Expected) -> tuple[str, ...]:
    """Home, the feed, robots.txt, what has changed, and what those pages load: no more than 200 files."""
    files = expected.files
    first = [path for path in ("index.html", "feed.xml", "feed.json", "robots.txt") if path in files]
    changed = [path for path in expected.changed if is_served(path, files)]
    prefix = Addresses(expected.base_url).prefix + "/"
    loaded: list[str] = []
    for path in [*first[:1], *(path for path in changed if path.endswith(".html"))][:20]:
        for link in _ASSET.findall(expected.read(path)):
            target = link.decode(errors="replace").removeprefix(prefix)
            if target in files:
                loaded.append(target)
    return tuple(dict.fromkeys([*first, *loaded, *changed]))[:_MOST]


def _differences(site: _Asking) -> Iterator[PublishedDifference]:
    expected = site.expected
    for path in site.paths:
        answer, address = site(path)
        is_folder = path.rpartition("/")[2] == "index.html"
        if answer.status in (403, 404) and is_folder and site.has_file(path):
            what = f"the status is {answer.status}, though the file is there"
            cause = (
                "the host looks for no index.html in folders (index index.html; DirectoryIndex index.html)"
            )
            yield PublishedDifference(path, what, cause)
            continue
        yield from file_differences(
            path, expected.files[path], answer, expected.earlier.get(path, ()), address
        )
        if path == "index.html" and answer.status == 200:
            yield from header_differences(answer, _policy(expected))
            yield from _mixed(answer, expected.base_url)
    yield from _overdue(site)
    if "404.html" in expected.files:
        answer, _ = site("site-builder-asks-for-nothing/index.html")
        digests = expected.files["404.html"], expected.files.get("index.html", "")
        yield from lost_page_differences(answer, *digests)
    old, new = expected.redirect
    if old:
        answer, address = site(output_path(old))
        yield from redirect_differences(old.lstrip("/"), site.addresses.absolute(new), answer, address)


def _policy(expected: Expected) -> str:
    """The policy that the build wrote for the hosts."""
    for path in ("_headers", ".htaccess"):
        if path in expected.files and (found := _POLICY.search(expected.read(path))):
            return found[1].decode().strip()
    return ""


def _mixed(answer: PublicAnswer, base_url: str) -> Iterator[PublishedDifference]:
    loads = _BY_HTTP.search(answer.body)
    if base_url.startswith("https://") and loads:
        what = f"the page loads {loads[1].decode(errors='replace')} by http, which browsers block"
        yield PublishedDifference("index.html", what, "write https:// in the text or template that loads it")


def _overdue(site: _Asking) -> Iterator[PublishedDifference]:
    """Posts whose time has come and that readers cannot see: nobody has built and deployed since."""
    for path, due in site.expected.due.items():
        if path in site.expected.files:
            continue
        answer, _ = site(path)
        if answer.status == 404:
            what = f"this was to appear on {due}, and is not there: the site is older than its schedule"
            cause = "what builds by the calendar has stopped; GitHub does so after 60 days without a commit"
            yield PublishedDifference(path, what, cause)
