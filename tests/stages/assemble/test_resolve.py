"""Covers `guesses`."""

from __future__ import annotations

import pytest

from site_builder.model.diagnostics import Place
from site_builder.model.documents import (
    BodyHead,
    Broken,
    EditorNote,
    Head,
    Image,
    NoteKind,
    PlannedPart,
    Reference,
    Text,
)
from site_builder.model.site import Destination
from tests.stages.assemble.heads import assembled, at, body, image, link, page, part, post, said, series

ELSEWHERE: tuple[Head, ...] = (
    post("about-rest", body=body(anchors=("why", "how"))),
    post("grün"),
    post("trip/index"),
    post("raw", is_draft=True),
    post("secret/index", is_draft=True),
    post("later", "2026-04-01"),
    page("about"),
    page("hidden", is_draft=True),
    Broken(path="posts/broken.md", diagnostics=()),
    series(planned=(PlannedPart(3, "", at("2026-05-01")),)),
    part(1, body=body(anchors=("start",))),
    part(2, "2026-04-01"),
    part(4, is_draft=True),
)
FILES = ("images/desk.png", "posts/trip/map.png", "posts/secret/map.png", "posts/notes.pdf", "static/cv.pdf")


def resolved(reference: Reference) -> tuple[str | None, list[str]]:
    """Where a reference in part 5 leads (`/x/?q#f`), and what is said of it (`line code: message; hint`)."""
    here = post("here", series="walks", series_part=5, body=body(reference, anchors=("top",)))
    result = assembled(here, *ELSEWHERE, files=FILES)
    found = next(one for one in result.site.posts if one.head is here).answers.body[0]
    about = [line.partition(":")[2] for line in said(result) if here.path in line]
    return (None if found is None else printed(found)), about


def printed(to: Destination) -> str:
    return to.path + (f"?{to.query}" if to.query else "") + (f"#{to.fragment}" if to.fragment else "")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (link("posts/about-rest.md"), "/about-rest/"),
        (link("posts/about-rest.md", "why"), "/about-rest/#why"),
        (link("posts/grün.md"), "/grün/"),
        (link("posts/trip/index.md"), "/trip/"),
        # A folder post may be named by its folder.
        (link("posts/trip"), "/trip/"),
        (link("posts/trip/"), "/trip/"),
        (link("pages/about.md"), "/about/"),
        (link("series/walks.md"), "/series/walks/"),
        (link("part:1"), "/walks-1/"),
        (link("part:1", "start"), "/walks-1/#start"),
        (link("posts/notes.pdf"), "/posts/notes.pdf"),
        (link("static/cv.pdf"), "/cv.pdf"),
        (link("images/desk.png"), "/images/desk.png"),
        (image("images/desk.png"), "/images/desk.png"),
        # The files of a folder post are at the post's URL.
        (image("posts/trip/map.png"), "/trip/map.png"),
        (image("https://elsewhere.example/a.png"), "https://elsewhere.example/a.png"),
        (link("/tags/rest/", "x"), "/tags/rest/#x"),
        # Nothing but a query: this page.
        (Reference(link("").kind, "", query="print"), "/here/?print"),
        # What a writer links to the post itself.
        (link("posts/here.md", "top"), "/here/#top"),
    ],
)
def test_a_link_leads_to_where_its_target_is(target: Reference, expected: str) -> None:
    assert resolved(target) == (expected, [])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        # Announced, by its own date or by the plan: plain text, and no warning.
        (link("part:2"), []),
        (link("posts/walks-2.md"), []),
        (link("part:3"), []),
        # What could not be read has been reported already.
        (link("posts/broken.md"), []),
        (
            link("posts/raw.md"),
            [
                "1 hidden-link: content/posts/raw.md is a draft or not published yet;"
                " it becomes a link automatically once that is published"
            ],
        ),
        (
            link("posts/later.md"),
            [
                "1 hidden-link: content/posts/later.md is a draft or not published yet;"
                " it becomes a link automatically once that is published"
            ],
        ),
        (
            link("pages/hidden.md"),
            [
                "1 hidden-link: content/pages/hidden.md is a draft or not published yet;"
                " it becomes a link automatically once that is published"
            ],
        ),
        (
            link("part:4"),
            [
                "1 hidden-link: part 4 is neither published nor announced;"
                " publish it, or announce it in the series file under planned"
            ],
        ),
        (
            link("/raw/"),
            [
                "1 hidden-link: /raw/ is a draft or scheduled;"
                " it becomes a link automatically once that is published"
            ],
        ),
        # The page of a hidden post is the same page in capitals.
        (
            link("/RAW/"),
            [
                "1 hidden-link: /RAW/ is a draft or scheduled;"
                " it becomes a link automatically once that is published"
            ],
        ),
        (
            link("part:9"),
            ["1 broken-link: the series 'walks' has no part '9'; its parts are 1, 2, 3, 4, 5"],
        ),
        (
            link("part:two"),
            ["1 broken-link: the series 'walks' has no part 'two'; its parts are 1, 2, 3, 4, 5"],
        ),
        (
            link("posts/about-rset.md"),
            ["1 broken-link: there is no file content/posts/about-rset.md; did you mean about-rest.md?"],
        ),
        (
            link("elsewhere/qqq"),
            [
                "1 broken-link: there is no file content/elsewhere/qqq;"
                " paths are relative to the folder of the file that they are in"
            ],
        ),
        (
            image("images/dsk.png"),
            ["1 missing-image: there is no image content/images/dsk.png; did you mean ../images/desk.png?"],
        ),
        (
            image("posts/secret/map.png"),
            [
                "1 missing-image: there is no image content/posts/secret/map.png;"
                " the file belongs to a draft or scheduled post, and is published with it"
            ],
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_plain_text(target: Reference, expected: list[str]) -> None:
    assert resolved(target) == (None, expected)


@pytest.mark.parametrize(
    ("target", "guess"),
    [
        # The name is right, the folder is not.
        (link("pages/first.md"), "../posts/first.md"),
        (link("posts/trip.md"), "../posts/trip/index.md"),
        (link("posts/tripp/index.md"), "../posts/trip/index.md"),
        (link("posts/First.MD"), "../posts/first.md"),
        # A folder in common makes no likeness.
        (link("posts/nothing.md"), ""),
        # What leads here is not meant, nor a file of another kind.
        (link("pages/her.md"), ""),
        (image("images/first.png"), ""),
        (image("images/desk"), "../images/desk.png"),
        (link("images/desk.md"), ""),
    ],
)
def test_the_file_that_was_meant_is_named_as_it_has_to_be_written(target: Reference, guess: str) -> None:
    heads = (page("here", body=body(target)), post("first"), post("trip/index"))
    (told,) = said(assembled(*heads, files=("images/desk.png",)))
    assert told.rpartition("; ")[2] == (
        f"did you mean {guess}?" if guess else "paths are relative to the folder of the file that they are in"
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            link("posts/about-rest.md", "wy", line=8),
            "8 broken-anchor: there is no heading or id '#wy' in content/posts/about-rest.md;"
            " did you mean #why?",
        ),
        (
            link("part:1", "missing", line=9),
            "9 broken-anchor: there is no heading or id '#missing' in content/posts/walks-1.md;"
            " link to a heading that exists, or give one that id",
        ),
    ],
)
def test_a_missing_anchor_is_told_at_its_line_and_the_link_stays(target: Reference, expected: str) -> None:
    destination, told = resolved(target)
    assert destination is not None
    assert told == [expected]


