"""Feeds, calendars, sitemaps and tables of redirects: the addresses in them and in the texts of feeds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from site_builder.model.finished import FinishedPage, FoundAddress
from site_builder.stages.finished.tags import TOKEN, read_tag

_LINK = re.compile(r"""<(?:\w+:)?link\b[^>]*?\bhref=["']([^"']*)["']|<(?:link|loc|comments)>([^<]*)</""")
_CONTENT = re.compile(r"<(?:content|description|summary|content:encoded)\b[^>]*>(.*?)</", re.DOTALL)
_STYLE = re.compile(r"""<\?xml-stylesheet\b[^>]*?\bhref=["']([^"']*)["']""")
_URL_LINE = re.compile(r"^(?:URL|ATTACH|SOURCE)(?:;[^:\n]*)?:(\S+)", re.MULTILINE)
_IN_JSON = ("home_page_url", "feed_url", "url", "image", "banner_image", "external_url", "icon", "favicon")


def read_xml(text: str, page: FinishedPage) -> None:
    """Put into `page` the addresses of an Atom or RSS feed, or of a sitemap."""
    kind = "sitemap" if "<urlset" in text[:1000] or "<sitemapindex" in text[:1000] else "feed"
    for match in _STYLE.finditer(text[:2000]):
        page.addresses.append(FoundAddress("xml-stylesheet", _unescaped(match[1]).strip(), True))
    for match in _LINK.finditer(text):
        page.addresses.append(FoundAddress(kind, _unescaped(match[1] or match[2] or "").strip(), False))
    if kind == "feed":
        for match in _CONTENT.finditer(text):
            page.addresses.extend(_in_markup(_unescaped(match[1])))


def read_calendar(text: str, page: FinishedPage) -> None:
    """Put into `page` the addresses of an iCalendar file, whose long lines are folded (RFC 5545)."""
    unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    for match in _URL_LINE.finditer(unfolded):
        page.addresses.append(FoundAddress("feed", match[1].strip(), False))


def read_json_feed(text: str, page: FinishedPage) -> None:
    """Put into `page` the addresses of a JSON Feed (jsonfeed.org); nothing of other JSON."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        return
    items = feed.get("items", ())
    for one in (feed, *(item for item in items if isinstance(item, dict))):
        for key in _IN_JSON:
            if isinstance(one.get(key), str):
                page.addresses.append(FoundAddress("feed", one[key], False))
        if isinstance(one.get("content_html"), str):
            page.addresses.extend(_in_markup(one["content_html"]))


def read_redirects(text: str, page: FinishedPage) -> None:
    """Put into `page` the rules of a `_redirects` file, and where they lead."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition(" #")[0].split()
        if not words or words[0].startswith("#"):
            continue
        target = next((word for word in words[1:] if word.startswith(("/", "http://", "https://"))), "")
        page.rules.append((number, unquote(words[0]), target))
        if target and not _PATTERN.search(target):
            page.addresses.append(FoundAddress("redirect", target, False))


_PATTERN = re.compile(r"\*|/:\w")


def read_robots(text: str, page: FinishedPage) -> None:
    """Put into `page` the sitemaps that a robots.txt names."""
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "sitemap" and value.strip():
            page.addresses.append(FoundAddress("robots.txt", value.strip(), False))


def _in_markup(markup: str) -> Iterator[FoundAddress]:
    for token in TOKEN.findall(markup):
        for one in read_tag(token).addresses:
            yield one._replace(kind=f"feed {one.kind}")


def _unescaped(text: str) -> str:
    """The few entities that XML has, and the two numbers that the theme's escaping writes."""
    if text.startswith("<![CDATA["):
        return text.removeprefix("<![CDATA[").removesuffix("]]>")
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&#34;", '"'),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&apos;", "'"),
    ("&amp;", "&"),
)
