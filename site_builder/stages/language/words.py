"""The words of the theme: one catalogue for each language in `languages/`, English complete.

A catalogue has `numbers` and `ordinals` (words for 0 to 20, between commas) and `texts`: a text by its key,
or several forms of it by number. Forms are named `8` (exactly that), `above 20`, or by CLDR's plural
categories (`one`, `few`, `many`, `other`), and tried in that order. `{title}` stands for a value, `{Title}`
for the same with a capital first letter; `{count}`, the number that chooses the form, is printed as the
language writes it.

A catalogue is YAML, but only so much of it that a few lines here can read it: builds in which nothing changed
need a text or two, and would spend a fifth of their time on importing PyYAML. For the same reason languages
whose only special number is 1 write `1`, and not CLDR's `one`, which would need Babel.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.model.config import OwnWords
from site_builder.stages.language.locales import (
    direction,
    ordinal_category,
    plural_category,
    print_number,
    subtags,
)

LANGUAGES = Path(__file__).resolve().parents[2] / "languages"
PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
_LTR, _END = "\u2066", "\u2069"
_CATEGORIES = frozenset({"zero", "one", "two", "few", "many"})
_LINE = re.compile(r"(?P<indent> *)(?P<name>[a-z0-9_ ]+):(?: (?P<value>.+))?")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)

Pieces = tuple[str, ...]
"""A text split at its placeholders: literal, name, literal, name, …, literal."""


class Wording(msgspec.Struct, frozen=True):
    """A text of one language: its forms by name (`other` if there is but one)."""

    language: str
    forms: Mapping[str, Pieces]


class UnknownWord(LookupError):
    """No catalogue has this key, or a text lacks a value that it needs."""


def catalogue_files(language: str) -> tuple[Path, ...]:
    """The catalogues for a language, the most particular first, English last."""
    names = dict.fromkeys((*subtags(language), "en"))
    return tuple(path for name in names if (path := LANGUAGES / f"{name}.yaml").is_file())


def has_catalogue(language: str) -> bool:
    """Whether the theme has words in this language, and not only English ones to fall back to."""
    found = catalogue_files(language)
    return len(found) > 1 or "en" in subtags(language)


def catalogue_digest(language: str, own: OwnWords = OwnWords()) -> str:  # noqa: B008 - it is frozen
    """Changes with any text that a site in this language may print, the site's own among them."""
    digest = hashlib.blake2b(msgspec.json.encode(own), digest_size=16)
    for path in catalogue_files(language):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Words:
    """The catalogue of one language, falling back key by key to its parents and to English.

    What the site says itself goes before all of them.
    """

    def __init__(self, language: str, own: OwnWords = OwnWords()) -> None:  # noqa: B008 - it is frozen
        self.language = language
        texts, numbers, ordinals = _catalogue(language)
        if direction(language) == "rtl":
            texts = {key: _isolated(wording) for key, wording in texts.items()}
        self._texts = {**texts, **{key: _wording(language, forms) for key, forms in own.texts.items()}}
        self._numbers, self._ordinals = own.numbers or numbers, own.ordinals or ordinals

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def keys(self) -> tuple[str, ...]:
        """Every key, sorted."""
        return tuple(sorted(self._texts))

    def texts(self) -> dict[str, dict[str, str]]:
        """Every text by its key, in its forms by name, with placeholders as a catalogue has them."""
        return {
            key: {
                name: "".join(f"{{{piece}}}" if place % 2 else piece for place, piece in enumerate(pieces))
                for name, pieces in wording.forms.items()
            }
            for key, wording in sorted(self._texts.items())
        }

    def text(self, key: str, /, **values: object) -> str:
        """A text with its values. With a value that is markup, the whole is markup and the rest is escaped.

        Raises UnknownWord for a key that is in no catalogue, or a placeholder without its value.
        """
        wording = self._texts.get(key)
        if wording is None:
            raise UnknownWord(f"the catalogue has no text '{key}'")
        pieces = _form(wording, values.get("count"))
        if len(pieces) == 1:
            return pieces[0]
        printed = {name: _rendered(name, value, wording.language) for name, value in values.items()}
        if any(hasattr(value, "__html__") for value in printed.values()):
            from markupsafe import Markup, escape

            printed = {name: escape(value) for name, value in printed.items()}
            return Markup(_join(key, tuple(map(_plain_or_escaped, pieces)), printed))
        return _join(key, pieces, printed)

    def number_in_words(self, number: int) -> str:
        """`2` is "two"; digits above twenty."""
        if 0 <= number < len(self._numbers):
            return self._numbers[number]
        return print_number(self.language, number)

    def ordinal(self, number: int) -> str:
        """`2` is "second"; `21` is "21st"."""
        if 0 <= number < len(self._ordinals):
            return self._ordinals[number]
        wording = self._texts["ordinal_digits"]
        category = ordinal_category(wording.language, number)
        pieces = wording.forms.get(category, wording.forms["other"])
        return _join("ordinal_digits", pieces, {"count": print_number(wording.language, number)})


