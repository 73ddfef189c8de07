from __future__ import annotations

import pytest
from msgspec.structs import replace

from site_builder.model.documents import EditorNote, NoteKind, Text
from site_builder.stages.assemble.entries import minutes_to_read
from tests.stages.assemble.heads import CONFIG, assembled, at, body, post


@pytest.mark.parametrize(
    ("words", "rate", "own", "minutes"),
    [
        (3077, 300, 0, 10),
        (3077, 220, 0, 14),
        (0, 300, 0, 1),
        (1, 300, 0, 1),
        (449, 300, 0, 1),
        (450, 300, 0, 2),
        (3149, 300, 0, 10),
        (3150, 300, 0, 11),
        (3077, 300, 25, 25),
    ],
)
def test_minutes_are_rounded_to_the_nearest_and_the_writers_own_are_kept(
    words: int, rate: int, own: int, minutes: int
) -> None:
    site = assembled(
        post("a", body=body(words=words), reading_time=own), config=replace(CONFIG, words_per_minute=rate)
    ).site
    assert site.posts[0].minutes == minutes


def note(kind: NoteKind, date: str = "") -> EditorNote:
    return EditorNote(kind, Text(), at(date) if date else None)


@pytest.mark.parametrize(
    ("updated", "notes", "inline", "expected"),
    [
        ("", (), (), ""),
        ("2026-01-05", (), (), "2026-01-05"),
        ("", (note(NoteKind.CORRECTION, "2026-01-07"),), (), "2026-01-07"),
        ("", (), (note(NoteKind.UPDATE, "2026-01-08"),), "2026-01-08"),
        ("2026-01-09", (note(NoteKind.CORRECTION, "2026-01-07"),), (), "2026-01-09"),
        (
            "2026-01-05",
            (note(NoteKind.UPDATE, "2026-01-07"), note(NoteKind.UPDATE, "2026-01-06")),
            (),
            "2026-01-07",
        ),
        # Notes that change nothing in the text, and corrections without a date.
        ("", (note(NoteKind.NOTE, "2026-01-07"), note(NoteKind.CONTENT, "2026-01-08")), (), ""),
        ("", (note(NoteKind.CORRECTION),), (), ""),
    ],
)
def test_dated_corrections_and_updates_move_the_date_of_the_last_change(
    updated: str, notes: tuple[EditorNote, ...], inline: tuple[EditorNote, ...], expected: str
) -> None:
    head = post("a", updated=at(updated) if updated else None, editor_notes=notes, inline_notes=inline)
    assert assembled(head).site.posts[0].updated == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("date", "updated", "shown", "message"),
    [
        ("2026-01-01", "2026-02-01", "2026-02-01", ""),
        ("2026-01-01 09:00", "2026-01-01", None, ""),
        ("2026-01-01", "2026-04-01", None, "updated is in the future, so it is not shown yet"),
        (
            "2026-01-02",
            "2026-01-01",
            None,
            "updated is before the text's date, 2026-01-02, so it is not shown",
        ),
    ],
)
def test_an_update_is_shown_only_where_it_can_be_true(
    date: str, updated: str, shown: str | None, message: str
) -> None:
    result = assembled(post("a", date, updated=at(updated)))
    assert result.site.posts[0].updated == (at(shown) if shown else None)
    assert [one.message for one in result.diagnostics] == ([message] if message else [])


def test_an_update_in_the_future_is_shown_when_its_time_has_come() -> None:
    head = post("a", updated=at("2026-04-01"))
    assert assembled(head).site.changes_at == at("2026-04-01")
    result = assembled(head, now="2026-04-01")
    assert (result.site.posts[0].updated, result.diagnostics) == (at("2026-04-01"), ())


@pytest.mark.parametrize(
    ("words", "characters", "minutes"),
    [(4600, 4600, 9), (600, 0, 2), (1100, 500, 3), (0, 0, 1), (250, 250, 1)],
)
def test_words_and_characters_are_read_at_their_own_speed(words: int, characters: int, minutes: int) -> None:
    head = replace(post("a"), body=replace(body(words=words), characters=characters))
    assert minutes_to_read(head, CONFIG) == minutes
