"""The file of a post or page: its front matter, and its comments' file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from site_builder.importers.wordpress import addresses
from site_builder.importers.wordpress.autop import paragraphs
from site_builder.importers.wordpress.blog import ImportedEntry, Survey
from site_builder.importers.wordpress.body import UPLOADS, Media, PostText
from site_builder.importers.wordpress.records import Item, VisitorComment
from site_builder.importers.wordpress.terms import names_of, one_line
from site_builder.model.imports import ProposedSeries
from site_builder.stages.from_html.tidy import Rewriting, tidy
from site_builder.stages.from_html.tree import parse_html, remove, write_html
from site_builder.stages.source.yaml_text import yaml_list, yaml_text

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def front_matter_of(
    excerpt: str,
    entry: ImportedEntry,
    survey: Survey,
    media: Media,
    series: tuple[ProposedSeries, int] | None,
    *,
    feed_id: str,
    thread: str,
    body: PostText,
) -> str:
    """The front matter with its fences. `excerpt` is the item's own, which a survey does not keep."""
    item = entry.item
    values: dict[str, Any] = {"title": one_line(item.title) or entry.slug, "slug": entry.slug}
    if entry.kind == "posts":
        values["id"] = feed_id
    if entry.date is not None:
        values["date"] = entry.date
    if item.modified and item.instant and item.modified.date() > item.instant.date():
        values["updated"] = item.modified
    if entry.permalink:
        values["permalink"] = entry.permalink
    aliases = list(survey.aliases.get(entry.key, ()))
    if entry.url.endswith("/"):
        aliases += [f"{entry.url}{number}/" for number in range(2, body.pages + 1)]
    if aliases and not entry.is_draft:
        values["aliases"] = aliases
    if entry.kind == "posts":
        values |= _of_post(item, survey, series)
    summary = one_line(excerpt)
    if summary:
        values["summary"] = summary
    if body.content_note:
        values["content_note"] = body.content_note
    image = _image(item, entry, survey, media)
    if image:
        values["image"] = image
    if thread and thread != entry.slug:
        values["comments_id"] = thread
    if entry.is_draft:
        values["draft"] = True
    return f"---\n{yaml_text(values)}\n---\n\n"


def _of_post(item: Item, survey: Survey, series: tuple[ProposedSeries, int] | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if series is not None:
        values["series"], values["series_part"] = series[0].slug, series[1]
    for key, kind in (("categories", "category"), ("tags", "tag")):
        if names := names_of(item.terms, kind, survey.terms):
            values[key] = names
    author = survey.channel.authors.get(item.creator, "")
    if author:
        values["authors"] = [author]
    return values


def _image(item: Item, entry: ImportedEntry, survey: Survey, media: Media) -> dict[str, str]:
    picture = survey.attachments.get(item.meta_value("_thumbnail_id"))
    if picture is None or not picture.attachment_url:
        return {}
    upload = addresses.upload_path(picture.attachment_url, survey.hosts)
    found = media.file(upload)
    if found is None:
        media.missing.setdefault(upload or picture.attachment_url, []).append(entry.file)
        source = picture.attachment_url
    else:
        media.taken[upload] = found
        source = f"../{UPLOADS.removeprefix('content/')}/{upload}"
    values = {"src": source, "alt": one_line(picture.meta_value("_wp_attachment_image_alt"))}
    if caption := one_line(picture.excerpt):
        values["caption"] = caption
    return values


def series_text(one: ProposedSeries, about: str) -> str:
    """The file of a series; parts that are still to come are announced."""
    values: dict[str, Any] = {"title": one.title}
    if about:
        values["about"] = about
    if one.length:
        values["parts"] = one.length
        last = max(part.number for part in one.parts)
        coming = [{"part": number} for number in range(last + 1, one.length + 1)]
        if coming:
            values["planned"] = coming
    return f"---\n{yaml_text(values)}\n---\n\n"


def comments_text(comments: list[VisitorComment], authors: Mapping[str, str]) -> str:
    """The file of a thread. Only what is safe to print is left of each comment; a login becomes a name."""
    ids = {one.id for one in comments}
    parents = {one.id: one.parent if one.parent in ids else "" for one in comments}
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, one in enumerate(comments, 1):
        name = one.id if one.id and one.id not in seen else f"imported-{number}"
        seen.add(name)
        row: dict[str, Any] = {
            "id": int(name) if name.isdecimal() else name,
            "author": name_of(one, authors),
        }
        if one.date is not None:
            row["date"] = one.date
        if parents.get(one.id) and not _is_circle(one.id, parents):
            parent = one.parent
            row["parent"] = int(parent) if parent.isdecimal() else parent
        row["body"] = comment_body(one.body) or "…"
        rows.append(row)
    return yaml_list(rows) + "\n"


def name_of(one: VisitorComment, authors: Mapping[str, str]) -> str:
    """Who wrote a comment; a login becomes the name that belongs to it."""
    return one_line(authors.get(one.author, one.author)) or "Anonymous"


def _is_circle(name: str, parents: dict[str, str]) -> bool:
    seen = set()
    while name:
        if name in seen:
            return True
        seen.add(name)
        name = parents.get(name, "")
    return False


def comment_body(text: str) -> str:
    """Plain HTML: paragraphs, emphasis, links. Mail addresses are left out."""
    root = parse_html(paragraphs(_MAIL.sub("[mail address]", text)))
    tidy(root, Rewriting(lambda url: url, lambda url, _: url, lambda url: url))
    for picture in list(root.iter("img")):
        picture.tag = "em"
        picture.text = picture.get("alt") or ""
        picture.attrib.clear()
    for media in list(root.iter("audio", "video")):
        remove(media)
    written = (write_html(child, with_marks=False) for child in root)
    # A reference keeps the lines of code apart where the text has to be in one line.
    return "\n".join(
        child.replace("\n", "&#10;" if child.startswith("<pre") else " ") for child in written
    ).strip()
