"""Problems with content, as values: gathered over the whole site and printed together."""

from __future__ import annotations

import enum
import re
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from site_builder.model.codes import CODES

_BREAKS_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Severity(enum.StrEnum):
    """An error would make the site wrong; a warning is something that a reader can live with."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A spot in a file: line and column count from 1 (0: not known), length in characters."""

    line: int = 0
    column: int = 0
    length: int = 1


NOWHERE = Place()


if TYPE_CHECKING:
    Code = str
else:
    Code = Literal[tuple(CODES)]
"""Decoded as one of these, all problems of a code share its text: there may be many thousands."""


class Search(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What may have been meant: a word, and the names among which the most similar is looked for.

    A site is searched only for problems that are shown, so this travels with a problem in place of the hint
    that it may become. `among` is one of `files`, `images`, `pages`, `anchors`, `series` and `threads`;
    `near` is the source path of the text that it is about.
    """

    among: str
    word: str
    near: str = ""


class Diagnostic(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One problem.

    `path` is relative to the site's root, with forward slashes. `code` is a key of `codes.CODES`. `hint` is
    what to do if `search`, where there is one, finds nothing.
    """

    severity: Severity
    code: Code
    message: str
    path: str = ""
    place: Place = NOWHERE
    hint: str = ""
    search: Search | None = None


sort_key = attrgetter("path", "place.line", "place.column", "code", "message")
"""Of a diagnostic, for the order of printing: by file, then by place, then by text."""


def error(
    code: str,
    message: str,
    path: str = "",
    place: Place = NOWHERE,
    hint: str = "",
    search: Search | None = None,
) -> Diagnostic:
    """A diagnostic that fails the build."""
    return Diagnostic(Severity.ERROR, code, on_one_line(message), path, place, on_one_line(hint), search)


def warning(
    code: str,
    message: str,
    path: str = "",
    place: Place = NOWHERE,
    hint: str = "",
    search: Search | None = None,
) -> Diagnostic:
    """A diagnostic that fails the build only under `--strict`."""
    return Diagnostic(Severity.WARNING, code, on_one_line(message), path, place, on_one_line(hint), search)


def on_one_line(text: str) -> str:
    """With escapes for what a quoted value may contain and would break the line, or turn it around."""
    if text.isprintable():
        return text
    return _BREAKS_LINE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def plural(number: int, name: str) -> str:
    """`1 page`, `2 pages`, `5,000 pages`."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def unreadable(path: str, failure: OSError) -> Diagnostic:
    """A file or folder that the system does not let be read."""
    return error(
        "content-unreadable",
        f"cannot be read: {failure.strerror or failure}",
        path,
        hint="check that it exists and that you may read it",
    )


def source_name(content: str, path: str) -> str:
    """A path under the content folder, which is called `content`, as messages and hints name it."""
    return f"{content}/{path}"


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether anything among these forbids writing."""
    return any(one.severity is Severity.ERROR for one in diagnostics)
