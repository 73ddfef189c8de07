"""What is wrong with the texts that a site says in place of the theme's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from site_builder.stages.language.words import PLACEHOLDER, catalogue_files, read_catalogue
from site_builder.stages.text.suggestions import guess_or

_FORM = re.compile(r"\d+|above \d+|zero|one|two|few|many|other")


class Mistake(NamedTuple):
    """A text by its key, what is wrong with it, and what to do."""

    key: str
    message: str
    hint: str


def mistakes_in(texts: Mapping[str, Mapping[str, str]]) -> Iterator[Mistake]:
    """Keys that the theme does not ask for, values that it does not give, and forms that no number has."""
    english = read_catalogue(catalogue_files("en")[-1].read_text("utf-8")).texts
    for key, forms in texts.items():
        known = english.get(key)
        if known is None:
            hint = guess_or(key, english, "site-builder theme words prints all of them")
            yield Mistake(key, f"the theme has no text '{key}'", hint)
            continue
        yield from _mistakes_in_forms(key, forms, _values(known) | ({"count"} if len(known) > 1 else set()))


def _mistakes_in_forms(key: str, forms: Mapping[str, str], values: set[str]) -> Iterator[Mistake]:
    for name in forms:
        if not _FORM.fullmatch(name):
            yield Mistake(
                key, f"'{key}' has a form '{name}'", "a form is a number, or one, few, many or other"
            )
    if "other" not in forms:
        yield Mistake(
            key, f"'{key}' has no form other", "add other: for all numbers that have none of their own"
        )
    for name in sorted(_values(forms) - values):
        known = ", ".join(f"{{{one}}}" for one in sorted(values))
        hint = f"it can have {known}" if known else "write it without"
        yield Mistake(key, f"the theme gives no value {{{name}}} to '{key}'", hint)


def _values(forms: Mapping[str, str]) -> set[str]:
    return {name[0].lower() + name[1:] for form in forms.values() for name in PLACEHOLDER.findall(form)}
