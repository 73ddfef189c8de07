"""What the other tool's own configuration says of the site, and of the addresses of its texts.

YAML, TOML and JSON are read as they are. Pelican's is Python and Docusaurus' JavaScript: nothing of them is
run, only plain values are looked for. Eleventy's says nothing of either.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.importers.markdown.foreign_front_matter import plain_value, says_hidden
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.text.controls import FORBIDDEN

_LARGEST = 1 << 20
_FILES = {
    "jekyll": ("_config.yml", "_config.yaml", "_config.toml"),
    "hexo": ("_config.yml",),
    "zola": ("config.toml", "zola.toml"),
    "hugo": tuple(
        f"{folder}{name}.{kind}"
        for folder in ("", "config/_default/")
        for name in ("hugo", "config")
        for kind in ("toml", "yaml", "yml", "json")
    ),
    "pelican": ("publishconf.py", "pelicanconf.py"),
    "docusaurus": ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
}
_NAMED = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_QUOTED = r"""\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`$\n]*)`)"""


class ToolSettings(NamedTuple):
    """What is known of the old site. `patterns` are by kind of text: posts, pages, docs, a section.

    `collections` are those of Jekyll whose texts have pages; `defaults_hide` says whether its `defaults` may
    hide texts.
    """

    title: str = ""
    tagline: str = ""
    base_url: str = ""
    language: str = ""
    timezone: str = ""
    author: str = ""
    patterns: tuple[tuple[str, str], ...] = ()
    collections: tuple[str, ...] = ()
    defaults_hide: bool = False

    def pattern(self, kind: str) -> str:
        """The pattern of a kind of text, or nothing."""
        return dict(self.patterns).get(kind, "")


def read_settings(folder: Path, tool: str) -> ToolSettings:
    """The settings of a site; what cannot be read is empty."""
    values: dict[str, Any] = {}
    for file in _existing(folder, tool):
        # The first file counts most: Pelican's for publishing, and what is at the root.
        values |= _values(file, tool)
    return _settings(values, tool)


def _existing(folder: Path, tool: str) -> Iterator[Path]:
    names = list(_FILES.get(tool, ()))
    for file in (folder / name for name in reversed(names) if (folder / name).is_file()):
        if file.stat().st_size <= _LARGEST and file.resolve().is_relative_to(folder.resolve()):
            yield file


def _values(file: Path, tool: str) -> dict[str, Any]:
    text = FORBIDDEN.sub("", file.read_bytes().decode("utf-8", "replace")).removeprefix("\ufeff")
    found: Any = {}
    try:
        if file.suffix == ".toml":
            found = tomllib.loads(text)
        elif file.suffix == ".json":
            found = json.loads(text)
        elif file.suffix == ".py":
            found = dict(_assigned(ast.parse(text)))
        elif tool == "docusaurus":
            found = dict(_properties(text))
        else:
            node = compose(Reading("", text, 1, "config"))
            found = plain_value(node) if node is not None else {}
    except (ValueError, RecursionError, SyntaxError, MemoryError):
        return {}
    return found if isinstance(found, dict) else {}


def _assigned(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    for one in tree.body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            try:
                yield one.targets[0].id, ast.literal_eval(one.value)
            except (ValueError, TypeError, RecursionError):
                continue


def _properties(text: str) -> Iterator[tuple[str, str]]:
    """The first value of each name that is wanted; comments are no values."""
    text = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", text, flags=re.DOTALL | re.MULTILINE)
    for name in ("title", "tagline", "url", "baseUrl", "defaultLocale"):
        if found := re.search(rf"\b{name}{_QUOTED}", text):
            yield name, found[1] or found[2] or found[3] or ""
    for place in ("blog", "docs"):
        if found := re.search(rf"\b{place}\s*:\s*\{{[^{{}}]*?\brouteBasePath{_QUOTED}", text):
            yield place, found[1] or found[2] or found[3] or ""


def _settings(values: dict[str, Any], tool: str) -> ToolSettings:
    params = values.get("params") if isinstance(values.get("params"), dict) else {}
    extra = values.get("extra") if isinstance(values.get("extra"), dict) else {}

    def text(*names: str) -> str:
        for name in names:
            for group in (values, params, extra):
                found = group.get(name) if isinstance(group, dict) else None
                if isinstance(found, dict):
                    found = found.get("name")
                if isinstance(found, str) and found.strip():
                    return " ".join(found.split())
        return ""

    address = text("baseURL", "base_url", "SITEURL", "url")
    base = text("baseurl", "root", "baseUrl") if tool in {"jekyll", "hexo", "docusaurus"} else ""
    if base.strip("/") and not address.rstrip("/").endswith(f"/{base.strip('/')}"):
        address = f"{address.rstrip('/')}/{base.strip('/')}"
    return ToolSettings(
        title=text("title", "SITENAME"),
        tagline=text("tagline", "subtitle", "description", "SITESUBTITLE"),
        base_url=address if re.match(r"https?://[^\s/]", address) else "",
        language=text(
            "lang", "language", "languageCode", "default_language", "DEFAULT_LANG", "defaultLocale"
        ),
        timezone=text("timezone", "timeZone", "TIMEZONE"),
        author=text("author", "AUTHOR"),
        patterns=tuple(_patterns(values, tool)),
        collections=tuple(name for name, _ in _shown_collections(values)) if tool == "jekyll" else (),
        defaults_hide=tool == "jekyll" and _defaults_hide(values.get("defaults")),
    )


def _shown_collections(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Collections of Jekyll whose texts have pages, with their own patterns."""
    given = values.get("collections")
    for name, told in given.items() if isinstance(given, dict) else ():
        if isinstance(told, dict) and str(told.get("output")).lower() == "true":
            yield str(name), str(told.get("permalink") or "")


