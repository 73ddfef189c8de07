"""What every page of every site keeps to, at `/` and at `/repo/`.

Covers `comments/giscus`, `comments/isso`, `comments/placeholder`.
"""

from __future__ import annotations

import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest

from benchmarks.corpus import make_posts, write_site
from tests.driver import Project
from tests.requirements import path_of, requires
from tests.site.crawl import SITEMAP, Crawl, loaded_elsewhere
from tests.site.reading import Page
from tests.site.sites import ROOT, SUB_PATH, VARIANTS, build_variant

pytestmark = requires("pagefind")
ATOM_NAMESPACE = "{http://www.w3.org/2005/Atom}"
OUTPUTS = [(name, base_url) for name in VARIANTS for base_url in (ROOT, SUB_PATH)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Crawl]:
    """Every site under both addresses. The second build of each remembers the first."""
    made: dict[tuple[str, str], Crawl] = {}
    for name in VARIANTS:
        root = tmp_path_factory.mktemp(name) / "site"
        project = build_variant(name, ROOT, root)
        made[name, ROOT] = Crawl(project.output, ROOT)
        second = project.build_with(
            project.options._replace(base_url=SUB_PATH, output=root.with_name("repo"))
        )
        made[name, SUB_PATH] = Crawl(second.output, SUB_PATH)
    return made


@pytest.fixture(params=OUTPUTS, ids=lambda one: f"{one[0]}-{'root' if one[1] == ROOT else 'repo'}")
def crawl(request: pytest.FixtureRequest, built: dict[tuple[str, str], Crawl]) -> Crawl:
    return built[request.param]


def real_pages(crawl: Crawl) -> Iterator[tuple[str, Page]]:
    """All pages but those that only lead elsewhere."""
    for path, page in crawl.pages.items():
        if not page.all("meta", **{"http-equiv": "refresh"}):
            yield path, page


# -- addresses -------------------------------------------------------------------------------------------


def test_every_link_anchor_asset_and_feed_address_leads_to_a_file(crawl: Crawl) -> None:
    assert crawl.broken() == []


def test_pages_stay_where_they_are_served(crawl: Crawl) -> None:
    """A preview never leads to the live site: full addresses are only where machines read them."""
    for path, page in crawl.pages.items():
        followed = [
            url.value
            for url in page.urls()
            if url.value.startswith(crawl.base_url) and url.rel != "canonical"
        ]
        assert followed == [], path


def test_nothing_loads_from_another_host(crawl: Crawl) -> None:
    for path, page in crawl.pages.items():
        assert loaded_elsewhere(page, crawl.base_url) == [], path
    for path, data in crawl.files.items():
        if path.endswith((".css", ".js")):
            assert b"@import" not in data, path
            assert b"url(http" not in data, path


# -- pages -----------------------------------------------------------------------------------------------


def test_a_page_says_what_it_is(crawl: Crawl) -> None:
    for path, page in real_pages(crawl):
        assert len(page.all("h1")) == 1, path
        assert page.one("html").get("lang"), path
        assert page.one("title").text, path
        assert page.meta("description"), path
        assert unquote(page.one("link", rel="canonical").get("href", "")) == crawl.address(path), path
        assert page.meta("og:url") == page.one("link", rel="canonical").get("href"), path
        assert page.meta("og:title"), path
        assert page.meta("og:description"), path
        assert page.meta("og:type") in {"article", "website"}, path
        assert page.meta("twitter:card") in {"summary", "summary_large_image"}, path
        assert [one.get("type") for one in page.all("link", rel="alternate")][:2] == [
            "application/atom+xml",
            "application/feed+json",
        ], path


def test_no_two_pages_have_one_title(crawl: Crawl) -> None:
    titles = Counter(page.one("title").text for _, page in real_pages(crawl))
    assert {title for title, count in titles.items() if count > 1} == set()


def test_ids_are_unique_and_the_skip_link_leads_to_the_text(crawl: Crawl) -> None:
    for path, page in crawl.pages.items():
        assert len(page.ids) == len(set(page.ids)), path
    for path, page in real_pages(crawl):
        assert page.one("a", class_="skip").get("href") == f"#{page.one('main').get('id')}", path


def test_nothing_is_inline_that_a_security_policy_blocks(crawl: Crawl) -> None:
    for path, page in crawl.pages.items():
        assert page.all("style") == [], path
        scripts = [one for one in page.all("script") if one.get("src") is None]
        assert {one.get("type") for one in scripts} <= {"application/ld+json"}, path
        attributes = {name for element in page.root.iter() for name in element.attrib}
        assert {name for name in attributes if name == "style" or name.startswith("on")} == set(), path
        assert not [url for url in page.urls() if url.value.lower().startswith("javascript:")], path


def test_a_page_that_moved_says_where_it_went(crawl: Crawl) -> None:
    for page in crawl.pages.values():
        if page.all("meta", **{"http-equiv": "refresh"}):
            target = next(url.value for url in page.urls() if url.tag == "meta")
            assert page.one("link", rel="canonical").get("href", "").endswith(target)
            assert [link.get("href") for link in page.all("a")] == [target]


# -- data for machines -----------------------------------------------------------------------------------

