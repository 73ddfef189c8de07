"""What is wrong with the texts that a site says in place of the theme's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.model.expressions import expression
from site_builder.stages.language.words import PLACEHOLDER, catalogue_files, read_catalogue
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.suggestions import guess_or

_FORM = expression(r"\d+|above \d+|zero|one|two|few|many|other")


def mistakes_in(texts: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, InvalidValue]]:
    """Keys that the theme does not ask for, values that it does not give, and forms that no number has.

    Each comes with the key of its text.
    """
    english = read_catalogue(catalogue_files("en")[-1].read_text("utf-8")).texts
    for key, forms in texts.items():
        known = english.get(key)
        if known is None:
            yield key, InvalidValue(f"the theme has no text '{key}'", _hint_for_unknown(key, english))
            continue
        values = _values(known) | ({"count"} if len(known) > 1 else set())
        yield from ((key, mistake) for mistake in _mistakes_in_forms(key, forms, values))


def _mistakes_in_forms(key: str, forms: Mapping[str, str], values: set[str]) -> Iterator[InvalidValue]:
    for name in forms:
        if not _FORM.fullmatch(name):
            yield InvalidValue(
                f"'{key}' has a form '{name}'", "a form is a number, or one, few, many or other"
            )
    if "other" not in forms:
        yield InvalidValue(
            f"'{key}' has no form other", "add other: for all numbers that have none of their own"
        )
    for name in sorted(_values(forms) - values):
        known = ", ".join(f"{{{one}}}" for one in sorted(values))
        hint = f"it can have {known}" if known else "write it without"
        yield InvalidValue(f"the theme gives no value {{{name}}} to '{key}'", hint)


def _hint_for_unknown(word: str, english: Mapping[str, Mapping[str, str]]) -> str:
    """The key that is nearly this, or whose text is this very word: `email` for share_by_email."""
    same = (key for key, forms in english.items() if word.casefold() in map(str.casefold, forms.values()))
    instead = next(same, "")
    otherwise = f"did you mean {instead}?" if instead else "site-builder theme words prints all of them"
    return guess_or(word, english, otherwise)


def _values(forms: Mapping[str, str]) -> set[str]:
    return {name[0].lower() + name[1:] for form in forms.values() for name in PLACEHOLDER.findall(form)}
