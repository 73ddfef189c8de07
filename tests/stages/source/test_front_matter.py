"""Covers `links`, `key_values`, `yaml_text`."""

# ruff: noqa: E501 — a golden line is kept whole.
from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from site_builder.stages.schema.collections_of import Anything
from site_builder.stages.schema.fields import Fields
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.source.fences import Parts
from site_builder.stages.source.front_matter import (
    front_matter_schema,
    page_fields,
    post_fields,
    read_front_matter,
    series_fields,
)
from tests.stages.rendered import printed

LONDON = ZoneInfo("Europe/London")
POST, PAGE, SERIES = post_fields(LONDON), page_fields(LONDON), series_fields(LONDON)

MISTAKES: list[tuple[str, list[str]]] = [
    (
        "draft: flase",
        ["2:8:5 error draft must be true or false, not 'flase' [front-matter-type] -> write draft: false"],
    ),
    ("draft:", ["2:7:1 error draft is empty [front-matter-type] -> write draft: true or draft: false"]),
    (
        "draft: [true]",
        [
            "2:8:1 error draft must be true or false, not a list [front-matter-type] -> write draft: true or draft: false"
        ],
    ),
    (
        "draft: # later",
        [
            "2:7:1 error draft is empty: everything after # is a comment [front-matter-type] -> write draft: true or draft: false, or put the value in quotes if # belongs to it"
        ],
    ),
    (
        "published: 2021-10-26",
        [
            "2:12:10 error published must be true or false, not '2021-10-26' [front-matter-type] -> write published: true or published: false"
        ],
    ),
    (
        "status: drafft",
        [
            "2:9:6 error status must be draft, published, publish, private, pending or future, not 'drafft' [front-matter-type] -> did you mean draft?"
        ],
    ),
    (
        "series_part: two",
        [
            "2:14:3 error series_part must be a whole number, not 'two' [front-matter-type] -> write series_part: 2"
        ],
    ),
    (
        "part: Part Two",
        ["2:7:8 error part must be a whole number, not 'Part Two' [front-matter-type] -> write part: 2"],
    ),
    (
        "part: XIV",
        ["2:7:3 error part must be a whole number, not 'XIV' [front-matter-type] -> write part: 14"],
    ),
    (
        "part: 007",
        ["2:7:3 error part must be a whole number, not '007' [front-matter-type] -> write part: 7"],
    ),
    (
        "part: 1e3",
        [
            "2:7:3 error part must be a whole number, not '1e3' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        "part: 10:30",
        [
            "2:7:5 error part must be a whole number, not '10:30' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        "part: 2.5",
        [
            "2:7:3 error part must be a whole number, not '2.5' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        "part: 1_000",
        [
            "2:7:5 error part must be a whole number, not '1_000' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        "part: +2",
        [
            "2:7:2 error part must be a whole number, not '+2' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        'part: "2"',
        [
            '2:7:3 error part must be a whole number, not "2" [front-matter-type] -> write part: 2, without quotes'
        ],
    ),
    (
        "part: 0",
        [
            "2:7:1 error part must be between 1 and 10000, not 0 [front-matter-type] -> write a number such as 1"
        ],
    ),
    (
        "part: 99999999",
        [
            "2:7:8 error part must be between 1 and 10000, not 99999999 [front-matter-type] -> write a number such as 1"
        ],
    ),
    (
        "part: 123456789012345678901234567890",
        [
            "2:7:30 error part must be between 1 and 10000, not 123456789012345678901234567890 [front-matter-type] -> write a number such as 1"
        ],
    ),
    (
        "part: ٣",
        [
            "2:7:1 error part must be a whole number, not '٣' [front-matter-type] -> write it in digits, as in part: 2"
        ],
    ),
    (
        "date: 2021-02-30",
        [
            "2:7:10 error date is impossible: February 2021 has 28 days [front-matter-date] -> correct the date"
        ],
    ),
    (
        "date: 10:30",
        [
            "2:7:5 error date must be a date, not '10:30' [front-matter-date] -> write it as 2021-10-26, or with a time as 2021-10-26 09:00"
        ],
    ),
    (
        "date: [2021-10-26]",
        ["2:7:1 error date must be a date, not a list [front-matter-type] -> write date: 2021-10-26"],
    ),
    (
        "updated: 26.10.2021",
        ["2:10:10 error updated must be a date, not '26.10.2021' [front-matter-date] -> write 2021-10-26"],
    ),
    (
        "date: 2021-10-26 25:00",
        ["2:7:16 error date is impossible: hours run from 00 to 23 [front-matter-date] -> correct the time"],
    ),
    (
        "title: We are #1",
        [
            "2:15:1 warning title ends before the #: what follows is a comment [yaml-comment] -> put the whole value in quotes if # belongs to it"
        ],
    ),
    (
        "title: [a]",
        [
            "2:8:1 error title must be text, not a list [front-matter-type] -> put the whole value in quotes if the brackets belong to the text"
        ],
    ),
    (
        "title: {a: b}",
        [
            "2:8:1 error title must be text, not a group of keys [front-matter-type] -> put the value in quotes if it is text with a colon"
        ],
    ),
    (
        "summary: #1",
        [
            "2:10:1 warning summary ends before the #: what follows is a comment [yaml-comment] -> put the whole value in quotes if # belongs to it"
        ],
    ),
    (
        "slug: My Post",
        [
            "2:7:7 error slug cannot be used in a URL as it is: 'My Post' [front-matter-slug] -> write slug: my-post"
        ],
    ),
    (
        'slug: "!!!"',
        ["2:7:5 error slug has no letters or digits: '!!!' [front-matter-slug] -> write one such as my-post"],
    ),
    (
        "tags: {a: b}",
        [
            "2:7:1 error tags must be a list, not a group of keys [front-matter-type] -> write tags: [first, second]"
        ],
    ),
    (
        "tags: [a, [b]]",
        [
            "2:11:1 error an entry of tags must be text, not a list [front-matter-type] -> put the whole value in quotes if the brackets belong to the text"
        ],
    ),
    (
        "tags: [a, , b]",
        [
            "2:11:1 error there is nothing between two commas or brackets [yaml-syntax] -> write what belongs there, or delete it"
        ],
    ),
    ("tags:\n  - ", ["3:4:1 error tags has an empty entry [front-matter-type] -> fill it in or delete it"]),
    (
        "tags:\n  - a: b",
        [
            "3:5:1 error an entry of tags must be text, not a group of keys [front-matter-type] -> put the value in quotes if it is text with a colon"
        ],
    ),
    (
        "permalink: https://example.org/x",
        [
            "2:12:21 error permalink must be a path on this site, not a full address [front-matter-path] -> write /x"
        ],
    ),
    (
        "permalink: /x?y=1",
        [
            "2:12:6 error permalink cannot contain ? or #: a static host looks up the path only [front-matter-path] -> leave them out"
        ],
    ),
    (
        "permalink: //x/",
        ["2:12:4 error permalink must begin with one slash, not '//x/' [front-matter-path] -> write /x/"],
    ),
    (
        "permalink: /a/../b/",
        [
            "2:12:8 error permalink has an empty, `.` or `..` part [front-matter-path] -> write the path from the site's root"
        ],
    ),
    (
        "permalink: /a b/",
        [
            "2:12:5 error permalink contains a space, which a URL cannot have [front-matter-path] -> write %20 if it is part of the URL"
        ],
    ),
    (
        "permalink: /%ff/",
        [
            "2:12:5 error permalink has %-escapes that are not UTF-8 [front-matter-path] -> write the characters themselves"
        ],
    ),
    (
        'permalink: /a"b/',
        [
            "2:12:5 error permalink contains '\"', which a path cannot have [front-matter-path] -> leave it out"
        ],
    ),
    (
        "image: [a]",
        [
            "2:8:1 error image must be text, not a list [front-matter-type] -> put the whole value in quotes if the brackets belong to the text"
        ],
    ),
    (
        "image: {src: a, atl: b}",
        ["2:17:3 warning there is no key 'atl' in image [front-matter-unknown-key] -> did you mean alt?"],
    ),
    (
        "editor_notes: text",
        ["2:15:4 error editor_notes must be a list, not 'text' [front-matter-type] -> begin each with `- `"],
    ),
    (
        "editor_notes: [{kind: notice, text: x}]",
        [
            "2:23:6 error kind must be note, update, correction or content, not 'notice' [front-matter-type] -> did you mean note?"
        ],
    ),
    (
        "editor_notes: [{kind: note}]",
        ["2:16:1 error an editor's note has no text [front-matter-missing] -> add a line text: …"],
    ),
    (
        "content_note: true",
        [
            "2:15:4 error content_note must be the text to show, not 'true' [front-matter-type] -> write what readers should know first"
        ],
    ),
    (
        "template: ../x.html",
        [
            "2:11:9 error template must name a file in templates/, not '../x.html' [front-matter-type] -> write a name such as post.html"
        ],
    ),
    (
        "sumary: x",
        ["2:1:6 warning there is no key 'sumary' [front-matter-unknown-key] -> did you mean summary?"],
    ),
    ("Title: x", ["2:1:5 warning there is no key 'Title' [front-matter-unknown-key] -> did you mean title?"]),
    (
        "subtitle: x",
        [
            "2:1:8 warning there is no key 'subtitle' [front-matter-unknown-key] -> write summary: or description:"
        ],
    ),
    (
        "planned: x",
        [
            "2:1:7 warning there is no key 'planned' [front-matter-unknown-key] -> planned belongs in the file of a series"
        ],
    ),
    (
        "qwertyuiop: 1",
        [
            "2:1:10 warning there is no key 'qwertyuiop' [front-matter-unknown-key] -> delete it, or add front_matter: {ignore: [qwertyuiop]} to config.yaml"
        ],
    ),
    (
        "tags: [a]\ntags: [b]",
        [
            "3:1:4 error tags appears a second time; it is already on line 2 [yaml-duplicate-key] -> keep one of the two"
        ],
    ),
    (
        "tags: [a]\ntags: [a]",
        [
            "3:1:4 warning tags appears a second time; it is already on line 2 [yaml-duplicate-key] -> keep one of the two"
        ],
    ),
    (
        "permalink: /a/\nurl: /b/",
        [
            "3:1:3 error url contradicts permalink on line 2 [front-matter-conflict] -> they mean the same: keep permalink"
        ],
    ),
    (
        "date: 2021-10-26\nlastmod: 2021-10-27\nupdated: 2021-10-28",
        [
            "4:1:7 error updated contradicts lastmod on line 3 [front-matter-conflict] -> they mean the same: keep updated"
        ],
    ),
    (
        "comments: maybe",
        [
            "2:11:5 error comments must be true or false, not 'maybe' [front-matter-type] -> write comments: true or comments: false"
        ],
    ),
    (
        "- a",
        [
            "2:1:1 error front matter must be lines of `key: value` [front-matter-type] -> begin with title: and put a space after each colon"
        ],
    ),
    (
        "just text",
        [
            "2:1:9 error front matter must be lines of `key: value` [front-matter-type] -> begin with title: and put a space after each colon"
        ],
    ),
]


def read(text: str, fields: Fields = POST) -> tuple[dict[str, Any], list[str]]:
    """The usable values without places, and the diagnostics; a title is added where the text has none."""
    if not text.startswith(("title", "- ", "just")):
        text += "\ntitle: x"
    values, diagnostics = read_front_matter(Parts(text, "", 9), fields, "posts/x.md")
    return {name: value for name, (value, _) in (values or {}).items()}, printed(diagnostics)


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_reported_at_its_place_with_what_to_do(text: str, expected: list[str]) -> None:
    assert read(text)[1] == expected


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        (
            PAGE,
            "tags: [a]",
            "2:1:4 warning there is no key 'tags' [front-matter-unknown-key] -> tags belongs in a post",
        ),
        (
            PAGE,
            "parts: 3",
            "2:1:5 warning there is no key 'parts' [front-matter-unknown-key] -> parts belongs in the file of a series",
        ),
        (
            SERIES,
            "part: 3",
            "2:1:4 warning there is no key 'part' [front-matter-unknown-key] -> part belongs in a post",
        ),
        (
            SERIES,
            "length: 3",
            "2:1:6 warning there is no key 'length' [front-matter-unknown-key] -> write parts:",
        ),
        (
            SERIES,
            "parts: three",
            "2:8:5 error parts must be a whole number, not 'three' [front-matter-type] -> write parts: 3",
        ),
        (
            SERIES,
            "status: draft",
            "2:9:5 error status must be complete, ongoing or abandoned, not 'draft' [front-matter-type] -> write one of them, such as complete",
        ),
        (
            SERIES,
            "published: false",
            "2:12:5 error published has no effect on a series, whose page is always published [front-matter-misplaced] -> put draft: true into its parts instead",
        ),
        (
            SERIES,
            "planned: [{title: x}]",
            "2:11:1 error a planned part has no part [front-matter-missing] -> add a line part: …",
        ),
        (
            SERIES,
            "planned: [{part: 3, date: soon}]",
            "2:27:4 error date must be a date, not 'soon' [front-matter-date] -> write it as 2021-10-26, or with a time as 2021-10-26 09:00",
        ),
    ],
)
def test_each_kind_of_file_has_its_own_keys(fields: Fields, text: str, expected: str) -> None:
    assert read(text, fields)[1] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: 7", "2:5:1 warning id has no effect on a page, which is in no feed"),
        ("author: Sam", "2:9:3 warning author has no effect on a page, which has no byline"),
        ("authors: [Sam]", "2:10:1 warning authors has no effect on a page, which has no byline"),
        ("comments: true", "2:11:4 warning comments has no effect on a page, which has no comments"),
        ("comments_id: x", "2:14:1 warning comments_id has no effect on a page, which has no comments"),
        (
            "readtime: 3",
            "2:11:1 warning readtime has no effect on a page, which does not say how long it takes to read",
        ),
    ],
)
def test_what_changes_nothing_on_a_page_is_reported(text: str, expected: str) -> None:
    assert read(text, PAGE)[1] == [f"{expected} [front-matter-idle] -> delete the line, or make this a post"]
    assert read(text, POST)[1] == []


@pytest.mark.parametrize("text", ["comments: false", "authors:", "authors: []", "id:"])
def test_what_asks_for_nothing_is_no_mistake_on_a_page(text: str) -> None:
    assert read(text, PAGE)[1] == []


@pytest.mark.parametrize(
    ("alias", "name", "value"),
    [
        ("category", "categories", "a"),
        ("lastmod", "updated", "2021-10-26"),
        ("modified", "updated", "2021-10-26"),
        ("url", "permalink", "/a/"),
        ("redirect_from", "aliases", "[/a/]"),
        ("excerpt", "summary", "a"),
        ("part", "series_part", "2"),
        ("series_index", "series_part", "2"),
        ("series_order", "series_part", "2"),
        ("author", "authors", "A"),
        ("cover", "image", "a.png"),
        ("featured_image", "image", "a.png"),
        ("readtime", "reading_time", "3"),
        ("guid", "id", "a"),
        ("cover_image", "image", "a.png"),
        ("coverImage", "image", "a.png"),
        ("thumbnail", "image", "a.png"),
        ("hero_image", "image", "a.png"),
        ("canonical_url", "canonical", "https://example.org/a/"),
        ("Draft", "draft", "true"),
        ("DRAFT", "draft", "true"),
        ("is_draft", "draft", "true"),
        ("publish", "published", "false"),
        ("public", "published", "false"),
        ("wip", "private", "true"),
        ("Status", "status", "draft"),
        ("publishDate", "publish_date", "2027-01-01"),
        ("pubDate", "publish_date", "2027-01-01"),
        ("embargo", "publish_date", "2027-01-01"),
        ("expirydate", "expiry_date", "2027-01-01"),
        ("expires", "expiry_date", "2027-01-01"),
        ("Date", "date", "2027-01-01"),
    ],
)
def test_other_tools_words_mean_the_same(alias: str, name: str, value: str) -> None:
    by_alias, found = read(f"{alias}: {value}")
    assert found == []
    assert {key: without_places(item) for key, item in by_alias.items()} == {
        key: without_places(item) for key, item in read(f"{name}: {value}")[0].items()
    }
    assert read(f"{alias}: {value}\n{name}: {value}")[1] == []


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("title: ! 'A title'", "title", "A title"),
        ("title: ! A title", "title", "A title"),
        ('title: ! "007"', "title", "007"),
        ("series: [Walks]", "series", "Walks"),
        ("series:\n  - Walks", "series", "Walks"),
        ("series: walks.md", "series", "walks"),
        ("authors: [{name: Ann}, Bea]", "authors", ["Ann", "Bea"]),
        ("author: {name: Ann, url: /ann/}", "authors", ["Ann"]),
        ("permalink: docs/x.html", "permalink", "/docs/x.html"),
        ("permalink: about", "permalink", "/about/"),
        ("redirect_from: old/path.html", "aliases", ["/old/path.html"]),
        ("aliases: [old, /fine/]", "aliases", ["/old/", "/fine/"]),
        ("slug: CamelCase", "slug", "CamelCase"),
        ("layout: post", "layout", "post.html"),
        ("layout: layouts/essay", "layout", "essay.html"),
        ("layout: essay.html", "layout", "essay.html"),
        ("image: {url: a.png, alt: A}", "image", {"src": "a.png", "alt": "A"}),
        ("featured_image: {caption: A}", "image", {"caption": "A"}),
    ],
)
def test_what_other_tools_write_is_read_where_it_can_mean_only_one_thing(
    text: str, name: str, value: object
) -> None:
    values, found = read(text)
    assert (without_places(values[name]), found) == (value, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "series: [Walks, Talks]",
            "2:9:1 error series must be one text, not several [front-matter-type] -> keep one of them, such as series: Walks",
        ),
        (
            "permalink: false",
            "2:12:5 error permalink must be a path, not 'false' [front-matter-path] -> write draft: true if the text must not be published",
        ),
        (
            "permalink: /blog/:title/",
            "2:12:13 error permalink is a pattern, but here it would be used literally: '/blog/:title/' [front-matter-path] -> write the whole path, or set permalinks: in config.yaml",
        ),
        (
            "aliases: [../old]",
            "2:11:6 error an entry of aliases has an empty, `.` or `..` part [front-matter-path] -> write the path from the site's root",
        ),
        (
            "canonical: elsewhere",
            "2:12:9 error canonical must begin with https:// or http://, not 'elsewhere' [front-matter-path] -> write it in full, such as https://example.org/",
        ),
        (
            "summary: !str x",
            "2:10:6 error a value that begins with '!' means a type in YAML [yaml-syntax] -> put the whole value in quotes",
        ),
    ],
)
def test_what_could_mean_more_than_one_thing_is_an_error(text: str, expected: str) -> None:
    assert read(text)[1] == [expected]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title:\u00a0A title", "2:7"),
        ("title: x\ndraft:\u00a0true", "3:7"),
        ("title: x\ndraft:\u202ftrue\ntags: [a]", "3:7"),
    ],
)
def test_a_no_break_space_after_a_colon_is_named_at_its_place(text: str, place: str) -> None:
    assert read(text)[1] == [
        f"{place}:1 error there is a no-break space after the colon, which YAML does not treat as a space"
        " [yaml-syntax] -> write an ordinary space there"
    ]