REQUIRED = {
    "BlogPosting": {"headline", "datePublished", "author", "url", "isPartOf", "wordCount", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "WebSite": {"name", "url", "inLanguage"},
    "CreativeWorkSeries": {"name", "url", "hasPart"},
    "WebPage": {"name", "url"},
}


def nodes(page: Page) -> Mapping[str, dict[str, Any]]:
    """The nodes of a page's JSON-LD by their types."""
    loaded = page.structured
    assert loaded["@context"] == "https://schema.org"
    assert len({one["@type"] for one in loaded["@graph"]}) == len(loaded["@graph"])
    return {one["@type"]: one for one in loaded["@graph"]}


def test_json_ld_has_what_search_engines_ask_for(crawl: Crawl) -> None:
    for path, page in real_pages(crawl):
        found = nodes(page)
        assert "WebSite" in found, path
        assert ("BreadcrumbList" in found) == (path != "index.html"), path
        assert ("BlogPosting" in found) == (page.meta("og:type") == "article"), path
        for kind, node in found.items():
            # A site that names no author has no one to name.
            needed = REQUIRED[kind] - (set() if page.all("meta", name="author") else {"author"})
            assert needed <= node.keys(), path


def test_breadcrumbs_run_from_the_home_page_to_the_page_itself(crawl: Crawl) -> None:
    for path, page in real_pages(crawl):
        if path == "index.html":
            continue
        trail = nodes(page)["BreadcrumbList"]["itemListElement"]
        assert [one["position"] for one in trail] == list(range(1, len(trail) + 1)), path
        assert trail[0]["item"] == crawl.base_url, path
        assert unquote(trail[-1]["item"]) == crawl.address(path), path


def test_atom_feeds_are_well_formed_and_complete(crawl: Crawl) -> None:
    feeds = {path: data for path, data in crawl.files.items() if path.endswith("feed.xml")}
    assert feeds
    for path, data in feeds.items():
        read = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
        assert read.bozo == 0, (path, read.get("bozo_exception"))
        assert read.version == "atom10", path
        assert read.feed.title, path
        assert read.feed.updated_parsed, path
        assert len({entry.id for entry in read.entries}) == len(read.entries), path
        for entry in read.entries:
            assert entry.id.startswith(("urn:uuid:", "http", "tag:")), path
            assert entry.published_parsed, path
            assert entry.updated_parsed >= entry.published_parsed, path
            assert entry.content[0].value, path


def test_the_json_feed_keeps_to_its_standard(crawl: Crawl) -> None:
    feed = json.loads(crawl.files["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{crawl.base_url}feed.json", crawl.base_url)
    root = ElementTree.fromstring(crawl.files["feed.xml"].decode())
    entries = root.findall(f"{ATOM_NAMESPACE}entry")
    assert [one["id"] for one in feed["items"]] == [one.findtext(f"{ATOM_NAMESPACE}id") for one in entries]
    for item in feed["items"]:
        assert item.keys() <= {
            *("id", "url", "title", "summary", "image", "authors", "tags"),
            *("date_published", "date_modified", "content_html"),
        }
        assert item["content_html"]


def test_the_sitemap_lists_every_page_but_those_kept_out(crawl: Crawl) -> None:
    root = ElementTree.fromstring(crawl.files["sitemap.xml"].decode())
    listed = [unquote(one.text or "") for one in root.iter(f"{SITEMAP}loc")]
    assert len(listed) == len(set(listed))
    expected = {
        crawl.address(path)
        for path, page in real_pages(crawl)
        if page.meta("robots") is None and path != "404.html" and not path.startswith("search/")
    }
    assert set(listed) == expected


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH])
def test_drafts_and_scheduled_posts_leave_no_trace(
    base_url: str, built: dict[tuple[str, str], Crawl]
) -> None:
    crawl = built["showcase", base_url]
    assert [path for path in crawl.files if "canary" in path.lower()] == []
    for path, data in crawl.files.items():
        plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        assert b"canary" not in plain.lower(), path


# -- by the book -----------------------------------------------------------------------------------------


class Message(NamedTuple):
    """What the Nu HTML checker has to say."""

    file: str
    line: int
    text: str
    extract: str


@requires("java", "vnu")
def test_the_nu_html_checker_finds_neither_errors_nor_warnings(
    built: dict[tuple[str, str], Crawl], tmp_path: Path
) -> None:
    wanted = {
        data: f"{name}/{path}"
        for (name, base_url), crawl in built.items()
        for path, data in crawl.files.items()
        # The sub-path changes addresses alone.
        if base_url == ROOT and path.endswith((".html", ".css", ".svg"))
    }
    for data, path in wanted.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    files = [str(tmp_path / path) for path in wanted.values()]
    checker = [
        "java",
        "-jar",
        str(path_of("vnu")),
        "--also-check-css",
        "--also-check-svg",
        "--format",
        "json",
    ]
    done = subprocess.run([*checker, *files], capture_output=True, text=True, timeout=300, check=False)
    messages = [
        Message(one.get("url", ""), one.get("lastLine", 0), one["message"], one.get("extract", ""))
        for one in json.loads(done.stderr)["messages"]
    ]
    assert messages == []


# -- budget ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def essay(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """An essay of 3,000 words: of nonsense, which compresses worse than English."""
    root = tmp_path_factory.mktemp("budget")
    write_site(root, list(make_posts(1, 3000)))
    project = Project({"config.yaml": (root / "config.yaml").read_bytes()}, root)
    return Crawl(project.build("2027-01-01").output, "https://corpus.example/")


def test_an_essay_and_its_style_sheet_are_20_kilobytes(essay: Crawl) -> None:
    page = essay.pages["post-00001/index.html"]
    sheets = [link.get("href", "")[1:] for link in page.all("link", rel="stylesheet")]
    sent = [essay.files["post-00001/index.html"], *(essay.files[sheet] for sheet in sheets)]
    assert sum(len(gzip.compress(data, 6)) for data in sent) <= 20_000


def test_an_essay_takes_three_requests(essay: Crawl) -> None:
    page = essay.pages["post-00001/index.html"]
    loaded = [script for script in page.all("script") if script.get("src")]
    loaded += page.all("link", rel="stylesheet")
    assert 1 + len(loaded) <= 3
