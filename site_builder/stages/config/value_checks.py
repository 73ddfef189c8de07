"""What single values of config.yaml must look like. Each function gives what is used, or what is wrong."""

from __future__ import annotations

import functools
import importlib.util
import re
from datetime import UTC
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from site_builder.model.config import FONTS
from site_builder.stages.language.locales import (
    canonical_tag,
    is_date_pattern,
    is_known_language,
    unknown_pattern_letters,
)
from site_builder.stages.text.date_patterns import mistake_in_pattern
from site_builder.stages.text.dates import parse_date
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import flaw_of_address, flaw_of_link
from site_builder.stages.text.suggestions import closest, guess_or

COLOUR = r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"
PHONE = r"^\+?[0-9(][0-9 ().\-\u2010-\u2013\u00a0/]*[0-9]$"
SHARE_ADDRESS = r"^[a-z][a-z0-9+.-]*:(?:[^{]|\{title\})*\{link\}(?:[^{]|\{title\}|\{link\})*$"
EMAIL = r'^[^@\s<>,;:"]+@[^@\s<>,;:"]+$'

_USUAL_LANGUAGES = frozenset({"en", "en-GB", "en-US"})
_USUAL_PATTERNS = frozenset({"d MMMM yyyy", "MMM d", "MMMM d, yyyy", "d MMM yyyy", "yyyy-MM-dd"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_base_url(text: str) -> str | InvalidValue:
    """The site's public address with a trailing slash, its host in ASCII and lower case."""
    flaw = flaw_of_address(text)
    if flaw is not None:
        return flaw
    parts = urlsplit(text)
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        return InvalidValue("cannot have a ? or # part", f"write {re.split('[?#]', text)[0]}", "url")
    if "@" in parts.netloc:
        return InvalidValue("cannot have a user's name in it", "write the address as readers see it", "url")
    try:
        host = parts.netloc.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return InvalidValue(
            f"has an impossible host: '{parts.netloc}'", "write it as https://example.org/", "url"
        )
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/") + "/", "", ""))


def read_link(text: str) -> str | InvalidValue:
    return flaw_of_link(text) or text


def read_address(text: str) -> str | InvalidValue:
    return flaw_of_address(text) or text


def read_email(text: str) -> str | InvalidValue:
    if re.match(EMAIL, text):
        return text
    return InvalidValue(f"must be an email address, not '{text}'", "write it as name@example.org")


def read_repository(text: str) -> str | InvalidValue:
    """A repository on GitHub, as giscus.app names it."""
    if re.fullmatch(r"[\w.-]+/[\w.-]+", text, re.ASCII):
        return text
    return InvalidValue(f"must be a repository, not '{text}'", "write it as owner/name")


def read_family(text: str) -> str | InvalidValue:
    """A font's name, as it may be in quotes in a style sheet."""
    if re.fullmatch(r"[\w .-]+", text) and text.lower() not in FONTS:
        return text
    return InvalidValue(f"cannot be the name of a font: '{text}'", "write a name such as Literata")


def read_weight(text: str) -> str | InvalidValue:
    """`400`, or `200 900` of a variable font."""
    if re.fullmatch(r"[1-9]\d{0,2}( [1-9]\d{0,2})?", text):
        return text
    return InvalidValue(
        f"must be a weight from 1 to 999, not '{text}'", 'write 400, or "200 900" for a variable font'
    )


def read_share_address(text: str) -> str | InvalidValue:
    """An address that carries a post's to somewhere else: `https://example.social/share?text={title}%20{link}`."""
    checked = read_link(_PLACEHOLDER.sub("x", text))
    if isinstance(checked, InvalidValue) or text.startswith("/"):
        return InvalidValue(f"must be a full address, not '{text}'", "begin it with https://")
    for name in _PLACEHOLDER.findall(text):
        if name not in ("link", "title"):
            return InvalidValue(f"has an unknown placeholder, {{{name}}}", "known here: {link}, {title}")
    if "{link}" not in text:
        return InvalidValue("does not say where the post's address goes", "write {link} where it belongs")
    return text


def read_phone(text: str) -> str | InvalidValue:
    """A telephone number, so that a link can ring it."""
    if re.match(PHONE, text):
        return text
    return InvalidValue(
        f"must be a phone number, not '{text}'", "write the digits only, and say the rest in name"
    )


def read_colour(text: str) -> str | InvalidValue:
    if re.match(COLOUR, text):
        return text
    return InvalidValue(
        f"must be a colour such as '#2f5d62', not '{text}'", "write # and 3 or 6 hex digits, in quotes"
    )


def read_day(text: str) -> str | InvalidValue:
    """An ISO date without a time, kept as text."""
    value = parse_date(text, UTC)
    if isinstance(value, InvalidValue):
        return value
    day = f"{value:%Y-%m-%d}" if value.year > 999 else value.date().isoformat()
    return text if text == day else InvalidValue("must be a day without a time", f"write {day}", "date")


def read_timezone(text: str) -> str | InvalidValue:
    """A name of the IANA database, but no alias of the machine's own such as `localtime`."""
    names = _timezone_names()
    if text in names:
        return text
    hint = guess_or(text, names, "write a name such as Europe/London")
    return InvalidValue(f"is not a time zone: '{text}'", hint, "timezone")


@functools.cache
def _timezone_names() -> frozenset[str]:
    # Not by `importlib.resources`, which takes longer to load than all the rest of config.yaml to read.
    package = importlib.util.find_spec("tzdata")
    assert package is not None
    assert package.origin is not None
    return frozenset(Path(package.origin).with_name("zones").read_text("utf-8").split())


def read_language(text: str) -> str | InvalidValue:
    """A BCP 47 tag that Babel has a locale for."""
    if text in _USUAL_LANGUAGES:
        return text
    tag = text.replace("_", "-")
    if tag != text and is_known_language(tag):
        return InvalidValue(f"must be written with a hyphen, not '{text}'", f"write {tag}", "language")
    if is_known_language(tag):
        return canonical_tag(text)
    guess = tag.split("-")[0].lower()
    hint = (
        f"did you mean {guess}?"
        if guess != text and is_known_language(guess)
        else "write a tag such as en-GB or de"
    )
    return InvalidValue(f"is not a language tag: '{text}'", hint, "language")


def read_date_pattern(text: str) -> str | InvalidValue:
    """A CLDR pattern that Babel can print a date with."""
    if text in _USUAL_PATTERNS:
        return text
    hint = "write one such as d MMMM yyyy, words in single quotes: d 'of' MMMM"
    if text.replace("''", "").count("'") % 2:
        return InvalidValue(f"has a quotation mark that is never closed: '{text}'", hint, "date-pattern")
    bare = re.sub(r"'[^']*'", "", text)
    unknown = unknown_pattern_letters(bare)
    mistake = mistake_in_pattern(text)
    if mistake is not None:
        return mistake
    if unknown:
        return InvalidValue(
            f"has a letter that means nothing in a date pattern, `{unknown[0]}`: '{text}'",
            hint,
            "date-pattern",
        )
    if not is_date_pattern(text):
        return InvalidValue(f"is not a pattern for dates: '{text}'", hint, "date-pattern")
    if not re.search(r"[A-Za-z]", bare):
        return InvalidValue(f"shows no part of a date: '{text}'", hint, "date-pattern")
    return text


class PermalinkPattern:
    """Checks a pattern. Posts alone have dates; only posts and pages may be single files (`/{slug}.html`)."""

    def __init__(self, *, has_dates: bool, may_be_file: bool) -> None:
        self.names = ("slug", "year", "month", "day") if has_dates else ("slug",)
        self.may_be_file = may_be_file

    def __call__(self, text: str) -> str | InvalidValue:
        if not text.startswith("/") or text.startswith("//"):
            return InvalidValue(
                f"must begin with one slash, not '{text}'", f"write /{text.lstrip('/')}", "permalink"
            )
        known = ", ".join(f"{{{name}}}" for name in self.names)
        for name in _PLACEHOLDER.findall(text):
            if name not in self.names:
                guess = closest(name, self.names)
                hint = f"did you mean {{{guess}}}?" if guess else f"known here: {known}"
                return InvalidValue(f"has an unknown placeholder, {{{name}}}", hint, "permalink")
        bare = _PLACEHOLDER.sub("x", text)
        if "{" in bare or "}" in bare or re.search(r"[\s?#%\\<>\"|*]", bare) or "//" in bare or "/." in bare:
            return InvalidValue(
                f"is not a pattern for a URL: '{text}'", "write one such as /{slug}/", "permalink"
            )
        if "{slug}" not in text:
            return InvalidValue(
                "needs {slug}, or all would have one URL", f"write {text.rstrip('/')}/{{slug}}/", "permalink"
            )
        if text.endswith("/"):
            return text
        if re.search(r"\.[a-z]{3,5}\Z", text):
            if self.may_be_file:
                return text
            return InvalidValue(
                "must end with a slash: further pages lie below it", "write /{slug}/", "permalink"
            )
        return text + "/"


def read_extension(text: str) -> str | InvalidValue:
    """A Python-Markdown extension that is installed, by entry point or by module."""
    module, _, _ = text.partition(":")
    if "." in module:
        try:
            if importlib.util.find_spec(module) is not None:
                return text
        except (ImportError, ValueError):
            pass
        return InvalidValue(
            f"names no installed module: '{module}'",
            "install it in the same environment as the site builder",
            "extension",
        )
    names = _extension_names()
    if module in names:
        return text
    hint = guess_or(module, names, "install it in the same environment as the site builder")
    return InvalidValue(f"names no Python-Markdown extension: '{text}'", hint, "extension")


@functools.cache
def _extension_names() -> frozenset[str]:
    from importlib.metadata import entry_points

    return frozenset(point.name for point in entry_points(group="markdown.extensions"))
