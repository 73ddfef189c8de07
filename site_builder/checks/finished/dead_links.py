"""Addresses on this site that lead to nothing: in pages, style sheets, feeds, sitemap and link previews."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Severity
from site_builder.model.finished import (
    SEPARATOR,
    FinishedPage,
    FinishedSite,
    Flaw,
    Wanted,
    make_flaw,
    site_path_of,
)
from site_builder.stages.finished.read import FEEDS, OUTSIDE, file_at, is_whole

_PAGEFIND = "pagefind/"
_WORDS = {
    "a": "this link",
    "area": "this link",
    "form": "this form",
    "iframe": "this frame",
    "img": "this image",
    "source": "this source of a picture or a film",
    "script": "this script",
    "video": "this film",
    "audio": "this recording",
    "feed": "an address in a feed",
    "sitemap": "an address in the sitemap",
    "JSON-LD": "an address in the JSON-LD",
    "redirect": "a redirect",
    "robots.txt": "robots.txt",
    "url()": "this url()",
    "style": "this url()",
    "og:image": "the picture for link previews",
}
_ARCHIVED = "placeholder"
_COMMENTS = ("comment-", "isso-")
"""Ids that a comment service adds in the browser; archived comments have theirs in the page."""
_PLACES_OF_ANY_PAGE = ("top", "")


def look(page: FinishedPage) -> Iterator[Flaw]:
    """Feed readers and calendars have no page that an address could be relative to."""
    if page.kind not in FEEDS:
        return
    for kind, value, _ in page.addresses:
        if kind.startswith("feed") and not is_whole(value):
            yield make_flaw(
                "feed-link-relative",
                Severity.ERROR,
                f"the feed has the relative address '{value}', which feed readers cannot follow",
                "write the whole address, or link to a file of this site, whose address is then completed",
                Wanted("address", (value,)),
            )


def survey(finished: FinishedSite) -> Iterator[Flaw]:
    """Every address is looked up once, however many pages have it."""
    unique = set[str]().union(*(facts.internal for facts in finished.files.values()))
    dead = {one: flaw for one in unique if (flaw := _flaw(one, finished)) is not None}
    if not dead:
        return
    for path, facts in finished.files.items():
        for one in facts.internal:
            if one in dead:
                flaw, page = dead[one], site_path_of(path)
                wanted = flaw.wanted
                if page.endswith("/") and len(page) > 1 and one.partition(SEPARATOR)[2].startswith(page):
                    # Written without a folder before it, as an address beside the page may be.
                    beside = one.partition(SEPARATOR)[2].removeprefix(page)
                    wanted = wanted._replace(texts=(*wanted.texts, beside))
                yield Flaw(flaw.problem, wanted, page)


def _flaw(one: str, finished: FinishedSite) -> Flaw | None:
    kind, _, target = one.partition(SEPARATOR)
    if kind in ("link preconnect", "link dns-prefetch", "base href"):
        return None
    kind = kind.removeprefix("feed ")
    what = _WORDS.get(kind) or _WORDS.get(kind.partition(" ")[0]) or f"this {kind.partition(' ')[2] or kind}"
    if target.startswith(OUTSIDE):
        path = target.removeprefix(OUTSIDE)
        return make_flaw(
            "dead-link",
            Severity.ERROR,
            f"{what} leads to {path}, which is outside of the site's own folder {finished.prefix}/",
            f"in a template, begin it with {{{{ site.url }}}}; the site's address is {finished.base_url}",
            Wanted("link", (path,)),
        )
    file, fragment = file_at(target)
    path = target.partition("#")[0]
    if file in finished.paths:
        return _anchor_flaw(what, path, file, fragment, finished)
    if finished.site.config.search and file.startswith(_PAGEFIND):
        return None
    near = f"did you mean {path}/?" if output_path(path + "/") in finished.paths else ""
    return make_flaw(
        "dead-link",
        Severity.ERROR,
        f"{what} leads to {path}, and there is no such page or file",
        near or "correct the address, or delete it",
        Wanted("address", finished.spellings(path)),
    )


def _anchor_flaw(what: str, path: str, file: str, fragment: str, finished: FinishedSite) -> Flaw | None:
    facts = finished.files.get(file)
    if facts is None or not facts.is_page or facts.is_redirect:
        return None
    if fragment.startswith(_COMMENTS) and finished.site.config.comments.provider != _ARCHIVED:
        return None
    if fragment.lower() in _PLACES_OF_ANY_PAGE or fragment in facts.ids or fragment.startswith(":~:"):
        return None
    return make_flaw(
        "dead-anchor",
        Severity.WARNING,
        f"{what} leads to #{fragment} on {path}, and nothing there has that id",
        "name the id of a heading of that page; its table of contents has them",
        Wanted("address", finished.spellings(f"{path}#{fragment}")),
    )
