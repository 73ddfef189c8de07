"""What Babel knows of a language: plural forms, dates, numbers and lists. Babel is imported when asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from site_builder.model.expressions import expression

if TYPE_CHECKING:
    from babel import Locale

_QUOTED = expression(r"'[^']*'")
_TAG = expression(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_LETTERS_OF_A_TIME = expression(r"[^\W\d_GyYuUQqMLlwWdDFgEec]")
_RTL_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "armi", "hebr", "mand", "mend", "nkoo", "phnx", "rohg", "samr", "syrc", "thaa"}
)
# Languages that are written in one of these scripts where a tag names no script (CLDR's likely subtags)...
_RTL_LANGUAGES = frozenset(
    {
        "apc",
        "ar",
        "arc",
        "azb",
        "bal",
        "bgn",
        "bqi",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "khw",
        "ks",
        "lrc",
        "luz",
    }
    | {"mzn", "nqo", "pnb", "prs", "ps", "rhg", "sd", "sdh", "skr", "syr", "trw", "ug", "ur", "yi"}
)
# ... and those that are so in some countries only.
_RTL_PLACES = frozenset(
    {"az-iq", "az-ir", "ha-cm", "ha-sd", "kk-cn", "kk-ir", "kk-mn", "ku-lb", "ky-cn", "ms-cc", "pa-pk"}
    | {"tg-pk", "tk-af", "tk-ir", "uz-af"}
)


def subtags(language: str) -> tuple[str, ...]:
    """`de-Latn-AT` gives itself, `de-Latn` and `de`, in lower case: where to look for a language, in turn."""
    parts = language.lower().replace("_", "-").split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@functools.cache
def babel_locale(language: str) -> Locale:
    """Babel's locale for a BCP 47 tag, or for as much of it as Babel knows; English if it knows nothing."""
    from babel import Locale, UnknownLocaleError

    for tag in subtags(language):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@functools.cache
def is_known_language(tag: str) -> bool:
    """Whether Babel has a locale for exactly this BCP 47 tag."""
    if not _TAG.match(tag):
        return False
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def unknown_pattern_letters(pattern: str) -> list[str]:
    """Letters of a date pattern, its quoted words left out, that CLDR gives no meaning."""
    from babel.dates import PATTERN_CHARS

    return [letter for letter in re.findall(r"[A-Za-z]", pattern) if letter not in PATTERN_CHARS]


def is_date_pattern(pattern: str) -> bool:
    """Whether Babel can read a CLDR date pattern."""
    from babel.dates import parse_pattern

    try:
        parse_pattern(pattern)
    except (ValueError, KeyError):
        return False
    return True


@functools.cache
def plural_category(language: str, count: int) -> str:
    """The CLDR category of a number of things: "one", "few", "other"…"""
    return str(babel_locale(language).plural_form(count))


@functools.cache
def ordinal_category(language: str, number: int) -> str:
    """The CLDR category of a place in an order: English has "one" for 1st and 21st, "two" for 2nd…"""
    return str(babel_locale(language).ordinal_form(number))


def print_number(language: str, number: float) -> str:
    """A number with the language's marks: 1,234.5 in English, 1.234,5 in German."""
    if isinstance(number, int) and 0 <= number < 1000:
        return str(number)
    from babel.numbers import format_decimal

    return format_decimal(number, locale=babel_locale(language))


def print_list(language: str, items: Sequence[str]) -> str:
    """`A, B and C` in the language's manner."""
    if len(items) < 2:
        return "".join(items)
    from babel.lists import format_list

    return format_list(list(items), locale=babel_locale(language))


class DatePrinter:
    """Prints instants by CLDR patterns, and remembers what it printed: the same dates come often."""

    def __init__(self, language: str, timezone: str) -> None:
        self._language = language
        self._timezone = timezone
        self._days_only: dict[str, bool] = {}
        self._rendered: dict[tuple[str, str], str] = {}

    def __call__(self, iso: str, pattern: str) -> str:
        """Print an RFC 3339 instant that is in the site's time zone. Raises ValueError for a bad pattern."""
        if pattern not in self._days_only:
            self._days_only[pattern] = not _LETTERS_OF_A_TIME.search(_QUOTED.sub("", pattern))
        key = (iso[:10] if self._days_only[pattern] else iso, pattern)
        if key not in self._rendered:
            self._rendered[key] = self._print(iso, pattern)
        return self._rendered[key]

    def _print(self, iso: str, pattern: str) -> str:
        instant, print_instant = datetime.fromisoformat(iso), self._format
        try:
            return print_instant(instant, pattern)
        except (AttributeError, LookupError, TypeError, ValueError) as failure:
            raise ValueError(f"'{pattern}' is not a date pattern that can be printed") from failure

    @functools.cached_property
    def _format(self) -> Callable[[datetime, str], str]:
        from zoneinfo import ZoneInfo

        from babel.dates import format_datetime

        return functools.partial(
            format_datetime, tzinfo=ZoneInfo(self._timezone), locale=babel_locale(self._language)
        )


def direction(language: str) -> str:
    """The writing direction of the script that a tag names, or else that its language usually has."""
    name, *rest = language.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    is_rtl = name in _RTL_LANGUAGES or any(f"{name}-{part}" in _RTL_PLACES for part in rest)
    return "rtl" if is_rtl else "ltr"


def canonical_tag(language: str) -> str:
    """A BCP 47 tag as it is usually written: `EN-gb` is en-GB, `ZH-hant-tw` zh-Hant-TW."""
    name, *rest = language.split("-")
    written = [name.lower()]
    for part in rest:
        if len(part) == 4 and part.isalpha():
            written.append(part.title())
        else:
            written.append(part.upper() if len(part) == 2 else part.lower())
    return "-".join(written)