HIDING = [
    *("drafts: true", "darft: true", "post_draft: yes", "unpublished: true", "publishd: false"),
    *("staus: draft", "post_visibility: private", "hidden: true", "unlisted: true", "exclude: yes"),
    *("password: x", "post_password: x", "protected: on", "visible: false", "show: no", "render: never"),
    *("expiry: 2026-01-01", "expiration_date: 2026-01-01", "unpublish: 2026-01-01", "embargoed: 2027-01-01"),
    *("private_until: 2027-01-01", "build:\n  render: never", "is_private_draft: true"),
]


@pytest.mark.parametrize("text", HIDING)
def test_what_may_be_meant_to_hide_a_post_and_does_not_is_an_error(text: str) -> None:
    key = text.partition(":")[0]
    for fields in (POST, PAGE, SERIES):
        assert read(text, fields)[1] == [
            f"2:1:{len(key)} error '{key}' looks as if it should hide this text, and is not a key that does "
            "[front-matter-hiding] -> write draft: true to hide it; if the key means something else, "
            f"add front_matter: {{ignore: [{key}]}} to config.yaml"
        ]
    assert read(text, post_fields(LONDON, [key]))[1] == []


@pytest.mark.parametrize(
    "text", ["hidden: false", "unlisted: no", "visible: true", "exclude:", 'password: ""', "show: yes"]
)
def test_what_hides_nothing_passes_in_silence(text: str) -> None:
    assert read(text)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "publisher: Penguin",
        "drift: 3",
        "stats: 3",
        "data: 2026-01-01",
        "showcase: true",
        "published_in: a",
    ],
)
def test_what_only_resembles_a_key_that_hides_is_a_warning(text: str) -> None:
    assert [line.split()[1] for line in read(text)[1]] == ["warning"]


