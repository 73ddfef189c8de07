"""A post's text: as WordPress would show it, and then as Markdown that shows the same."""

from __future__ import annotations

import html
import json
import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from site_builder.importers.wordpress import addresses, shortcodes
from site_builder.importers.wordpress.autop import paragraphs
from site_builder.importers.wordpress.blocks import has_blocks, render_blocks
from site_builder.importers.wordpress.blog import ImportedEntry, Survey
from site_builder.importers.wordpress.content_notes import take_content_note
from site_builder.importers.wordpress.generated import without_generated
from site_builder.importers.wordpress.records import Item
from site_builder.stages.from_html.convert import MarkdownWriter
from site_builder.stages.from_html.tidy import Rewriting

UPLOADS = "content/wp-content/uploads"
LOST_LINKS = "Links to pages and files that were not imported"
UNKNOWN_SHORTCODES = "Unknown shortcodes, left visible"
_NOTE = re.compile(r'<sup\b[^>]*\bdata-fn="([^"]*)"[^>]*>.*?</sup>', re.DOTALL)
# The address of such a picture has a hash of somebody's mail address in it.
_AVATAR = re.compile(r"<img\b[^>]*\bgravatar\.com/avatar/[^>]*>", re.IGNORECASE)
_PAGE_BREAK = re.compile(r"<!--\s*nextpage\s*-->")
_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"']+)[ \t]*$", re.MULTILINE)
_HOSTS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "twitter.com": "Twitter",
    "x.com": "X",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "soundcloud.com": "SoundCloud",
    "open.spotify.com": "Spotify",
    "flickr.com": "Flickr",
    "wordpress.tv": "WordPress.tv",
}


class Media(NamedTuple):
    """The uploads folder, if there is one, and what was taken from it or missed, by path in it."""

    folder: Path | None
    taken: dict[str, Path]
    missing: dict[str, list[str]]

    def file(self, upload: str) -> Path | None:
        """The file, if it is inside of the folder."""
        if self.folder is None or not upload:
            return None
        found = (self.folder / upload).resolve()
        is_inside = found.is_relative_to(self.folder.resolve())
        return found if is_inside and os.path.isfile(found) else None


class PostText(NamedTuple):
    """A text in Markdown, and what the report should say: (heading, words)."""

    text: str
    remarks: list[tuple[str, str]]
    pages: int
    content_note: str = ""


def body_of(
    item: Item, entry: ImportedEntry, survey: Survey, media: Media, writer: MarkdownWriter
) -> PostText:
    """The Markdown of an item's content."""
    remarks: list[tuple[str, str]] = []
    shown = render(
        item, survey, lambda words: remarks.append(("Made when a page is shown, and left out", words))
    )
    shown, avatars = _AVATAR.subn("", shown)
    if avatars:
        remarks.append(("Pictures that tell a mail address, and are left out", f"{avatars} from Gravatar"))
    shown, generated = without_generated(shown)
    remarks += [("Generated lines that the theme makes itself", words) for words in generated]
    pages = len(_PAGE_BREAK.findall(shown)) + 1
    if pages > 1:
        remarks.append(("Several pages that are one now", f"{pages} pages"))
        shown = _PAGE_BREAK.sub("", shown)
    shown, notes = _footnotes(shown, item)
    rewriting = rewriting_for(entry.file, survey, media, remarks)
    shown, note = take_content_note(shown)
    if note:
        note = writer.write(f"<p>{note}</p>", rewriting).text
        remarks.append(("Content notes, now in the front matter", note))
    converted = writer.write(shown, rewriting, notes)
    if not converted.is_same:
        remarks.append(("Looks different from before", "compare this post with the old one"))
    for name in shortcodes.unknown_names(shown):
        remarks.append((UNKNOWN_SHORTCODES, f"[{name}]"))
    return PostText(converted.text, remarks, pages, note)


def render(item: Item, survey: Survey, report: Callable[[str], None]) -> str:
    """HTML as WordPress would show it, dynamic blocks left out."""
    around = shortcodes.Surroundings(
        lambda number: _picture(survey, number),
        lambda: [one.id for one in survey.attachments.values() if one.parent == item.id],
        lambda url: _title_of(item, url),
    )
    text = shortcodes.code_blocks(item.content)
    if has_blocks(text):
        text = render_blocks(text, around, survey.patterns.get, report)
        text = shortcodes.expand(text, around)
    else:
        text = shortcodes.expand(text, around)
        text = _ALONE.sub(lambda found: shortcodes.link(found[1], around), text)
        text = paragraphs(text)
    return re.sub(r"<!--\s*more\b.*?-->", "<!--more-->", text)


