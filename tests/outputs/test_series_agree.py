"""Whatever parts, dates, drafts and instants there are: all that mentions a series says the same.

The sentence, the list of parts, previous and next, the feed, the sitemap, the calendar and the schedule.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_builder.model.config import Feed
from site_builder.model.documents import Head, PlannedPart, PostHead, SeriesHead, SeriesStatus
from site_builder.model.routes import Literal
from site_builder.model.views import FeedPage, PartView, PostPage, SeriesPage
from site_builder.outputs import calendars, feeds, posts
from site_builder.outputs import series as series_output
from site_builder.stages.assemble import Visibility
from site_builder.stages.assemble.coming import ChangeKind, Happening, coming_happenings, is_promised
from site_builder.stages.views.presenter import Presenter
from tests.outputs.presenters import planned, presenter, views
from tests.stages.assemble.heads import LONDON, at, part, series

SECOND = timedelta(seconds=1)
LANDING = "/series/walks/"
INSTANTS = [
    "2026-01-05",
    "2026-03-29T00:59:59+00:00",
    "2026-03-29T01:00+00:00",
    "2026-10-25T00:30+00:00",
    "2026-10-25T01:30+00:00",
    "2026-11-02",
    "2026-11-02 08:00",
    "2027-01-01",
]
DATES = st.sampled_from(INSTANTS)


@st.composite
def parts(draw: st.DrawFn, number: int) -> PostHead:
    expiry = draw(st.none() | st.none() | DATES)
    return part(
        number,
        draw(DATES),
        is_draft=draw(st.sampled_from([False, False, False, True])),
        expiry_date=at(expiry) if expiry else None,
    )


@st.composite
def whole_series(draw: st.DrawFn) -> tuple[SeriesHead, list[PostHead]]:
    numbers = draw(st.lists(st.integers(1, 5), max_size=5, unique=True))
    plans = draw(st.dictionaries(st.integers(1, 5), st.none() | DATES, max_size=3))
    titles = draw(st.lists(st.booleans(), min_size=6, max_size=6))
    head = series(
        length=draw(st.sampled_from([0, 5])),
        status=draw(st.sampled_from([None, None, *SeriesStatus])),
        planned=tuple(
            PlannedPart(number, "A title" if titles[number] else "", at(day) if day else None)
            for number, day in plans.items()
        ),
    )
    return head, [draw(parts(number)) for number in sorted(numbers)]


class Shown(NamedTuple):
    """What one instant shows: the landing page, all post pages by part, and the rest."""

    made: Presenter
    landing: SeriesPage
    pages: dict[int, PostPage]


def shown(heads: list[Head], now: str) -> Shown | None:
    """None where the series has nothing to show."""
    made = presenter(*heads, now=now, feed=Feed(limit=2))
    if "walks" not in made.site.series:
        return None
    landing = views(series_output.plan(made))[LANDING]
    assert isinstance(landing, SeriesPage)
    pages = {page.series.number: page for page in views(posts.plan(made)).values()}
    return Shown(made, landing, pages)


def published(head: PostHead, now: datetime) -> bool:
    """Said once more, and independently, what is public."""
    begins, ends = head.published_from, head.expiry_date
    return not head.is_draft and begins is not None and begins <= now and (ends is None or now < ends)


def address(number: int) -> str:
    return f"/walks-{number}/"


def drafted(members: list[PostHead], number: int) -> bool:
    return any(one.is_draft for one in members if one.series_part == number)


def sentence_is_right(told: PartView | None, coming: list[PartView], live: list[PartView]) -> bool:
    """That a date in the sentence may have to name its year is no concern of the list."""
    if coming:
        return told == coming[0]
    if told is not None and told.date is not None:
        told = replace(told, date=replace(told.date, names_year=False))
    return told == (live[-1] if live else None)


@given(whole_series(), DATES)
def test_pages_list_sentence_and_neighbours_agree(
    everything: tuple[SeriesHead, list[PostHead]], now: str
) -> None:
    head, members = everything
    found = shown([head, *members], now)
    live = [one.series_part for one in members if published(one, at(now))]
    if found is None:
        assert live == []
        return
    listed = found.landing.series.parts
    assert [one.number for one in listed if one.url] == live == sorted(found.pages)
    assert [one.url for one in listed if one.url] == [address(number) for number in live]
    is_over = head.status is SeriesStatus.ABANDONED
    assert not (is_over and any(not one.url for one in listed))
    for number, page in found.pages.items():
        assert [one.number for one in page.parts if one.is_current] == [number]
        assert [(one.number, one.title, one.url) for one in page.parts] == [
            (one.number, one.title, one.url) for one in listed
        ]
        before = [address(one) for one in live if one < number]
        after = [address(one) for one in live if one > number]
        assert (page.previous_part.url if page.previous_part else "") == (before[-1] if before else "")
        assert (page.next_part.url if page.next_part else "") == (after[0] if after else "")
        later = [one for one in listed if one.number > number]
        coming, out = [one for one in later if not one.url], [one for one in later if one.url]
        assert is_over or sentence_is_right(page.announcement, coming, out)
        assert page.ended_after == (len(live) if is_over else 0)
    coming = [one for one in listed if not one.url]
    gone = {one.series_part for one in members if one.expiry_date and one.expiry_date <= at(now)}
    assert all(one.date for one in coming if one.number in gone and not drafted(members, one.number))
    if coming:
        assert found.landing.series.announcement == coming[0]
        # No date is promised that has passed, and no title that was not given.
        titles = {one.part: one.title for one in reversed(head.planned)}
        for one in coming:
            assert one.date is None or datetime.fromisoformat(one.date.iso) > at(now)
            assert one.title == titles.get(one.number, "")


@given(whole_series(), DATES)
def test_feed_sitemap_and_calendar_agree_with_the_list(
    everything: tuple[SeriesHead, list[PostHead]], now: str
) -> None:
    found = shown([everything[0], *everything[1]], now)
    if found is None:
        return
    made, listed = found.made, found.landing.series.parts
    live = [one.number for one in listed if one.url]
    pages: dict[str, Any] = views(feeds.plan(made))
    in_feeds = [
        entry.series.number
        for path, page in pages.items()
        if path.startswith(LANDING) and isinstance(page, FeedPage)
        for entry in page.entries
        if entry.series
    ]
    assert sorted(set(in_feeds)) == live
    assert pages[f"{LANDING}feed.xml"].history.is_complete is (len(live) <= 2)
    routes = planned(made).routes.values()
    in_sitemap = {route.path for route in routes if route.in_sitemap}
    assert {path for path in in_sitemap if path.startswith("/walks-")} == {address(one) for one in live}
    assert LANDING in in_sitemap
    events = [
        (int(number), moment_of(start))
        for route in calendars.plan(made)
        if isinstance(route.content, Literal)
        for start, number in re.findall(
            r"DTSTART(;VALUE=DATE:\d+|:\w+)\r\nSUMMARY[^\r]*?Part ([\d]+)",
            with_digits(route.content.data.decode()),
        )
    ]
    expected = [(one.number, one.date.iso) for one in listed if not one.url and one.date]
    last = [(one.number, one.date.iso) for one in listed if one.url and one.date][-1:]
    if found.landing.series.status != "ongoing" and not everything[0].planned:
        last = []
    assert sorted(events) == sorted(
        (number, datetime.fromisoformat(iso).astimezone(UTC)) for number, iso in [*last, *expected]
    )
    assert bool(found.landing.series.calendar_url) == bool(expected)


def with_digits(calendar: str) -> str:
    for roman, digit in (("III", 3), ("II", 2), ("IV", 4), ("I", 1), ("V", 5)):
        calendar = re.sub(rf"Part {roman}\b", f"Part {digit}", calendar)
    return calendar


def moment_of(start: str) -> datetime:
    """When an event begins: a day begins at the site's midnight."""
    if start.startswith(";"):
        return datetime.strptime(start[-8:], "%Y%m%d").replace(tzinfo=LONDON).astimezone(UTC)
    return datetime.strptime(start[1:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@given(whole_series(), DATES)
def test_the_schedule_is_what_comes_to_pass(everything: tuple[SeriesHead, list[PostHead]], now: str) -> None:
    heads: list[Head] = [everything[0], *everything[1]]
    before = shown(heads, now)
    for one in coming_happenings(heads, Visibility(at(now))):
        just_before = shown(heads, (one.at - SECOND).isoformat())
        then = shown(heads, one.at.isoformat())
        if just_before is not None and not is_promised(one, just_before.made.site):
            continue
        assert_came_to_pass(one, then, everything[1])
    announced = (
        {}
        if before is None
        else {
            part.number: datetime.fromisoformat(part.date.iso)
            for part in before.landing.series.parts
            if not part.url and part.date
        }
    )
    foretold = {
        (number_of(one, everything[1]), one.at)
        for one in coming_happenings(heads, Visibility(at(now)))
        if before is None or is_promised(one, before.made.site)
        if one.kind is not ChangeKind.EXPIRED
    }
    # What readers are promised is in the schedule, at that very instant.
    assert set(announced.items()) <= foretold


def number_of(one: Happening, members: list[PostHead]) -> int:
    return one.part or next(head.series_part for head in members if head.path == one.path)


def assert_came_to_pass(one: Happening, then: Shown | None, members: list[PostHead]) -> None:
    number = number_of(one, members)
    listed = {part.number: part for part in then.landing.series.parts} if then is not None else {}
    shown_now = number in listed and bool(listed[number].url)
    if one.kind is ChangeKind.PUBLISHED:
        assert shown_now
    elif one.kind is ChangeKind.EXPIRED:
        assert not shown_now
    elif number in listed and not shown_now:
        date = listed[number].date
        assert date is None or date.iso != one.at.isoformat()
