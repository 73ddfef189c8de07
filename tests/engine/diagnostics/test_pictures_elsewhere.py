"""Pictures on the site's own host: a parser cannot tell them from those of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model.diagnostics import Diagnostic
from tests.driver import CONFIG, Project, post

HOST = "https://tests.example"
THERE = f"{HOST}/blog/img/it%20is.pdf"
AWAY = "pictures in this text load from other hosts, which can track readers"
LOST = (
    "pictures in this text are loaded from tests.example, the address of this very site, but not among its "
    "files: published there, the site will not show them"
)


def told(folder: Path, text: str, **keys: str) -> list[Diagnostic]:
    """What is said of pictures that are elsewhere; the site is at a path of its host."""
    files: dict[str, str | bytes] = {
        "config.yaml": CONFIG.replace(f"{HOST}/", f"{HOST}/blog/"),
        "content/posts/a.md": post("A", text, **keys),
        "content/static/img/it is.pdf": b"%PDF-1.4",
    }
    found = Project(files, folder).build().report.diagnostics
    return [one for one in found if one.code == "third-party-image"]


@pytest.mark.parametrize("path", ["/wp-content/a.png", "/blog/wp-content/a.png", "/img/it%20is.pdf"])
def test_pictures_at_the_old_address_of_the_site_will_be_gone(path: str, tmp_path: Path) -> None:
    (one,) = told(tmp_path, f"![a]({HOST}{path})")
    assert (one.message, one.place.line, one.place.column) == (LOST, 6, 6)
    assert one.hint == "put the files into the content folder, and link there"


def test_several_of_them_are_counted(tmp_path: Path) -> None:
    (one,) = told(tmp_path, f'![a]({HOST}/a.png) <img src="{HOST}/b.png" alt="b"> ![c]({THERE})')
    assert one.message == LOST
    assert one.hint.endswith("; there are 2 in this text")


def test_a_picture_that_is_a_file_of_the_site_is_not_reported(tmp_path: Path) -> None:
    assert told(tmp_path, f"![a]({THERE})") == []


@pytest.mark.parametrize("other", ["https://else.example/a.png", "//tests.example.org/a.png"])
def test_pictures_of_other_hosts_are_reported_as_before(other: str, tmp_path: Path) -> None:
    (one,) = told(tmp_path, f"![a]({other}) ![b]({THERE})")
    assert one.message == AWAY
    assert one.hint.endswith("; there are 2 in this text")


def test_of_both_kinds_the_hint_says_how_many_will_be_gone(tmp_path: Path) -> None:
    (one,) = told(tmp_path, f"![a](https://else.example/a.png) ![b]({HOST}/b.png)")
    assert one.message == AWAY
    assert one.hint.endswith(", of which 1 will not be shown once the site is published at tests.example")


def test_the_picture_in_front_matter_is_told_of_by_itself(tmp_path: Path) -> None:
    text = "![b](https://else.example/a.png)"
    one, other = told(tmp_path, text, image=f"{{src: {HOST}/a.png, alt: A}}")
    assert one.message == LOST.replace("pictures in this text are", "this picture is").replace("them", "it")
    assert one.place.line == 4
    assert other.message == AWAY


def test_an_address_that_is_none_is_no_picture_of_the_site(tmp_path: Path) -> None:
    (one,) = told(tmp_path, '<img src="http://[" alt="a">')
    assert one.message == AWAY
