"""Pages that list others.

Covers `archive`, `home`, `not_found`, `series`, `terms`, `stages/views/paginate`,
`stages/views/page_addresses`, `stages/views/series_progress`.
"""

from __future__ import annotations

import pytest

from site_builder.model.documents import PlannedPart, SeriesStatus
from site_builder.outputs import archive, home, not_found, pages, series, terms
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import at, labels, page, part, post
from tests.stages.assemble.heads import series as series_file

FIVE = [post(f"p{day}", f"2026-01-0{day}", tags=labels("rest")) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (10, {"/": "p5 p4 p3 p2 p1"}),
        (5, {"/": "p5 p4 p3 p2 p1"}),
        (2, {"/": "p5 p4", "/page/2/": "p3 p2", "/page/3/": "p1"}),
        (1, {"/": "p5", **{f"/page/{n}/": f"p{6 - n}" for n in range(2, 6)}}),
    ],
)
def test_the_home_page_goes_on_in_pages(size: int, expected: dict[str, str]) -> None:
    found = views(home.plan(presenter(*FIVE, paginate=size)))
    listed = {
        path: " ".join(one.url.strip("/") for one in (page.newest, *page.posts) if one)
        for path, page in found.items()
    }
    assert listed == expected


def test_only_the_first_page_of_the_home_page_leads_with_the_newest() -> None:
    found = views(home.plan(presenter(*FIVE, series_file(length=3), part(1), paginate=2)))
    assert found["/"].newest is not None
    assert [one.title for one in found["/"].under_way] == ["Walks"]
    assert (found["/page/2/"].newest, found["/page/2/"].under_way) == (None, ())
    assert found["/page/2/"].meta.title == "Tests, page 2"


def test_a_finished_series_is_one_entry_that_begins_at_its_first_part() -> None:
    made = presenter(
        post("before", "2026-01-01"),
        series_file("walks", length=2),
        part(1, "2026-01-02"),
        part(2, "2026-01-04"),
        post("between", "2026-01-03"),
        post("newest", "2026-01-05"),
        paginate=2,
    )
    pages = views(home.plan(made))
    assert [one.newest.title for one in pages.values() if one.newest] == ["Newest"]
    entries = [(one.title, one.whole and one.whole.title) for page in pages.values() for one in page.posts]
    assert entries == [("Walks-1", "Walks"), ("Between", None), ("Before", None)]


def test_the_last_part_of_a_finished_series_is_the_newest_and_the_series_comes_after_it() -> None:
    made = presenter(series_file("walks", length=2), part(1, "2026-01-02"), part(2, "2026-01-04"))
    page = view(home.plan(made), "/")
    assert page.newest.series.number == 2
    assert [one.whole.published for one in page.posts] == [2]


def test_the_home_page_says_who_writes_and_who_for_on_its_first_page_only() -> None:
    made = presenter(*FIVE, paginate=2, intro="For those who walk.")
    assert [one.intro for one in views(home.plan(made)).values()] == ["For those who walk.", "", ""]


def test_the_page_named_home_is_the_opening_of_the_home_page_and_no_page_of_its_own() -> None:
    made = presenter(*FIVE, page("home"), page("about"))
    assert view(home.plan(made), "/").body is not None
    assert list(views(pages.plan(made))) == ["/about/"]
    moved = presenter(page("home", permalink="/welcome/"))
    assert view(home.plan(moved), "/").body is None
    assert list(views(pages.plan(moved))) == ["/welcome/"]


def test_pages_of_a_listing_lead_to_each_other() -> None:
    pages = views(terms.plan(presenter(*FIVE, paginate=2)))
    one, two, three = (pages[f"/tags/rest/{rest}"].pagination for rest in ("", "page/2/", "page/3/"))
    assert (one.newer, one.older) == ("", "/tags/rest/page/2/")
    assert (two.newer, two.older) == ("/tags/rest/", "/tags/rest/page/3/")
    assert (three.newer, three.older) == ("/tags/rest/page/2/", "")


def test_a_site_without_posts_still_has_a_home_page() -> None:
    page = view(home.plan(presenter()), "/")
    assert (page.newest, page.posts, page.pagination.total) == (None, (), 1)


