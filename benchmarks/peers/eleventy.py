"""Eleventy (npm's `@11ty/eleventy`), with Nunjucks templates that make the same pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import Spec
from benchmarks.peers import Peer

_CONFIG = """
import footnote from "markdown-it-footnote";
import rss from "@11ty/eleventy-plugin-rss";
export default function (config) {
  config.addPlugin(rss);
  config.amendLibrary("md", (md) => md.set({ typographer: true }).use(footnote));
  const group = (name, key) => config.addCollection(name, (api) => {
    const found = new Map();
    for (const post of api.getFilteredByGlob("content/posts/*.md")) {
      for (const value of [].concat(post.data[key] || [])) {
        if (!found.has(value)) found.set(value, []);
        found.get(value).push(post);
      }
    }
    const pages = [];
    for (const [value, posts] of found) {
      const sorted = key === "series" ? posts.sort((a, b) => a.data.series_part - b.data.series_part) : posts.reverse();
      for (let at = 0; at < sorted.length; at += 10)
        pages.push({ value, posts: sorted.slice(at, at + 10), number: at / 10 + 1, total: sorted.length });
    }
    return pages;
  });
  config.addCollection("newest", (api) => api.getFilteredByGlob("content/posts/*.md").reverse());
  config.addCollection("latest", (api) => api.getFilteredByGlob("content/posts/*.md").reverse().slice(0, 20));
  group("byTag", "topics"); group("byCategory", "category"); group("bySeries", "series");
  config.addCollection("seriesOf", (api) => {
    const found = {};
    for (const post of api.getFilteredByGlob("content/posts/*.md"))
      (found[post.data.series] ||= []).push(post);
    return found;
  });
  config.addFilter("summary", (content) => (content || "").split("</p>")[0]);
  return { dir: { input: "content", output: "_site", includes: "../includes" }, markdownTemplateEngine: false };
}
"""

_LAYOUT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="canonical" href="https://corpus.example{{ page.url }}"><link rel="alternate" type="application/atom+xml" href="/feed.xml">
</head><body><header><a href="/">Corpus</a></header><main>{% block main %}{{ content | safe }}{% endblock %}</main></body></html>
"""

_POST = """{% extends "layout.njk" %}{% block main %}<article><h1>{{ title }}</h1>
<time datetime="{{ page.date.toISOString() }}">{{ page.date.toDateString() }}</time>{{ content | safe }}
<ol>{% for one in collections.seriesOf[series] %}<li>{% if one.url == page.url %}<b>{{ one.data.title }}</b>{% else %}<a href="{{ one.url }}">{{ one.data.title }}</a>{% endif %}</li>{% endfor %}</ol>
{% set before = collections.posts | getPreviousCollectionItem %}{% if before %}<a rel="prev" href="{{ before.url }}">{{ before.data.title }}</a>{% endif %}
{% set after = collections.posts | getNextCollectionItem %}{% if after %}<a rel="next" href="{{ after.url }}">{{ after.data.title }}</a>{% endif %}
<ul>{% for one in topics %}<li><a href="/tags/{{ one | slugify }}/">{{ one }}</a></li>{% endfor %}</ul>
<a href="/categories/{{ category | slugify }}/">{{ category }}</a></article>{% endblock %}
"""

_ITEMS = """{% for post in posts %}<article><h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2>
<time>{{ post.date.toDateString() }}</time>{{ post.templateContent | summary | safe }}</article>{% endfor %}
"""

_HOME = (
    "---\nlayout: layout.njk\ntitle: Corpus\npagination:\n  data: collections.newest\n  size: 10\n  alias: posts\n"
    'permalink: "{% if pagination.pageNumber %}/page/{{ pagination.pageNumber + 1 }}/{% else %}/{% endif %}index.html"\n---\n'
    + _ITEMS
)

_FEED = """---
permalink: /feed.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Corpus</title><id>https://corpus.example/</id>
{% for post in collections.latest %}<entry><title>{{ post.data.title }}</title><id>https://corpus.example{{ post.url }}</id>
<updated>{{ post.date | dateToRfc3339 }}</updated><content type="html">{{ post.templateContent | escape }}</content></entry>{% endfor %}</feed>
"""

_SITEMAP = """---
permalink: /sitemap.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for one in collections.all %}<url><loc>https://corpus.example{{ one.url }}</loc></url>{% endfor %}</urlset>
"""


def _term(collection: str, folder: str) -> str:
    return (
        f"---\nlayout: layout.njk\npagination:\n  data: collections.{collection}\n  size: 1\n  alias: term\n"
        f'permalink: "/{folder}/{{{{ term.value | slugify }}}}/{{% if term.number > 1 %}}page/{{{{ term.number }}}}/{{% endif %}}index.html"\n'
        "---\n<h1>{{ term.value }}</h1>{% set posts = term.posts %}" + _ITEMS
    )


def _write(folder: Path, posts: Sequence[Spec]) -> None:
    (folder / "content/posts").mkdir(parents=True)
    (folder / "includes").mkdir()
    (folder / "eleventy.config.js").write_text(_CONFIG)
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    (folder / "includes/layout.njk").write_text(_LAYOUT)
    (folder / "includes/post.njk").write_text(_POST)
    (folder / "content/posts/posts.json").write_text(json.dumps({"layout": "post.njk", "tags": ["posts"]}))
    (folder / "content/index.njk").write_text(_HOME)
    (folder / "content/feed.njk").write_text(_FEED)
    (folder / "content/sitemap.njk").write_text(_SITEMAP)
    for collection, name in (("byTag", "tags"), ("byCategory", "categories"), ("bySeries", "series")):
        (folder / f"content/{name}.njk").write_text(_term(collection, name))
    for post in posts:
        body = post.body.replace(f"(post-{post.number - 1:05}.md)", f"(/post-{post.number - 1:05}/)")
        (folder / f"content/posts/{post.slug}.md").write_text(
            f"---\ntitle: {post.title}\npermalink: /{post.slug}/index.html\ndate: {post.date}\ntopics: {json.dumps(sorted(set(post.tags)))}\n"
            f"category: {post.category}\nseries: {post.series}\nseries_part: {post.part}\n---\n\n{body}"
        )


def _command(tools: Path, site: Path) -> list[str]:
    # Modules are looked up from the site's folder: the benchmark links its node_modules there.
    return ["node", str(tools / "node_modules/@11ty/eleventy/cmd.cjs"), "--quiet"]


PEER = Peer(
    name="Eleventy",
    write=_write,
    command=_command,
    output="_site",
    forget=("_site",),
    page=lambda post: f"{post.slug}/index.html",
    others=("index.html", "page/2/index.html", "feed.xml", "sitemap.xml"),
)
