"""Covers `assembly`, `part_numbers`, `undeclared`."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from site_builder.model.diagnostics import Place
from site_builder.model.documents import Broken, Head, PlannedPart, PostHead, SeriesStatus
from site_builder.model.site import Series
from tests.stages.assemble.heads import assembled, at, codes, part, post, said, series


def walks(*heads: Head, now: str = "2026-03-01T12:00", **values: Any) -> Series:
    return assembled(series(**values), *heads, now=now).site.series["walks"]


def planned(number: int, title: str = "", date: str = "") -> PlannedPart:
    return PlannedPart(number, title, at(date) if date else None, Place(7, 5))


def parts_of(one: Series) -> list[str]:
    """`1 live 'Walks-1' 2026-01-01`, a part a line."""
    return [
        f"{part.number} {'live' if part.post else 'coming'} {part.title!r}"
        f" {part.date.date().isoformat() if part.date else '-'}"
        for part in one.parts
    ]


def test_two_of_three_parts_are_parts_of_a_three_part_series() -> None:
    one = walks(part(1), part(2), length=3)
    assert (one.length, len(one.live), one.status) == (3, 2, SeriesStatus.ONGOING)
    assert parts_of(one) == [
        "1 live 'Walks-1' 2026-01-01",
        "2 live 'Walks-2' 2026-01-01",
        "3 coming '' -",
    ]


def test_an_open_series_has_no_length_and_as_many_parts_as_are_known() -> None:
    one = walks(part(1), part(2), planned=(planned(3, "Home"),))
    assert one.length == 0
    assert parts_of(one)[-1] == "3 coming 'Home' -"


@pytest.mark.parametrize(
    ("values", "numbers", "status", "length"),
    [
        ({"length": 2}, [1, 2], SeriesStatus.COMPLETE, 2),
        ({"length": 2}, [1], SeriesStatus.ONGOING, 2),
        ({}, [1, 2], SeriesStatus.ONGOING, 0),
        # Declared complete without a length: it has as many parts as there are.
        ({"status": SeriesStatus.COMPLETE}, [1, 2], SeriesStatus.COMPLETE, 2),
        # Complete is only what has no part to come.
        (
            {"status": SeriesStatus.COMPLETE, "planned": (planned(3, "Home"),)},
            [1, 2],
            SeriesStatus.ONGOING,
            3,
        ),
        # What was abandoned is as long as it became, and no longer says how long it was to be.
        ({"status": SeriesStatus.ABANDONED, "length": 5}, [1, 2], SeriesStatus.ABANDONED, 0),
        ({"status": SeriesStatus.ONGOING, "length": 2}, [1, 2], SeriesStatus.ONGOING, 2),
    ],
)
def test_the_status_is_the_writers_or_else_follows_from_the_parts(
    values: dict[str, Any], numbers: list[int], status: SeriesStatus, length: int
) -> None:
    one = walks(*map(part, numbers), **values)
    assert (one.status, one.length) == (status, length)


@pytest.mark.parametrize(
    ("plan", "scheduled", "expected"),
    [
        # A scheduled part is announced by its number and date alone.
        (None, "2026-04-01", "2 coming '' 2026-04-01"),
        # The plan may give it a title; the post's own date is the true one.
        (planned(2, "Uphill", "2026-03-20"), "2026-04-01", "2 coming 'Uphill' 2026-04-01"),
        (planned(2, "Uphill", "2026-03-20"), "", "2 coming 'Uphill' 2026-03-20"),
        (planned(2, "Uphill"), "", "2 coming 'Uphill' -"),
        (planned(2, "", "2026-03-20"), "", "2 coming '' 2026-03-20"),
        (None, "", "2 coming '' -"),
    ],
)
def test_a_coming_part_shows_what_was_announced_and_no_more(
    plan: PlannedPart | None, scheduled: str, expected: str
) -> None:
    heads = [part(1), *([part(2, scheduled, title="A secret title")] if scheduled else [])]
    one = walks(*heads, length=2, planned=(plan,) if plan else ())
    assert parts_of(one)[1] == expected


def test_a_part_that_expires_before_it_appears_is_not_announced() -> None:
    one = walks(part(1), part(2, "2026-04-01", expiry_date=at("2026-04-01")), length=2)
    assert [each.number for each in one.parts] == [1]


def test_a_part_that_has_expired_is_no_part_any_more_and_leaves_no_gap() -> None:
    gone = part(2, "2026-01-02", expiry_date=at("2026-02-01"))
    result = assembled(series(length=3), part(1), gone, part(3, "2026-01-03"))
    assert [one.number for one in result.site.series["walks"].parts] == [1, 3]
    assert codes(result) == []
    again = walks(part(1), gone, length=3, planned=(planned(2, "", "2026-04-01"),))
    assert parts_of(again)[1] == "2 coming '' 2026-04-01"


def test_a_draft_is_not_announced() -> None:
    one = walks(part(1), part(2, "2026-04-01", is_draft=True), length=2)
    assert parts_of(one)[1] == "2 coming '' -"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2021-11-01T23:59:59", "2 coming '' 2021-11-02"),
        ("2021-11-02T00:00", "2 coming '' -"),
        ("2021-11-02T00:00:01", "2 coming '' -"),
    ],
)
def test_a_planned_date_that_has_passed_is_not_announced_any_more(now: str, expected: str) -> None:
    result = assembled(
        series(length=2, planned=(planned(2, "", "2021-11-02"),)), part(1, "2021-10-01"), now=now
    )
    assert parts_of(result.site.series["walks"])[1] == expected
    overdue = [
        "warning series/walks.md:7 series-plan-overdue: Part II was announced for 2 November 2021 and is not"
        " published; publish the part, or announce another date"
    ]
    assert said(result) == ([] if expected.endswith("2021-11-02") else overdue)


def test_a_draft_whose_announced_date_has_passed_is_named() -> None:
    walks = series(planned=(planned(2, "", "2026-02-01"),))
    result = assembled(walks, part(1), part(2, "2026-02-01", is_draft=True))
    assert said(result) == [
        "warning series/walks.md:7 series-plan-overdue: Part II was announced for 1 February 2026 and is"
        " still a draft: content/posts/walks-2.md; publish content/posts/walks-2.md, or announce another date"
    ]


@pytest.mark.parametrize(
    ("values", "head"),
    [
        ({}, part(2, "2026-04-01")),
        ({}, part(2, "2026-02-01", expiry_date=at("2026-02-20"))),
        ({"status": SeriesStatus.ABANDONED}, part(2, "2026-02-01", is_draft=True)),
    ],
    ids=["a scheduled part has a new date", "it was published and has expired", "nothing is promised"],
)
def test_no_promise_is_broken_by(values: dict[str, Any], head: PostHead) -> None:
    walks = series(planned=(planned(2, "", "2026-02-01"),), **values)
    assert codes(assembled(walks, part(1), head)) == []


def test_a_live_part_needs_its_plan_no_more() -> None:
    result = assembled(
        series(length=2, planned=(planned(2, "Old", "2026-01-05"),)), part(1), part(2, "2026-01-06")
    )
    assert parts_of(result.site.series["walks"])[1] == "2 live 'Walks-2' 2026-01-06"
    assert said(result) == []


def test_a_series_of_which_nothing_may_be_known_is_not_there() -> None:
    hidden: list[Head] = [
        series(length=3),
        part(1, is_draft=True),
        series("empty"),
        part(2, is_draft=True, series="empty"),
    ]
    assert assembled(*hidden).site.series == {}


def test_a_series_that_is_only_planned_is_there() -> None:
    assert parts_of(walks(planned=(planned(1, "Home", "2026-04-01"),))) == ["1 coming 'Home' 2026-04-01"]


def test_scheduled_parts_are_live_when_they_are_asked_for() -> None:
    result = assembled(series(length=1), part(1, "2026-04-01"), future=True)
    assert parts_of(result.site.series["walks"]) == ["1 live 'Walks-1' 2026-04-01"]


def test_a_series_that_no_file_declares_is_made_from_its_posts() -> None:
    result = assembled(
        post("b", "2026-01-02", series="Long Walks"),
        post("a", "2026-01-01", series="long walks"),
        post("d", "2026-06-01", series="Long Walks"),
        post("c", "2026-01-03", series="Long Walks", series_part=1),
        post("draft", "2025-01-01", series="Long Walks", is_draft=True),
    )
    series = result.site.series["long-walks"]
    assert (series.head.title, series.url) == ("long walks", "/series/long-walks/")
    assert parts_of(series) == [
        "1 live 'C' 2026-01-03",
        "2 live 'A' 2026-01-01",
        "3 live 'B' 2026-01-02",
        "4 coming '' 2026-06-01",
    ]
    assert [one.code for one in result.diagnostics] == ["series-unknown", "series-part-missing"]


def test_a_post_may_name_its_series_by_the_title() -> None:
    result = assembled(
        msgspec.structs.replace(series(), title="Long Walks"), post("a", series="Long Walks", series_part=1)
    )
    assert [one.head.slug for one in result.site.series["walks"].live] == ["a"]
    assert result.diagnostics == ()


MISTAKES: dict[str, tuple[list[Head], list[str]]] = {
    "unknown": (
        [series(), part(1), post("a", series="walsk", series_part=1, places={"series": Place(4, 9)})],
        [
            "warning posts/a.md:4 series-unknown: no file declares the series 'walsk', so it is made from"
            " the posts that name it; did you mean walks?"
        ],
    ),
    "unknown, like no other": (
        [post("a", series="x", series_part=1)],
        [
            "warning posts/a.md:0 series-unknown: no file declares the series 'x', so it is made from"
            ' the posts that name it; declare it with: site-builder new series "x"'
        ],
    ),
    "unreadable": (
        [post("a", series="walks", series_part=1), Broken(path="series/walks.md", diagnostics=())],
        [],
    ),
    "no number": (
        [series(), part(1), post("z", series="walks", places={"series": Place(4, 9)})],
        [
            "error posts/z.md:4 series-part-missing: a post of the series 'walks' needs its number in the"
            " series; write series_part: 2"
        ],
    ),
    "no numbers, one of a draft": (
        [
            series(),
            part(1),
            post("c", "2026-01-03", series="walks"),
            post("a", "2026-01-02", series="walks", is_draft=True),
            post("b", "2026-01-04", series="walks"),
        ],
        [
            f"error posts/{name}.md:0 series-part-missing: a post of the series 'walks' needs its number in"
            f" the series; write series_part: {number}"
            for name, number in (("b", 3), ("c", 2), ("a", 4))
        ],
    ),
    "twice": (
        [series(), part(1), post("z", series="walks", series_part=1, places={"series_part": Place(5, 14)})],
        [
            "error posts/z.md:5 series-part-duplicate: part 1 of the series 'walks' is"
            " content/posts/walks-1.md already; give one of the two another number"
        ],
    ),
    "twice, one a draft": (
        [series(), part(1), post("z", series="walks", series_part=1, is_draft=True)],
        [
            "error posts/z.md:0 series-part-duplicate: part 1 of the series 'walks' is"
            " content/posts/walks-1.md already; give one of the two another number"
        ],
    ),
    "beyond": (
        [series(length=1), part(1), part(2, places={"series_part": Place(5, 14)})],
        [
            "error posts/walks-2.md:5 series-part-beyond-length: there is no part 2: content/series/walks.md"
            " declares parts: 1; correct the number, or write parts: 2 in content/series/walks.md"
        ],
    ),
    "gap": (
        [series(length=4, places={"parts": Place(3, 8)}), part(1), part(3)],
        [
            "warning series/walks.md:3 series-gap: part 2 of the series 'walks' is not live, but part 3 is;"
            " publish it, or renumber the parts"
        ],
    ),
    "gaps": (
        [series(), *map(part, (4, 6, 9, 12))],
        [
            "warning series/walks.md:0 series-gap: parts 1 to 3, 5, 7 to 8 and 10 to 11 of the series 'walks'"
            " are not live, but part 12 is; publish them, or renumber the parts"
        ],
    ),
    "gap behind an unreadable post": (
        [series(length=3), part(1), part(3), Broken(path="posts/walks-2.md", diagnostics=())],
        [],
    ),
    "not a gap: the end is to come": ([series(length=4), part(1)], []),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_what_does_not_fit_together_is_reported(case: str) -> None:
    heads, expected = MISTAKES[case]
    assert said(assembled(*heads)) == expected


def test_a_part_that_does_not_fit_still_is_a_post() -> None:
    result = assembled(series(length=1), part(1), part(2))
    assert codes(result) == [("posts/walks-2.md", "series-part-beyond-length")]
    assert len(result.site.posts) == 2


def test_two_files_of_one_slug_are_told_whatever_they_hold() -> None:
    other = replace(series(), path="series/Walks.md", places={"title": Place(2, 8)})
    assert said(assembled(series(), other)) == [
        "error series/walks.md:1 url-collision: both have the URL /series/walks/: this and"
        " content/series/Walks.md; give one of the two another slug"
    ]


def test_posts_name_a_series_by_its_file_or_by_its_slug() -> None:
    head = replace(series("strolls"), path="series/walks.md")
    by_file, by_slug = part(1, series="walks"), part(2, series="strolls")
    result = assembled(head, by_file, by_slug)
    assert said(result) == []
    assert [one.url for one in result.site.series["strolls"].live] == ["/walks-1/", "/strolls-2/"]


def test_what_is_planned_twice_or_beyond_the_end_is_reported() -> None:
    parts = (planned(2), planned(2, "Home"), planned(4, date="2026-04-01"))
    assert said(assembled(series(length=3, planned=parts), part(1))) == [
        "error series/walks.md:7 series-part-duplicate: part 2 is planned on line 7 already;"
        " keep one of the two, or give one another number",
        "error series/walks.md:7 series-part-beyond-length: there is no part 4: this file declares parts: 3;"
        " correct the number, or write parts: 4",
    ]