def test_a_merge_key_is_an_error() -> None:
    assert read("<<: {draft: true}")[1] == [
        "2:1:2 error a merge key (<<) is not read, so what it brings would be missing [yaml-syntax]"
        " -> write the keys themselves here"
    ]


@pytest.mark.parametrize("written", ["true", "yes", "on", "1", '"true"', "'Yes'", "TRUE", "y"])
def test_a_flag_is_read_however_it_is_written(written: str) -> None:
    assert read(f"draft: {written}") == ({"draft": True, "title": "x"}, [])


@pytest.mark.parametrize("written", ["false", "no", "off", "0", '"false"', "No", "n"])
def test_a_flag_that_is_off_is_read_however_it_is_written(written: str) -> None:
    assert read(f"draft: {written}") == ({"draft": False, "title": "x"}, [])


@pytest.mark.parametrize(
    "word", ["draft", "published", "publish", "private", "pending", "future", "Draft", "PUBLISH"]
)
def test_the_states_of_wordpress_are_read(word: str) -> None:
    assert read(f"status: {word}") == ({"status": word.lower(), "title": "x"}, [])


def test_keys_that_the_site_ignores_pass_in_silence() -> None:
    fields = post_fields(LONDON, ["tumblr_url", "hero"])
    assert read("tumblr_url: x\nhero: [1]", fields)[1] == []
    assert len(read("tumblr_url: x\nheroes: [1]", fields)[1]) == 1