def roman(number: int) -> str:
    """`3` is "III"; digits where Roman numerals have no sign (0, and from 4,000)."""
    if not 0 < number < 4000:
        return str(number)
    signs = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        signs.append(sign * times)
    return "".join(signs)


class _Catalogue(NamedTuple):
    texts: Mapping[str, Wording]
    numbers: tuple[str, ...]
    ordinals: tuple[str, ...]


@functools.cache
def _catalogue(language: str) -> _Catalogue:
    texts: dict[str, Wording] = {}
    numbers: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    for path in reversed(catalogue_files(language)):
        raw = read_catalogue(path.read_text("utf-8"))
        texts |= {key: _wording(path.stem, value) for key, value in raw.texts.items()}
        numbers = raw.numbers or numbers
        ordinals = raw.ordinals or ordinals
    return _Catalogue(texts, numbers, ordinals)


class CatalogueFile(msgspec.Struct, frozen=True):
    """A catalogue as it is in its file: a text, or its forms by name."""

    texts: dict[str, dict[str, str]]
    numbers: tuple[str, ...]
    ordinals: tuple[str, ...]


class LineInvalid(ValueError):
    """A line that no catalogue can hold; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"a catalogue cannot hold this line: {text}")
        self.line = line


def read_catalogue(source: str) -> CatalogueFile:
    """Read the little YAML that catalogues are written in. Raises LineInvalid for anything more."""
    texts: dict[str, dict[str, str]] = {}
    lists: dict[str, tuple[str, ...]] = {}
    forms: dict[str, str] = {}
    for number, line in enumerate(source.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise LineInvalid(number, line)
        name, value = found["name"], (found["value"] or "").strip()
        try:
            text = msgspec.json.decode(value, type=str) if value.startswith('"') else value
        except msgspec.DecodeError as failure:
            raise LineInvalid(number, line) from failure
        match len(found["indent"]), bool(text):
            case 0, True:
                lists[name] = tuple(text.split(", "))
            case 2, _:
                forms = texts[name] = {"other": text} if text else {}
            case 4, True:
                forms[name] = text
            case 0, False if name == "texts":
                pass
            case _:
                raise LineInvalid(number, line)
    return CatalogueFile(texts, lists.get("numbers", ()), lists.get("ordinals", ()))


def _wording(language: str, forms: Mapping[str, str]) -> Wording:
    return Wording(language, {name: tuple(PLACEHOLDER.split(form)) for name, form in forms.items()})


def _isolated(wording: Wording) -> Wording:
    """What stands in from a language of the other direction, so that its digits and full stops stay in place.

    The signs are those of Unicode's bidirectional algorithm (UAX 9): a text may be where no markup can.
    """
    if direction(wording.language) == "rtl":
        return wording
    forms = {}
    for name, pieces in wording.forms.items():
        begun = (_LTR + pieces[0], *pieces[1:])
        forms[name] = (*begun[:-1], begun[-1] + _END)
    return Wording(wording.language, forms)


def _form(wording: Wording, count: object) -> Pieces:
    forms = wording.forms
    if len(forms) == 1 or not isinstance(count, int):
        return forms["other"]
    if (exact := forms.get(str(count))) is not None:
        return exact
    for name, form in forms.items():
        if name.startswith("above ") and count > int(name[6:]):
            return form
    if _CATEGORIES.isdisjoint(forms):
        return forms["other"]
    return forms.get(plural_category(wording.language, count), forms["other"])


def _rendered(name: str, value: object, language: str) -> Any:
    if isinstance(value, str):
        return value
    if value is None:
        raise UnknownWord(f"the value '{name}' is not set")
    if name == "count" and isinstance(value, int):
        return print_number(language, value)
    return value if hasattr(value, "__html__") else str(value)


def _plain_or_escaped(piece: str) -> str:
    return piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _join(key: str, pieces: Pieces, printed: Mapping[str, Any]) -> str:
    joined = [pieces[0]]
    for position in range(1, len(pieces), 2):
        name = pieces[position]
        value = printed.get(name)
        if value is None:
            value = printed.get(name[0].lower() + name[1:])
            if value is None:
                raise UnknownWord(f"the text '{key}' needs a value '{name.lower()}'")
            value = value[:1].upper() + value[1:]
        joined += (str(value), pieces[position + 1])
    return "".join(joined)
