"""What will change by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.documents import EditorNote, Head, NoteKind, PlannedPart, Text
from site_builder.stages.assemble import Visibility
from site_builder.stages.assemble.coming import coming_happenings, is_promised
from tests.stages.assemble.heads import NOW, assembled, at, page, part, post, series


def coming(*heads: Head, now: str = NOW) -> list[str]:
    """`2026-04-01 published posts/a.md`, a happening a line; promises that nobody made are left out."""
    site = assembled(*heads, now=now).site
    return [
        f"{one.at:%Y-%m-%d} {one.kind.value} {one.path}{f' {one.part}' if one.part else ''}"
        for one in coming_happenings(heads, Visibility(at(now)))
        if is_promised(one, site)
    ]


def test_what_appears_expires_and_is_updated_is_listed_in_order() -> None:
    note = EditorNote(NoteKind.UPDATE, Text(), at("2026-04-20"))
    assert coming(
        post("b", "2026-04-01", expiry_date=at("2026-05-01"), editor_notes=(note,)),
        post("a", "2026-04-01"),
        page("imprint", "2026-03-15"),
        post("past", "2026-01-01"),
        post("draft", "2026-04-01", is_draft=True),
    ) == [
        "2026-03-15 published pages/imprint.md",
        "2026-04-01 published posts/a.md",
        "2026-04-01 published posts/b.md",
        "2026-04-20 updated posts/b.md",
        "2026-05-01 expires posts/b.md",
    ]


def test_what_expires_before_it_appears_never_happens() -> None:
    assert coming(post("a", "2026-04-01", expiry_date=at("2026-03-20"))) == []


def test_a_day_that_passes_matters_where_it_was_announced_and_no_part_is_scheduled() -> None:
    plans = (PlannedPart(2, "", at("2026-04-01")), PlannedPart(3, "", at("2026-04-08")))
    walks = series(planned=plans)
    assert coming(walks, part(1), part(2, "2026-04-02")) == [
        "2026-04-02 published posts/walks-2.md",
        "2026-04-08 announced day passes series/walks.md 3",
    ]


DATES = st.sampled_from(["2026-01-01", "2026-03-02", "2026-03-02 08:00", "2026-04-01"])
HEADS = st.builds(
    lambda number, date, is_draft, expiry: part(
        number, date, is_draft=is_draft, expiry_date=at(expiry) if expiry else None
    ),
    st.integers(1, 3),
    DATES,
    st.booleans(),
    st.none() | DATES,
)


@given(
    heads=st.lists(HEADS, max_size=3, unique_by=lambda head: head.path),
    plans=st.dictionaries(st.integers(1, 4), st.none() | DATES, max_size=3),
)
def test_nothing_happens_before_the_site_says_that_it_changes(
    heads: list[Head], plans: dict[int, str | None]
) -> None:
    planned = tuple(PlannedPart(number, "", at(day) if day else None) for number, day in plans.items())
    everything = [series(planned=planned), *heads]
    site = assembled(*everything).site
    instants = [one.at for one in coming_happenings(everything, Visibility(at(NOW)))]
    assert instants == sorted(instants)
    if instants:
        assert site.changes_at is not None
        assert site.changes_at <= instants[0]
