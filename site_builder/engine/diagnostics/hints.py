"""Hints that need a search of the site: made for problems that somebody will read, and remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Diagnostic, Search
from site_builder.model.problem_groups import grouped
from site_builder.stages.assemble.guesses import Guesses, Names

MOST_OF_A_KIND = 20
"""So many searches are made for the problems of one code, however many there are."""


def with_hints(diagnostics: Iterable[Diagnostic], names: Names, cache: BuildCache) -> tuple[Diagnostic, ...]:
    """The same problems; those that are shown, and the first of each code, say what may have been meant.

    One that was answered for the same names before is not searched for again.
    """
    found = tuple(diagnostics)
    guesses = Guesses(names)
    answers: dict[Search, str] = {}
    asked: Counter[str] = Counter()
    codes = {one.code for one in found if one.search}
    searching = [one for one in found if one.code in codes]
    for one in (*(shown for group in grouped(searching) for shown in group.shown), *searching):
        if one.search and asked[one.code] < MOST_OF_A_KIND and one.search not in answers:
            asked[one.code] += 1
            answers[one.search] = _answer(one.search, guesses, cache)
    hints = {search: f"did you mean {answer}?" for search, answer in answers.items() if answer}
    if not hints:
        return found
    return tuple([_hinted(one, hints[one.search]) if one.search in hints else one for one in found])


def _hinted(one: Diagnostic, hint: str) -> Diagnostic:
    return msgspec.structs.replace(one, hint=hint)


def _answer(search: Search, guesses: Guesses, cache: BuildCache) -> str:
    key = guesses.key(search)
    remembered = cache.derived.get(key)
    if remembered is not None:
        return remembered.decode()
    answer = guesses.answer(search)
    cache.derived.put(key, answer.encode())
    return answer