def _defaults_hide(given: Any) -> bool:
    told = (one.get("values") for one in given if isinstance(one, dict)) if isinstance(given, list) else ()
    return any(isinstance(values, dict) and says_hidden(values) for values in told)


def _patterns(values: dict[str, Any], tool: str) -> Iterator[tuple[str, str]]:
    if tool == "jekyll":
        given = str(values.get("permalink") or "date")
        yield "posts", _NAMED.get(given, given)
        usual = "/:path/" if given == "pretty" or given.endswith("/") else "/:path:output_ext"
        yield "pages", usual
        for name, own in _shown_collections(values):
            yield f"collection {name}", _of_collection(own) or usual
    elif tool == "hexo":
        yield "posts", "/" + str(values.get("permalink") or ":year/:month/:day/:title/").lstrip("/")
        yield "pages", "/:path/"
    elif tool == "hugo":
        yield from _of_hugo(values)
    elif tool == "pelican":
        yield "posts", "/" + _of_pelican(values, "ARTICLE_URL", "{slug}.html")
        yield "pages", "/" + _of_pelican(values, "PAGE_URL", "pages/{slug}.html")
    elif tool == "docusaurus":
        yield (
            "posts",
            f"/{str(values.get('blog', 'blog')).strip('/')}/:year/:month/:day/:title".replace("//", "/"),
        )
        yield "docs", f"/{str(values.get('docs', 'docs')).strip('/')}/:inner".replace("//", "/")
        yield "pages", "/:inner"
    else:
        yield "posts", "/:path/"
        yield "pages", "/:path/"


def _of_collection(given: str) -> str:
    """A path in Jekyll's pattern is that below the collection; here it begins with the collection's name."""
    pattern = given.replace("/:collection/:path", "/:path")
    return pattern if pattern.startswith("/:path") else pattern.replace(":path", ":name")


def _of_hugo(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    given = values.get("permalinks")
    given = given if isinstance(given, dict) else {}
    inner = given.get("page")
    for section, pattern in (inner if isinstance(inner, dict) else given).items():
        if isinstance(pattern, str):
            yield f"section {section}", pattern
    ending = ".html" if str(values.get("uglyURLs", "")).lower() == "true" else "/"
    yield "posts", f"/:path{ending}"
    yield "pages", f"/:path{ending}"


def _of_pelican(values: dict[str, Any], name: str, usual: str) -> str:
    """Python's format fields, as `{date:%Y}`, in the signs of the others."""
    given = str(values.get(name) or usual).lstrip("/")
    signs = {"Y": ":year", "m": ":month", "d": ":day", "b": ":month_name", "H": ":hour", "M": ":minute"}
    given = re.sub(r"\{date:%-?(\w)\}", lambda found: signs.get(found[1], found[0]), given)
    given = re.sub(
        r"\{date:((?:%\w|[/-])+)\}",
        lambda found: re.sub(r"%(\w)", lambda one: signs.get(one[1], one[0]), found[1]),
        given,
    )
    return given.replace("{slug}", ":title").replace("{category}", ":categories")
