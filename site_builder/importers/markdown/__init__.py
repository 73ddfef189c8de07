"""Folders of Markdown that other generators read: Jekyll, Hugo, Eleventy, Pelican, Hexo, Zola, Docusaurus."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.importers.markdown.foreign_front_matter import Foreign, read_foreign
from site_builder.importers.markdown.tool_syntax import translate
from site_builder.model.imports import ImportedCopy, ImportedText, Remark
from site_builder.stages.source.yaml_text import yaml_text
from site_builder.stages.text.dates import parse_date, split_dated_name
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_site_path
from site_builder.stages.text.slugs import slugify

_SKIPPED = frozenset(
    "node_modules _site public output themes layouts _layouts _includes templates vendor archetypes".split()
)
_PICTURES = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|pdf|mp3|mp4|webm|ogg|zip|txt|csv)\Z", re.IGNORECASE)
_NOT_CONTENT = frozenset("readme license licence changelog contributing code_of_conduct".split())
_STATIC = {"static", "assets", "images", "img", "uploads", "media", "files"}


class ForeignFile(NamedTuple):
    """A Markdown file and what becomes of it."""

    source: Path
    name: str
    foreign: Foreign
    file: str
    values: dict[str, Any]
    bundle: Path | None


def recognise_tool(folder: Path) -> str:
    """Which generator a folder belongs to, or nothing."""
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if any(name.startswith("docusaurus.config.") for name in there):
        return "docusaurus"
    if there & {"pelicanconf.py", "publishconf.py"}:
        return "pelican"
    if there & {".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"}:
        return "eleventy"
    if there & {"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "archetypes"}:
        return "hugo"
    if "_config.yml" in there:
        return "hexo" if (folder / "source/_posts").is_dir() else "jekyll"
    if "config.toml" in there:
        text = (folder / "config.toml").read_text(encoding="utf-8", errors="replace")
        return "zola" if re.search(r"^base_url\s*=", text, re.MULTILINE) else "hugo"
    return "jekyll" if "_posts" in there else ""


class MarkdownImport:
    """What comes of a folder. `remarks` fill while `texts` is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.remarks: list[Remark] = []
        self.read = 0
        self._unknown: dict[str, int] = {}
        self._files = self._found()
        self._by_name = {known: one for one in self._files for known in _names(one)}

    @property
    def written(self) -> int:
        """How many texts come."""
        return len(self._files)

    def texts(self) -> Iterator[ImportedText]:
        """Every post and page."""
        for one in self._files:
            body, left = translate(one.foreign.body, partial(self._resolve, one))
            for name in left:
                self.remarks.append(Remark("Tags and shortcodes left as they were", name, one.name))
            text = f"---\n{yaml_text(one.values)}\n---\n\n{body.strip()}\n"
            yield ImportedText(f"content/{one.file}", text, one.name)
        for key, count in sorted(self._unknown.items()):
            self.remarks.append(Remark("Keys that this project does not have", f"{key} ({count} times)"))

    def copies(self) -> Iterator[ImportedCopy]:
        """Files of page bundles and of the folders for static files."""
        for one in self._files:
            for file in sorted(one.bundle.rglob("*")) if one.bundle else ():
                if file.is_file() and not file.is_symlink() and _PICTURES.search(file.name):
                    inner = file.relative_to(one.bundle or file).as_posix()
                    target = posixpath.join(posixpath.dirname(one.file), inner)
                    yield ImportedCopy(f"content/{target}", str(file))
        for top in (self._folder, self._folder / "content", self._folder / "source"):
            for name in sorted(_STATIC):
                for file in sorted((top / name).rglob("*")) if (top / name).is_dir() else ():
                    if file.is_file() and not file.is_symlink() and _PICTURES.search(file.name):
                        inner = file.relative_to(top / name).as_posix()
                        place = "static" if name == "static" else f"static/{name}"
                        yield ImportedCopy(f"content/{place}/{inner}", str(file))

    def _found(self) -> list[ForeignFile]:
        files: list[ForeignFile] = []
        taken: set[str] = set()
        for where, folders, names in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED and name[0] != ".")
            for name in sorted(names):
                stem, extension = posixpath.splitext(name)
                if extension.lower() not in {".md", ".markdown", ".mdx"} or stem.lower() in _NOT_CONTENT:
                    continue
                self.read += 1
                found = self._file(Path(where) / name, taken)
                if found is not None:
                    files.append(found)
        return files

    def _file(self, source: Path, taken: set[str]) -> ForeignFile | None:
        name = source.relative_to(self._folder).as_posix()
        if source.stem == "_index":
            why = "the page of a section: this project makes its own lists"
            self.remarks.append(Remark("Left out", why, name))
            return None
        try:
            if not source.resolve().is_relative_to(self._folder.resolve()):
                raise OSError(0, "a link that leads outside the folder")
            foreign = read_foreign(source.read_bytes().decode("utf-8", "replace"))
        except OSError as failure:
            self.remarks.append(Remark("Left out", f"cannot be read: {failure.strerror}", name))
            return None
        if foreign.problem:
            self.remarks.append(Remark("Front matter that could not be read", foreign.problem, name))
        for key in foreign.unknown:
            self._unknown[key] = self._unknown.get(key, 0) + 1
        is_bundle = source.stem == "index" and source.parent != self._folder
        stem = source.parent.name if is_bundle else source.stem
        dated, rest = split_dated_name(stem)
        given = str(foreign.values.get("slug", "")).rpartition("/")[2]
        slug = slugify(given) or slugify(rest) or slugify(stem) or f"text-{len(taken) + 1}"
        values = self._values(foreign, dated, rest, slug, name)
        is_post = "date" in values or "_drafts" in name.split("/") or "_posts" in name.split("/")
        if "_drafts" in name.split("/"):
            values["draft"] = True
        if not is_post:
            for key in ("tags", "categories", "id", "authors"):
                values.pop(key, None)
        path = f"{'posts' if is_post else 'pages'}/{slug}"
        while path in taken:
            path += "-2"
        taken.add(path)
        bundle = source.parent if is_bundle else None
        return ForeignFile(
            source, name, foreign, f"{path}/index.md" if bundle else f"{path}.md", values, bundle
        )

    def _values(self, foreign: Foreign, dated: str, rest: str, slug: str, name: str) -> dict[str, Any]:
        given = foreign.values
        heading = re.search(r"^#\s+(.+)$", foreign.body, re.MULTILINE)
        title = given.get("title") or (heading[1] if heading else rest.replace("-", " ").strip().capitalize())
        values: dict[str, Any] = {"title": title or slug, "slug": slug}
        when = given.get("date") or dated
        for key, value in (("date", when), ("updated", given.get("updated"))):
            read = _date(value)
            if read is not None:
                values[key] = read
            elif value:
                self.remarks.append(Remark("Dates that could not be read", f"{key}: {value}", name))
        for key in ("id", "summary", "description", "tags", "categories", "authors"):
            if given.get(key):
                values[key] = given[key]
        path = read_site_path(_rooted(given.get("permalink", "?")))
        if not isinstance(path, InvalidValue) and path != "/":
            values["permalink"] = path
        old = [read_site_path(_rooted(one)) for one in given.get("aliases", ())]
        if aliases := [one for one in old if not isinstance(one, InvalidValue) and one != "/"]:
            values["aliases"] = aliases
        for key in ("image", "series", "canonical"):
            if given.get(key):
                self.remarks.append(Remark("Keys that need checking", f"{key}: {given[key]}", name))
        if foreign.is_draft:
            values["draft"] = True
        return values

    def _resolve(self, one: ForeignFile, target: str) -> str:
        path, hash_sign, fragment = target.partition("#")
        wanted = self._by_name.get(_bare(path))
        if wanted is None:
            if _PICTURES.search(path):
                return "/" + path.lstrip("/")
            self.remarks.append(Remark("Links to texts that do not exist", target, one.name))
            return target
        return posixpath.relpath(wanted.file, posixpath.dirname(one.file)) + hash_sign + fragment


def _names(one: ForeignFile) -> list[str]:
    """By what other texts may call a file."""
    whole = _bare(one.name)
    last = whole.rpartition("/")[2]
    inner = whole.removeprefix("content/").removeprefix("_posts/")
    return [whole, inner, last, split_dated_name(last)[1]]


def _bare(path: str) -> str:
    return re.sub(r"(?:/index)?\.(?:md|markdown|mdx)\Z|/\Z", "", path.strip().lstrip("/")).removesuffix(
        "/index"
    )


def _rooted(text: Any) -> str:
    path = str(text).strip()
    if ":" in path and "://" not in path:
        return "?"
    return path if path.startswith(("/", "http")) else f"/{path}"


def _date(value: Any) -> date | str | None:
    if isinstance(value, datetime | date):
        return value
    if not value:
        return None
    text = str(value).strip()
    read = parse_date(text, UTC)
    if isinstance(read, InvalidValue):
        short = re.match(r"\d{4}-\d\d-\d\d", text)
        return None if short is None or isinstance(parse_date(short[0], UTC), InvalidValue) else short[0]
    return text
