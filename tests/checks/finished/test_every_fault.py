"""Each check is silent about a clean site, and finds one fault that is planted in it, at its line.

Covers `commenter_addresses`, `dead_links`, `foreign_hosts`, `heading_levels`, `hidden_pages`, `image_sizes`,
`link_texts`, `orphans`, `positions`, `quotation_marks`, `tag_balance`, `titles`, `unfinished_texts`,
`unlinked_mentions`.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.model.codes import CHECK_CODES
from tests.checks.finished.clean_site import BODY, CLEAN, clean
from tests.driver import Options, post, series
from tests.stages.sample_images import photograph, private_exif, saved

FIRST = "content/posts/nights-1.md"
SECOND = "content/posts/nights-2.md"
ABOUT = "content/pages/about.md"
THIRD = "content/posts/third.md"
TEMPLATE = "templates/post.html"
LINKED_DATA = '<script type="application/ld+json">'
FILM = b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x1fmoov\0\0\0\x1budta\0\0\0\x13\xa9xyz\0\x0b\x15\xc7+51+000/"


def third(body: str = "Some words.", title: str = "The third", **values: object) -> str:
    """A post beside the clean ones, whose body begins on line 7."""
    front = {"description": "What is left.", "date": "2026-01-08", **values}
    return post(title, body, str(front.pop("date")), **front)


def template(body: str, block: str = "after") -> str:
    """A template of the site's own with this on line 4."""
    return f"""\
{{% extends "theme:post.html" %}}
{{% block {block} %}}
{{{{ super() }}}}
{body}
{{% endblock %}}
"""


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def long_words(count: int) -> str:
    return " ".join(["word"] * count)


class Fault(NamedTuple):
    """Files that are changed, and what is then found, as `path:line: severity code`."""

    name: str
    files: dict[str, str | bytes]
    found: tuple[str, ...]


def planted(name: str, found: str, **files: str | bytes) -> Fault:
    return Fault(name, files, (found,))


GPS = saved(photograph(64, 64), "JPEG", exif=private_exif())
BIG = saved(photograph(3000, 200), "GIF")

