from __future__ import annotations

from typing import Any

import pytest

from site_builder.model.config import Feed
from site_builder.model.documents import BodyHead, EditorNote, Image, NoteKind, PlannedPart, Text
from site_builder.model.views import FeedEntry, FeedPage, Picture
from site_builder.outputs import feeds
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import at, labels, link, part, post, series


def entry(*, base_url: str = "https://tests.example/", **values: Any) -> FeedEntry:
    """The entry of the one post of a site."""
    [only] = view(feeds.plan(presenter(post("a", **values), base_url=base_url)), "/feed.xml").entries
    assert isinstance(only, FeedEntry)
    return only


STAYS = [
    {"slug": "another"},
    {"title": "Another"},
    {"date": "2020-02-02"},
    {"permalink": "/somewhere/else/"},
    {"tags": labels("new")},
    {"authors": ("Ash",)},
]


@pytest.mark.parametrize("values", STAYS)
@pytest.mark.parametrize("identity", ["posts/a.md", "fom-m4x8tc"])
def test_an_entry_is_known_by_one_id_whatever_its_title_slug_and_date(
    values: dict[str, Any], identity: str
) -> None:
    assert entry(id=identity, **values).id == entry(id=identity).id


def test_an_id_of_its_own_survives_a_new_host_and_a_new_file_name() -> None:
    here = entry(id="fom-1").id
    assert entry(id="fom-1", base_url="https://new.example/blog/").id == here
    assert entry(id="fom-1", path="posts/2026/b.md").id == here


def test_source_paths_are_told_apart_by_their_host() -> None:
    assert entry().id != entry(base_url="https://other.example/").id


@pytest.mark.parametrize(
    ("identity", "is_kept"),
    [
        ("https://old.example/?p=12", True),
        ("http://old.example/?p=12", True),
        ("urn:uuid:0118f230-b0c3-5336-8fba-c663b45e8976", True),
        ("tag:old.example,2010:12", True),
        ("posts/a.md", False),
        ("fom-1", False),
        ("12", False),
        ("a note: on rest", False),
    ],
)
def test_a_guid_that_is_a_uri_is_kept(identity: str, is_kept: bool) -> None:
    made = entry(id=identity).id
    assert (made == identity) is is_kept
    assert made.startswith(("http", "urn:uuid:", "tag:"))


def test_feeds_hold_the_newest_and_no_more_than_the_limit() -> None:
    posts = [post(f"p{day}", f"2026-01-0{day}") for day in range(1, 6)]
    made = views(feeds.plan(presenter(*posts, post("raw", is_draft=True), feed=Feed(limit=3))))
    assert made.keys() == {"/feed.xml", "/feed.json"}
    for feed in made.values():
        assert [one.title for one in feed.entries] == ["P5", "P4", "P3"]


@pytest.mark.parametrize("parts", range(12))
@pytest.mark.parametrize("limit", [1, 2, 3, 20])
def test_the_feed_of_a_series_and_its_archives_have_all_parts(parts: int, limit: int) -> None:
    walks = [part(number) for number in range(1, parts + 1)]
    made = presenter(series(planned=(PlannedPart(20, "Home"),)), *walks, feed=Feed(limit=limit))
    found = {path: feed for path, feed in views(feeds.plan(made)).items() if "/walks/" in path}
    current = found["/series/walks/feed.xml"]
    entries: dict[str, int] = {}
    here: FeedPage | None = current
    newer = ""
    while here is not None:
        history = here.history
        assert history is not None
        entries |= {one.id: one.series.number for one in here.entries if one.series}
        assert (here is current) == (not history.current_url)
        assert here is current or (len(here.entries), history.newer_url) == (limit, newer)
        newer = "" if here is current else here.url
        here = found[history.older_url.removeprefix("https://tests.example")] if history.older_url else None
    assert sorted(entries.values()) == list(range(1, parts + 1))
    assert current.history.is_complete is (parts <= limit) is (len(found) == 1)
    numbers = [one.series.number for one in current.entries]
    assert numbers == list(range(parts, max(parts - limit, 0), -1))


def test_an_archive_stays_as_it_is_when_parts_are_added() -> None:
    def archive(parts: int) -> list[str]:
        walks = [part(number) for number in range(1, parts + 1)]
        made = view(feeds.plan(presenter(series(), *walks, feed=Feed(limit=3))), "/series/walks/feed-1.xml")
        return [one.title for one in made.entries]

    assert archive(4) == archive(5) == archive(12) == ["Walks-3", "Walks-2", "Walks-1"]


def test_a_series_has_a_feed_of_its_parts_the_last_first() -> None:
    made = presenter(series(length=3, description="Three walks."), part(1), part(2), post("other"))
    feed = view(feeds.plan(made), "/series/walks/feed.xml")
    assert [one.title for one in feed.entries] == ["Walks-2", "Walks-1"]
    assert (feed.title, feed.subtitle) == ("Walks · Tests", "Three walks.")
    assert (feed.id, feed.home_url) == ("https://tests.example/series/walks/",) * 2
    assert feed.url == "https://tests.example/series/walks/feed.xml"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "2026-01-01"),
        ({"updated": at("2026-02-01")}, "2026-02-01"),
        # An update before the publication is none.
        ({"updated": at("2025-02-01")}, "2026-01-01"),
        ({"editor_notes": (EditorNote(NoteKind.CORRECTION, Text(), at("2026-02-03")),)}, "2026-02-03"),
        ({"editor_notes": (EditorNote(NoteKind.NOTE, Text(), at("2026-02-03")),)}, "2026-01-01"),
    ],
)
def test_an_entry_is_as_new_as_its_last_change(values: dict[str, Any], expected: str) -> None:
    made = entry(**values)
    assert made.updated.iso.startswith(expected)
    assert made.published.iso.startswith("2026-01-01")


def test_a_feed_is_as_new_as_its_newest_entry_and_an_empty_one_never_changes() -> None:
    two = presenter(post("a", "2026-01-01", updated=at("2026-02-01")), post("b", "2026-01-05"))
    assert view(feeds.plan(two), "/feed.xml").updated.iso == "2026-02-01T00:00:00+00:00"
    empty = view(feeds.plan(presenter(now="2026-03-01T12:00")), "/feed.xml")
    assert empty.updated.iso == "1970-01-01T00:00:00+00:00"


def test_everything_in_an_entry_has_its_full_address() -> None:
    text = Text(("<p><a", ">x</a></p>"), (link("posts/a.md", "why"),))
    head = post(
        "a",
        body=BodyHead("0" * 32, text.references, ("why",)),
        image=Image("images/desk.png", "A desk"),
        editor_notes=(EditorNote(NoteKind.NOTE, text),),
        content_note=text,
    )
    made = presenter(head, files=("images/desk.png",), base_url="https://u.example/repo/")
    [one] = view(feeds.plan(made), "/feed.xml").entries
    here = "https://u.example/repo/a/"
    assert one.url == here
    assert one.image == Picture("https://u.example/repo/images/desk.png", "A desk", is_lazy=False)
    assert (one.body.printed, one.body.here) == ((f' href="{here}#why"',), here)
    expected = f'<p><a href="{here}#why">x</a></p>'
    assert (one.notes[0].html.text, one.content_note.text) == (expected, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"description": "D", "summary": "S"}, "D"),
        ({"summary": "S"}, "S"),
        ({"content_note": Text(("<p>Grief.</p>",))}, ""),
    ],
)
def test_a_content_note_is_never_the_summary(values: dict[str, Any], expected: str) -> None:
    assert entry(**values).summary == expected
