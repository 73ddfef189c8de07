"""What the name of a text says in another tool: its date, its language, and by what others refer to it."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from site_builder.importers.markdown.generators import inner_path
from site_builder.stages.text.dates import split_dated_name

_LANGUAGE = re.compile(r"\.([a-z]{2,3})(?:-[A-Za-z]{2,4})?\Z")
_ONE_DIGIT = re.compile(r"\A(\d{4})-(\d{1,2})-(\d{1,2})-")
_DATED_FOLDERS = re.compile(r"(?:\A|/)(\d{4})/(\d{1,2})/(\d{1,2})[/-]")


class TextName(NamedTuple):
    """`stem` is the name without an ending, `rest` without its date too; `plain` has no language either.

    `language` is empty if it is the site's own. `inner` is the path that addresses are made of.
    """

    stem: str
    dated: str
    rest: str
    plain: str
    language: str
    is_bundle: bool
    inner: str


def read_name(tool: str, name: str, site_language: str) -> TextName:
    """`name` is the file's path in its site."""
    folder, _, file = name.rpartition("/")
    file_stem, ending = posixpath.splitext(file)
    own, language = _without_language(tool, file_stem, site_language)
    is_index = own == "index" and bool(folder)
    stem = folder.rpartition("/")[2] if is_index else own
    stem = f"{stem}-{language}" if language else stem
    dated, rest = split_dated_name(_ONE_DIGIT.sub(_two_digits, stem))
    if not dated and (found := _DATED_FOLDERS.search(name)) is not None:
        dated = _two_digits(found).strip("-")
    plain_name = name if own == file_stem else f"{folder}/{own}{ending}"
    inner = inner_path(tool, plain_name.replace("/index.", ".") if is_index else plain_name)
    plain = rest.removesuffix(f"-{language}")
    return TextName(stem, dated, rest, plain, language, is_index and not language, inner)


def _without_language(tool: str, stem: str, site_language: str) -> tuple[str, str]:
    """A name without the language at its end, and that language if it is not the site's own."""
    found = _LANGUAGE.search(stem) if tool in {"hugo", "zola"} else None
    if found is None:
        return stem, ""
    is_own = found[1].lower() == (site_language or "en").partition("-")[0].lower()
    return stem[: found.start()], "" if is_own else found[1].lower()


def _two_digits(found: re.Match[str]) -> str:
    """`2020-1-5-` as `2020-01-05-`."""
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}-"


def names_for_links(name: str) -> list[str]:
    """By what other texts may call the file at this path."""
    whole = plain_path(name)
    last = whole.rpartition("/")[2]
    inner = whole.removeprefix("content/").removeprefix("_posts/").replace("/_posts/", "/")
    return [whole, inner, last, split_dated_name(last)[1]]


def plain_path(path: str) -> str:
    """A path without its ending, or that of the folder that it is the text of."""
    return re.sub(r"(?:/index)?\.(?:md|markdown|mdx)\Z|/\Z", "", path.strip().lstrip("/")).removesuffix(
        "/index"
    )
