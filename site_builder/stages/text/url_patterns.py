"""Patterns of URLs with `{slug}`, `{year}`, `{month}`, `{day}`: which one a blog had, and what it gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

_MADE_HERE = re.compile(r"/(?:(?:series|tags|categories|archive|page|assets|feed|comments)/)?(?:\d+/)?")


def is_made_here(path: str) -> bool:
    """Whether this project makes a page at a path, whatever the content: a listing, a feed, the home page."""
    return _MADE_HERE.fullmatch(path) is not None


def recognise(posts: Iterable[tuple[str, str, datetime | None]]) -> str:
    """The pattern that most posts' paths have, of (path, slug, date); `/{slug}/` where none is seen."""
    counted: Counter[str] = Counter()
    for path, slug, date in posts:
        if path in {"", "/"} or not slug or date is None:
            continue
        known = {slug: "{slug}", f"{date:%Y}": "{year}", f"{date:%m}": "{month}", f"{date:%d}": "{day}"}
        pieces: list[str] = []
        for piece in path.strip("/").split("/"):
            name, dot, extension = piece.rpartition(".")
            wanted = known.get(piece) or (known.get(name, name) + dot + extension if dot else piece)
            pieces.append(wanted if wanted not in pieces or wanted[0] != "{" else piece)
        # The first of January: a month and a day that look alike come in that order.
        if "{day}" in pieces and "{month}" not in pieces:
            pieces[pieces.index("{day}")] = "{month}"
        if f"{date:%m}" == f"{date:%d}":
            pieces = _in_order(pieces, f"{date:%d}")
        pattern = "/" + "/".join(pieces) + ("/" if path.endswith("/") else "")
        if pattern.count("{slug}") == 1:
            counted[pattern] += 1
    return counted.most_common(1)[0][0] if counted else "/{slug}/"


def _in_order(pieces: list[str], number: str) -> list[str]:
    places = [index for index, piece in enumerate(pieces) if piece in {"{month}", "{day}", number}]
    names = ("{month}", "{day}")
    return [
        names[places.index(index)] if index in places[:2] else piece for index, piece in enumerate(pieces)
    ]


def filled(pattern: str, slug: str, date: datetime | None) -> str:
    """The path that a pattern gives, or nothing where it needs a date that is missing."""
    if date is None:
        return "" if re.search(r"\{(year|month|day)\}", pattern) else pattern.replace("{slug}", slug)
    values = {"{slug}": slug, "{year}": f"{date:%Y}", "{month}": f"{date:%m}", "{day}": f"{date:%d}"}
    return re.sub(r"\{\w+\}", lambda found: values.get(found[0], found[0]), pattern)