FAULTS = (
    # -- links
    Fault(
        "a link in a template",
        {TEMPLATE: template('<a href="/nowhere/">No</a>')},
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "a link that a template puts together",
        {TEMPLATE: template('<a href="{{ site.url }}no/where/">No</a>')},
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "the site's own address in full",
        {THIRD: third("Words.\n\nSee [that](https://tests.example/gone/).")},
        (f"{THIRD}:9: error dead-link",),
    ),
    Fault(
        "a style sheet's image",
        {"content/static/extra.css": "p { margin: 0 }\n\na { background: url('no.png') }\n"},
        ("content/static/extra.css:3: error dead-link",),
    ),
    Fault(
        "a second candidate of a srcset",
        {
            TEMPLATE: template(
                '<img src="/images/kettle.jpg" srcset="/images/kettle.jpg 1x, /images/k2.jpg 2x" alt="">'
            )
        },
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "a film's poster",
        {TEMPLATE: template('<video poster="/images/no.jpg"></video>')},
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "a picture for link previews",
        {TEMPLATE: template('<meta property="og:image" content="https://tests.example/no.png">', "head")},
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "JSON-LD",
        {
            TEMPLATE: template(
                f'{LINKED_DATA}{{"logo": "https://tests.example/logo.png"}}</script>', "structured"
            )
        },
        (f"{TEMPLATE}:4: error dead-link",),
    ),
    Fault(
        "the sitemap",
        {
            "templates/sitemap.xml": """\
                <?xml version="1.0" encoding="utf-8"?>
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                <url><loc>https://tests.example/lost/</loc></url>
                </urlset>
                """
        },
        ("templates/sitemap.xml:3: error dead-link",),
    ),
    Fault(
        "a rule of a table of redirects",
        {"content/static/_redirects": "# old\n/old/ /gone/ 301\n"},
        ("content/static/_redirects:2: error dead-link",),
    ),
    Fault(
        "a fragment of another page",
        {THIRD: third("See [about](/about/#nobody).")},
        (f"{THIRD}:7: warning dead-anchor",),
    ),
    Fault(
        "a fragment in the menu",
        {"config.yaml": str(CLEAN["config.yaml"]).replace("url: /about/", "url: /about/#team")},
        ("config.yaml:9: warning dead-anchor",),
    ),
    Fault(
        "a relative address in a feed",
        {
            "templates/feed.xml": """\
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                <link rel="alternate" href="about/"/>
                </feed>
                """
        },
        ("templates/feed.xml:3: error feed-link-relative",),
    ),
    # -- content
    Fault(
        "a level left out",
        {THIRD: third("## One\n\nText.\n\n#### Far below\n\nText.")},
        (f"{THIRD}:11: warning heading-jump",),
    ),
    Fault(
        "a link without text",
        {THIRD: third("Text.\n\n[](/about/) and more.")},
        (f"{THIRD}:9: warning link-text-empty",),
    ),
    Fault(
        "a link that says nothing",
        {THIRD: third("Text.\n\nSee [Here!](/about/)")},
        (f"{THIRD}:9: warning link-text-vague",),
    ),
    Fault("a long title", {THIRD: third(title=long_words(15))}, (f"{THIRD}:2: warning title-long",)),
    Fault(
        "a long description",
        {THIRD: third(description=long_words(40))},
        (f"{THIRD}:4: warning description-long",),
    ),
    Fault(
        "a title used twice",
        {THIRD: third(title="Nights, the first part")},
        (f"{THIRD}:2: warning title-twice",),
    ),
    Fault(
        "a description used twice",
        {THIRD: third(description="Who writes here.")},
        (f"{ABOUT}:3: warning description-twice",),
    ),
    Fault(
        "a note to oneself",
        {THIRD: third("Text.\n\nAsk him. TODO: when?")},
        (f"{THIRD}:9: warning unfinished-text",),
    ),
    Fault(
        "marks of a merge",
        {THIRD: third("Text.\n\n<<<<<<< HEAD\n\nOne.\n\n>>>>>>> other")},
        (f"{THIRD}:9: warning unfinished-text",),
    ),
    Fault("a title to come", {THIRD: third(title="A TK title")}, (f"{THIRD}:2: warning unfinished-text",)),
    Fault(
        "a large image in a small place",
        {
            "content/images/big.gif": BIG,
            THIRD: third('Text.\n\n<img src="../images/big.gif" alt="A line" width="100">'),
        },
        (f"{THIRD}:9: warning image-oversized",),
    ),
    Fault(
        "an old URL that hosts serve in the place of a page",
        {THIRD: third(aliases="[/about.html]")},
        (f"{THIRD}:5: error alias-hides-page",),
    ),
    Fault(
        "a rule that hides a page",
        {"content/static/_redirects": "/old/ /about/ 301\n/about /nights-1/ 301\n"},
        ("content/static/_redirects:2: error alias-hides-page",),
    ),
    Fault(
        "straight marks beside curly ones",
        {THIRD: third('Some "words" here.\n\n<p>And "others" there.</p>')},
        (f"{THIRD}:9: warning quotes-mixed",),
    ),
    Fault(
        "a page that nothing links to",
        {"content/pages/lost.md": post("Lost", "Nobody comes here.", "", description="A page.")},
        ("content/pages/lost.md:2: warning orphan-page",),
    ),
    Fault(
        "a closing tag too many",
        {THIRD: third("Text.\n\n<p>Raw.</p>\n</div>\n\nMore.")},
        (f"{THIRD}:10: error tag-unbalanced",),
    ),
    Fault(
        "an element left open",
        {THIRD: third("Text.\n\n<div>\n\n<p>Raw.</p>\n\nMore.")},
        (f"{THIRD}:9: error tag-unbalanced",),
    ),
    Fault(
        "a box to write in that is left open",
        {THIRD: third("Text.\n\n<textarea>\n\nMore.")},
        (f"{THIRD}:9: error tag-unbalanced",),
    ),
    Fault("a template's tag", {TEMPLATE: template("<section>")}, (f"{TEMPLATE}:4: error tag-unbalanced",)),
    # -- series
    Fault(
        "a part that is named without a link",
        {
            SECOND: post(
                "Nights, the second part",
                "What came after it. [The first part](nights-1.md) has the morning.\n\nIn Part One he slept.",
                "2026-01-07",
                description="And what they did next.",
                series="nights",
                series_part=2,
            )
        },
        (f"{SECOND}:11: warning mention-unlinked",),
    ),
    # -- privacy
    Fault(
        "a script from elsewhere",
        {TEMPLATE: template('<script src="https://count.example/a.js"></script>')},
        (f"{TEMPLATE}:4: error foreign-load",),
    ),
    Fault(
        "a style sheet that imports",
        {"content/static/extra.css": "@import 'https://fonts.example/a.css';\n"},
        ("content/static/extra.css:1: error foreign-load",),
    ),
    Fault(
        "a script that fetches",
        {"content/static/extra.js": "const a = 1\nfetch('https://count.example/?a')\n"},
        ("content/static/extra.js:2: error foreign-load",),
    ),
    Fault(
        "a host that is only prepared for",
        {TEMPLATE: template('<link rel="preconnect" href="//fonts.example">')},
        (f"{TEMPLATE}:4: error foreign-load",),
    ),
    Fault(
        "a picture in a feed",
        {
            "templates/feed.xml": """\
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom"><entry>
                <content type="html">&lt;img src=&#34;https://count.example/a.gif&#34;&gt;</content>
                </entry></feed>
                """
        },
        ("templates/feed.xml:3: error foreign-load",),
    ),
    Fault(
        "a film with a position",
        {"content/files/walk.mov": FILM},
        ("content/files/walk.mov: error position-data",),
    ),
    Fault(
        "a picture in a page with a position",
        {
            THIRD: third(
                f'Text.\n\n<img alt="Us" src="data:image/jpeg;base64,{base64.b64encode(GPS).decode()}">'
            )
        },
        (f"{THIRD}:9: error position-data",),
    ),
    Fault(
        "the address of somebody who commented",
        {"content/comments/nights-1.yaml": "- id: 1\n  author: S\n  body: |\n    Hi,\n    s@mail.example\n"},
        ("content/comments/nights-1.yaml:5: error commenter-address",),
    ),
)


