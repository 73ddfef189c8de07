"""The record of corrections: its page, its feed, and what the list of parts says of them.

Covers `stages/assemble/corrections`.
"""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.model.config import Feed
from site_builder.model.documents import EditorNote, Head, NoteKind, Text
from site_builder.model.views import CorrectionsPage, FeedPage, PostPage, SeriesPage
from site_builder.outputs import corrections, feeds, posts
from site_builder.outputs import series as series_output
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import at, body, link, page, part, post, series


def note(kind: str, date: str, text: str = "Not so.") -> EditorNote:
    return EditorNote(NoteKind(kind), Text((text,)), at(date) if date else None)


def listed(*heads: Head, **settings: Any) -> list[str]:
    """`2026-02-01 correction /a/ Not so.`, an entry a line."""
    made = views(corrections.plan(presenter(*heads, **settings)))
    if not made:
        return []
    found = made["/corrections/"]
    assert isinstance(found, CorrectionsPage)
    return [
        f"{one.note.date.iso[:10] if one.note.date else ''} {one.note.kind} {one.url} {one.note.html}"
        for one in found.entries
    ]


CORRECTED = post(
    "a",
    editor_notes=(
        note("correction", "2026-02-01"),
        note("note", "2026-02-02"),
        note("update", "2026-05-01", "Still to come."),
        note("correction", ""),
    ),
    inline_notes=(note("update", "2026-02-03", "Inside."),),
)


def test_dated_updates_and_corrections_of_posts_and_pages_newest_first() -> None:
    about = page("about", editor_notes=(note("update", "2026-02-02", "Moved."),))
    assert listed(CORRECTED, about, post("b")) == [
        "2026-02-03 update /a/ Inside.",
        "2026-02-02 update /about/ Moved.",
        "2026-02-01 correction /a/ Not so.",
    ]


def test_there_is_no_page_without_any_nor_for_what_is_hidden() -> None:
    assert listed(post("b")) == []
    assert listed(post("b", is_draft=True, editor_notes=(note("update", "2026-02-02"),))) == []
    assert presenter(post("b")).corrections == ()


def test_a_text_of_the_sites_own_takes_the_place_of_the_page() -> None:
    assert listed(CORRECTED, page("corrections")) == []


def feed_of(*heads: Head, **settings: Any) -> FeedPage:
    found = view(feeds.plan(presenter(*heads, **settings)), "/corrections/feed.xml")
    assert isinstance(found, FeedPage)
    return found


def test_the_feed_has_the_same_with_ids_that_stay() -> None:
    made = feed_of(CORRECTED)
    assert [(one.title, one.published.iso[:10]) for one in made.entries] == [
        ("Update: A", "2026-02-03"),
        ("Correction: A", "2026-02-01"),
    ]
    assert made.updated.iso[:10] == "2026-02-03"
    assert made.entries[0].notes[0].html.text == "Inside."
    ids = [one.id for one in made.entries]
    assert len(set(ids)) == 2
    mended = (note("correction", "2026-02-01", "Hm."),)
    more = post("a", title="Another title", slug="new", editor_notes=mended)
    assert feed_of(more).entries[0].id == ids[1]


def test_two_notes_of_one_day_are_two_entries() -> None:
    notes = (note("update", "2026-02-01", "One."), note("update", "2026-02-01", "Two."))
    ids = [one.id for one in feed_of(post("a", editor_notes=notes)).entries]
    assert len(set(ids)) == 2


def test_the_feed_has_no_more_than_the_limit() -> None:
    assert len(feed_of(CORRECTED, feed=Feed(limit=1)).entries) == 1


@pytest.mark.parametrize(
    ("notes", "later", "expected"),
    [
        ((note("correction", "2026-02-01"),), part(2, "2026-01-10", body=body(link("part:1"))), "2026-02-01"),
        # The later part came after the correction, does not refer to the part, or is not out.
        ((note("correction", "2026-01-05"),), part(2, "2026-01-10", body=body(link("part:1"))), ""),
        ((note("correction", "2026-02-01"),), part(2, "2026-01-10"), ""),
        ((note("correction", "2026-02-01"),), part(2, "2026-04-01", body=body(link("part:1"))), ""),
        # Only what was wrong is told, and only once it is said.
        ((note("update", "2026-02-01"),), part(2, "2026-01-10", body=body(link("part:1"))), ""),
        ((note("correction", "2026-05-01"),), part(2, "2026-01-10", body=body(link("part:1"))), ""),
    ],
)
def test_a_part_that_was_corrected_after_others_had_built_on_it_says_so(
    notes: tuple[EditorNote, ...], later: Head, expected: str
) -> None:
    made = presenter(series(), part(1, editor_notes=notes), later, part(3, "2026-02-20"))
    found = view(posts.plan(made), "/walks-3/")
    assert isinstance(found, PostPage)
    landing = view(series_output.plan(made), "/series/walks/")
    assert isinstance(landing, SeriesPage)
    for parts in (found.parts, landing.series.parts):
        told = [one.corrected.iso[:10] if one.corrected else "" for one in parts]
        assert told == [expected, "", ""]
