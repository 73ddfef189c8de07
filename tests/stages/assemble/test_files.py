from __future__ import annotations

import pytest

from site_builder.model.documents import EditorNote, Head, Image, NoteKind, Text
from tests.stages.assemble.heads import assembled, body, image, link, page, post, series


def urls(*heads: Head, files: tuple[str, ...]) -> dict[str, str]:
    return assembled(*heads, files=files).site.file_urls


@pytest.mark.parametrize(
    ("file", "url"),
    [
        ("images/desk.png", "/images/desk.png"),
        ("posts/desk.png", "/posts/desk.png"),
        ("static/CNAME", "/CNAME"),
        ("static/.well-known/security.txt", "/.well-known/security.txt"),
        # A folder post's files go where it goes, with their own folders.
        ("posts/trip/map.png", "/trip/map.png"),
        ("posts/trip/more/map.png", "/trip/more/map.png"),
        ("posts/trip-2/map.png", "/posts/trip-2/map.png"),
        ("pages/tools/saw.svg", "/workshop/saw.svg"),
    ],
)
def test_a_file_keeps_its_place_or_goes_with_its_post(file: str, url: str) -> None:
    heads = (post("trip/index"), page("tools/index", permalink="/workshop/index.html"))
    assert urls(*heads, files=(file,)) == {file: url}


@pytest.mark.parametrize(
    "head",
    [post("trip/index", is_draft=True), post("trip/index", "2026-04-01"), page("trip/index", is_draft=True)],
)
def test_the_files_of_a_hidden_folder_are_hidden_with_it(head: Head) -> None:
    folder = head.path.rpartition("/")[0]
    assert urls(head, files=(f"{folder}/map.png", f"{folder}/more/map.png")) == {}


HIDDEN: list[Head] = [
    post("raw", is_draft=True, body=body(image("images/x.png"))),
    post("raw", "2026-04-01", body=body(link("images/x.png"))),
    post("raw", is_draft=True, image=Image("images/x.png", "")),
    post("raw", is_draft=True, content_note=Text(("", ""), (link("images/x.png"),))),
    post(
        "raw",
        is_draft=True,
        editor_notes=(EditorNote(NoteKind.NOTE, Text(("", ""), (link("images/x.png"),))),),
    ),
    page("raw", is_draft=True, body=body(image("images/x.png"))),
]
SEEN: list[Head] = [
    post("seen", body=body(image("images/x.png"))),
    page("seen", image=Image("images/x.png", "")),
    series("walks", body=body(image("images/x.png"))),
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_file_that_only_hidden_entries_show_is_hidden(hidden: Head) -> None:
    assert urls(hidden, post("other"), files=("images/x.png", "images/y.png")) == {
        "images/y.png": "/images/y.png"
    }


@pytest.mark.parametrize("seen", SEEN)
def test_a_file_that_anything_visible_shows_as_well_is_published(seen: Head) -> None:
    assert "images/x.png" in urls(HIDDEN[0], seen, files=("images/x.png",))
