"""Pelican, with its Markdown reader and the series and sitemap plugins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import Spec
from benchmarks.peers import Peer

_SETTINGS = """
AUTHOR = "Corpus"
SITENAME = "Corpus"
SITEURL = "https://corpus.example"
PATH = "content"
OUTPUT_PATH = "output"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 10
THEME = "simple"
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
FEED_ALL_ATOM = "feed.xml"
CATEGORY_FEED_ATOM = None
AUTHOR_SAVE_AS = ""
AUTHORS_SAVE_AS = ""
PLUGINS = ["series", "sitemap"]
SITEMAP = {"format": "xml"}
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {}, "markdown.extensions.toc": {}, "markdown.extensions.smarty": {},
        "markdown.extensions.sane_lists": {}, "markdown.extensions.admonition": {},
    },
    "output_format": "html5",
}
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CHECK_MODIFIED_METHOD = "mtime"
CONTENT_CACHING_LAYER = "generator"
CACHE_PATH = "cache"
"""


def _write(folder: Path, posts: Sequence[Spec]) -> None:
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(_SETTINGS)
    for post in posts:
        before = f"post-{post.number - 1:05}.md"
        body = post.body.replace(f"({before})", f"({{filename}}{before})")
        (folder / f"content/{post.slug}.md").write_text(
            f"Title: {post.title}\nDate: {post.date}\nSlug: {post.slug}\nTags: {', '.join(sorted(set(post.tags)))}\n"
            f"Category: {post.category}\nSeries: {post.series}\nSeries_index: {post.part}\n\n{body}"
        )


def _command(tools: Path, site: Path) -> list[str]:
    settings = site / "pelicanconf.py"
    return [str(tools / "bin/pelican"), "--quiet", "--settings", str(settings)]


PEER = Peer(
    name="Pelican",
    write=_write,
    command=_command,
    output="output",
    forget=("output", "cache"),
    page=lambda post: f"{post.slug}/index.html",
    others=("index.html", "index2.html", "tags.html", "categories.html", "feed.xml", "sitemap.xml"),
)
