"""Covers `fences`, `hiding`."""

# ruff: noqa: E501 — a golden line is kept whole.
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Place, Severity, has_errors
from site_builder.model.documents import (
    Broken,
    Document,
    Image,
    Label,
    NoteKind,
    PageHead,
    PlannedPart,
    PostHead,
    SeriesHead,
    SeriesStatus,
)
from site_builder.stages.source.parse import Parser
from tests.stages.rendered import printed

PARSER = Parser(ParserSettings(timezone="Europe/London"))

MISTAKES: list[tuple[str, str, list[str]]] = [
    (
        "posts/x.md",
        "",
        [
            "1:1:1 error the file has no front matter [front-matter-fence] -> begin it with a line ---, then title: and the other keys, then a line ---"
        ],
    ),
    (
        "posts/x.md",
        "Body only\n",
        [
            "1:1:1 error the file has no front matter [front-matter-fence] -> begin it with a line ---, then title: and the other keys, then a line ---"
        ],
    ),
    (
        "posts/x.md",
        "--\ntitle: x\n---\n",
        [
            "1:1:2 error '--' does not open front matter [front-matter-fence] -> the first line of the file must be --- and nothing else"
        ],
    ),
    (
        "posts/x.md",
        " ---\ntitle: x\n---\n",
        [
            "1:2:3 error the --- that opens front matter must not be indented [front-matter-fence] -> the first line of the file must be --- and nothing else"
        ],
    ),
    (
        "posts/x.md",
        "----\ntitle: x\n----\n",
        [
            "1:1:4 error '----' does not open front matter [front-matter-fence] -> the first line of the file must be --- and nothing else"
        ],
    ),
    (
        "posts/x.md",
        "—\ntitle: x\n—\n",
        [
            "1:1:1 error '—' does not open front matter [front-matter-fence] -> the first line of the file must be --- and nothing else"
        ],
    ),
    (
        "posts/x.md",
        "- - -\ntitle: x\n---\n",
        [
            "1:1:5 error '- - -' does not open front matter [front-matter-fence] -> the first line of the file must be --- and nothing else"
        ],
    ),
    (
        "posts/x.md",
        '+++\ntitle = "x"\n+++\n',
        [
            "1:1:3 error front matter must be YAML between lines of --- [front-matter-fence] -> write it as `key: value` lines"
        ],
    ),
    (
        "posts/x.md",
        '{"title": "x"}\n',
        [
            "1:1:14 error front matter must be YAML between lines of --- [front-matter-fence] -> write it as `key: value` lines"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\n",
        [
            "1:1:3 error the front matter that opens here is never closed [front-matter-fence] -> close it with a line ---"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\n--\nBody\n",
        [
            "3:1:2 error '--' does not close the front matter [front-matter-fence] -> write --- and nothing else on that line"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndraft: true\n ---\nBody\nmore\n",
        [
            "4:2:3 error the --- that closes front matter must not be indented [front-matter-fence] -> write --- and nothing else on that line"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndraft: true\n----\nBody\n\n---\n",
        [
            "4:1:4 error '----' does not close the front matter [front-matter-fence] -> write --- and nothing else on that line"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\n–––\nBody",
        [
            "3:1:3 error '–––' does not close the front matter [front-matter-fence] -> write --- and nothing else on that line"
        ],
    ),
    (
        "posts/x.md",
        "---title: x\n---\n",
        [
            "1:1:11 error the --- that opens front matter must be alone on its line [front-matter-fence] -> begin a new line after it"
        ],
    ),
    (
        "posts/x.md",
        "---\n---\nBody\n",
        [
            "1:1:3 warning the text has no title, so its file's name is used [front-matter-missing] -> add a line title: X",
            "1:1:3 error the post has no date in its front matter or its file name [front-matter-missing] -> add a line such as date: 2021-10-26, or draft: true while it is being written",
        ],
    ),
    (
        "posts/x.md",
        "---\n# nothing\n---\n",
        [
            "1:1:3 warning the text has no title, so its file's name is used [front-matter-missing] -> add a line title: X",
            "1:1:3 error the post has no date in its front matter or its file name [front-matter-missing] -> add a line such as date: 2021-10-26, or draft: true while it is being written",
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\n---\nBody\n",
        [
            "1:1:3 error the post has no date in its front matter or its file name [front-matter-missing] -> add a line such as date: 2021-10-26, or draft: true while it is being written"
        ],
    ),
    (
        "posts/x.md",
        '---\ntitle: ""\n---\n',
        [
            "1:1:3 warning the text has no title, so its file's name is used [front-matter-missing] -> add a line title: X",
            "1:1:3 error the post has no date in its front matter or its file name [front-matter-missing] -> add a line such as date: 2021-10-26, or draft: true while it is being written",
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndraft: true\nstatus: published\npublished: true\n---\n",
        [
            "4:9:9 error status and draft on line 3 contradict each other [front-matter-conflict] -> keep one of the two",
            "5:12:4 error published and draft on line 3 contradict each other [front-matter-conflict] -> keep one of the two",
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\nstatus: draft\npublished: true\n---\n",
        [
            "4:12:4 error published and status on line 3 contradict each other [front-matter-conflict] -> keep one of the two"
        ],
    ),
    (
        "posts/x.md",
        '---\ntitle: x\ndate: 2021-10-26\ntags: ["!!!", A b, a-B]\n---\n',
        [
            "4:8:5 error the tag '!!!' has no letters or digits to make a URL from [front-matter-slug] -> rename or delete it",
            "4:20:3 warning the tag 'a-B' is listed twice [front-matter-repeated] -> delete one",
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndate: 2021-10-26\nimage: ../../x.png\n---\n",
        [
            "4:8:11 error image leads nowhere: '../../x.png' [front-matter-path] -> name a file of the content folder, relative to this one"
        ],
    ),
    (
        "posts/x.md",
        '---\ntitle: x\ndate: 2021-10-26\nimage: ""\nslug: Ü b\n---\n',
        ["5:7:3 error slug cannot be used in a URL as it is: 'Ü b' [front-matter-slug] -> write slug: ü-b"],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndate: 2021-02-30\ndraft: flase\n---\n",
        [
            "3:7:10 error date is impossible: February 2021 has 28 days [front-matter-date] -> correct the date",
            "4:8:5 error draft must be true or false, not 'flase' [front-matter-type] -> write draft: false",
        ],
    ),
    (
        "posts/2021-02-30-x.md",
        "---\ntitle: x\n---\n",
        [
            "0:0:1 error the date in the name is impossible: February 2021 has 28 days [front-matter-date] -> rename the file"
        ],
    ),
    (
        "posts/!!!.md",
        '---\ntitle: "?"\ndate: 2021-10-26\n---\n',
        [
            "2:8:3 error the file name and the title have no letters or digits to make a URL from [front-matter-slug] -> add slug: my-post"
        ],
    ),
    (
        "series/sub/x.md",
        "---\ntitle: x\ndate: 2021-10-26\n---\nBody\n",
        [
            "0:0:1 error no page is made from a file here [source-misplaced] -> move it to posts/ or pages/, or straight into series/ or comments/"
        ],
    ),
    (
        "other/x.md",
        "---\ntitle: x\ndate: 2021-10-26\n---\nBody\n",
        [
            "0:0:1 error no page is made from a file here [source-misplaced] -> move it to posts/ or pages/, or straight into series/ or comments/"
        ],
    ),
    (
        "posts/x.txt",
        "---\ntitle: x\ndate: 2021-10-26\n---\nBody\n",
        [
            "0:0:1 error no page is made from a file here [source-misplaced] -> move it to posts/ or pages/, or straight into series/ or comments/"
        ],
    ),
    (
        "series/x.md",
        "---\ntitle: x\ndraft: true\n---\n",
        [
            "3:8:4 error draft has no effect on a series, whose page is always published [front-matter-misplaced] -> put draft: true into its parts instead"
        ],
    ),
]

MISTAKES += [
    (
        "posts/x.md",
        "---\ntitle: x\ndraft: true\n\nThe text begins here, without a fence.\n\n---\n\nMore.\n",
        [
            "5:1:1 error the front matter is not closed before the text begins [front-matter-fence]"
            " -> put a line --- above this line"
        ],
    ),
    (
        "posts/x.md",
        "---\ntitle: x\ndraft: true\n\nThe text begins: here.\n\n---\n\nMore.\n",
        [
            "5:1:15 error there is no key 'The text begins' [front-matter-unknown-key]"
            " -> if the text begins here, close the front matter above it with a line ---"
        ],
    ),
]

OVERSIGHTS: list[tuple[str, str, list[str]]] = [
    (
        "posts/x.md",
        "---\ntitle: x\ndate: 2021-10-26\nseries_part: 2\n---\n",
        [
            "4:14:1 warning the part has no effect without a series [front-matter-part-alone] -> add series: with the name of a series file"
        ],
    ),
    (
        "pages/x.md",
        "---\ntitle: x\ntags: [a]\n---\n",
        ["3:1:4 warning there is no key 'tags' [front-matter-unknown-key] -> tags belongs in a post"],
    ),
]


def parse(path: str, text: str) -> Document:
    return PARSER.parse(path, text.encode())


def parse_post(front_matter: str, path: str = "posts/x.md") -> PostHead:
    head = parse(path, f"---\ntitle: A title\n{front_matter}\n---\nBody.\n").head
    assert isinstance(head, PostHead), head.diagnostics
    return head


@pytest.mark.parametrize(("path", "text", "expected"), MISTAKES)
def test_a_mistake_breaks_the_document_and_says_why(path: str, text: str, expected: list[str]) -> None:
    document = parse(path, text)
    assert isinstance(document.head, Broken)
    assert document.chunks == ()
    assert printed(document.head.diagnostics) == expected
    assert {one.path for one in document.head.diagnostics} == {path}


@pytest.mark.parametrize(("path", "text", "expected"), OVERSIGHTS)
def test_an_oversight_is_a_warning_that_stays_with_the_document(
    path: str, text: str, expected: list[str]
) -> None:
    head = parse(path, text).head
    assert not isinstance(head, Broken)
    assert printed(head.diagnostics) == expected


def test_a_post_with_every_key() -> None:
    head = parse_post(
        """\
date: 2021-10-26 09:00
updated: 2021-11-01T10:00Z
slug: police-part-2
tags: [police, Social Media, no]
category: Essays
series: police
part: 2
permalink: /essays/police%20two
redirect_from:
  - /old.html
  - /older
summary: |
  Two lines
  of teaser.
description: For machines.
author: A. Writer
cover:
  src: ../images/desk.png
  alt: A desk
  caption: Mine
layout: wide.html
readtime: 12
guid: tag:example.org,2021:2
comments_id: police-2
comments: false
content_note: About *grief*.
editor_notes:
  - kind: correction
    date: 2021-10-27
    text: A name was wrong.
  - text: A plain note.
noindex: true
toc: false"""
    )
    assert head.diagnostics == ()
    assert head.path == "posts/x.md"
    assert head.id == "tag:example.org,2021:2"
    assert (head.title, head.slug, head.permalink) == ("A title", "police-part-2", "/essays/police two/")
    assert head.date == datetime.fromisoformat("2021-10-26T09:00+01:00")
    assert head.updated is not None
    assert head.updated.isoformat() == "2021-11-01T10:00:00+00:00"
    assert head.tags == (
        Label("police", "police", Place(6, 8, 6)),
        Label("Social Media", "social-media", Place(6, 16, 12)),
        Label("no", "no", Place(6, 30, 2)),
    )
    assert head.categories == (Label("Essays", "essays", Place(7, 11, 6)),)
    assert (head.series, head.series_part) == ("police", 2)
    assert head.aliases == ("/old.html", "/older/")
    assert (head.summary, head.description) == ("Two lines of teaser.", "For machines.")
    assert head.authors == ("A. Writer",)
    assert head.image == Image("images/desk.png", "A desk", "Mine", Place(20, 3, 1))
    assert (head.template, head.reading_time) == ("", 12)
    assert head.layout == "wide.html"
    assert (head.allows_comments, head.comments_id) == (False, "police-2")
    assert head.content_note is not None
    assert "<em>grief</em>" in "".join(head.content_note.chunks)
    assert [note.kind for note in head.editor_notes] == [NoteKind.CORRECTION, NoteKind.NOTE]
    assert head.editor_notes[0].date == datetime.fromisoformat("2021-10-27T00:00+01:00")
    assert (head.is_noindex, head.toc, head.is_draft) == (True, False, False)
    assert head.places["series_part"] == Place(9, 7, 1)
    assert head.places["aliases.1"] == Place(13, 5, 6)
    assert head.places["title"] == Place(2, 8, 7)


def test_what_a_post_is_without_its_optional_keys() -> None:
    head = parse_post("date: 2021-10-26")
    assert (head.id, head.slug, head.comments_id) == ("posts/x.md", "x", "")
    assert (head.allows_comments, head.is_noindex, head.toc, head.image) == (True, False, None, None)
    assert (head.tags, head.aliases, head.summary, head.content_note) == ((), (), "", None)
    assert head.body.words == 1


@pytest.mark.parametrize(
    ("path", "slug", "date"),
    [
        ("posts/2021-10-26-a-name.md", "a-name", "2021-10-26T00:00:00+01:00"),
        ("posts/sub/2021-12-26.md", "a-title", "2021-12-26T00:00:00+00:00"),
        ("posts/2021-10-26-a-name/index.md", "a-name", "2021-10-26T00:00:00+01:00"),
    ],
)
def test_a_date_may_come_from_the_file_or_folder(path: str, slug: str, date: str) -> None:
    head = parse_post("", path)
    assert head.date is not None
    assert (head.slug, head.date.isoformat()) == (slug, date)


@pytest.mark.parametrize(
    ("lines", "begins"),
    [
        ("publishDate: 2027-01-01", "2027-01-01"),
        ("date: 2026-01-01\npublishDate: 2027-01-01", "2027-01-01"),
        ("date: 2027-01-01\npublishDate: 2026-01-01", "2027-01-01"),
        ("date: 2026-01-01\nembargo: 2026-06-01", "2026-06-01"),
    ],
)
def test_a_post_is_published_from_the_later_of_its_two_dates(lines: str, begins: str) -> None:
    head = parse_post(lines)
    assert head.published_from is not None
    assert f"{head.published_from:%Y-%m-%d}" == begins


@pytest.mark.parametrize(
    ("lines", "is_draft"),
    [
        ("private: true", True),
        ("private: false", False),
        ("wip: true", True),
        ("visibility: private", True),
        ("visibility: public", False),
        ("status: private", True),
        ("status: pending", True),
        ("status: future", False),
        ("status: publish", False),
        ("publish: false", True),
        ("draft: true\nprivate: false", True),
        ("draft: true\nvisibility: public", True),
        ("published: true\nstatus: publish", False),
    ],
)
def test_what_makes_a_draft(lines: str, is_draft: bool) -> None:
    assert parse_post(f"date: 2021-10-26\n{lines}").is_draft is is_draft


@pytest.mark.parametrize(
    ("lines", "is_draft"),
    [
        ("draft: true\nreading_time: x", True),
        ("title: [\ndraft: true", True),
        ("draft: yes\ntitle: a: b", True),
        ("published: false\ntitle: a: b", True),
        ("Status: Private\ntitle: a: b", True),
        ("title: a: b", False),
        ("draft: false\ntitle: a: b", False),
        ("draft: maybe\ndate: 2021-10-26", False),
        ("draft: true\npublished: true", False),
        ("draft: true\nhidden: true", False),
    ],
)
def test_a_broken_text_is_a_draft_where_that_is_certain(lines: str, is_draft: bool) -> None:
    head = parse("posts/x.md", f"---\n{lines}\n---\n").head
    assert isinstance(head, Broken)
    assert head.is_draft is is_draft


def test_a_broken_text_is_scheduled_where_its_date_can_be_read() -> None:
    head = parse("posts/x.md", "---\ntitle: x\ndate: 2027-01-01\nreading_time: x\n---\n").head
    assert isinstance(head, Broken)
    assert head.published_from is not None
    assert head.published_from.year == 2027


def test_slugs_are_made_by_the_rules_of_the_sites_language() -> None:
    text = "---\ntitle: x\ndate: 2021-10-26\ntags: [Irak]\n---\n"
    document = Parser(ParserSettings(language="tr")).parse("posts/Işık.md", text.encode())
    assert isinstance(document.head, PostHead)
    assert (document.head.slug, document.head.tags[0].slug) == ("ışık", "ırak")


@pytest.mark.parametrize("above", ["\n", "\n\n", " \n\t\n"])
def test_front_matter_may_stand_below_empty_lines(above: str) -> None:
    head = parse("posts/x.md", f"{above}---\ntitle: x\ndate: 2021-02-30\n---\nBody.\n").head
    assert printed(head.diagnostics)[0].startswith(
        f"{above.count(chr(10)) + 3}:7:10 error date is impossible"
    )


@pytest.mark.parametrize(
    ("path", "body", "title", "used"),
    [
        ("posts/a-walk.md", "Words.\n\n## The *way* there\n", "The way there", "its first heading"),
        ("posts/2021-10-26-a-walk.md", "Words.", "A walk", "its file's name"),
        ("posts/a_walk/index.md", "Words.", "A walk", "its file's name"),
        ("pages/about.md", "# About us\n\nWords.", "About us", "its first heading"),
    ],
)
def test_a_text_without_a_title_takes_its_first_heading_or_its_files_name(
    path: str, body: str, title: str, used: str
) -> None:
    for front in ("date: 2021-10-26", "date: 2021-10-26\ntitle:", 'date: 2021-10-26\ntitle: ""'):
        head = parse(path, f"---\n{front}\n---\n{body}\n").head
        assert isinstance(head, PostHead | PageHead)
        assert head.title == title
        assert printed(head.diagnostics) == [
            f"1:1:3 warning the text has no title, so {used} is used [front-matter-missing]"
            f" -> add a line title: {title}"
        ]


def test_an_image_without_a_file_is_no_picture() -> None:
    head = parse_post("date: 2021-10-26\nfeatured_image:\n  caption: A")
    assert head.image is None
    assert [line.split(" ", 2)[2] for line in printed(head.diagnostics)] == [
        "image names no file, so there is no picture [front-matter-missing]"
        " -> add src: with the file's name, or delete the key"
    ]


def test_a_date_in_the_front_matter_goes_before_that_of_the_name() -> None:
    head = parse_post("date: 2020-01-01", "posts/2021-02-30-x.md")
    assert head.date is not None
    assert head.date.year == 2020


@pytest.mark.parametrize(
    ("path", "title", "slug"),
    [
        ("posts/a-name.md", "Another title", "a-name"),
        ("posts/2021-10-26-a-name.md", "Another title", "a-name"),
        ("posts/2021-10-26-a-name/index.md", "Another title", "a-name"),
        ("posts/2021/a-name/index.md", "Another title", "a-name"),
        ("posts/Grüße & mehr.md", "Another title", "grüße-mehr"),
        ("posts/日本語.md", "Another title", "日本語"),
        ("posts/2021-10-26.md", "A title", "a-title"),
        ("posts/!!!.md", "A title", "a-title"),
        ("pages/About us.md", "Another title", "about-us"),
        ("series/The Name.md", "Another title", "the-name"),
    ],
)
def test_where_a_slug_comes_from(path: str, title: str, slug: str) -> None:
    date = "" if path.startswith("series") else "date: 2021-10-26\n"
    head = parse(path, f"---\ntitle: {title}\n{date}---\n").head
    assert isinstance(head, PostHead | PageHead | SeriesHead)
    assert head.slug == slug


@pytest.mark.parametrize(
    ("front_matter", "is_draft"),
    [
        ("draft: true", True),
        ("draft: false\ndate: 2021-10-26", False),
        ("status: draft", True),
        ("status: published\ndate: 2021-10-26", False),
        ("published: false", True),
        ("published: true\ndate: 2021-10-26", False),
        ("draft: true\nstatus: draft\npublished: false", True),
        ("date: 2021-10-26", False),
    ],
)
def test_three_ways_of_saying_that_a_post_is_a_draft(front_matter: str, is_draft: bool) -> None:
    assert parse_post(front_matter).is_draft is is_draft


def test_tags_of_one_slug_are_not_taken_for_one_tag() -> None:
    head = parse_post("date: 2021-10-26\ntags: [C++, C#]")
    assert [(tag.name, tag.slug) for tag in head.tags] == [("C++", "c"), ("C#", "c")]
    assert head.diagnostics == ()


def test_a_text_is_taken_as_written_whatever_yaml_would_make_of_it() -> None:
    text = "---\ntitle: 1984\nslug: 007\ndate: 2021-10-26\ntags: [no, 2021, 1.0, ~x]\nid: 10:30\n---\n"
    head = parse("posts/x.md", text).head
    assert isinstance(head, PostHead)
    assert (head.title, head.slug, head.id) == ("1984", "007", "10:30")
    assert [tag.name for tag in head.tags] == ["no", "2021", "1.0", "~x"]


def test_tags_in_one_text_are_parted_by_commas_and_nothing_else() -> None:
    head = parse_post("date: 2021-10-26\ntags: police, social media\nauthors: Smith, John")
    assert [(tag.name, tag.place) for tag in head.tags] == [
        ("police", Place(4, 7, 6)),
        ("social media", Place(4, 15, 12)),
    ]
    assert head.authors == ("Smith, John",)


@pytest.mark.parametrize(
    ("image", "src"),
    [
        ("desk.png", "posts/sub/desk.png"),
        ("../../images/desk.png", "images/desk.png"),
        ("/images/desk.png", "/images/desk.png"),
        ("https://example.org/a.png?b=c", "https://example.org/a.png?b=c"),
        ("my%20desk.png", "posts/sub/my desk.png"),
    ],
)
def test_an_image_is_found_from_its_post(image: str, src: str) -> None:
    head = parse_post(f"date: 2021-10-26\nimage: {image}", "posts/sub/x.md")
    assert head.image is not None
    assert head.image.src == src


def test_a_page_needs_no_date() -> None:
    document = parse("pages/about.md", "---\ntitle: About\n---\nWe write.\n")
    assert isinstance(document.head, PageHead)
    assert (document.head.slug, document.head.date) == ("about", None)
    assert "We write." in "".join(document.chunks)


def test_an_image_without_words_is_a_warning_unless_it_is_said_to_be_decoration() -> None:
    bare = parse_post("date: 2021-10-26\nimage: x.png")
    assert [(one.code, one.severity, one.place.line) for one in bare.diagnostics] == [
        ("image-alt-missing", Severity.WARNING, 4)
    ]
    assert "{src: x.png, alt: what it shows}" in bare.diagnostics[0].hint
    for words in ("A desk", '""', "''"):
        head = parse_post(f"date: 2021-10-26\nimage: {{src: x.png, alt: {words}}}")
        assert head.diagnostics == ()
        assert head.image is not None
        assert head.image.alt == words.strip("\"'")
    unsaid = parse_post("date: 2021-10-26\nimage: {src: x.png, alt: }")
    assert [one.code for one in unsaid.diagnostics] == ["image-alt-missing"]


def test_a_series_with_every_key() -> None:
    text = """---
title: Police and social media
about: discussing police use of social media
description: Three parts.
parts: 3
status: ongoing
planned:
  - {part: 3, title: The end, date: 2021-11-02 12:00}
  - part: 2
aliases: [/police/]
image: {src: ../images/a.png, alt: A}
noindex: true
---
Landing.
"""
    document = parse("series/police.md", text)
    head = document.head
    assert isinstance(head, SeriesHead)
    assert head.diagnostics == ()
    assert (head.slug, head.length, head.status) == ("police", 3, SeriesStatus.ONGOING)
    assert head.planned == (
        PlannedPart(3, "The end", datetime.fromisoformat("2021-11-02T12:00+00:00"), Place(8, 5, 1)),
        PlannedPart(2, place=Place(9, 5, 1)),
    )
    assert head.aliases == ("/police/",)
    assert head.image is not None
    assert head.image.src == "images/a.png"


def test_lines_are_counted_from_the_top_of_the_file_whatever_its_line_ends() -> None:
    text = "---\ntitle: x\ndate: 2021-10-26\npart: two\n---\n"
    plain = parse("posts/x.md", text).head
    dressed = parse("posts/x.md", "\ufeff" + text.replace("\n", "\r\n")).head
    assert printed(plain.diagnostics) == printed(dressed.diagnostics)
    assert plain.diagnostics[0].place == Place(4, 7, 3)


def test_the_body_keeps_its_lines_after_either_closing_fence() -> None:
    for fence in ("---", "...", "---   "):
        document = parse(
            "posts/x.md", f"---\ntitle: x\ndate: 2021-10-26\n{fence}\nText with [a link](y.md).\n"
        )
        assert isinstance(document.head, PostHead)
        assert document.head.body.references[0].place.line == 5


def test_errors_of_front_matter_and_body_come_together() -> None:
    head = parse(
        "posts/x.md", "---\ntitle: x\ndate: 2021-02-30\npart: two\nslug: A B\ntags: {}\nseries: s\n---\n"
    ).head
    assert isinstance(head, Broken)
    assert [one.place.line for one in head.diagnostics] == [3, 4, 5, 6]


def test_the_repositorys_own_content_is_right() -> None:
    content = Path(__file__).parents[3] / "content"
    sources = [path for path in content.rglob("*") if path.suffix in {".md", ".yaml"}]
    for source in sources:
        head = PARSER.parse(source.relative_to(content).as_posix(), source.read_bytes()).head
        assert printed(head.diagnostics) == []
    assert len(sources) > 5


@pytest.mark.parametrize(
    "text",
    [
        "–" * 200_000 + "x",
        "---\n" + "- " * 100_000 + "x",
        "---\n" + "[" * 200_000,
        "---\n" + "--\n" * 50_000,
        "---\ntitle: " + "a: " * 50_000 + "\n---\n",
        "---\n" + "".join(f"key{n}: x\n" for n in range(3_000)) + "---\n",
        "---\ntitle: x\ntags: [" + "a #b, " * 20_000 + "]\n---\n",
        "---\n" + " " * 200_000 + "---\n",
    ],
)
def test_front_matter_made_to_be_slow_is_refused_all_the_same(text: str) -> None:
    assert isinstance(parse("posts/x.md", text).head, Broken)


PATHS = st.sampled_from(
    ["posts/x.md", "posts/2021-10-26-y/index.md", "pages/x.md", "series/x.md", "comments/x.yaml"]
)
SCRAPS = st.lists(
    st.sampled_from(
        [
            "---",
            "\n",
            "title: x",
            "date: 2021-10-26",
            "draft: ",
            "tags: [",
            "a",
            ", ",
            "]",
            ": ",
            "- ",
            "'",
            '"',
            "image: {src: ",
            "}",
            "#",
            "part: 2",
            "series: s",
            "  ",
            "\t",
            "editor_notes:\n  - text: ",
            "...",
            "&a",
            "*a",
        ]
    ),
    max_size=30,
).map("".join)


@given(PATHS, st.binary() | SCRAPS.map(str.encode) | SCRAPS.map(lambda text: f"---\n{text}\n---\n".encode()))
def test_any_bytes_make_a_document(path: str, data: bytes) -> None:
    head = PARSER.parse(path, data).head
    assert isinstance(head, Broken) == has_errors(head.diagnostics)
    assert head.path == path
    assert PARSER.parse(path, data).head == head
