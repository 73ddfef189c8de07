"""Exports of WordPress, written inline, and imported."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from site_builder.cli import main

ADDRESS = "https://old.example"
MAIL, NETWORK, LOGIN = "secret.person@mail.example", "203.0.113.77", "loginname42"


def item(
    title: str = "A post",
    content: str = "Words.",
    *,
    number: int = 1,
    kind: str = "post",
    status: str = "publish",
    slug: str = "",
    link: str | None = None,
    guid: str | None = None,
    extra: str = "",
) -> str:
    """One `<item>`; `extra` goes into it as it is."""
    slug = slug or f"post-{number}"
    link = f"{ADDRESS}/2020/03/{slug}/" if link is None else link
    guid = f"{ADDRESS}/?p={number}" if guid is None else guid
    return f"""<item>
<title><![CDATA[{title}]]></title><link>{html.escape(link)}</link>
<dc:creator><![CDATA[{LOGIN}]]></dc:creator>
<guid isPermaLink="false">{html.escape(guid)}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date><![CDATA[2020-03-{number % 28 + 1:02} 10:00:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[2020-03-{number % 28 + 1:02} 10:00:00]]></wp:post_date_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name>
<wp:status><![CDATA[{status}]]></wp:status>
<wp:post_parent>0</wp:post_parent>
<wp:post_type><![CDATA[{kind}]]></wp:post_type>
{extra}</item>
"""


def comment(
    number: int, body: str = "Thanks.", *, kind: str = "comment", approved: str = "1", parent: int = 0
) -> str:
    """One `<wp:comment>` with everything private that WordPress keeps of a visitor."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[Visitor {number}]]></wp:comment_author>
<wp:comment_author_email><![CDATA[{MAIL}]]></wp:comment_author_email>
<wp:comment_author_IP><![CDATA[{NETWORK}]]></wp:comment_author_IP>
<wp:comment_date_gmt><![CDATA[2020-04-01 08:00:00]]></wp:comment_date_gmt>
<wp:comment_content><![CDATA[{body}]]></wp:comment_content>
<wp:comment_approved><![CDATA[{approved}]]></wp:comment_approved>
<wp:comment_type><![CDATA[{kind}]]></wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def meta(key: str, value: str) -> str:
    """One `<wp:postmeta>`."""
    return (
        f"<wp:postmeta><wp:meta_key><![CDATA[{key}]]></wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>\n"
    )


def export(items: Sequence[str], *, head: str = "") -> str:
    """A whole export."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Old blog</title><link>{ADDRESS}</link><description>Its tagline</description><language>en-GB</language>
<wp:base_blog_url>{ADDRESS}</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[{LOGIN}]]></wp:author_login>
<wp:author_email><![CDATA[{MAIL}]]></wp:author_email>
<wp:author_display_name><![CDATA[Ann Other]]></wp:author_display_name></wp:author>
{head}{"".join(items)}</channel></rss>
"""


def bring(tmp_path: Path, text: str, *options: str, code: int = 0) -> Path:
    """Import a text and give the site's root."""
    tmp_path.mkdir(exist_ok=True)
    file = tmp_path / "export.xml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    root = tmp_path / "site"
    assert main(["import", "wordpress", str(file), "--into", str(root), *options]) == code
    return root


def report(root: Path) -> str:
    """What the import says of itself."""
    return (root / "import-report.md").read_text(encoding="utf-8")


def body(root: Path, name: str = "post-1") -> str:
    """What follows the front matter of a post."""
    text = (root / f"content/posts/{name}.md").read_text(encoding="utf-8")
    return text.split("\n---\n", 1)[1].strip()