def test_the_message_for_an_unknown_key_offers_the_line_that_ignores_it() -> None:
    assert read("tumblr_url: x")[1] == [
        "2:1:10 warning there is no key 'tumblr_url' [front-matter-unknown-key]"
        " -> delete it, or add front_matter: {ignore: [tumblr_url]} to config.yaml"
    ]


@pytest.mark.parametrize("fields", [POST, PAGE, SERIES])
def test_own_keys_reach_templates_without_a_warning(fields: Fields) -> None:
    values, found = read("x-mood: calm\nparams: {weight: 3, tags: [a, true]}\nx-list: [1, 2]", fields)
    assert found == []
    assert values["params"] == {"weight": 3, "tags": ["a", True], "x-mood": "calm", "x-list": [1, 2]}
    assert read("x-mood: calm", fields)[0]["params"] == {"x-mood": "calm"}


def test_keys_without_a_value_are_as_good_as_absent() -> None:
    values, found = read("summary:\ntags:\nimage: ~\neditor_notes: null\nupdated:\nauthors:\naliases: []")
    assert found == []
    assert values == {"aliases": (), "title": "x"}


def test_a_text_of_several_lines_keeps_them_only_where_it_is_markdown() -> None:
    values, _ = read("summary: |\n  One\n\n  two.\ncontent_note: |\n  One\n\n  two.")
    assert values["summary"] == "One two."
    assert values["content_note"] == "One\n\ntwo."