def test_nothing_is_said_of_a_clean_site(tmp_path: Path) -> None:
    site = clean(tmp_path)
    report = site.check()
    assert report.diagnostics == ()
    assert report.is_complete
    assert report.files > 10


def test_nothing_is_said_of_a_clean_site_under_a_path_of_its_own(tmp_path: Path) -> None:
    assert clean(tmp_path).found(Options(base_url="https://user.example/repo/")) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_at_its_line(fault: Fault, tmp_path: Path) -> None:
    assert clean(tmp_path, fault.files).found() == list(fault.found)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_finding_says_what_to_do(fault: Fault, tmp_path: Path) -> None:
    assert [one for one in clean(tmp_path, fault.files).check().diagnostics if not one.hint] == []


WITHIN_THE_SITE = [
    fault
    for fault in FAULTS
    if fault.name not in ("a second candidate of a srcset", "a rule that hides a page")
    and not any(b"https://tests.example" in _bytes(data) for data in fault.files.values())
]
"""Those whose addresses are the site's own, wherever it lives."""


@pytest.mark.parametrize("fault", WITHIN_THE_SITE, ids=lambda fault: fault.name)
def test_a_fault_is_found_at_its_line_under_a_path_too(fault: Fault, tmp_path: Path) -> None:
    site = clean(tmp_path, fault.files)
    assert site.found(Options(base_url="https://user.example/repo/")) == list(fault.found)


def test_another_site_on_the_same_host_is_no_dead_link(tmp_path: Path) -> None:
    files = {THIRD: third("See [the other](https://user.example/other/).")}
    assert clean(tmp_path, files).found(Options(base_url="https://user.example/repo/")) == []


def test_every_code_of_a_check_is_planted_here() -> None:
    """Those of other hosts are planted in tests of their own."""
    codes = {code for code in CHECK_CODES if not code.startswith("external-")}
    assert {one.rpartition(" ")[2] for fault in FAULTS for one in fault.found} == codes


def test_a_link_without_the_sites_own_folder_is_found(tmp_path: Path) -> None:
    site = clean(tmp_path, {TEMPLATE: template('<a href="/about/">About</a>')})
    assert site.found() == []
    (one,) = site.check(Options(base_url="https://user.example/repo/")).diagnostics
    assert (one.path, one.place.line, one.code) == (TEMPLATE, 4, "dead-link")
    assert "outside of the site's own folder /repo/" in one.message