def test_series_are_under_way_while_something_is_live_and_more_is_to_come() -> None:
    made = presenter(
        series_file("done", length=1),
        part(1, series="done"),
        series_file("dropped", status=SeriesStatus.ABANDONED),
        part(1, series="dropped"),
        series_file("planned", planned=(PlannedPart(1, "", at("2026-05-01")),)),
        series_file("old", length=2),
        part(1, "2026-01-01", series="old"),
        series_file("new", length=2),
        part(1, "2026-01-02", series="new"),
    )
    assert [one.title for one in view(home.plan(made), "/").under_way] == ["New", "Old"]


# -- archive ---------------------------------------------------------------------------------------------


def test_the_archive_has_a_page_for_each_year_in_the_sites_time_zone() -> None:
    made = presenter(post("a", "2025-12-31T23:59"), post("b", "2026-01-01T00:00"), post("c", "2019-05-05"))
    pages = views(archive.plan(made))
    assert list(pages) == ["/archive/", "/archive/2026/", "/archive/2025/", "/archive/2019/"]
    assert [(year.title, year.posts) for year in pages["/archive/"].years] == [
        ("2026", 1),
        ("2025", 1),
        ("2019", 1),
    ]
    assert [one.title for one in pages["/archive/2025/"].posts] == ["A"]
    assert [one.title for one in pages["/archive/"].posts] == ["B", "A", "C"]


def test_an_early_year_has_four_digits() -> None:
    assert "/archive/0987/" in views(archive.plan(presenter(post("a", "0987-05-05"))))


# -- tags, categories ------------------------------------------------------------------------------------


def test_tags_and_categories_have_a_page_each_and_an_index() -> None:
    made = presenter(
        post("a", tags=labels("Ale", "Rest"), categories=labels("Desk")), post("b", tags=labels("Ale"))
    )
    pages = views(terms.plan(made))
    assert sorted(pages) == [
        "/categories/",
        "/categories/desk/",
        "/tags/",
        "/tags/ale/",
        "/tags/rest/",
    ]
    assert [(one.title, one.url, one.posts) for one in pages["/tags/"].terms] == [
        ("Ale", "/tags/ale/", 2),
        ("Rest", "/tags/rest/", 1),
    ]
    assert (pages["/tags/ale/"].kind, pages["/categories/desk/"].kind) == ("tag", "category")
    assert pages["/tags/ale/"].total == 2
    assert [link.title for link in pages["/tags/ale/"].meta.breadcrumbs] == ["Tests", "Tags", "Ale"]


def test_a_site_without_tags_has_no_index_of_them() -> None:
    assert views(terms.plan(presenter(post("a", categories=labels("Desk"))))).keys() == {
        "/categories/",
        "/categories/desk/",
    }


# -- series ----------------------------------------------------------------------------------------------


def test_a_series_has_a_page_and_all_of_them_an_index_the_last_changed_first() -> None:
    made = presenter(
        series_file("b", length=2),
        part(1, "2026-01-05", series="b"),
        series_file("a", length=2),
        part(1, "2026-01-02", series="a"),
        series_file("c", planned=(PlannedPart(1, "To come", at("2026-05-01")),)),
    )
    pages = views(series.plan(made))
    assert sorted(pages) == ["/series/", "/series/a/", "/series/b/", "/series/c/"]
    assert [one.title for one in pages["/series/"].series] == ["B", "A", "C"]
    coming = pages["/series/c/"].series
    assert (coming.published, coming.length, coming.parts[0].title) == (0, 0, "To come")
    assert coming.next_on == coming.parts[0].date
    assert [one.url for one in pages["/series/b/"].posts] == ["/b-1/"]
    assert pages["/series/b/"].meta.feeds[-1].url == "/series/b/feed.xml"


def test_a_site_without_series_has_no_index_of_them() -> None:
    assert views(series.plan(presenter(post("a")))) == {}


# -- 404 -------------------------------------------------------------------------------------------------


def test_the_page_for_unknown_urls_offers_the_newest_and_is_in_no_sitemap() -> None:
    many = [post(f"p{number}", f"2026-01-0{number}") for number in range(1, 8)]
    [route] = not_found.plan(presenter(*many))
    page = view(iter([route]), "/404.html")
    assert [one.title for one in page.posts] == ["P7", "P6", "P5", "P4", "P3"]
    assert not page.meta.is_noindex
    assert not route.in_sitemap
