"""Front matter of other tools, in YAML, TOML, JSON or Pelican's headers, in this project's keys."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from typing import Any, NamedTuple

from site_builder.stages.schema.nodes import Mapping, Node, Reading, Scalar, compose
from site_builder.stages.source.hiding import READ, may_hide, says_draft
from site_builder.stages.text.controls import FORBIDDEN
from site_builder.stages.text.suggestions import plain_key

_CANONICAL = {
    "title": "title",
    "slug": "slug",
    "date": "date",
    "created": "date",
    "updated": "updated",
    "lastmod": "updated",
    "modified": "updated",
    "lastmodified": "updated",
    "tags": "tags",
    "tag": "tags",
    "keywords": "tags",
    "categories": "categories",
    "category": "categories",
    "series": "series",
    "summary": "summary",
    "excerpt": "summary",
    "description": "description",
    "author": "authors",
    "authors": "authors",
    "permalink": "permalink",
    "url": "permalink",
    "saveas": "permalink",
    "aliases": "aliases",
    "redirectfrom": "aliases",
    "oldslug": "aliases",
    "image": "image",
    "cover": "image",
    "coverimage": "image",
    "featuredimage": "image",
    "thumbnail": "image",
    "id": "id",
    "guid": "id",
    "featureimage": "image",
    "heroimage": "image",
    "images": "image",
    "teaser": "image",
    "imagealt": "image_alt",
    "coveralt": "image_alt",
    "canonicalurl": "canonical",
    "canonical": "canonical",
    "seriesorder": "series_part",
    "seriesindex": "series_part",
    "seriespart": "series_part",
    "part": "series_part",
    "toc": "toc",
    "comments": "comments",
    "noindex": "noindex",
    "path": "path",
}
# Hexo may leave out the first fence.
_UNOPENED = re.compile(r"(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t-]+[^\s-][^\n]*\n)*)+---[ \t]*(?:\n|\Z)")
_BLANKS_BEFORE = re.compile(r"\A\s+(?=(?:---|\+\+\+)[ \t]*\n)")
_FENCE = re.compile(r"^(?:-{3,}|\+{3,})[ \t]*\n", re.MULTILINE)
_NEAR = 2000
_NAMED = re.compile(r"---[ \t]*([A-Za-z]+)[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_IN_WORDS = ("tags", "categories")
_LISTS = frozenset({"tags", "categories", "authors", "aliases"})
_NO = frozenset({"false", "no", "off", "0", ""})
# Under the names that `READ` leads to.
_DATES = frozenset({"publish_date", "expiry_date"})
_HIDING = frozenset("draft published private hidden unlisted status password visibility".split())
_HAS_DATE = re.compile(r"\d{4}-\d")


class Foreign(NamedTuple):
    """A file's values in our words, its text, the keys that nobody knows, and what is wrong.

    `hidden_by` is the line that keeps it from being published, `perhaps_by` one that may be meant to.
    """

    values: dict[str, Any]
    body: str
    unknown: tuple[str, ...]
    hidden_by: str = ""
    problem: str = ""
    perhaps_by: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it is not to be published: what cannot be read might say so."""
        return bool(self.hidden_by or self.perhaps_by or self.problem)


def read_foreign(text: str, *, parts_words: bool = False) -> Foreign:
    """The two halves of a file. `parts_words`: tags in one line are words, not names between commas."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # As Hugo does, whatever blanks are before it.
    text = _BLANKS_BEFORE.sub("", FORBIDDEN.sub("", text))
    if _UNOPENED.match(text):
        text = f"---\n{text}"
    raw: Any = {}
    body, problem = text, ""
    if found := _NAMED.match(text):
        # The language of front matter, as Eleventy has it.
        body = text[found.end() :]
        raw, problem = _in_language(found[1], found[2])
    elif found := re.match(r"---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL):
        raw, problem = _in_yaml(found[1])
        body = text[found.end() :]
    elif found := re.match(r"\+\+\+[ \t]*\n(.*?)(?:^|\n)\+\+\+[ \t]*(?:\n|\Z)", text, re.DOTALL):
        body = text[found.end() :]
        try:
            raw = tomllib.loads(found[1])
        except (tomllib.TOMLDecodeError, RecursionError) as failure:
            problem = str(failure)
    elif re.match(r"---[ \t]*\n[A-Za-z][\w-]*:(?:\s|$)|\+\+\+[ \t]*\n", text):
        problem = "its second line of --- or +++ is missing"
    elif text.startswith("{") and not text.startswith("{%") and not text.startswith("{{"):
        try:
            raw, end = json.JSONDecoder().raw_decode(text)
            body = text[end:].lstrip(";")
        except (ValueError, RecursionError) as failure:
            problem = str(failure)
    elif re.match(r"[A-Za-z][\w-]*:[ \t]*\S", text):
        raw, body = _headers(text)
    elif (fence := _FENCE.search(text, 0, _NEAR)) and says_draft(text[fence.end() : fence.end() + _NEAR]):
        problem = "it is not at the beginning"
    if not isinstance(raw, dict):
        raw, problem = {}, problem or "the front matter is not a list of keys and values"
    if parts_words:
        raw |= {
            key: " ".join(raw[key].split()).replace(" ", ",") for key in _IN_WORDS if _is_words(raw.get(key))
        }
    return _translated(raw, body.strip("\n"), problem)


def _in_language(language: str, text: str) -> tuple[Any, str]:
    """The values, and what is wrong."""
    try:
        if language.lower() == "toml":
            return tomllib.loads(text), ""
        if language.lower() == "json":
            return json.loads(text), ""
    except (ValueError, RecursionError) as failure:
        return {}, str(failure)
    if language.lower() in {"yaml", "yml"}:
        return _in_yaml(text)
    return {}, f"it is a program ({language}), which is not run"


def _in_yaml(text: str) -> tuple[Any, str]:
    """The same of YAML that begins on the file's second line."""
    reading = Reading("", text, 2, "front-matter")
    node = compose(reading)
    first = next(iter(reading.diagnostics), None)
    problem = f"line {first.place.line}: {first.message}" if first else ""
    return plain_value(node) if node is not None else {}, problem


