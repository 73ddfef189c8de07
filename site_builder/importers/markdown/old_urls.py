"""The address that a text had, by the other tool's pattern: `/:year/:month/:title/`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from site_builder.model.output_names import LONGEST, longest_name
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_site_path
from site_builder.stages.text.slugs import slugify

_SIGN = re.compile(r":([a-z_]+)|:\{([a-z_]+)\}")
_MONTHS = "January February March April May June July August September October November December".split()


class TextFacts(NamedTuple):
    """What patterns ask of a text. `inner` is its path below the folder of content, without an ending."""

    title: str
    slug: str
    name: str
    inner: str
    when: date | datetime | None
    categories: Sequence[str] = ()


def old_url(pattern: str, facts: TextFacts) -> str:
    """The address as a site path, or nothing where the pattern asks for what is not known."""
    if not pattern:
        return ""
    values = _values(facts)
    try:
        filled = _SIGN.sub(lambda found: values[found[1] or found[2]], pattern)
    except KeyError:
        return ""
    path = re.sub(r"/index(?:\.html)?$", "/", re.sub("/{2,}", "/", f"/{filled}"))
    found = read_site_path(path)
    return "" if isinstance(found, InvalidValue) or longest_name(found) > LONGEST else found


def _values(facts: TextFacts) -> dict[str, str]:
    names = {
        "title": facts.slug,
        "slug": facts.slug,
        "name": facts.name,
        "filename": facts.name,
        "contentbasename": facts.name,
        "slugorfilename": facts.slug,
        "slugorcontentbasename": facts.slug,
        "post_title": slugify(facts.title),
        "basename": facts.name,
        "path": facts.inner,
        "inner": facts.inner,
        "section": facts.inner.partition("/")[0] if "/" in facts.inner else "",
        "sections": facts.inner.rpartition("/")[0],
        "collection": facts.inner.partition("/")[0],
        "categories": "/".join(slugify(one) for one in facts.categories),
        "category": slugify(facts.categories[0]) if facts.categories else "",
        "output_ext": ".html",
    }
    when = facts.when
    if when is not None:
        names |= {
            "year": f"{when:%Y}",
            "month": f"{when:%m}",
            "day": f"{when:%d}",
            "short_year": f"{when:%y}",
            "i_month": str(when.month),
            "i_day": str(when.day),
            "y_day": f"{when:%j}",
            "yearday": str(when.timetuple().tm_yday),
            "short_month": _MONTHS[when.month - 1][:3],
            "month_name": _MONTHS[when.month - 1][:3],
            "monthname": _MONTHS[when.month - 1].lower(),
        }
    if isinstance(when, datetime):
        names |= {"hour": f"{when:%H}", "minute": f"{when:%M}", "second": f"{when:%S}"}
    return names
