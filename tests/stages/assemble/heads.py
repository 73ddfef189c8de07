"""Heads as parsing makes them, in few words, and the site that is assembled of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.store.cache import BuildCache
from site_builder.model.config import Config
from site_builder.model.diagnostics import Place
from site_builder.model.documents import (
    BodyHead,
    Comment,
    CommentsHead,
    Head,
    Label,
    PageHead,
    PostHead,
    Reference,
    ReferenceKind,
    SeriesHead,
)
from site_builder.stages.assemble import AssembledSite, Visibility, assemble
from site_builder.stages.text.slugs import slugify

LONDON = ZoneInfo("Europe/London")
CONFIG = Config(title="Tests", base_url="https://tests.example/", timezone="Europe/London")
NOW = "2026-03-01T12:00"


def at(text: str) -> datetime:
    """An instant, in London where it says nothing else."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=LONDON)


def link(target: str, fragment: str = "", line: int = 1) -> Reference:
    return Reference(ReferenceKind.LINK, target, fragment, place=Place(line, 1))


def image(target: str, line: int = 1) -> Reference:
    return Reference(ReferenceKind.IMAGE, target, place=Place(line, 1))


def body(*references: Reference, anchors: tuple[str, ...] = (), words: int = 100) -> BodyHead:
    return BodyHead(digest="0" * 32, references=references, anchors=anchors, words=words)


def labels(*names: str) -> tuple[Label, ...]:
    return tuple(Label(name, slugify(name), Place(3, number)) for number, name in enumerate(names, 1))


def post(name: str, date: str = "2026-01-01", **values: Any) -> PostHead:
    """A post at `posts/NAME.md`; an empty `date` leaves it out."""
    return PostHead(**_entry(f"posts/{name}.md", date, values))


def page(name: str, date: str = "", **values: Any) -> PageHead:
    """A page at `pages/NAME.md`."""
    return PageHead(**_entry(f"pages/{name}.md", date, values))


def part(number: int, date: str = "2026-01-01", series: str = "walks", **values: Any) -> PostHead:
    """A post at `posts/SERIES-NUMBER.md`."""
    return post(f"{series}-{number}", date, series=series, series_part=number, **values)


def series(slug: str = "walks", **values: Any) -> SeriesHead:
    return SeriesHead(path=f"series/{slug}.md", slug=slug, title=slug.title(), **{"body": body(), **values})


def comments(name: str, *authors: str) -> CommentsHead:
    thread = tuple(Comment(str(number), author, "<p>Hm.</p>") for number, author in enumerate(authors, 1))
    return CommentsHead(path=f"comments/{name}.yaml", name=name, comments=thread)


def assembled(
    *heads: Head,
    files: Iterable[str] = (),
    now: str = NOW,
    drafts: bool = False,
    future: bool = False,
    config: Config = CONFIG,
) -> AssembledSite:
    """The site of these heads."""
    return assemble(config, heads, files, Visibility(at(now), drafts, future))


def said(result: AssembledSite) -> list[str]:
    """What is wrong, one line each: `error posts/a.md:3 code: message; hint`."""
    with closing(BuildCache.temporary()) as cache:
        hinted = with_hints(result.diagnostics, result.names, cache)
    return [
        f"{one.severity.value} {one.path}:{one.place.line} {one.code}: {one.message}; {one.hint}"
        for one in hinted
    ]


def codes(result: AssembledSite) -> list[tuple[str, str]]:
    """Path and code of what is wrong."""
    return [(one.path, one.code) for one in result.diagnostics]


def _entry(path: str, date: str, values: dict[str, Any]) -> dict[str, Any]:
    stem = PurePosixPath(path).parent.name if path.endswith("/index.md") else PurePosixPath(path).stem
    usual = {"path": path, "id": path, "title": stem.title(), "slug": stem, "body": body()}
    return {**usual, "date": at(date) if date else None, **values}
