"""Covers `importers/wordpress/part_links`, `importers/wordpress/part_numbers`."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.cli import main
from site_builder.importers.wordpress.part_links import PartLink, join_by_links, part_links
from site_builder.importers.wordpress.part_numbers import number_of
from site_builder.importers.wordpress.series import Candidate, find_series
from tests.importers.export import ADDRESS, body, bring, export, item, meta


def test_series_are_found_and_written_when_wanted(tmp_path: Path) -> None:
    items = [
        item("Police (part 1)", "This is Part One of a three-part series about police.", number=1),
        item("Police (part 2)", number=2),
    ]
    assert not (bring(tmp_path, export(items)) / "content/series").exists()
    (tmp_path / "x").mkdir()
    root = bring(tmp_path / "x", export(items), "--series", "yes")
    text = (root / "content/series/police.md").read_text(encoding="utf-8")
    assert "parts: 3" in text
    assert "about: about police" in text
    assert "three-part" not in body(root)
    assert "part: 3" in text
    assert "series: police\nseries_part: 2" in (root / "content/posts/post-2.md").read_text(encoding="utf-8")
    assert main(["build", "-c", str(root)]) == 0


@pytest.mark.parametrize(
    ("titles", "numbers"),
    [
        (["Work, Part II", "Work, Part I"], [1, 2]),
        (["Work 1/2", "Work 2/2"], [1, 2]),
        (["Work: part one", "Work: part two", "Other"], [1, 2]),
        (["Part 1: Work", "Alone (part 1)"], []),
        (["2020", "1984"], []),
    ],
)
def test_titles_that_name_parts_are_series(titles: list[str], numbers: list[int]) -> None:
    found = find_series([Candidate(title, title, "") for title in titles])
    assert [part.number for one in found for part in one.parts] == numbers


def term(slug: str, name: str) -> str:
    return f'<category domain="series" nicename="{slug}"><![CDATA[{name}]]></category>'


def declared(number: int, slug: str, name: str) -> str:
    return (
        f"<wp:term><wp:term_id>{number}</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy>"
        f"<wp:term_slug>{slug}</wp:term_slug><wp:term_name>{name}</wp:term_name></wp:term>"
    )


def series_lines(root: Path, number: int) -> list[str]:
    text = (root / f"content/posts/post-{number}.md").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.startswith("series")]


@pytest.mark.parametrize("key", ["_series_part", "_series_part_7", "series_part"])
def test_the_series_of_the_plugin_keep_their_slug_and_numbers(tmp_path: Path, key: str) -> None:
    items = [
        item("Later", number=1, extra=term("walks-2", "Long walks") + meta(key, "2")),
        item("Sooner", number=2, extra=term("walks-2", "Long walks") + meta(key, "1")),
    ]
    head = declared(7, "walks-2", "Long walks")
    root = bring(tmp_path, export(items, head=head), "--series", "yes")
    assert series_lines(root, 1) == ["series: walks-2", "series_part: 2"]
    assert series_lines(root, 2) == ["series: walks-2", "series_part: 1"]
    assert main(["build", "-c", str(root), "-q"]) == 0
    assert (root / "output/series/walks-2/index.html").is_file()


def test_a_post_in_two_series_has_the_number_of_the_first(tmp_path: Path) -> None:
    both = term("a", "A") + term("b", "B") + meta("_series_part_9", "5") + meta("_series_part_8", "1")
    items = [
        item(number=1, extra=both),
        item(number=2, extra=term("a", "A") + meta("_series_part_8", "2")),
    ]
    head = declared(8, "a", "A") + declared(9, "b", "B")
    root = bring(tmp_path, export(items, head=head), "--series", "yes")
    assert series_lines(root, 1) == ["series: a", "series_part: 1"]
    assert "In more than one series" in (root / "import-report.md").read_text(encoding="utf-8")


def link(number: int, words: str) -> str:
    return f'<a href="{ADDRESS}/2020/03/post-{number}/">{words}</a>'


def test_links_between_parts_are_a_series(tmp_path: Path) -> None:
    items = [
        item("Nights at home", "Words.", number=1),
        item("Nights at work", f"Read {link(1, 'part one')} first.", number=2),
        item(
            "Nights abroad", f"After {link(1, 'Part 1')} and {link(2, '<em>the second part</em>')}.", number=3
        ),
        item("Alone", f"Read {link(1, 'this')}.", number=4),
    ]
    root = bring(tmp_path, export(items), "--series", "yes")
    assert [series_lines(root, number)[-1:] for number in (1, 2, 3, 4)] == [
        ["series_part: 1"],
        ["series_part: 2"],
        ["series_part: 3"],
        [],
    ]
    assert main(["build", "-c", str(root), "-q"]) == 0


def test_a_post_that_links_number_joins_the_series_that_titles_show() -> None:
    found = find_series(
        [
            Candidate("a", "Work (part 1)", ""),
            Candidate("b", "What came of it", "", links=(PartLink("a", 1), PartLink("c", 3))),
            Candidate("c", "Work (part 3)", "", links=(PartLink("b", 2),)),
        ]
    )
    assert [(one.title, [(part.number, part.key) for part in one.parts]) for one in found] == [
        ("Work", [(1, "a"), (2, "b"), (3, "c")])
    ]


def test_links_never_join_two_series_that_are_known() -> None:
    links = {"a": (PartLink("b", 2),), "b": (), "c": (PartLink("a", 0),)}
    assert list(join_by_links(links, {"a": "x", "b": "y"})) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('<a href="/x/">Part 2</a>', [2]),
        ("<a href='/x/'>the <b>first</b> part</a>", [1]),
        ('<a class="y" href="/x/">read the next part</a>', [0]),
        ('<a href="/x/">a partner in crime</a> <a href="/x/">departed</a>', []),
        ('<a href="/x/">Part</a> 2', []),
    ],
)
def test_links_whose_words_speak_of_a_part_are_seen(text: str, numbers: list[int]) -> None:
    assert [one.number for one in part_links(text)] == numbers


def test_numbers_are_read_as_they_are_written() -> None:
    written = ["2", "II", "two", "second", "iv", "IX", "twelve", "x"]
    assert [number_of(text) for text in written] == [2, 2, 2, 2, 4, 9, 12, 10]
