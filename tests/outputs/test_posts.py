"""Pages of posts, from the site's nouns to what their template sees.

Covers `pages`, `stages/views/presenter`, `stages/views/pictures`, `stages/views/site_view`,
`stages/views/entry_traits`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_builder.model.config import (
    AuthorSetting,
    Comments,
    LinkSetting,
    PrivacyNotice,
    Reply,
    ShareSetting,
    ThemeSettings,
)
from site_builder.model.documents import EditorNote, Image, NoteKind, PlannedPart, SeriesStatus, Text
from site_builder.model.routes import Rendered
from site_builder.model.views import Author, Html, Link, PartView, PostPage
from site_builder.outputs import feeds, posts
from site_builder.stages.views.site_view import site_view
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import assembled, at, body, comments, labels, part, post, series


def page_of(path: str, *heads: Any, **settings: Any) -> PostPage:
    found = view(posts.plan(presenter(*heads, **settings)), path)
    assert isinstance(found, PostPage)
    return found


def brief(part: PartView | None) -> str:
    """`3 '' 2026-04-01 final`."""
    if part is None:
        return "-"
    flags = (" current" if part.is_current else "") + (" final" if part.is_final else "")
    return f"{part.number} {part.url!r} {part.date.iso[:10] if part.date else '-'}{flags}"


def test_every_post_has_one_route_under_its_own_template() -> None:
    routes = list(posts.plan(presenter(post("a"), post("b", template="long.html"), post("c", is_draft=True))))
    templates = {
        route.path: route.content.template for route in routes if isinstance(route.content, Rendered)
    }
    assert templates == {"/a/": "post.html", "/b/": "long.html"}


def test_neighbours_in_time() -> None:
    found = views(
        posts.plan(presenter(post("a", "2026-01-01"), post("b", "2026-01-02"), post("c", "2026-01-03")))
    )
    assert (found["/a/"].older, found["/a/"].newer) == (None, Link("B", "/b/"))
    assert (found["/b/"].older, found["/b/"].newer) == (Link("A", "/a/"), Link("C", "/c/"))
    assert found["/c/"].newer is None


def test_hidden_posts_are_nobodys_neighbours() -> None:
    page = page_of("/a/", post("a"), post("b", "2026-01-02", is_draft=True), post("c", "2026-04-01"))
    assert (page.older, page.newer) == (None, None)


JO = AuthorSetting("Jo", "Walks to work.", "images/jo.jpg", "/about/")


def test_a_post_knows_what_the_configuration_says_of_its_authors() -> None:
    made = presenter(post("a", authors=("jo", "Ash")), files=("images/jo.jpg",), authors=(JO,))
    page = view(posts.plan(made), "/a/")
    assert [(one.name, one.url, one.about) for one in page.authors] == [
        ("jo", "/about/", "Walks to work."),
        ("Ash", "", ""),
    ]
    assert [one.picture and one.picture.src for one in page.authors] == ["/images/jo.jpg", None]


def test_feeds_name_authors_and_say_no_more() -> None:
    made = presenter(post("a", authors=("Jo",)), files=("images/jo.jpg",), authors=(JO,))
    (entry,) = view(feeds.plan(made), "/feed.xml").entries
    assert entry.authors == (Author("Jo", "https://tests.example/about/"),)


def test_share_links_are_names_of_the_theme_or_addresses_of_the_sites_own() -> None:
    own = ShareSetting("Elsewhere", "https://s.example/?u={link}&t={title}")
    theme = site_view(presenter(theme=ThemeSettings(share=("email", own, "copy", "email")))).theme
    assert theme.share == ("email", "copy")
    assert theme.share_links == (Link("Elsewhere", "https://s.example/?u={link}&t={title}"),)


WALKS = series(length=3, about="discussing walks", planned=(PlannedPart(3, "", at("2026-04-01")),))


def test_a_part_shows_its_series_and_says_when_the_next_one_comes() -> None:
    page = page_of("/walks-2/", WALKS, part(1), part(2, "2026-01-08"))
    assert page.series is not None
    assert (page.series.number, page.series.length, page.series.about) == (2, 3, "discussing walks")
    assert list(map(brief, page.parts)) == [
        "1 '/walks-1/' -",
        "2 '/walks-2/' - current",
        "3 '' 2026-04-01 final",
    ]
    assert page.previous_part == Link("Walks-1", "/walks-1/")
    assert page.next_part is None
    assert brief(page.announcement) == "3 '' 2026-04-01 final"
    assert [link.title for link in page.meta.breadcrumbs] == ["Tests", "Walks", "Walks-2"]
    assert page.meta.feeds[-1].url == "/series/walks/feed.xml"


@pytest.mark.parametrize(
    ("live", "path", "expected"),
    [
        # What is still to come is announced on every earlier part, the nearest first.
        ([1], "/walks-1/", "2 '' -"),
        ([1, 3], "/walks-1/", "2 '' -"),
        ([1, 3], "/walks-3/", "-"),
        ([1, 2], "/walks-1/", "3 '' 2026-04-01 final"),
        ([1, 2], "/walks-2/", "3 '' 2026-04-01 final"),
        # Once all parts are live, the last one is what both older parts lead to.
        ([1, 2, 3], "/walks-1/", "3 '/walks-3/' 2026-01-01 final"),
        ([1, 2, 3], "/walks-2/", "3 '/walks-3/' 2026-01-01 final"),
        ([1, 2, 3], "/walks-3/", "-"),
    ],
)
def test_the_announcement(live: list[int], path: str, expected: str) -> None:
    assert brief(page_of(path, WALKS, *map(part, live)).announcement) == expected


def years(page: PostPage) -> list[bool]:
    """Whether years are named in the closing sentence and in the list of parts."""
    dates = [one.date for one in (page.announcement, *page.parts) if one is not None and one.date is not None]
    return [date.names_year for date in dates]


def test_the_year_is_named_where_readers_would_take_it_for_another() -> None:
    first = part(1, "2025-12-30")
    plans = (PlannedPart(2, "", at("2026-04-01")), PlannedPart(3, "", at("2027-04-01")))
    walks = series(length=3, planned=plans)
    # To come: seen from the newest part that is out, which is the same on every page.
    assert years(page_of("/walks-1/", walks, first)) == [True, True, True]
    second = part(2, "2026-01-06")
    assert years(page_of("/walks-1/", walks, first, second)) == [True, True]
    this_year = series(length=3, planned=(PlannedPart(3, "", at("2026-04-01")),))
    assert years(page_of("/walks-1/", this_year, first, second)) == [False, False]
    assert years(page_of("/walks-2/", this_year, first, second)) == [False, False]
    # Out: seen from the page on which it is said.
    third = part(3, "2026-01-13")
    assert years(page_of("/walks-1/", walks, first, second, third)) == [True]
    assert years(page_of("/walks-2/", walks, first, second, third)) == [False]


_KNOWN = ("live", "scheduled", "draft", "dated", "overdue", "titled", "bare", "unknown")


@given(
    known=st.lists(st.sampled_from(_KNOWN), min_size=1, max_size=5),
    length=st.integers(0, 5),
    status=st.sampled_from([None, *SeriesStatus]),
    day=st.integers(1, 28),
)
def test_line_list_and_landing_page_never_disagree_and_no_part_is_passed_over(
    known: list[str], length: int, status: SeriesStatus | None, day: int
) -> None:
    numbered = list(enumerate(known, 1))
    dates = {"dated": at("2026-04-01"), "overdue": at("2026-02-01")}
    walks = series(
        length=max(length, len(known)) if length else 0,
        status=status,
        planned=tuple(
            PlannedPart(number, "A title" if what == "titled" else "", dates.get(what))
            for number, what in numbered
            if what in {"dated", "overdue", "titled", "bare"}
        ),
    )
    heads = [
        part(
            number,
            f"2026-04-{day:02}" if what == "scheduled" else "2026-01-01",
            is_draft=what == "draft",
        )
        for number, what in numbered
        if what in {"live", "scheduled", "draft"}
    ]
    made = presenter(walks, *heads)
    shown = made.site.series.get("walks")
    if shown is None:
        return
    landing = made.series_view(shown)
    coming = [one for one in landing.parts if not one.url]
    is_over = shown.status is SeriesStatus.ABANDONED
    expected = coming[0].date if coming and shown.status is SeriesStatus.ONGOING else None
    assert landing.next_on == expected
    for url, page in views(posts.plan(made)).items():
        number = int(url.strip("/").rpartition("-")[2])
        assert [(one.number, one.title, one.url) for one in page.parts] == [
            (one.number, one.title, one.url) for one in landing.parts
        ]
        later = [one for one in landing.parts if one.number > number]
        next_part = next((one for one in later if not one.url), None)
        last_part = next((one for one in later[::-1] if one.url), None)
        assert page.announcement == (None if is_over else next_part or last_part)
        assert page.ended_after == landing.ended_after == (len(shown.live) if is_over else 0)
    if is_over:
        assert coming == []
        assert landing.announcement is None
    elif coming:
        assert landing.announcement == coming[0]
    else:
        assert landing.announcement == (landing.parts[-1] if len(landing.parts) > 1 else None)


def test_an_abandoned_series_ends_with_its_last_live_part_and_announces_nothing() -> None:
    walks = series(
        length=5, status=SeriesStatus.ABANDONED, planned=(PlannedPart(3, "Home", at("2026-04-01")),)
    )
    page = page_of("/walks-1/", walks, part(1), part(2))
    assert (page.announcement, page.ended_after) == (None, 2)
    assert page.series is not None
    assert page.series.length == 0
    assert [one.number for one in page.parts] == [1, 2]


def test_the_landing_page_of_a_single_part_does_not_announce_what_its_list_says() -> None:
    made = presenter(series(), part(1))
    assert made.announcement(made.site.series["walks"]) is None


def test_an_open_series_has_no_final_part() -> None:
    page = page_of("/walks-1/", series(), part(1), part(2))
    assert [one.is_final for one in page.parts] == [False, False]
    assert brief(page.announcement) == "2 '/walks-2/' 2026-01-01"


def test_a_complete_series_without_a_length_ends_with_its_last_part() -> None:
    page = page_of("/walks-1/", series(status=SeriesStatus.COMPLETE), part(1), part(2))
    assert brief(page.announcement) == "2 '/walks-2/' 2026-01-01 final"


def test_the_byline_is_the_posts_or_else_the_sites() -> None:
    names = views(posts.plan(presenter(post("a", authors=("Ash", "Bea")), post("b"), author="The editors")))
    assert [one.name for one in names["/a/"].authors] == ["Ash", "Bea"]
    assert [one.name for one in names["/b/"].authors] == ["The editors"]
    assert page_of("/c/", post("c")).authors == ()


@pytest.mark.parametrize(
    ("updated", "is_updated"),
    [("", False), ("2026-01-01", False), ("2025-12-31", False), ("2026-01-02", True)],
)
def test_only_a_later_date_is_an_update(updated: str, is_updated: bool) -> None:
    page = page_of("/a/", post("a", "2026-01-01", updated=at(updated) if updated else None))
    assert page.is_updated is is_updated


def test_dated_notes_of_both_kinds_are_gathered_in_order() -> None:
    above = EditorNote(NoteKind.CORRECTION, Text(("<p>Above.</p>",)), at("2026-02-02"))
    undated = EditorNote(NoteKind.NOTE, Text(("<p>Undated.</p>",)))
    inside = EditorNote(NoteKind.UPDATE, Text(("<p>Inside.</p>",)), at("2026-02-01"))
    page = page_of("/a/", post("a", editor_notes=(above, undated), inline_notes=(inside, undated)))
    assert [(note.kind, note.html.text) for note in page.notes] == [
        ("correction", "<p>Above.</p>"),
        ("note", "<p>Undated.</p>"),
    ]
    assert [note.html.text for note in page.dated_notes] == ["<p>Inside.</p>", "<p>Above.</p>"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"description": "D", "summary": "S"}, "D"),
        ({"summary": "S"}, "S"),
        ({}, "Tests"),
    ],
)
def test_the_description_is_the_best_there_is(values: dict[str, str], expected: str) -> None:
    assert page_of("/a/", post("a", **values)).meta.description == expected


def test_the_picture_of_a_post_is_its_social_card() -> None:
    page = page_of(
        "/a/", post("a", image=Image("images/desk.png", "A desk", "Mine")), files=("images/desk.png",)
    )
    assert (page.meta.image_url, page.meta.image_alt) == ("https://tests.example/images/desk.png", "A desk")
    assert page.image is not None
    assert (page.image.src, page.image.caption, page.image.is_lazy) == ("/images/desk.png", "Mine", False)


@pytest.mark.parametrize("file", ["images/desk.svg", "images/desk.avif", "images/DESK.SVG"])
def test_a_picture_that_previews_cannot_show_gives_way_to_the_sites_own(file: str) -> None:
    entry = post("a", image=Image(file, "A desk"))
    page = page_of("/a/", entry, files=(file,))
    assert (page.meta.image_url, page.meta.image_alt) == ("", "")
    page = page_of("/a/", entry, files=(file, "images/card.png"), share_image="images/card.png")
    assert (page.meta.image_url, page.meta.image_alt) == ("https://tests.example/images/card.png", "")
    assert page.image is not None


def test_a_page_without_a_picture_has_the_sites_own_in_previews() -> None:
    page = page_of("/a/", post("a"), files=("images/card.png",), share_image="images/card.png")
    assert page.meta.image_url == "https://tests.example/images/card.png"


def test_a_missing_picture_is_no_social_card() -> None:
    page = page_of("/a/", post("a", image=Image("images/none.png", "A desk")))
    assert (page.meta.image_url, page.meta.image_alt, page.image) == ("", "", None)


def test_terms_in_the_writers_order() -> None:
    page = page_of("/a/", post("a", tags=labels("Zeal", "Ale"), categories=labels("Desk")))
    assert page.tags == (Link("Zeal", "/tags/zeal/"), Link("Ale", "/tags/ale/"))
    assert page.categories == (Link("Desk", "/categories/desk/"),)


def test_links_have_the_sub_path_and_canonical_ones_the_host() -> None:
    page = page_of("/grün/", post("grün", tags=labels("x")), base_url="https://u.example/re%20po/")
    assert page.tags[0].url == "/re%20po/tags/x/"
    assert page.meta.canonical == "https://u.example/re%20po/gr%C3%BCn/"
    assert page.meta.path == "/re%20po/gr%C3%BCn/"


# -- comments --------------------------------------------------------------------------------------------


def test_replies_are_below_what_they_answer() -> None:
    thread = comments("a", "Ash", "Bea", "Cy", "Dee")
    one, two, three, four = thread.comments
    nested = replace(thread, comments=(one, replace(two, parent="1"), replace(three, parent="2"), four))
    found = page_of("/a/", post("a"), nested).thread
    assert found is not None
    assert found.count == 4
    assert [top.author for top in found.comments] == ["Ash", "Dee"]
    reply = found.comments[0].replies[0]
    assert (reply.author, reply.replies[0].author) == ("Bea", "Cy")


def test_a_thread_without_end_is_nested_so_deep_and_no_deeper() -> None:
    thread = comments("a", *(str(number) for number in range(3000)))
    chain = tuple(
        replace(one, parent=str(number) if number else "") for number, one in enumerate(thread.comments)
    )
    found = page_of("/a/", post("a"), replace(thread, comments=chain)).thread
    assert found is not None
    shown: list[tuple[str, int]] = []
    level, depth = found.comments, 0
    while level:
        shown.extend((one.author, depth) for one in level)
        level, depth = level[0].replies, depth + 1
    assert shown == [(str(number), min(number, 8)) for number in range(3000)]


@pytest.mark.parametrize(
    ("allows", "archived", "expected"),
    [(True, True, "open, 1"), (True, False, "open, 0"), (False, True, "closed, 1"), (False, False, "none")],
)
def test_closed_comments_leave_the_archived_ones(allows: bool, archived: bool, expected: str) -> None:
    heads = (post("a", allows_comments=allows), *([comments("a", "Ash")] if archived else []))
    thread = page_of("/a/", *heads).thread
    said = "none" if thread is None else f"{'open' if thread.is_open else 'closed'}, {thread.count}"
    assert said == expected


@pytest.mark.parametrize(
    ("values", "key"),
    [({}, "posts/a.md"), ({"id": "fom-1"}, "fom-1"), ({"id": "fom-1", "comments_id": "old"}, "old")],
)
def test_a_thread_is_known_by_a_stable_id(values: dict[str, str], key: str) -> None:
    thread = page_of("/a/", post("a", **values)).thread
    assert thread is not None
    assert thread.key == key


def test_the_reply_and_the_privacy_notice_are_config_yamls() -> None:
    settings = Comments(
        reply=Reply("me@tests.example", "/contact/", "Write."),
        privacy_notice=PrivacyNotice("We keep nothing.", LinkSetting("How", "/privacy/")),
    )
    thread = page_of("/a/", post("a"), comments=settings, base_url="https://u.example/repo/").thread
    assert thread is not None
    assert (thread.reply_email, thread.reply_url, thread.reply_text) == (
        "me@tests.example",
        "/repo/contact/",
        "Write.",
    )
    assert (thread.privacy_text, thread.privacy_link) == ("We keep nothing.", Link("How", "/repo/privacy/"))


def test_without_a_privacy_notice_nothing_is_shown() -> None:
    thread = page_of("/a/", post("a")).thread
    assert thread is not None
    assert (thread.privacy_text, thread.privacy_link) == ("", None)


def test_a_summary_is_the_teaser_unless_the_text_says_where_it_ends() -> None:
    teaser = Text(("<p>First.</p>",))
    heads = {
        "plain": post("plain", body=replace(body(), teaser=teaser)),
        "summary": post(
            "summary", summary="Short & sweet", body=replace(body(), teaser=teaser, has_more=True)
        ),
        "more": post(
            "more", summary="Short", body=replace(body(), teaser=teaser, has_more=True, is_teaser_marked=True)
        ),
    }
    made = presenter(*heads.values())
    teasers = {one.head.slug: made.summary(one).teaser for one in made.site.posts}
    assert teasers == {
        "plain": Html("<p>First.</p>"),
        "summary": Html("<p>Short &amp; sweet</p>"),
        "more": Html("<p>First.</p>"),
    }


def test_the_same_heads_make_the_same_site() -> None:
    assert assembled(post("a"), post("b")).site == assembled(post("b"), post("a")).site