def _picture(survey: Survey, number: str) -> shortcodes.Attached | None:
    item = survey.attachments.get(number)
    if item is None or not item.attachment_url:
        return None
    alt = item.meta_value("_wp_attachment_image_alt")
    return shortcodes.Attached(item.attachment_url, alt, item.excerpt, item.title)


def _title_of(item: Item, url: str) -> str:
    """A title that WordPress remembers of an embed, or the name of the place."""
    for name, value in item.meta:
        if name.startswith("_oembed_") and "title=" in value and _last_piece(url) in value:
            found = re.search(r'title="([^"]+)"', value)
            if found:
                return html.unescape(found[1])
    host = addresses.host_of(url)
    place = next((name for known, name in _HOSTS.items() if host == known or host.endswith("." + known)), "")
    return f"{place}: {url}" if place else url


def _last_piece(url: str) -> str:
    return re.split(r"[/=]", url.rstrip("/"))[-1]


def _footnotes(text: str, item: Item) -> tuple[str, tuple[str, ...]]:
    try:
        listed: Any = json.loads(item.meta_value("footnotes") or "[]")
    except (ValueError, RecursionError):
        listed = []
    contents = {
        str(one.get("id")): str(one.get("content", ""))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    }
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        known = found[1]
        if known not in contents:
            return found[0]
        if known not in order:
            order.append(known)
        return f'<sup data-note="{order.index(known) + 1}">{order.index(known) + 1}</sup>'

    text = _NOTE.sub(number, text)
    return text, tuple(contents[known] for known in order)


def rewriting_for(file: str, survey: Survey, media: Media, remarks: list[tuple[str, str]]) -> Rewriting:
    """What becomes of addresses in the text of a file."""
    folder = posixpath.dirname(f"content/{file}")
    moved = dict(survey.terms.redirects)

    def to_file(url: str) -> str:
        upload = addresses.upload_path(url, survey.hosts)
        if not upload:
            return ""
        whole = addresses.original(upload)
        for one in (whole, upload) if whole != upload else (upload,):
            found = media.file(one)
            if found is not None:
                media.taken[one] = found
                return posixpath.relpath(f"{UPLOADS}/{one}", folder)
        places = media.missing.setdefault(upload, [])
        if file not in places:
            places.append(file)
        return ""

    def picture(url: str, element: Any) -> str:
        upload = addresses.upload_path(url, survey.hosts)
        if element.tag == "img" and not element.get("alt") and upload:
            known = survey.attachments.get(survey.uploads.get(addresses.original(upload), ""))
            if known is not None and known.meta_value("_wp_attachment_image_alt"):
                element.set("alt", known.meta_value("_wp_attachment_image_alt"))
        return to_file(url) or url.strip()

    def link(url: str) -> str:
        if url.startswith("#") or not url:
            return url
        found = to_file(url)
        if found:
            return found
        if not addresses.is_own(url, survey.hosts):
            return url
        return _own_link(url, folder, survey, moved, remarks)

    return Rewriting(link, picture, _frame_title)


def _frame_title(url: str) -> str:
    host = addresses.host_of(url)
    place = next((name for known, name in _HOSTS.items() if host == known or host.endswith("." + known)), "")
    return f"{place}: {url}" if place else url


def _is_of_a_term(path: str, survey: Survey) -> bool:
    return any(re.match(rf"/{re.escape(base)}/[^/]+/\Z", path) for base in survey.terms.bases.values())


def _own_link(
    url: str, folder: str, survey: Survey, moved: dict[str, str], remarks: list[tuple[str, str]]
) -> str:
    try:
        fragment = urlsplit(url).fragment
    except ValueError:
        return url
    if re.match(r"(?:more-\d+|comment-\d+|comments|respond)\Z", fragment):
        fragment = ""
    number = addresses.query_id(url)
    entry = survey.by_id.get(number)
    path = addresses.path_of(url, survey.base_path)
    entry = entry or survey.by_path.get(path)
    if entry is None and number in survey.attachments:
        entry = survey.by_id.get(survey.attachments[number].parent)
    entry = entry or survey.by_alias.get(path)
    if entry is not None:
        target = posixpath.relpath(f"content/{entry.file}", folder)
        return f"{target}#{fragment}" if fragment else target
    if not path or addresses.upload_path(url, survey.hosts):
        return url
    if path.startswith("/author/"):
        # The address names a login.
        return "/archive/"
    path = moved.get(path, path)
    if path != "/" and not _is_of_a_term(path, survey):
        remarks.append((LOST_LINKS, url))
        is_absolute = "//" in url[:8]
        return url if is_absolute else survey.channel.address + url
    written = quote(unquote(path), safe="/-_.~%")
    return f"{written}#{fragment}" if fragment else written
