"""The front matter of a text in this project's keys, each value one that a build accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from site_builder.importers.markdown.foreign_front_matter import Foreign
from site_builder.model.output_names import LONGEST, longest_name
from site_builder.stages.text.dates import parse_date
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import flaw_of_address, read_site_path
from site_builder.stages.text.slugs import slugify, spelling_key, within_a_name

_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
Report = Callable[[str, str], None]
"""Says a heading and a line of the report."""


def values_of(
    foreign: Foreign, dated: str, rest: str, picture: Callable[[str], str], report: Report
) -> dict[str, Any]:
    """All but the addresses. `picture` gives the file that an image's path means, or nothing."""
    given = foreign.values
    values: dict[str, Any] = {"title": title_of(foreign, rest)}
    # As Hugo and Astro have it, the day of publication is the date of a text that names no other.
    first = given.get("date") or dated or read_date(given.get("publish_date"))
    for key, value in (("date", first), ("updated", given.get("updated"))):
        read = read_date(value)
        if read is not None:
            values[key] = read
        elif value:
            report("Dates that could not be read", f"{key}: {value}")
    is_draft = foreign.is_draft
    for key in ("publish_date", "expiry_date"):
        value = str(given.get(key, "false")).lower()
        if value == "false":
            continue
        if (read := read_date(value.upper())) is not None:
            values[key] = read
        else:
            is_draft = True
            report("Dates that could not be read", f"{key}: {value}, so it is a draft")
    for key in ("id", "summary", "description", "authors"):
        if given.get(key):
            values[key] = given[key]
    for key in ("tags", "categories"):
        cut = (within_a_name(name) for name in given.get(key, ()))
        names = {spelling_key(name): name for name in cut if slugify(name)}
        if names:
            values[key] = list(names.values())
    values |= _image(given, picture, report)
    if slugify(str(given.get("series", ""))):
        values["series"] = within_a_name(str(given["series"]))
        number = str(given.get("series_part", ""))
        if number.isdecimal() and 0 < int(number) < 1000:
            values["series_part"] = int(number)
    for key in ("toc", "comments", "noindex"):
        if (flag := _FLAGS.get(str(given.get(key, "")).lower())) is not None:
            values[key] = flag
    canonical = str(given.get("canonical", ""))
    if canonical and flaw_of_address(canonical) is None:
        values["canonical"] = canonical
    elif canonical:
        report("Keys that need checking", f"canonical: {canonical}")
    if is_draft:
        values["draft"] = True
    if foreign.hidden_by:
        report("Not published by the other tool, and drafts now", foreign.hidden_by)
    elif foreign.perhaps_by:
        report("Perhaps not published by the other tool, and drafts now", foreign.perhaps_by)
    return values


def title_of(foreign: Foreign, rest: str) -> str:
    """The title, or the first heading, or the name of the file."""
    heading = re.search(r"^#\s+(.+)$", foreign.body, re.MULTILINE)
    named = rest.replace("-", " ").replace("_", " ").strip().capitalize()
    return str(foreign.values.get("title") or (heading[1] if heading else named) or rest)


def _image(given: dict[str, Any], picture: Callable[[str], str], report: Report) -> dict[str, Any]:
    path = str(given.get("image", ""))
    if not path:
        return {}
    found = picture(path)
    if not found:
        report("Keys that need checking", f"image: {path}")
        return {}
    image = {"src": found}
    if given.get("image_alt"):
        image["alt"] = str(given["image_alt"])
    return {"image": image}


def site_path(text: Any) -> str:
    """A path of the old site in this project's form, or nothing where it is not one."""
    path = str(text).strip()
    if not path or (":" in path and "://" not in path):
        return ""
    path = re.sub(r"^https?://[^/]+", "", path) or "/"
    found = read_site_path(path if path.startswith("/") else f"/{path}")
    is_usable = not isinstance(found, InvalidValue) and found != "/"
    return str(found) if is_usable and longest_name(str(found)) <= LONGEST else ""


def read_date(value: Any) -> date | str | None:
    """A date as it was written if it can be read, its day alone if only that can, else None."""
    if isinstance(value, datetime | date):
        return value
    if not value:
        return None
    text = str(value).strip()
    if not isinstance(parse_date(text, UTC), InvalidValue):
        return text
    short = re.match(r"\d{4}-\d\d-\d\d", text)
    return None if short is None or isinstance(parse_date(short[0], UTC), InvalidValue) else short[0]
