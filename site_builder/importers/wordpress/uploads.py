"""Files of the uploads folder that texts show, with the addresses they have there."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urljoin

from site_builder.importers.wordpress import addresses
from site_builder.importers.wordpress.blog import Survey

_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>()\[\]\\,]+|(?<=[\"'])/[^\s\"'<>()\[\]\\,]+",
    re.IGNORECASE,
)


def uploads_in(text: str, hosts: frozenset[str]) -> dict[str, str]:
    """The addresses of files of the blog in a text, by path in the uploads folder."""
    found: dict[str, str] = {}
    for one in _ADDRESS.finditer(text):
        url = html.unescape(one[0]).rstrip(".;:!")
        if upload := addresses.upload_path(url, hosts):
            found.setdefault(upload, addresses.without_proxy(url))
    return found


def wanted_uploads(survey: Survey) -> list[tuple[str, tuple[str, ...]]]:
    """Every file that the new site can show, by path, with its addresses. Originals stand for thumbnails.

    A file that was attached to nothing stands for itself; one that belongs to a hidden text stays hidden.
    """
    wanted = dict(survey.shown)
    for number, item in survey.attachments.items():
        owner = survey.by_id.get(item.parent)
        if item.parent in {"", "0"} or (owner is not None and not owner.is_draft):
            path = addresses.upload_path(item.attachment_url, survey.hosts)
            if path and survey.uploads.get(path) == number:
                wanted[path] = item.attachment_url
    files: dict[str, list[str]] = {}
    for path, url in wanted.items():
        whole = addresses.original(path)
        known = survey.attachments.get(survey.uploads.get(whole, ""))
        original = known.attachment_url if known is not None else _beside(url, path, whole, survey)
        files.setdefault(whole, []).append(original)
    return [(path, tuple(dict.fromkeys(urls))) for path, urls in sorted(files.items())]


def _beside(url: str, path: str, other: str, survey: Survey) -> str:
    """The address of a file, by the address of one that differs in its name only."""
    bare = urljoin(f"{survey.channel.address}/", url).partition("?")[0].partition("#")[0]
    return urljoin(bare, quote(other.rpartition("/")[2])) if path != other else bare
