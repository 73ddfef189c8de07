from __future__ import annotations

from typing import Any

import pytest

from site_builder.model.documents import PlannedPart
from site_builder.model.site import State
from tests.stages.assemble.heads import assembled, at, page, part, post, series


def shown(*, now: str, date: str, is_draft: bool, drafts: bool, future: bool) -> bool:
    head = post("a", date, is_draft=is_draft)
    return bool(assembled(head, now=now, drafts=drafts, future=future).site.posts)


@pytest.mark.parametrize(
    ("now", "date", "expected"),
    [
        ("2026-03-01T11:59:59", "2026-03-01T12:00", False),
        ("2026-03-01T12:00:00", "2026-03-01T12:00", True),
        ("2026-03-01T12:00:01", "2026-03-01T12:00", True),
        # One instant, told in two time zones.
        ("2026-03-01T12:00+00:00", "2026-03-01T13:00+01:00", True),
        ("2026-03-01T11:59:59+00:00", "2026-03-01T13:00+01:00", False),
        # A day begins at midnight where the site is: in summer, London is an hour ahead of UTC.
        ("2026-06-30T22:59:59+00:00", "2026-07-01", False),
        ("2026-06-30T23:00:00+00:00", "2026-07-01", True),
        # New year in Kiritimati is still the old year here.
        ("2025-12-31T09:59+00:00", "2026-01-01T00:00+14:00", False),
        ("2025-12-31T10:00+00:00", "2026-01-01T00:00+14:00", True),
    ],
)
def test_a_post_appears_at_its_very_instant(now: str, date: str, expected: bool) -> None:
    assert shown(now=now, date=date, is_draft=False, drafts=False, future=False) is expected


@pytest.mark.parametrize(
    ("date", "is_draft", "drafts", "future", "expected"),
    [
        ("2026-02-01", True, False, False, False),
        ("2026-02-01", True, True, False, True),
        ("2026-02-01", True, False, True, False),
        ("2026-04-01", False, True, False, False),
        ("2026-04-01", False, False, True, True),
        # A draft with a date to come is a draft first.
        ("2026-04-01", True, False, True, False),
        ("2026-04-01", True, True, False, True),
        ("", True, True, False, True),
        ("", True, False, False, False),
    ],
)
def test_drafts_and_scheduled_posts_are_shown_when_asked_for(
    date: str, is_draft: bool, drafts: bool, future: bool, expected: bool
) -> None:
    args = {"date": date, "is_draft": is_draft, "drafts": drafts, "future": future}
    assert shown(now="2026-03-01", **args) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-04-01T11:59:59", []),
        ("2026-04-01T12:00", ["a", "p"]),
        ("2026-05-01T11:59:59", ["a", "p"]),
        ("2026-05-01T12:00", []),
        ("2030-01-01", []),
    ],
)
def test_a_text_is_there_from_its_date_of_publication_until_it_expires(now: str, expected: list[str]) -> None:
    dates: dict[str, Any] = {"publish_date": at("2026-04-01T12:00"), "expiry_date": at("2026-05-01T12:00")}
    site = assembled(post("a", **dates), page("p", **dates), now=now).site
    assert [*(one.head.slug for one in site.posts), *(one.head.slug for one in site.pages)] == expected


@pytest.mark.parametrize(("drafts", "future"), [(True, False), (False, True), (True, True)])
def test_what_has_expired_is_shown_to_nobody(*, drafts: bool, future: bool) -> None:
    head = post("a", expiry_date=at("2026-02-01"))
    assert assembled(head, drafts=drafts, future=future).site.posts == ()


def test_what_is_shown_says_why() -> None:
    site = assembled(
        post("old"), post("new", "2026-04-01"), post("raw", "", is_draft=True), drafts=True, future=True
    ).site
    assert {one.head.slug: one.state for one in site.posts} == {
        "old": State.PUBLISHED,
        "new": State.SCHEDULED,
        "raw": State.DRAFT,
    }


def test_pages_follow_the_same_rule_and_need_no_date() -> None:
    site = assembled(page("about"), page("later", "2026-04-01"), page("raw", is_draft=True)).site
    assert [one.head.slug for one in site.pages] == ["about"]


def test_undated_drafts_lead_then_the_newest_and_later_parts_precede_earlier_ones_of_their_day() -> None:
    site = assembled(
        series(length=3),
        part(1, "2026-01-02"),
        part(2, "2026-01-02"),
        post("b", "2026-01-01"),
        post("a", "2026-01-01"),
        post("new", "2026-02-01"),
        post("raw", "", is_draft=True),
        drafts=True,
    ).site
    assert [one.head.slug for one in site.posts] == ["raw", "new", "walks-2", "walks-1", "a", "b"]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ([post("a", "2026-01-01")], None),
        ([post("a", "2026-05-01"), post("b", "2026-04-01")], "2026-04-01"),
        ([post("a", "2026-04-01", is_draft=True), page("p", "2026-06-01")], "2026-06-01"),
        ([post("a", expiry_date=at("2026-05-01"))], "2026-05-01"),
        ([post("a", expiry_date=at("2026-02-01"))], None),
        ([post("a", "2026-04-01", publish_date=at("2026-05-01"))], "2026-05-01"),
        ([post("a", expiry_date=at("2026-05-01"), is_draft=True)], None),
        ([page("p", expiry_date=at("2026-05-01"))], "2026-05-01"),
        ([series(planned=(PlannedPart(1, "", at("2026-03-02")),))], "2026-03-02"),
    ],
)
def test_the_site_knows_when_it_will_change_by_itself(heads: list[object], expected: str | None) -> None:
    changes_at = assembled(*heads).site.changes_at  # type: ignore[arg-type]
    assert changes_at == (at(expected) if expected else None)
