"""Covers `whole_series`: all live parts of a series on one page."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import msgspec

from site_builder.model.config import SeriesSettings
from site_builder.outputs import series as landing
from site_builder.outputs import sitemap, whole_series
from tests.driver import CONFIG, Project, post, series
from tests.outputs.presenters import planned, presenter, view, views
from tests.stages.assemble.heads import part
from tests.stages.assemble.heads import series as series_file

ALL = "/series/walks/all/"
SUPPORT = "support:\n  - name: A friendly voice\n    phone: '0800 123 456'\n"
PART_ONE = """\
In [part two](part:2), in [a part of it](part:2#why), in [the third](part:3) and [below](#why).

## Why

Because.[^1] See [the comments](#_comments).

[^1]: A note, as in [its beginning](#why).
"""
PART_TWO = """\
Back to [part one](part:1#why).

## Why

Because.[^1]

### A detail

[^1]: Another note.
"""


def walks(config: str = CONFIG) -> dict[str, str | bytes]:
    return {
        "config.yaml": config,
        "content/series/walks.md": series("Walks", parts=3, description="Up and down."),
        "content/posts/walk-1.md": post(
            "Up",
            PART_ONE,
            "2026-01-04",
            series="walks",
            series_part=1,
            content_note="It is steep, as in [why](#why).",
            editor_notes="\n  - date: 2026-01-08\n    kind: correction\n    text: It was lower.",
        ),
        "content/posts/walk-2.md": post("Down", PART_TWO, "2026-01-05", series="walks", series_part=2),
        "content/posts/walk-3.md": post("Home", "Secret.", "2026-04-01", series="walks", series_part=3),
    }


def test_it_is_made_from_two_live_parts_on() -> None:
    one = presenter(series_file(length=2), part(1))
    assert views(whole_series.plan(one)) == {}
    assert view(landing.plan(one), "/series/walks/").series.whole_url == ""
    both = presenter(series_file(length=2), part(1), part(2))
    assert list(views(whole_series.plan(both))) == [ALL]
    assert view(landing.plan(both), "/series/walks/").series.whole_url == ALL


def test_a_site_can_do_without() -> None:
    made = presenter(series_file(length=2), part(1), part(2), series=SeriesSettings(whole=False))
    assert views(whole_series.plan(made)) == {}
    assert view(landing.plan(made), "/series/walks/").series.whole_url == ""


def test_search_engines_are_led_to_the_parts() -> None:
    made = presenter(series_file(length=2), part(1), part(2))
    assert view(whole_series.plan(made), ALL).meta.is_noindex
    listed = view(sitemap.plan_last(made, tuple(planned(made).routes.values())), "/sitemap.xml")
    assert ALL not in {"/" + one.url.split("/", 3)[3] for one in listed.entries}


def test_the_parts_come_in_order_with_what_belongs_to_them() -> None:
    written = part(2, "2026-01-01"), part(1, "2026-01-02"), part(3, "2027-01-01")
    made = presenter(series_file(length=3), *written)
    page = view(whole_series.plan(made), ALL)
    assert [one.number for one in page.parts] == [1, 2]
    assert page.minutes == sum(one.minutes for one in page.parts) == 2
    assert [crumb.url for crumb in page.meta.breadcrumbs] == ["/", "/series/", "/series/walks/", ALL]


def test_every_id_is_there_once_and_every_link_within_the_page_leads_to_one(tmp_path: Path) -> None:
    page = Project(walks(CONFIG + SUPPORT), tmp_path).build().page(ALL)
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert [one for one, count in ids.items() if count > 1] == []
    within = re.findall(r'href="#([^"]*)"', page)
    assert set(within) <= ids.keys()
    assert {"part-1", "part-2", "part-1-why", "part-2-why", "part-2-a-detail"} <= ids.keys()
    footnotes = [one for one in ids if "-fn-" in one]
    assert len(footnotes) == 2
    assert set(footnotes) <= set(within)


def test_links_from_part_to_part_stay_on_the_page(tmp_path: Path) -> None:
    page = Project(walks(), tmp_path).build().page(ALL)
    assert '<a href="#part-2">part two</a>' in page
    assert '<a href="#part-2-why">a part of it</a>' in page
    assert "in <a>the third</a>" in page
    assert '<a href="#part-1-why">part one</a>' in page
    assert '<a href="#part-1-why">below</a>' in page
    assert '<a href="/walk-1/#_comments">the comments</a>' in page
    assert '<a href="#part-1-why">why</a>' in page
    assert "Secret" not in page


def test_headings_are_one_level_deeper_and_contents_list_them(tmp_path: Path) -> None:
    page = Project(walks(), tmp_path).build().page(ALL)
    assert re.findall(r"<(h[1-6])[^>]*>(?:<a[^>]*>)?([^<]*)", page) == [
        ("h1", "Walks"),
        ("h2", "Contents"),
        ("h2", "Up"),
        ("h3", "Content note"),
        ("h3", "Why"),
        ("h2", "Down"),
        ("h3", "Why"),
        ("h4", "A detail"),
    ]
    contents = page[page.index('<nav class="whole-contents"') :]
    contents = contents[: contents.index("</nav>")]
    assert re.findall(r'href="#([^"]*)"', contents) == ["part-1", "part-1-why", "part-2", "part-2-why"]


def test_a_heading_without_words_is_not_among_the_contents(tmp_path: Path) -> None:
    site = Project(walks(), tmp_path).append("content/posts/walk-2.md", '\n## <span id="x"></span> {#bare}\n')
    page = site.build().page(ALL)
    assert 'id="part-2-bare"' in page
    assert 'href="#part-2-bare"' not in page


def test_notes_stand_with_their_part_and_the_numbers_once(tmp_path: Path) -> None:
    page = Project(walks(CONFIG + SUPPORT), tmp_path).build().page(ALL)
    one, two = page[page.index('id="part-1"') :].split('id="part-2"')
    notes = ("It is steep", "It was lower")
    assert [note in one for note in notes] == [True, True]
    assert [note in two for note in notes] == [False, False]
    assert page.count("A friendly voice") == 1
    assert '<a href="#_support">' in one


def test_only_an_edit_of_a_part_makes_it_again(tmp_path: Path) -> None:
    site = Project(walks() | {"content/posts/other.md": post("Other")}, tmp_path).build()
    site.append("content/posts/other.md", "More.").build()
    assert "series/walks/all/index.html" not in site.report.rendered
    site.append("content/posts/walk-2.md", "\nMore.\n").build()
    assert "series/walks/all/index.html" in site.report.rendered
    assert "More." in site.page(ALL)


def test_its_view_can_be_brought_back() -> None:
    made = presenter(series_file(length=2), part(1), part(2))
    page = view(whole_series.plan(made), ALL)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(page), type=type(page)) == page
