"""What posts say of their series, against what is so, and the links that a site may have made of it.

Covers `stages/bodies/mentions`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.driver import CONFIG, Project, post, series

SERIES = "content/series/walks.md"
SECOND = "content/posts/walk-2.md"
NUMBERS = ("one", "two", "three", "four", "five")
PAGE = """\
In Part One we began with the rota, and with the reasons why so few men ring in sick. In this piece I turn to
two of the harder ones, sleep and money.

It is meant to be read with the rest of this three-part series, in part because no part of it is fair alone.

## Sleep

In part one, I called the night shift “the long corridor”, and I stand by that.

This is Part Two of a three-part series on work.

Part III (final) will be published Nov 2.
"""
"""Mentions as a blog would have them; each number of them is once in MENTIONS."""
MENTIONS = (
    "Part {One}",
    "this {three}-part",
    "part {one},",
    "Part {Two} of",
    "a {three}-part",
    "Part {III} (",
)


def walks(text: str, title: str = "Walks (part 2)", config: str = CONFIG) -> dict[str, str | bytes]:
    planned = "\n  - {part: 3, date: 2026-04-01}"
    return {
        "config.yaml": config,
        SERIES: series("Walks", parts=3, planned=planned),
        "content/posts/walk-1.md": post("Walks (part 1)", "Up.", "2026-01-06", series="walks", series_part=1),
        SECOND: post(title, text, "2026-01-13", series="walks", series_part=2),
    }


def said(tmp_path: Path, text: str, title: str = "Walks (part 2)", config: str = CONFIG) -> list[str]:
    """What a build says of the second part, as `line:column code`."""
    report = Project(walks(text, title, config), tmp_path).build().report
    return [
        f"{one.place.line}:{one.place.column} {one.code}" for one in report.diagnostics if one.path == SECOND
    ]


def test_nothing_is_wrong_with_what_is_right(tmp_path: Path) -> None:
    assert said(tmp_path, PAGE) == []


def mutations() -> list[str]:
    made = []
    for mention in MENTIONS:
        number = re.findall(r"\{(\w+)\}", mention)[0]
        plain = mention.replace("{", "").replace("}", "")
        assert PAGE.count(plain) == 1, plain
        for word in ("I", "II", "III", "IV", "V") if number == "III" else NUMBERS:
            other = word.capitalize() if number[0].isupper() and number != "III" else word
            if other != number:
                made.append(PAGE.replace(plain, re.sub(r"\{\w+\}", other, mention)))
    return made


def test_each_number_that_is_wrong_is_found(tmp_path: Path) -> None:
    texts = mutations()
    assert len(texts) == 4 * len(MENTIONS)
    site = Project(walks(PAGE), tmp_path)
    missed = []
    for text in texts:
        site.write(SECOND, post("Walks (part 2)", text, "2026-01-13", series="walks", series_part=2)).build()
        if not any(one.code.startswith("mention-") for one in site.report.diagnostics):
            missed.append(next(line for line in text.splitlines() if line not in PAGE.splitlines()))
    assert missed == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In Part Seven I shall rest.", ["8:4 mention-part"]),
        ("Words.\n\nAnd as *in Part Seven*, so here.", ["10:12 mention-part"]),
        ("[In Part One](part:1) he slept.", []),
        ("[In Part Three](part:1) he slept.", ["8:5 mention-part"]),
        ("In Part Two I said so.", ["8:4 mention-part"]),
        ("In Part Two, I’ll say so.", []),
        ("In Part Three we saw that.", ["8:4 mention-part"]),
        ("In Part One we will see that.", ["8:4 mention-part"]),
        ("In the next part, we rest.", []),
        ("In the previous part, we slept.", []),
        ("This four-part series is long.", ["8:1 mention-count"]),
        ("Last week’s part was short.", []),
        ("Yesterday’s part was short.", ["8:1 mention-time"]),
        ("Next week’s part is long.", ["8:1 mention-time"]),
        ("Part Three follows next week.", ["8:1 mention-time"]),
        ("`Part Seven` and\n\n    Part Seven\n\n## Part Seven\n\n> In Part Seven he rests.", []),
        ("Part Seven of the Act, and in part seven men.", []),
        ("[Part Seven](https://elsewhere.example/) of theirs.", []),
        ('<div>In <a href="x">Part Seven</a> it is raw.</div>', ["8:21 mention-part"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(text: str, found: list[str], tmp_path: Path) -> None:
    assert [one for one in said(tmp_path, text) if "mention" in one] == found


def test_the_number_in_a_title_is_the_posts_own(tmp_path: Path) -> None:
    assert said(tmp_path, "Words.", "Walks (part 3)") == ["2:8 mention-part"]


def test_ends_of_a_series_have_nothing_beyond_them(tmp_path: Path) -> None:
    site = Project(walks("Words."), tmp_path)
    site.edit("content/posts/walk-1.md", "Up.", "In the previous part, we slept.")
    site.write(
        "content/posts/walk-3.md",
        post("Walks (part 3)", "In the next part, we rest.", "2026-01-20", series="walks", series_part=3),
    ).build()
    found = {one.path: one.code for one in site.report.diagnostics if one.code.startswith("mention")}
    assert found == {
        "content/posts/walk-1.md": "mention-part",
        "content/posts/walk-3.md": "mention-part",
    }


def test_an_open_series_may_speak_of_the_part_that_comes(tmp_path: Path) -> None:
    site = Project(walks("In Part Three I’ll rest, and in Part Seven too."), tmp_path)
    site.write(SERIES, series("Walks")).build()
    assert [one.message for one in site.report.diagnostics if one.code.startswith("mention")] == [
        "'Part Seven' names part 7, and the series 'walks' has 2 parts"
    ]


@pytest.mark.parametrize("apart", [1, 6, 7, 8, 13, 14, 30])
def test_next_week_is_a_week_away(apart: int, tmp_path: Path) -> None:
    """2026-01-13 is a Tuesday: next week is from the 19th to the 25th, or about seven days away."""
    planned = f"\n  - {{part: 3, date: {date(2026, 1, 13) + timedelta(days=apart)}}}"
    files = walks("Part Three follows next week.") | {SERIES: series("Walks", parts=3, planned=planned)}
    report = Project(files, tmp_path).build("2026-01-13T12:00").report
    is_wrong = any(one.code == "mention-time" for one in report.diagnostics)
    assert is_wrong is (apart not in range(5, 13))


def test_a_site_can_do_without(tmp_path: Path) -> None:
    assert said(tmp_path, "In Part Seven.", "Walks (part 3)", CONFIG + "series: {mentions: false}\n") == []


def test_a_post_outside_of_a_series_says_what_it_likes(tmp_path: Path) -> None:
    site = Project({"content/posts/a.md": post("A (part 9)", "In Part Seven we rest.")}, tmp_path).build()
    assert site.report.diagnostics == ()


# -- links -------------------------------------------------------------------------------------------------

LINKED = CONFIG + "series: {link_mentions: true}\n"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("In Part One he slept.", 'In <a href="/walk-1/">Part One</a> he slept.'),
        ("*In part one*, he slept.", '<em>In <a href="/walk-1/">part one</a></em>, he slept.'),
        ("In Part Two I say so.", "In Part Two I say so."),
        ("[In Part One](part:1) so.", '<a href="/walk-1/">In Part One</a> so.'),
        ("In Part Three, he rests.", "In <a>Part Three</a>, he rests."),
        ("`In Part One` so.", "<code>In Part One</code> so."),
        ("<div>In Part One so.</div>", '<div>In <a href="/walk-1/">Part One</a> so.</div>'),
        ("In Part\nOne so.", 'In <a href="/walk-1/">Part\nOne</a> so.'),
        ("Part One and Part One.", '<a href="/walk-1/">Part One</a> and <a href="/walk-1/">Part One</a>.'),
        ("Part One of the Act.", "Part One of the Act."),
    ],
)  # fmt: skip
def test_mentions_become_links(text: str, printed: str, tmp_path: Path) -> None:
    page = Project(walks(text, config=LINKED), tmp_path).build().page("/walk-2/")
    assert printed in page


def test_links_of_mentions_are_full_in_feeds_and_near_on_the_whole_page(tmp_path: Path) -> None:
    site = Project(walks("In Part One he slept.", config=LINKED), tmp_path).build()
    assert "href=&#34;https://tests.example/walk-1/&#34;&gt;Part One" in site.page("/feed.xml")
    assert '<a href="#part-1">Part One</a>' in site.page("/series/walks/all/")


def test_without_the_setting_the_page_is_as_written(tmp_path: Path) -> None:
    assert "<p>In Part One he slept.</p>" in Project(walks("In Part One he slept."), tmp_path).build().page(
        "/walk-2/"
    )


def test_what_is_wrong_elsewhere_keeps_its_place_where_links_are_made(tmp_path: Path) -> None:
    text = "In Part One he slept. [Gone](gone.md) and in Part One [too](gone.md)."
    assert said(tmp_path, text, config=LINKED) == ["8:30 broken-link", "8:61 broken-link"]


def test_a_draft_that_is_published_makes_the_link(tmp_path: Path) -> None:
    site = Project(walks("In Part Three, he rests.", config=LINKED), tmp_path).build()
    third = post("Home", "Words.", "2026-02-01", series="walks", series_part=3)
    site.write("content/posts/walk-3.md", third).build()
    assert '<a href="/walk-3/">Part Three</a>' in site.page("/walk-2/")
    site.assert_same_as_clean(tmp_path / "clean")
