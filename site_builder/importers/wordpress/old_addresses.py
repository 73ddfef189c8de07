"""Old addresses beside those of the texts: what leads on from each, and what each host makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.importers.wordpress import addresses
from site_builder.importers.wordpress.blog import ImportedEntry, Survey
from site_builder.importers.wordpress.records import is_public
from site_builder.model.imports import Remark
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_old_address
from site_builder.stages.text.url_patterns import filled

FEEDS = ("/feed/", "/feed/atom/", "/feed/rss2/")
# A post may have 1,000, those of its own pages included.
_MOST = 900
_QUERIES = {"posts": "p", "pages": "page_id"}
_HEADING = "Old addresses of the blog, and who answers them"
_HOSTS = (
    "Netlify: everything above, queries as well, by the rules in _redirects",
    "Cloudflare Pages: everything above but queries; it reads 2,000 rules, and a build warns of more",
    "GitLab Pages: everything above but queries",
    "nginx, Apache, Caddy and S3: the pages that lead on; for the rest copy the lines of output/_redirects "
    "into rules of your own",
    "GitHub Pages and other hosts without rules: the pages that lead on; nothing for /author/NAME/ and for "
    "queries, which show the home page",
    "/feed/ without rules: it is answered only where the host shows feed/index.xml. Try it on the day you "
    "move: where it is not, the subscribers of /feed/ are lost unless somebody else serves that address",
    "/page/N/: the same addresses, but with as many posts to a page as paginate says",
    "feeds of comments, and the page of each day: nothing answers",
)


def keep_old_addresses(found: Survey) -> None:
    """Give every public entry the addresses that led to it, as aliases."""
    taken = set(found.by_path)

    def keep(entry: ImportedEntry, path: str) -> None:
        if len(found.aliases.get(entry.key, ())) >= _MOST:
            words = "more old addresses than a post can have: nothing leads on from this one"
            found.left.append(Remark("Addresses that changed", f"{path}: {words}", f"content/{entry.file}"))
            return
        if path in {"", "/"} or path in taken or isinstance(read_old_address(path), InvalidValue):
            return
        taken.add(path)
        found.by_alias[path] = entry
        found.aliases.setdefault(entry.key, []).append(path)

    for entry in found.entries.values():
        if entry.is_draft:
            continue
        for name, value in entry.item.meta:
            if name == "_wp_old_slug":
                slug = addresses.decoded(value.strip())
                pattern = found.pattern if entry.kind == "posts" else "/{slug}/"
                keep(entry, filled(pattern, slug, entry.item.local or entry.date))
        if entry.item.id.isdecimal():
            keep(entry, f"/?{_QUERIES[entry.kind]}={entry.item.id}")
    for item in found.attachments.values():
        owner = found.by_id.get(item.parent)
        if owner is not None and not owner.is_draft:
            if item.link and not addresses.query_id(item.link):
                keep(owner, addresses.path_of(item.link, found.base_path))
            if item.id.isdecimal():
                keep(owner, f"/?attachment_id={item.id}")


def redirects_of(found: Survey) -> list[dict[str, str]]:
    """The redirects for config.yaml: of terms, of months, and of authors, whose names in URLs are logins."""
    listed: dict[str, str] = {}
    for old, new in (*found.terms.redirects, *_of_months(found)):
        if old not in found.by_path and old not in found.by_alias and old != new:
            listed.setdefault(old, new)
    if not any(path.startswith("/author/") for path in found.by_path):
        is_single = len({entry.item.creator for entry in _public_posts(found)}) < 2
        listed["/author/*"] = "/" if is_single else "/archive/"
    return [{"old": old, "new": new} for old, new in listed.items()]


def _of_months(found: Survey) -> Iterator[tuple[str, str]]:
    months = {entry.date.strftime("%Y/%m") for entry in _public_posts(found) if entry.date}
    for year in sorted({month[:4] for month in months}):
        yield f"/{year}/", f"/archive/{year}/"
    for month in sorted(months):
        yield f"/{month}/", f"/archive/{month[:4]}/"


def _public_posts(found: Survey) -> list[ImportedEntry]:
    return [entry for entry in found.entries.values() if entry.kind == "posts" and is_public(entry.item)]


def address_remarks(found: Survey) -> list[Remark]:
    """What becomes of each kind of old address, and what each host makes of it."""
    texts = [
        "posts and pages: the same addresses",
        "earlier slugs, attachment pages, pages of a long post: aliases of the post",
        "/?p=N, /?page_id=N and /?attachment_id=N: aliases too, as rules for hosts that match queries",
        f"{' and '.join(f'/{base}/NAME/' for base in found.terms.bases.values())}: "
        "the same, by permalinks in config.yaml; others by its redirects",
        "/author/NAME/, /YYYY/ and /YYYY/MM/: redirects in config.yaml",
        "/feed/: feed.aliases in config.yaml; for the feeds of categories, tags and authors set feed.each",
        *_HOSTS,
    ]
    return [Remark(_HEADING, text) for text in texts] + list(found.terms.remarks)
