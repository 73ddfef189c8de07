"""How each tool names files and addresses: where content is, what a name becomes, where feeds were."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from typing import NamedTuple

from site_builder.stages.text.dates import split_dated_name
from site_builder.stages.text.slugs import slugify


class Tool(NamedTuple):
    """`folders` are where content is, the most particular first; `feeds` are old addresses of the feed."""

    folders: tuple[str, ...] = ("",)
    feeds: tuple[str, ...] = ()


GENERATORS = {
    "jekyll": Tool(("",), ("/atom.xml",)),
    "hugo": Tool(("content/", ""), ("/index.xml",)),
    "eleventy": Tool(("src/", "content/", ""), ("/feed/feed.xml",)),
    "pelican": Tool(("content/", ""), ("/feeds/all.atom.xml",)),
    "hexo": Tool(("source/_posts/", "source/", ""), ("/atom.xml",)),
    "zola": Tool(("content/", ""), ("/atom.xml",)),
    "docusaurus": Tool(("blog/", "docs/", "src/pages/", ""), ("/blog/atom.xml", "/blog/rss.xml")),
    "": Tool(),
}


def inner_path(tool: str, name: str) -> str:
    """A file's path below the folder of content as it is in addresses: no ending, no date that is dropped."""
    inner = next(name.removeprefix(folder) for folder in GENERATORS[tool].folders if name.startswith(folder))
    inner = re.sub(r"\.(?:md|markdown|mdx)\Z", "", inner, flags=re.IGNORECASE)
    folder, slash, last = inner.rpartition("/")
    if tool == "jekyll":
        # The folder of a collection.
        folder = folder.removeprefix("_")
    if tool == "eleventy":
        last = split_dated_name(last)[1] or last
    if tool == "zola":
        inner = folder + slash + (split_dated_name(last.replace("_", "-", 3))[1] or last)
        return "/".join(slugify(piece) or piece for piece in inner.split("/"))
    inner = folder + slash + last
    return re.sub(r"\s+", "-", inner).lower() if tool == "hugo" else inner


def with_slug(tool: str, inner: str, slug: str) -> str:
    """The path of `inner_path` with a slug of front matter, which some tools have in place of the name."""
    if not slug or tool not in {"hugo", "zola", "docusaurus"}:
        return inner
    if tool == "docusaurus" and slug.startswith("/"):
        return slug.strip("/")
    own = {"hugo": slug.lower(), "zola": slugify(slug) or slug}.get(tool, slug)
    return posixpath.join(posixpath.dirname(inner), own.strip("/"))


def is_post(tool: str, name: str, *, has_date: bool) -> bool:
    """Whether a file is a post for the tool, which a date alone does not say everywhere."""
    folders = name.split("/")[:-1]
    if "_posts" in folders or "_drafts" in folders:
        return True
    is_page = tool == "hexo" or (tool == "pelican" and "pages" in folders)
    is_page = is_page or (tool == "docusaurus" and folders[:1] != ["blog"])
    return has_date and not is_page


def why_unseen(tool: str, name: str, collections: Collection[str]) -> str:
    """Why nobody sees the text of a file that the tool finds, or nothing.

    `collections` are those of Jekyll whose texts have pages.
    """
    if tool not in {"jekyll", "hexo", "docusaurus"}:
        return ""
    shown = {"_posts", "_drafts", *(f"_{one}" for one in collections)}
    hidden = next((one for one in name.split("/") if one[0] == "_" and one not in shown), "")
    return f"{tool.capitalize()} makes no page of what is in or named {hidden}" if hidden else ""


def kind_of(tool: str, name: str, *, has_posts_address: bool) -> str:
    """By which kind of pattern a file has its address."""
    if tool == "docusaurus" and name.startswith("docs/"):
        return "docs"
    if (
        tool == "jekyll"
        and name.startswith("_")
        and "/" in name
        and not name.startswith(("_posts/", "_drafts/"))
    ):
        return f"collection {name[1:].partition('/')[0]}"
    if tool == "hugo":
        return f"section {inner_path(tool, name).partition('/')[0]}"
    return "posts" if has_posts_address else "pages"


def old_slug(tool: str, rest: str, title: str) -> str:
    """What a tool makes of a file that names no slug. `rest` is its name without a date."""
    if tool == "pelican":
        return slugify(title) or rest
    if tool == "zola":
        return slugify(rest) or rest
    return re.sub(r"\s+", "-", rest).lower() if tool == "hugo" else rest