def test_the_schema_is_valid_and_knows_every_key() -> None:
    schema = front_matter_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) >= set(POST.by_name) | set(PAGE.by_name) | set(SERIES.by_name)
    assert all(field["description"].endswith(".") for field in schema["properties"].values())


# What JSON Schema cannot say.
BEYOND_SCHEMA = (
    "impossible",
    "-slug]",
    "-path]",
    "-conflict]",
    "yaml-",
    "content_note",
    "template must",
    "says something else",
)


@pytest.mark.parametrize(
    "text",
    [text for text, found in MISTAKES if not any(what in line for what in BEYOND_SCHEMA for line in found)],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    assert schema_errors(text)


def test_the_schema_takes_what_the_reader_takes() -> None:
    text = """title: 1984
date: 2021-10-26 09:00 +0100
tags: [no, 2021]
category: One
image: {src: a.png, alt: A}
editor_notes: [{text: A note., date: 2021-10-26}]
series_part: 2
draft: false
aliases: /old/
planned: [{part: 3}]
status: ongoing"""
    assert schema_errors(text) == []


def schema_errors(text: str) -> list[str]:
    if not text.startswith(("title", "- ", "just")):
        text += "\ntitle: x"
    reading = Reading("x.md", text, 2, "front-matter")
    root = compose(reading)
    assert root is not None
    value = Anything().read(root, "", reading)
    return [
        error.message for error in jsonschema.Draft202012Validator(front_matter_schema()).iter_errors(value)
    ]


def without_places(value: Any) -> Any:
    return [item for item, _ in value] if isinstance(value, tuple) else value
