"""Hints that need a search of the site: made for problems that somebody will read, and remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from site_builder.engine.store.cache import BuildCache
from site_builder.model.diagnostics import Diagnostic, Search
from site_builder.stages.assemble.guesses import Guesses, Names

MOST_OF_A_KIND = 20
"""So many searches are made for the problems of one code, however many there are."""


def with_hints(diagnostics: Iterable[Diagnostic], names: Names, cache: BuildCache) -> tuple[Diagnostic, ...]:
    """The same problems; the first of each code say what was meant, if the site has something like it.

    One that was answered for the same names before is not searched for again.
    """
    guesses = Guesses(names)
    answers: dict[Search, str] = {}
    asked: Counter[str] = Counter()
    hinted = []
    for one in diagnostics:
        search = one.search
        if search is not None and search not in answers and asked[one.code] < MOST_OF_A_KIND:
            asked[one.code] += 1
            answers[search] = _answer(search, guesses, cache)
        answer = answers.get(search) if search is not None else ""
        hinted.append(msgspec.structs.replace(one, hint=f"did you mean {answer}?") if answer else one)
    return tuple(hinted)


def _answer(search: Search, guesses: Guesses, cache: BuildCache) -> str:
    key = guesses.key(search)
    remembered = cache.get(key)
    if remembered is not None:
        return remembered.decode()
    answer = guesses.answer(search)
    cache.put(key, answer.encode())
    return answer
