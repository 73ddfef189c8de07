"""The first reading of an export: what there is, what becomes of each item, under which file and address."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from site_builder.importers.wordpress import addresses
from site_builder.importers.wordpress.blog import ImportedEntry, Survey
from site_builder.importers.wordpress.old_addresses import keep_old_addresses
from site_builder.importers.wordpress.part_links import PartLink, part_links
from site_builder.importers.wordpress.records import (
    Channel,
    ImportedTerm,
    Item,
    channel_of,
    is_public,
    is_series,
    item_of,
)
from site_builder.importers.wordpress.series import Candidate, find_series, prose_sentence
from site_builder.importers.wordpress.terms import gather_blog_terms, kind_of, one_line, recognise_bases
from site_builder.importers.wordpress.uploads import uploads_in
from site_builder.importers.wordpress.wxr import read_export
from site_builder.importers.wordpress.zones import zone_of
from site_builder.model.addresses import HOME_TEXT, collision_key
from site_builder.model.errors import UsageError
from site_builder.model.imports import Remark
from site_builder.model.output_names import flaw_for_windows
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_site_path
from site_builder.stages.text.slugs import slugify, within_a_name
from site_builder.stages.text.url_patterns import filled, is_made_here, recognise

_LEAD = 1500
_LONGEST_PART = 255
_LINKING = frozenset({"post", "page", "nav_menu_item", "wp_navigation", "wp_block"})
# In HTML, and in the settings of a block.
_LINK = re.compile(r"""(?:\bhref\s*=\s*|"url"\s*:\s*)["']([^"'<>\s]+)""")
_HOME = "it was the home page of the blog, and is shown at the top of the home page now"
_LONG_AGO = datetime(1, 1, 1)  # noqa: DTZ001
_NEVER = {
    "revision": "old versions",
    "customize_changeset": "changes of the theme's settings",
    "custom_css": "the theme's own style sheet",
    "oembed_cache": "remembered embeds",
    "user_request": "requests of visitors about their data",
    "wp_global_styles": "the theme's own style sheet",
    "wp_template": "the theme's templates",
    "wp_template_part": "the theme's templates",
    "wp_navigation": "menus of the block editor",
    "wp_font_family": "fonts",
    "wp_font_face": "fonts",
}


def survey(
    exports: Sequence[Path],
    *,
    with_drafts: bool,
    now: datetime,
    own_hosts: Iterable[str] = (),
    mend: Callable[[str], str] = str,
) -> Survey:
    """Read all exports once. Bodies are not kept. Raises UsageError for a file that is no export.

    `own_hosts` are other hosts of the blog, such as an earlier domain; `mend` repairs damaged letters. What
    was scheduled for a time after `now` still is.
    """
    channel: Channel | None = None
    items: dict[str, Item] = {}
    slugs: set[str] = set()
    said: dict[str, tuple[str, tuple[PartLink, ...]]] = {}
    found = Survey(Channel("", "", "", "", {}, (), {}))
    for kind, node_item, node_channel in _read(exports, mend, found):
        if kind == "channel" and node_channel is not None:
            channel = node_channel if channel is None else _merged(channel, node_channel)
            found.channel = channel
            _address_facts(found, own_hosts)
            slugs = {addresses.decoded(one.slug) for one in channel.terms if kind_of(one.domain)}
            continue
        if node_item is None:
            continue
        item = node_item
        found.read[item.type] += 1
        key = item.guid or f"{item.type} {item.id or item.slug or item.title}"
        if key in items and items[key].id != item.id:
            key = f"{key} {item.id}"
        if key in items:
            found.left.append(Remark("Left out", "the same item a second time", _place(item)))
            continue
        if item.type in {"post", "page", "wp_block"} and (with_drafts or is_public(item)):
            found.shown |= uploads_in(item.content, found.hosts)
        if item.type in _LINKING:
            found.linked.update(_links_to_terms(item, found, slugs))
        if item.type == "wp_block" and is_public(item):
            found.patterns[item.id] = item.content
        if item.type == "post":
            lead = prose_sentence(re.sub(r"<[^>]*>", " ", item.content[:_LEAD]))
            said[key] = (lead[0] if lead else "", part_links(item.content))
        # What an attachment has for an excerpt is its caption.
        caption = item.excerpt if item.type == "attachment" else ""
        items[key] = item._replace(content="", excerpt=caption, comments=())
    if channel is None:
        raise UsageError("the export is empty", "make one with Tools → Export, All content")
    _sort_items(found, items, now, with_drafts=with_drafts)
    _series(found, said)
    return found


def _links_to_terms(item: Item, found: Survey, slugs: Container[str]) -> Iterator[str]:
    """Paths on the blog that end in the slug of a category or tag, as texts and menus link to them."""
    for one in (*_LINK.findall(item.content), item.meta_value("_menu_item_url").strip()):
        url = one.replace("\\/", "/")
        if url.rstrip("/").rpartition("/")[2] and addresses.is_own(url, found.hosts):
            path = addresses.path_of(url, found.base_path)
            if path.strip("/").rpartition("/")[2] in slugs:
                yield path


def _read(
    exports: Sequence[Path], mend: Callable[[str], str], found: Survey
) -> Iterator[tuple[str, Item | None, Channel | None]]:
    for path in exports:
        flaws: list[str] = []
        try:
            with path.open("rb") as stream:
                for kind, node in read_export(stream, path.name, mend, flaws):
                    is_item = kind == "item"
                    yield kind, item_of(node) if is_item else None, None if is_item else channel_of(node)
            found.left += [Remark("The export is damaged", f"{path.name}: {flaw}") for flaw in flaws]
        except OSError as failure:
            raise UsageError(f"{path} cannot be read: {failure.strerror}", "name an export file") from failure


def _merged(one: Channel, other: Channel) -> Channel:
    terms = tuple(dict.fromkeys((*one.terms, *other.terms)))
    ids = one.term_ids | other.term_ids
    return one._replace(authors=one.authors | other.authors, terms=terms, term_ids=ids)


def _place(item: Item) -> str:
    return f"{item.type} {item.id}: {item.title or item.slug or 'without a title'}"


def _address_facts(found: Survey, own_hosts: Iterable[str]) -> None:
    host = addresses.host_of(found.channel.address)
    hosts = {host, f"{host.removesuffix('.wordpress.com')}.files.wordpress.com"} if host else set()
    found.hosts = frozenset(hosts | {name.lower().removeprefix("www.") for name in own_hosts})
    found.base_path = addresses.path_of(found.channel.address or "/").rstrip("/")


def _sort_items(found: Survey, items: dict[str, Item], now: datetime, *, with_drafts: bool) -> None:
    kept: list[tuple[str, Item, bool]] = []
    for key, item in items.items():
        if item.type in {"post", "page"}:
            is_shown = is_public(item)
            is_named = bool(item.status) or item.has_password
            if not is_shown and is_named and (not with_drafts or item.status in {"auto-draft", "inherit"}):
                found.left.append(Remark("Left out", _why_hidden(item), _place(item)))
            else:
                kept.append((key, item, is_shown))
        elif item.type == "attachment":
            found.attachments[item.id] = item
            upload = addresses.upload_path(item.attachment_url, found.hosts)
            if upload:
                found.uploads[upload] = item.id
        elif item.type == "nav_menu_item":
            found.menu.append(item)
        elif item.type == "wp_block" and not is_public(item):
            found.left.append(Remark("Left out", _why_hidden(item), _place(item)))
        elif item.type == "wp_block":
            found.came["synced patterns"] += 1
        else:
            why = _NEVER.get(item.type, f"'{item.type}' is a kind that only a plugin or theme knows")
            found.left.append(Remark("Left out", why, _place(item)))
    zone = zone_of(
        (item.local, item.instant.replace(tzinfo=None)) for _, item, _ in kept if item.local and item.instant
    )
    found.timezone = zone
    posts = [item for _, item, is_shown in kept if item.type == "post" and is_shown]
    found.pattern = recognise(
        (
            addresses.path_of(item.link, found.base_path),
            addresses.decoded(item.slug),
            _local_date(item, ZoneInfo(zone)),
        )
        for item in posts
        if not addresses.query_id(item.link)
    )
    taken: set[str] = set()
    urls: set[str] = set()
    for key, item, is_shown in kept:
        is_ready = is_shown or _is_scheduled(item, ZoneInfo(zone), now)
        if item.status == "future" and not is_ready and not item.has_password:
            why = "WordPress did not publish it, and its time has passed or is not known"
            found.left.append(Remark("Scheduled posts that are drafts now", why, _place(item)))
        entry = _entry(found, key, item, ZoneInfo(zone), taken, urls, is_shown=is_shown, is_ready=is_ready)
        found.entries[key] = entry
        urls.add(collision_key(entry.url))
        if item.id:
            found.by_id.setdefault(item.id, entry)
        if entry.url:
            found.by_path[entry.url] = entry
    posts_that_come = [(one.item, not one.is_draft) for one in found.entries.values() if one.kind == "posts"]
    bases = recognise_bases(found.channel, found.linked, found.by_path)
    found.terms = gather_blog_terms(found.channel, posts_that_come, found.channel.language, bases)
    keep_old_addresses(found)


def _why_hidden(item: Item) -> str:
    if item.has_password:
        return "not public: protected by a password"
    return f"not public: its status is {item.status or 'not known'}"


def _local_date(item: Item, zone: tzinfo) -> datetime | None:
    if item.local is not None:
        return item.local
    return item.instant.astimezone(zone).replace(tzinfo=None) if item.instant else None


def _is_scheduled(item: Item, zone: tzinfo, now: datetime) -> bool:
    """Whether WordPress was still to publish it.

    What it has missed nobody could read there, and as a scheduled post it would be published here at once.
    """
    instant = item.instant or (item.local.replace(tzinfo=zone) if item.local else None)
    return item.status == "future" and not item.has_password and instant is not None and instant > now


def _entry(
    found: Survey,
    key: str,
    item: Item,
    zone: ZoneInfo,
    taken: set[str],
    urls: set[str],
    *,
    is_shown: bool,
    is_ready: bool,
) -> ImportedEntry:
    """`is_shown` is what readers see already, `is_ready` what they see or will see by itself."""
    wanted = addresses.decoded(item.slug) or slugify(item.title) or f"{item.type}-{item.id or len(taken)}"
    slug = slugify(within_a_name(wanted)) or f"{item.type}-{item.id or len(taken)}"
    local = _local_date(item, zone)
    date = None
    if local is not None:
        date = local
        if item.local and item.instant and local.replace(tzinfo=zone).astimezone(UTC) != item.instant:
            date = item.instant
    folder = "posts" if item.type == "post" else "pages"
    pattern = found.pattern if item.type == "post" else "/{slug}/"
    made = filled(pattern, slug, local)
    is_plain = not item.link or addresses.query_id(item.link) or not is_shown
    old = "" if is_plain else addresses.path_of(item.link, found.base_path)
    url = old if old not in {"", "/"} else made
    file = f"{folder}/{slug}.md"
    if folder == "pages" and old == "/" and HOME_TEXT not in taken:
        found.left.append(Remark("Needs checking", _HOME, f"content/{HOME_TEXT}"))
        taken.add(HOME_TEXT)
        return ImportedEntry(item, folder, HOME_TEXT, slug, "/", "", not is_ready, date, key)
    # A text of that name would have no page of its own.
    if file.casefold() in taken | {HOME_TEXT} or flaw_for_windows(f"{slug}.md"):
        file = f"{folder}/{slug}-{item.id or len(taken)}.md"
    taken.add(file.casefold())
    if why := _why_not_at(url, urls):
        changed = f"/{folder[:-1]}-{item.id or len(taken)}/"
        words = f"{url[:200]} is now {changed}: {why}"
        found.left.append(Remark("Addresses that changed", words, f"content/{file}"))
        url = changed
    permalink = url if url != made else ""
    if permalink and isinstance(read_site_path(permalink), InvalidValue):
        permalink, url = "", made
    # A post needs a date; a draft does not.
    is_draft = not is_ready or (date is None and item.type == "post")
    return ImportedEntry(item, folder, file, slug, url, permalink, is_draft, date, key)


def _why_not_at(url: str, urls: set[str]) -> str:
    """Why no post or page can be at an address, or nothing. `urls` has those of the others."""
    if collision_key(url) in urls:
        return "the address belongs to another post"
    if is_made_here(url):
        return "this project makes a page there"
    parts = url.strip("/").split("/")
    if any(len(part.encode()) > _LONGEST_PART for part in parts):
        return "no file's name can be as long"
    return "a folder cannot have this name" if url.endswith("/index.html/") else ""


def _series(found: Survey, said: dict[str, tuple[str, tuple[PartLink, ...]]]) -> None:
    posts = [entry for entry in found.entries.values() if entry.kind == "posts"]
    posts.sort(key=lambda entry: _local_date(entry.item, UTC) or _LONG_AGO)
    candidates = []
    for entry in posts:
        lead, links = said.get(entry.key, ("", ()))
        term = next((one for one in entry.item.terms if is_series(one.domain)), ImportedTerm("", "", ""))
        candidates.append(
            Candidate(
                entry.key,
                entry.item.title,
                lead,
                one_line(term.name),
                _part_number(found, entry.item, term.slug),
                addresses.decoded(term.slug),
                tuple(_resolved(found, links)),
            )
        )
    found.series = find_series(candidates)


def _part_number(found: Survey, item: Item, slug: str) -> str:
    names = (f"_series_part_{found.channel.term_ids.get(slug, '')}", "_series_part", "series_part")
    return next((value for name in names if (value := item.meta_value(name).strip())), "")


def _resolved(found: Survey, links: Iterable[PartLink]) -> Iterator[PartLink]:
    """The links that lead to posts of this blog, with their keys."""
    for link in links:
        if addresses.is_own(link.target, found.hosts):
            entry = found.by_id.get(addresses.query_id(link.target))
            path = addresses.path_of(link.target, found.base_path)
            entry = entry or found.by_path.get(path) or found.by_alias.get(path)
            if entry is not None:
                yield PartLink(entry.key, link.number)
