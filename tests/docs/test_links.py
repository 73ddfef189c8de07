"""Links of the documentation lead somewhere, and every page can be reached from the index."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import DOCS, anchors, documents, links, name_of
from tests.requirements import REPOSITORY


def _target(page: Path, link: str) -> Path:
    path = unquote(urlsplit(link).path)
    return (page.parent / path).resolve() if path else page


@pytest.mark.parametrize("page", documents(), ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    broken = []
    for line, link in links(page):
        parts = urlsplit(link)
        if parts.scheme in {"http", "https", "mailto"}:
            continue
        target = _target(page, link)
        if not target.exists():
            broken.append(f"{line}: there is no {link}")
        elif parts.fragment and target.suffix == ".md" and unquote(parts.fragment) not in anchors(target):
            broken.append(f"{line}: there is no heading for {link}")
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set[Path](), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = (_target(page, link) for _, link in links(page) if not urlsplit(link).scheme)
        waiting += [
            one for one in targets if one.suffix == ".md" and one.is_relative_to(DOCS) and one.is_file()
        ]
    assert {name_of(page) for page in set(DOCS.rglob("*.md")) - reached} == set()


def test_every_picture_is_shown_somewhere() -> None:
    shown = {_target(page, link) for page in documents() for _, link in links(page)}
    pictures = {path for path in (DOCS / "images").rglob("*") if path.is_file()}
    assert {path.relative_to(REPOSITORY).as_posix() for path in pictures - shown} == set()