def test_what_many_pages_share_is_told_once(tmp_path: Path) -> None:
    (one,) = clean(tmp_path, {TEMPLATE: template('<a href="/nowhere/">No</a>')}).check().diagnostics
    assert one.message.endswith("(on 2 pages, such as /nights-1/)") or one.message.endswith("/nights-2/)")


@pytest.mark.parametrize(
    "body",
    [
        "`TODO` and `</div>` in code.",
        "```html\n</div> TODO\n```",
        "He is 5'10\" and “tall”.",
        "[![A kettle](../images/kettle.jpg)](/about/)",
        '<a href="/about/" aria-label="About us"></a> and <br> and <p>one',
        "<ul><li>One<li>Two</ul>",
        "[Back to the top](#top) and [mail](mailto:us@tests.example).",
        "[Another host](https://elsewhere.example/) may be linked to.",
    ],
)
def test_what_is_right_is_left_alone(body: str, tmp_path: Path) -> None:
    assert clean(tmp_path, {THIRD: third(f"Text.\n\n{body}\n\nMore.")}).found() == []


def test_a_text_to_come_is_a_word_of_english_editors_only(tmp_path: Path) -> None:
    config = str(CLEAN["config.yaml"]).replace("en-GB", "de")
    assert clean(tmp_path, {"config.yaml": config, THIRD: third("Die TK zahlt.")}).found() == []


def test_vague_words_are_those_of_the_sites_language(tmp_path: Path) -> None:
    config = str(CLEAN["config.yaml"]).replace("en-GB", "de")
    files = {"config.yaml": config, THIRD: third("Siehe [hier](/about/).")}
    assert clean(tmp_path, files).found() == [f"{THIRD}:7: warning link-text-vague"]


def test_comments_of_a_service_have_ids_that_no_page_shows(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {THIRD: third("As [Sam said](/nights-2/#comment-7).")}
    assert clean(tmp_path / "archived", files).found() == [f"{THIRD}:7: warning dead-anchor"]
    service = "comments: {provider: isso, isso: {url: https://isso.tests.example/}}"
    files["config.yaml"] = str(CLEAN["config.yaml"]).rstrip(" ") + f"        {service}\n"
    assert clean(tmp_path / "isso", files).found() == []


def test_what_a_build_calls_another_tools_is_not_also_a_dead_link(tmp_path: Path) -> None:
    found = clean(tmp_path, {THIRD: third("Go [home]({{ site.url }}/about).")}).found()
    assert found == [f"{THIRD}:7: warning foreign-syntax"]


def test_notes_to_oneself_are_allowed_in_a_draft(tmp_path: Path) -> None:
    files = {THIRD: third("Text. TODO: more.", draft="true")}
    assert clean(tmp_path, files).found(Options(drafts=True)) == []


@pytest.mark.parametrize(
    ("link", "place"),
    [("[*here*](/about/)", f"{THIRD}:7"), ("<a href='/about/'>\n here</a>", THIRD)],
    ids=["with markup", "in words that no source has"],
)
def test_a_text_that_is_written_otherwise_is_found_or_told_of_the_file(
    link: str, place: str, tmp_path: Path
) -> None:
    assert clean(tmp_path, {THIRD: third(f"See {link}.")}).found() == [f"{place}: warning link-text-vague"]


def test_what_a_list_repeats_is_told_at_its_text_only(tmp_path: Path) -> None:
    """The teaser is on the home page and in the archive of tags too."""
    files = {
        THIRD: third("See [here](/about/) and [that](https://tests.example/gone/).\n\n" + BODY, tags="[a]")
    }
    assert sorted(clean(tmp_path, files).found()) == [
        f"{THIRD}:8: error dead-link",
        f"{THIRD}:8: warning link-text-vague",
    ]


def test_series_are_told_of_by_what_a_build_says(tmp_path: Path) -> None:
    """A part that is missing before a live one, and an announced one that is late: a build warns of both."""
    days = series(
        "Days", "About days.", description="Days.", parts=3, planned="[{part: 3, date: 2026-02-01}]"
    )
    files = {
        "content/series/days.md": days,
        THIRD: third(series="days", series_part=2),
        "content/posts/late.md": third(series="days", series_part=3, draft="true", title="Late"),
    }
    found = clean(tmp_path, files).found()
    assert sorted(one.rpartition(" ")[2] for one in found) == ["series-gap", "series-plan-overdue"]