def plain_value(node: Node) -> Any:
    """A node as mappings, lists and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: plain_value(value) for key, value in node.pairs}
    return [plain_value(one) for one in node.items]


def _headers(text: str) -> tuple[dict[str, Any], str]:
    """Pelican's: `Key: value` lines up to an empty one."""
    head, _, body = text.partition("\n\n")
    values: dict[str, Any] = {}
    last = ""
    for line in head.split("\n"):
        name, colon, value = line.partition(":")
        if line[:1].isspace() and last:
            values[last] = f"{values[last]} {line.strip()}"
        elif colon:
            last = name.strip()
            values[last] = value.strip()
    return values, body


def _translated(raw: dict[str, Any], body: str, problem: str) -> Foreign:
    values: dict[str, Any] = {}
    unknown: list[str] = []
    hidden_by = perhaps_by = ""
    flat = dict(raw)
    for name in ("taxonomies", "extra"):
        if isinstance(flat.get(name), dict):
            flat |= {key: value for key, value in flat.pop(name).items() if key not in flat}
    for key, value in ((str(key), value) for key, value in flat.items()):
        bare = plain_key(key)
        state = READ.get(bare, bare)
        if state in _DATES or (state == "published" and _HAS_DATE.match(str(value))):
            values.setdefault(state if state in _DATES else "publish_date", _single(value))
        elif state in _HIDING or (bare == "permalink" and _hides(bare, value)):
            hidden_by = hidden_by or (_line(key, value) if _hides(state, value) else "")
        elif bare in _CANONICAL:
            known = _CANONICAL[bare]
            made = _list(value, known) if known in _LISTS else _single(value)
            if known == "image" and isinstance(value, dict) and value.get("alt"):
                values.setdefault("image_alt", _single(value["alt"]))
            if made not in (None, "", []):
                values.setdefault(known, made)
        elif _may_hide(key, value):
            perhaps_by = perhaps_by or _line(key, value)
        else:
            unknown.append(key)
    return Foreign(values, body, tuple(unknown), hidden_by, problem, perhaps_by)


def says_hidden(values: dict[str, Any]) -> bool:
    """Whether values that a tool sets for many texts hide them, or may be meant to."""
    return _translated(values, "", "").is_draft


def _line(key: str, value: Any) -> str:
    """What the report quotes, which is for other eyes than a password is."""
    if "password" in plain_key(key):
        return f"{key}: …"
    if isinstance(value, dict):
        return f"{key}: {', '.join(f'{name}: {one}' for name, one in value.items())}"
    return f"{key}: {_single(value)}"


def _may_hide(key: str, value: Any) -> bool:
    name = plain_key(key)
    if isinstance(value, dict) and name == "build":
        # Hugo's: whether a page is made, and whether lists show it.
        told = (str(value.get(part, "always")).lower() for part in ("render", "list"))
        return any(text not in {"always", "true"} for text in told)
    # What Eleventy leaves out of its collections has a page all the same.
    is_shown = isinstance(value, dict | list) or name == "eleventyexcludefromcollections"
    return not is_shown and may_hide(key, str(value))


def _hides(name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if name in {"published", "permalink"}:
        return text in (_NO if name == "published" else {"false"})
    if name == "status":
        return text not in {"published", "publish", "public"}
    if name == "visibility":
        return text != "public"
    return text not in _NO


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and "," not in value


def _list(value: Any, name: str) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, str):
        value = [value] if name == "aliases" else value.split(",")
    if not isinstance(value, list):
        value = [value]
    value = [inner for one in value for inner in (one if isinstance(one, list) else [one])]
    found = [_word(one) for one in value]
    return list({one.casefold(): one for one in found if one}.values())


def _word(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or ""
    return " ".join(str(value).split()) if not isinstance(value, list) else " ".join(map(str, value))


def _single(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, dict):
        value = value.get("src") or value.get("image") or value.get("url") or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(str(value).split())
