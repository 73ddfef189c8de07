"""Covers `stages/views/plan`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

import pytest

from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.store.cache import BuildCache
from site_builder.model.config import LinkSetting, Permalinks, RedirectSetting, Social
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import Head
from site_builder.model.routes import Route
from site_builder.stages.assemble.guesses import Names
from tests.outputs.presenters import planned, presenter
from tests.stages.assemble.heads import body, labels, link, page, part, post


def told(diagnostics: tuple[Diagnostic, ...], pages: Iterable[Route] = ()) -> list[str]:
    """One line each, with the page that was meant where there is one among `pages`."""
    with closing(BuildCache.temporary()) as cache:
        hinted = with_hints(diagnostics, Names(pages=[route.path for route in pages]), cache)
    return [
        f"{one.path}:{one.place.line} {one.code}: {one.message}; {one.hint}".rstrip("; ") for one in hinted
    ]


TITLE = {"title": Place(2, 8)}
FIX = "give one of the two another slug (or permalink, or remove the alias)"
OWN = "give this another slug (or permalink, or remove the alias)"

COLLISIONS: dict[str, tuple[list[Head], tuple[str, ...], str]] = {
    "two posts": (
        [post("a"), post("b", slug="a", places={"slug": Place(3, 7)})],
        (),
        f"posts/b.md:3 url-collision: both have the URL /a/: this and content/posts/a.md; {FIX}",
    ),
    "a post and a page": (
        [post("a"), page("a", places=TITLE)],
        (),
        f"posts/a.md:1 url-collision: both have the URL /a/: this and content/pages/a.md; {FIX}",
    ),
    "case": (
        [post("a", permalink="/Rest/"), post("b", permalink="/rest/", places=TITLE)],
        (),
        f"posts/b.md:2 url-collision: both have the URL /rest/: this and content/posts/a.md; {FIX}",
    ),
    "composed and decomposed": (
        [post("a", permalink="/caf\u00e9/"), post("b", permalink="/cafe\u0301/", places=TITLE)],
        (),
        f"posts/b.md:2 url-collision: both have the URL /cafe\u0301/: this and content/posts/a.md; {FIX}",
    ),
    "sharp s": (
        [post("a", permalink="/straße/"), post("b", permalink="/STRASSE/", places=TITLE)],
        (),
        f"posts/b.md:2 url-collision: both have the URL /STRASSE/: this and content/posts/a.md; {FIX}",
    ),
    "folder and file": (
        [post("a", permalink="/x.html"), post("b", permalink="/x.html/y/", places=TITLE)],
        (),
        "posts/a.md:1 url-collision: the file /x.html is where the other needs a folder: this and"
        f" content/posts/b.md; {FIX}",
    ),
    "index.html": (
        [post("a"), post("b", permalink="/a/index.html", places=TITLE)],
        (),
        f"posts/b.md:2 url-collision: both have the URL /a/index.html: this and content/posts/a.md; {FIX}",
    ),
    "an alias and a post": (
        [post("a"), post("b", aliases=("/a/",), places={"aliases.0": Place(5, 10)})],
        (),
        f"posts/b.md:5 url-collision: both have the URL /a/: this and content/posts/a.md; {FIX}",
    ),
    "two aliases": (
        [
            post("a", "2026-01-02", aliases=("/old/",)),
            post("b", "2026-01-01", aliases=("/OLD",), places={"aliases.0": Place(5, 10)}),
        ],
        (),
        f"posts/a.md:0 url-collision: both have the URL /old/: this and content/posts/b.md; {FIX}",
    ),
    "a post and a tag's page": (
        [post("a", permalink="/tags/rest/", places=TITLE), post("b", tags=labels("Rest"))],
        (),
        f"posts/a.md:2 url-collision: both have the URL /tags/rest/: this and the tag 'Rest'; {OWN}",
    ),
    "a page and a series that no file declares": (
        [page("w", permalink="/series/walks/", places=TITLE), part(1)],
        (),
        f"pages/w.md:2 url-collision: both have the URL /series/walks/: this and the series 'walks'; {OWN}",
    ),
    "a page and the archive": (
        [page("archive", places=TITLE)],
        (),
        f"pages/archive.md:2 url-collision: both have the URL /archive/: this and the archive; {OWN}",
    ),
    "a page and the home page": (
        [page("welcome", permalink="/", places=TITLE)],
        (),
        f"pages/welcome.md:2 url-collision: both have the URL /: this and the home page; {OWN}",
    ),
    "a post and a copied file": (
        [post("a", places=TITLE)],
        ("static/a/index.html",),
        f"posts/a.md:2 url-collision: both have the URL /a/: this and content/static/a/index.html; {FIX}",
    ),
    "two copied files": (
        [],
        ("images/x.png", "static/images/X.png"),
        "static/images/X.png:0 url-collision: both have the URL /images/X.png: this and content/images/x.png;"
        " rename or move one of the two",
    ),
    "a copied file and a feed": (
        [],
        ("static/feed.xml",),
        "static/feed.xml:0 url-collision: both have the URL /feed.xml: this and a feed;"
        " rename or move one of the two",
    ),
}


@pytest.mark.parametrize("case", COLLISIONS)
def test_two_sources_for_one_url_are_told_with_both_names_and_the_fix(case: str) -> None:
    heads, files, expected = COLLISIONS[case]
    assert told(planned(presenter(*heads, files=files)).diagnostics) == [expected]


def test_where_neither_has_a_source_both_are_named() -> None:
    same = Permalinks(tags="/about/{slug}/", categories="/about/{slug}/")
    made = presenter(post("a", tags=labels("rest"), categories=labels("rest")), permalinks=same)
    assert told(planned(made).diagnostics) == [
        ":0 url-collision: both have the URL /about/rest/: the category 'rest' and the tag 'rest';"
        " rename or move one of the two"
    ]


@pytest.mark.parametrize(
    "heads",
    [
        [post("a"), post("b", slug="a", is_draft=True)],
        [post("a"), post("b", "2026-04-01", slug="a")],
        [post("a"), post("b", is_draft=True, aliases=("/a/",))],
        [post("a"), post("a-b"), post("c", permalink="/a/c/")],
    ],
)
def test_what_is_hidden_or_merely_alike_collides_with_nothing(heads: list[Head]) -> None:
    assert planned(presenter(*heads)).diagnostics == ()


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("/nowhere/", "link to a source file instead (post.md): it follows a new URL"),
        ("/about", "did you mean /about/?"),
        ("/abuot/", "did you mean /about/?"),
    ],
)
def test_a_link_to_a_page_that_is_not_there_is_told_at_its_line(target: str, hint: str) -> None:
    made = presenter(page("about"), post("a", body=body(link(target, line=9))))
    plan = planned(made)
    assert told(plan.diagnostics, plan.routes.values()) == [
        f"posts/a.md:9 broken-link: there is no page or file at {target}; {hint}"
    ]


@pytest.mark.parametrize(
    "target", ["/", "/about/", "/feed.xml", "/tags/rest/", "/archive/2026/", "/sitemap.xml"]
)
def test_a_link_to_any_page_is_a_good_link(target: str) -> None:
    made = presenter(page("about"), post("a", tags=labels("rest"), body=body(link(target))))
    assert planned(made).diagnostics == ()


def test_links_in_config_yaml_are_checked_too() -> None:
    made = presenter(
        page("about"),
        menu=(
            LinkSetting("About", "/about/"),
            LinkSetting("Gone", "/gone/#x"),
            LinkSetting("Out", "//x.example/"),
        ),
        social=Social("Follow", (LinkSetting("Feed", "/feed.xml?x=1"), LinkSetting("Me", "/abuot/"))),
    )
    plan = planned(made)
    assert told(plan.config_diagnostics, plan.routes.values()) == [
        ":0 broken-link: menu: 'Gone' leads to /gone/, and there is no such page",
        ":0 broken-link: social: 'Me' leads to /abuot/, and there is no such page; did you mean /about/?",
    ]


def test_redirects_that_collide_are_reported_in_the_configuration() -> None:
    made = presenter(
        redirects=(
            RedirectSetting("/q/", "/", Place(4, 5)),
            RedirectSetting("/Q", "/", Place(5, 5)),
            RedirectSetting("/archive/", "/", Place(6, 5)),
        )
    )
    plan = planned(made)
    assert plan.diagnostics == ()
    assert sorted(told(plan.config_diagnostics)) == [
        ":4 url-collision: both have the URL /q/: this and the redirect of /Q in the configuration;"
        " delete this redirect",
        ":6 url-collision: both have the URL /archive/: this and the archive; delete this redirect",
    ]


def test_a_text_where_a_redirect_is_may_keep_its_url_if_the_redirect_goes() -> None:
    made = presenter(post("a"), redirects=(RedirectSetting("/a/", "/", Place(4, 5)),))
    assert told(planned(made).diagnostics) == [
        "posts/a.md:1 url-collision: both have the URL /a/: this and the redirect of /a/ in the configuration"
        f"; delete that redirect, or {OWN}"
    ]


def test_redirects_that_never_arrive_at_a_page_are_reported() -> None:
    leads = {
        "/a/": "/b/",
        "/b/": "/a/",
        "/to-a": "/a/",
        "/self/": "/Self/",
        "/old/": "/older/",
        "/older/": "/",
    }
    made = presenter(redirects=tuple(RedirectSetting(old, new) for old, new in leads.items()))
    fix = "write a path that a page is at, or delete the redirect"
    assert told(planned(made).config_diagnostics) == [
        f":0 broken-link: redirects: {old} leads to {leads[old]}, and from there in a circle; {fix}"
        for old in ("/a/", "/b/", "/to-a")
    ] + [":0 broken-link: redirects: /self/ leads to /Self/, and there is no such page"]


def test_routes_are_planned_in_the_same_order_every_time() -> None:
    heads: list[Head] = [post("a", tags=labels("x")), post("b", tags=labels("y")), page("p")]
    first, second = planned(presenter(*heads)), planned(presenter(*reversed(heads)))
    assert list(first.routes) == list(second.routes)
