"""What is said of a text because of what is in it, exchanged in what is said of the whole site.

Whoever reads a text anew says the same of it wherever it stands in a site that stays as it is. So an edit
that adds, moves or corrects such problems is no reason to look at all other texts again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

import msgspec

from site_builder.engine.diagnostics.pictures_elsewhere import text_problems
from site_builder.engine.diagnostics.problems import in_content, in_order
from site_builder.engine.preparing.prepare import Prepared
from site_builder.model.diagnostics import Diagnostic, source_name
from site_builder.model.documents import Head
from site_builder.stages.assemble.resolve import Resolver
from site_builder.stages.views.plan import broken_links

_Diagnostics = tuple[Diagnostic, ...]
_path_of = attrgetter("path")


class OwnProblems(NamedTuple):
    """By who finds them: parsing, assembling and planning. Paths are relative to content/."""

    parsed: _Diagnostics
    assembled: _Diagnostics
    planned: _Diagnostics

    @classmethod
    def of(cls, prepared: Prepared, head: Head, resolver: Resolver) -> OwnProblems:
        """Of a text that the resolver has answered for, if it is shown."""
        links = (link for link in resolver.site_links if link.source == head.path)
        return cls(
            tuple(text_problems([head], prepared.site)),
            tuple(one for one in resolver.diagnostics if one.path == head.path),
            tuple(broken_links(links, prepared.routes, prepared.config.paths.content)),
        )


def said_besides(prepared: Prepared, path: str, own: OwnProblems) -> _Diagnostics:
    """What is said of a text for more reasons than the text: a tag that others spell otherwise."""
    said = prepared.diagnostics[_range_of(prepared, path)]
    known = set(_in_content(prepared, own)) if said else ()
    return tuple(one for one in said if one not in known)


def exchange_own(
    prepared: Prepared, path: str, before: OwnProblems, now: OwnProblems, besides: _Diagnostics
) -> Prepared:
    """The site of whose text is said now what is its own, and `besides`. The very same if nothing changes."""
    if before == now:
        return prepared
    where = _range_of(prepared, path)
    said = in_order((*_in_content(prepared, now), *besides))
    assembled, planned = prepared.assembled, prepared.planned
    return prepared._replace(
        assembled=msgspec.structs.replace(
            assembled,
            diagnostics=_exchanged(assembled.diagnostics, path, before.assembled, now.assembled),
        ),
        planned=msgspec.structs.replace(
            planned, broken_links=_exchanged(planned.broken_links, path, before.planned, now.planned)
        ),
        diagnostics=(*prepared.diagnostics[: where.start], *said, *prepared.diagnostics[where.stop :]),
    )


def _exchanged(all_: _Diagnostics, path: str, before: _Diagnostics, now: _Diagnostics) -> _Diagnostics:
    if before == now:
        return all_
    return (*(one for one in all_ if one.path != path or one not in before), *now)


def _in_content(prepared: Prepared, own: OwnProblems) -> Iterator[Diagnostic]:
    return in_content(chain.from_iterable(own), prepared.config, prepared.spared)


def _range_of(prepared: Prepared, path: str) -> slice:
    """Where the diagnostics of a text are, which are sorted by path first."""
    name = source_name(prepared.config.paths.content, path)
    start = bisect_left(prepared.diagnostics, name, key=_path_of)
    return slice(start, bisect_right(prepared.diagnostics, name, lo=start, key=_path_of))