def test_an_address_without_its_beginning_is_reported() -> None:
    (told,) = said(assembled(post("here", body=body(link("posts/www.elsewhere.example")))))
    assert told.endswith("; write https://www.elsewhere.example")


@pytest.mark.parametrize("target", ["part:1", "part:9"])
def test_parts_mean_nothing_outside_a_series(target: str) -> None:
    result = assembled(post("here", body=body(link(target))), *ELSEWHERE)
    assert (
        f"warning posts/here.md:1 broken-link: '{target}' means a part of a series, and this text belongs"
        in ("".join(said(result)))
    )


def test_nothing_more_is_said_of_parts_where_the_number_of_the_text_itself_is_missing() -> None:
    result = assembled(series(), post("here", series="walks", body=body(link("part:1"))))
    assert [one.code for one in result.diagnostics] == ["series-part-missing"]


def test_a_series_page_links_to_its_own_parts() -> None:
    result = assembled(series(body=body(link("part:1"), link("part:2"))), part(1), part(2, "2026-04-01"))
    assert result.site.series["walks"].answers.body == (Destination("/walks-1/"), None)
    assert said(result) == []


def test_site_paths_are_left_to_the_plan_with_their_place() -> None:
    result = assembled(post("here", body=body(link("/nowhere/", line=12))))
    assert [(one.destination.path, one.source, one.place) for one in result.site.site_links] == [
        ("/nowhere/", "posts/here.md", Place(12, 1))
    ]


def test_every_text_of_an_entry_is_resolved_and_a_teasers_links_are_told_once() -> None:
    broken, good = link("posts/none.md"), link("pages/about.md")
    head = post(
        "here",
        body=BodyHead("0" * 32, (broken, good), teaser=Text(("", "", ""), (broken, good))),
        content_note=Text(("", ""), (good,)),
        editor_notes=(EditorNote(NoteKind.NOTE, Text(("", ""), (good,))),),
        image=Image("images/desk.png", "A desk", place=Place(5, 8)),
    )
    result = assembled(head, page("about"), files=FILES)
    about = Destination("/about/")
    answers = result.site.posts[0].answers
    assert (answers.body, answers.teaser) == ((None, about), (None, about))
    assert (answers.content_note, answers.notes) == ((about,), ((about,),))
    assert answers.image == Destination("/images/desk.png")
    assert len(said(result)) == 1


def test_a_missing_image_of_a_post_is_told_at_its_key() -> None:
    result = assembled(post("here", image=Image("images/none.png", "", place=Place(5, 8))))
    assert result.site.posts[0].answers.image is None
    assert [(one.code, one.place.line) for one in result.diagnostics] == [("missing-image", 5)]
