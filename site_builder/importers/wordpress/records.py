"""What an export says, typed: items without anything private that no later step needs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from site_builder.importers.wordpress.wxr import Node
from site_builder.stages.config.value_checks import read_base_url

_KEPT_META = frozenset(
    {"_wp_attachment_image_alt", "_thumbnail_id", "_wp_old_slug", "footnotes", "_wp_attached_file"}
)


class ImportedTerm(NamedTuple):
    """A category or tag as it is in an item or in the channel."""

    domain: str
    slug: str
    name: str
    parent: str = ""


class VisitorComment(NamedTuple):
    """A public comment. Addresses of mail, network and browser are never read."""

    id: str
    parent: str
    author: str
    date: datetime | None
    body: str


class Item(NamedTuple):
    """An item of the export."""

    id: str
    type: str
    title: str
    link: str
    guid: str
    creator: str
    local: datetime | None
    instant: datetime | None
    modified: datetime | None
    slug: str
    status: str
    parent: str
    has_password: bool
    is_sticky: bool
    content: str
    excerpt: str
    terms: tuple[ImportedTerm, ...]
    meta: tuple[tuple[str, str], ...]
    attachment_url: str
    menu_order: int
    comments: tuple[Node, ...]

    def meta_value(self, name: str) -> str:
        """The first value under that key."""
        return next((value for key, value in self.meta if key == name), "")


class Channel(NamedTuple):
    """What the head of an export says of the site. `term_ids` has the ids of series, by slug."""

    title: str
    tagline: str
    language: str
    address: str
    authors: dict[str, str]
    terms: tuple[ImportedTerm, ...]
    term_ids: dict[str, str]


def is_public(item: Item) -> bool:
    """Whether everybody could read it."""
    return item.status == "publish" and not item.has_password


def is_series(domain: str) -> bool:
    """Whether a taxonomy is that of a series plugin, whose name can be set."""
    return domain == "series" or domain.endswith(("_series", "-series"))


def channel_of(node: Node) -> Channel:
    """The site's facts; authors are known by login, which goes no further."""
    authors, terms, ids = {}, [], {}
    for child in node.children:
        if child.name == "wp:author" and child.children:
            authors[child.value("wp:author_login")] = _display_name(child)
        elif child.name == "wp:category":
            names = ("wp:category_nicename", "wp:cat_name", "wp:category_parent")
            terms.append(ImportedTerm("category", *(child.value(name) for name in names)))
        elif child.name == "wp:tag":
            terms.append(ImportedTerm("post_tag", child.value("wp:tag_slug"), child.value("wp:tag_name")))
        elif child.name == "wp:term":
            fields = ("wp:term_taxonomy", "wp:term_slug", "wp:term_name", "wp:term_parent")
            terms.append(ImportedTerm(*(child.value(name) for name in fields)))
            if is_series(terms[-1].domain):
                ids[terms[-1].slug] = child.value("wp:term_id")
    named = (node.value(name) for name in ("wp:base_blog_url", "wp:base_site_url", "link"))
    # A damaged one is no address at all.
    found = (read_base_url(address.rstrip("/") + "/") for address in named if address)
    address = next((address for address in found if isinstance(address, str)), "")
    return Channel(
        node.value("title"),
        node.value("description"),
        node.value("language"),
        address.rstrip("/"),
        authors,
        tuple(terms),
        ids,
    )


def _display_name(author: Node) -> str:
    shown = author.value("wp:author_display_name")
    named = f"{author.value('wp:author_first_name')} {author.value('wp:author_last_name')}".strip()
    login = author.value("wp:author_login")
    if not shown or "@" in shown or shown == login:
        return named or ("" if "@" in shown else shown.title())
    return shown


def item_of(node: Node) -> Item:
    """An item of any type; what is missing is empty."""
    local = _local(node.value("wp:post_date"))
    instant = _local(node.value("wp:post_date_gmt"))
    if instant is None and local is None:
        instant = _published(node.value("pubDate"))
    meta = [
        (one.value("wp:meta_key"), one.raw("wp:meta_value"))
        for one in node.children
        if one.name == "wp:postmeta"
    ]
    return Item(
        id=node.value("wp:post_id"),
        type=node.value("wp:post_type", "post") or "post",
        title=node.value("title"),
        link=node.value("link"),
        guid=node.value("guid"),
        creator=node.value("dc:creator"),
        local=local,
        instant=instant.replace(tzinfo=UTC) if instant else None,
        modified=_zoned(_local(node.value("wp:post_modified_gmt"))),
        slug=node.value("wp:post_name"),
        status=node.value("wp:status"),
        parent=node.value("wp:post_parent"),
        has_password=bool(node.value("wp:post_password")),
        is_sticky=node.value("wp:is_sticky") == "1",
        content=node.raw("content:encoded"),
        excerpt=node.value("excerpt:encoded"),
        terms=tuple(
            ImportedTerm(
                one.attributes.get("domain", "category"), one.attributes.get("nicename", ""), one.text.strip()
            )
            for one in node.children
            if one.name == "category" and one.text.strip()
        ),
        meta=tuple((key, value) for key, value in meta if _is_kept(key)),
        attachment_url=node.value("wp:attachment_url"),
        menu_order=_number(node.value("wp:menu_order")),
        comments=tuple(one for one in node.children if one.name == "wp:comment"),
    )


def _is_kept(key: str) -> bool:
    return key in _KEPT_META or key.startswith(("_oembed_", "_series_part", "series_part", "_menu_item_"))


def public_comments(item: Item) -> tuple[list[VisitorComment], dict[str, int]]:
    """Approved comments, and how many others there are, by the reason for leaving them out."""
    found: list[VisitorComment] = []
    left: dict[str, int] = {}
    for node in item.comments:
        kind = node.value("wp:comment_type")
        body = node.raw("wp:comment_content").strip()
        reason = ""
        if kind not in {"", "comment"}:
            reason = {"note": "private notes of the editors"}.get(kind, f"{kind}s")
        elif node.value("wp:comment_approved") != "1":
            reason = "comments that were not approved"
        elif not body:
            reason = "empty comments"
        if reason:
            left[reason] = left.get(reason, 0) + 1
            continue
        author = node.value("wp:comment_author")
        instant = _zoned(_local(node.value("wp:comment_date_gmt"))) or _zoned(
            _local(node.value("wp:comment_date"))
        )
        found.append(
            VisitorComment(
                node.value("wp:comment_id"),
                node.value("wp:comment_parent"),
                "" if "@" in author else author,
                instant,
                body,
            )
        )
    return found, left


def _local(text: str) -> datetime | None:
    """A date as WordPress writes it; years 0 and −1 mean that there is none.

    Nor is one in a year at either end of the calendar, where another time zone may have no date for it.
    """
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?", text)
    if not found or found[1] in {"0000", "0001", "9999"}:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _published(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if 1 < found.year < 9999 else None


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else 0
