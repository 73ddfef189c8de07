"""Folders of Markdown that other generators read: Jekyll, Hugo, Eleventy, Pelican, Hexo, Zola, Docusaurus."""

from __future__ import annotations

import codecs
import os
import posixpath
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from site_builder.importers.markdown.foreign_front_matter import Foreign, read_foreign
from site_builder.importers.markdown.front_matter_values import Report, site_path, title_of, values_of
from site_builder.importers.markdown.generators import GENERATORS, inner_path, is_post, kind_of, old_slug
from site_builder.importers.markdown.old_urls import TextFacts, old_url
from site_builder.importers.markdown.settings_text import settings_text
from site_builder.importers.markdown.tool_settings import read_settings
from site_builder.importers.markdown.tool_syntax import translate
from site_builder.model.addresses import collision_key
from site_builder.model.imports import ImportedCopy, ImportedText, Remark
from site_builder.stages.source.yaml_text import yaml_text
from site_builder.stages.text.dates import parse_date, split_dated_name
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.slugs import slugify, spelling_key, within_a_name
from site_builder.stages.text.url_patterns import filled, is_made_here, recognise

_SKIPPED = frozenset(
    "node_modules _site public output themes layouts _layouts _includes templates vendor archetypes "
    "scaffolds".split()
)
_PICTURES = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|pdf|mp3|mp4|webm|ogg|zip|txt|csv)\Z", re.IGNORECASE)
_OTHER_TEXTS = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".org": "Org",
    ".textile": "Textile",
    ".ipynb": "a notebook",
}
_NOT_CONTENT = frozenset("readme license licence changelog contributing code_of_conduct".split())
_STATIC = {"static", "assets", "images", "img", "uploads", "media", "files"}


class ForeignFile(NamedTuple):
    """A Markdown file and what becomes of it. `url` is its old address, or nothing."""

    source: Path
    name: str
    foreign: Foreign
    file: str
    values: dict[str, Any]
    bundle: Path | None
    url: str

    @property
    def is_post(self) -> bool:
        """Whether it has a date, and so a place in time."""
        return self.file.startswith("posts/")


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

    def __init__(self, folder: Path, tool: str) -> None:
        self._folder, self._tool = folder, tool
        self._settings = read_settings(folder, tool)
        self.remarks: list[Remark] = []
        self.read = 0
        self._unknown: dict[str, int] = {}
        self._static = {copy.path.removeprefix("content/static"): copy for copy in self._static_files()}
        found = self._found()
        self.pattern = recognise((one.url, _slug(one), _instant(one)) for one in found if one.is_post)
        self._files = self._with_addresses(found)
        self._distinguish_labels()
        self._by_name = {known: one for one in self._files for known in _names(one)}
        self._by_source = {one.name: one for one in self._files}

    @property
    def written(self) -> int:
        """How many texts come."""
        return len(self._files)

    def config(self) -> str:
        """config.yaml for a site that has none."""
        return settings_text(self._settings, self.pattern, GENERATORS[self._tool].feeds)

    def texts(self) -> Iterator[ImportedText]:
        """Every post and page."""
        for one in self._files:
            body, left = translate(
                one.foreign.body, partial(self._resolve, one), partial(self._relinked, one)
            )
            for name in left:
                self.remarks.append(Remark("Tags and shortcodes left as they were", name, one.name))
            text = f"---\n{yaml_text(one.values)}\n---\n\n{body.strip()}\n"
            yield ImportedText(f"content/{one.file}", text, one.name)
        for key, count in sorted(self._unknown.items()):
            words = f"{key} (in {count:,} {'text' if count == 1 else 'texts'})"
            self.remarks.append(Remark("Keys that this project does not have", words))

    def copies(self) -> Iterator[ImportedCopy]:
        """Files of page bundles and of the folders for static files."""
        for one in self._files:
            for file in sorted(one.bundle.rglob("*")) if one.bundle else ():
                if file.is_file() and not file.is_symlink() and _PICTURES.search(file.name):
                    inner = file.relative_to(one.bundle or file).as_posix()
                    target = posixpath.join(posixpath.dirname(one.file), inner)
                    yield ImportedCopy(f"content/{target}", str(file))
        yield from self._static.values()

    def _static_files(self) -> Iterator[ImportedCopy]:
        for top in (self._folder, self._folder / "content", self._folder / "source", self._folder / "src"):
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
                path = Path(where) / name
                if extension.lower() in _OTHER_TEXTS and stem.lower() not in _NOT_CONTENT:
                    self.read += 1
                    words = f"only Markdown is read, and this is {_OTHER_TEXTS[extension.lower()]}"
                    self.remarks.append(Remark("Left out", words, path.relative_to(self._folder).as_posix()))
                if extension.lower() not in {".md", ".markdown", ".mdx"} or stem.lower() in _NOT_CONTENT:
                    continue
                self.read += 1
                found = self._file(path, taken)
                if found is not None:
                    files.append(found)
        return files

    def _file(self, source: Path, taken: set[str]) -> ForeignFile | None:
        name = source.relative_to(self._folder).as_posix()
        report: Report = lambda heading, words: self.remarks.append(Remark(heading, words, name))  # noqa: E731
        if source.stem == "_index":
            report("Left out", "the page of a section: this project makes its own lists")
            return None
        try:
            if not source.resolve().is_relative_to(self._folder.resolve()):
                raise OSError(0, "a link that leads outside the folder")
            if not source.is_file():
                raise OSError(0, "neither a file nor a link to one")
            text = _decoded(source.read_bytes(), report)
            foreign = read_foreign(text, parts_words=self._tool == "jekyll")
        except OSError as failure:
            report("Left out", f"cannot be read: {failure.strerror}")
            return None
        if source.stem == "index" and inner_path(self._tool, name) == "index":
            report("Left out", "the home page: this project makes its own")
            return None
        if foreign.problem:
            report("Front matter that could not be read, of texts that are drafts now", foreign.problem)
        for key in foreign.unknown:
            self._unknown[key] = self._unknown.get(key, 0) + 1
        return self._foreign_file(source, name, foreign, taken, report)

    def _foreign_file(
        self, source: Path, name: str, foreign: Foreign, taken: set[str], report: Report
    ) -> ForeignFile:
        is_bundle = source.stem == "index" and source.parent != self._folder
        stem = source.parent.name if is_bundle else source.stem
        dated, rest = split_dated_name(stem)
        given = str(foreign.values.get("slug", "")).rstrip("/").rpartition("/")[2]
        old = given or old_slug(self._tool, rest, title_of(foreign, rest))
        slug = slugify(within_a_name(old)) or slugify(rest) or slugify(stem) or f"text-{len(taken) + 1}"
        picture = partial(self._picture, source.parent, is_bundle=is_bundle)
        values = values_of(foreign, dated, rest, picture, report)
        values = {"title": values.pop("title"), "slug": slug, **values}
        is_entry = is_post(self._tool, name, has_date="date" in values)
        if "_drafts" in name.split("/"):
            values["draft"] = True
        if is_entry and "date" not in values and not values.get("draft"):
            values["draft"] = True
            report("Posts without a date, which are drafts now", "add a date: and delete draft: true")
        if not is_entry:
            for key in ("tags", "categories", "id", "authors", "series", "series_part", "comments"):
                values.pop(key, None)
        usual = "posts" if is_entry else "pages"
        path = f"{usual}/{slug}"
        while path in taken:
            path += "-2"
        taken.add(path)
        inner = inner_path(self._tool, name.replace("/index.", ".") if is_bundle else name)
        facts = TextFacts(
            values["title"], old, rest, inner, _moment(values.get("date")), values.get("categories", ())
        )
        return ForeignFile(
            source,
            name,
            foreign,
            f"{path}/index.md" if is_bundle else f"{path}.md",
            values,
            source.parent if is_bundle else None,
            self._old_url(foreign, facts, kind_of(self._tool, name, has_posts_address=is_entry), usual),
        )

    def _old_url(self, foreign: Foreign, facts: TextFacts, kind: str, usual: str) -> str:
        given = str(foreign.values.get("permalink") or "")
        if given and ":" in given and "://" not in given:
            return old_url(given, facts)
        path = site_path(given or foreign.values.get("path") or "")
        return path or old_url(self._settings.pattern(kind) or self._settings.pattern(usual), facts)

    def _with_addresses(self, found: list[ForeignFile]) -> list[ForeignFile]:
        """Give every text the address that it had, where that is free, and the older ones that lead to it."""
        taken: set[str] = set()
        for one in found:
            made = filled(self.pattern if one.is_post else "/{slug}/", _slug(one), _instant(one))
            old = url = one.url or made
            if not url:
                continue  # An undated draft: it gets its address with its date.
            while is_made_here(url) or collision_key(url) in taken:
                url = made if url == one.url != made and made else _beside(url)
            taken.add(collision_key(url))
            if url != old:
                words = f"{old} is now {url}: this project makes a page there, or another text has it"
                self.remarks.append(Remark("Addresses that changed", words, one.name))
            if url != made:
                one.values["permalink"] = url
        for one in found:
            aliases = [site_path(alias) for alias in one.foreign.values.get("aliases", ())]
            kept = [alias for alias in aliases if alias and collision_key(alias) not in taken]
            taken |= {collision_key(alias) for alias in kept}
            if kept := [alias for alias in dict.fromkeys(kept) if not is_made_here(alias)]:
                one.values["aliases"] = kept
        return found

    def _relinked(self, one: ForeignFile, target: str) -> str:
        """A link as it is in the new site: texts by their files, pictures by where they are now."""
        path, hash_sign, fragment = target.partition("#")
        path = re.sub(r"^@site/(?:static/)?", "/", path)
        if path.startswith("/") or not path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path):
            return path + hash_sign + fragment
        name = posixpath.normpath(posixpath.join(posixpath.dirname(one.name), unquote(path)))
        if (wanted := self._by_source.get(name)) is not None:
            return posixpath.relpath(wanted.file, posixpath.dirname(one.file)) + hash_sign + fragment
        file = self._folder / name
        is_ours = _PICTURES.search(name) and os.path.isfile(file) and not name.startswith("..")
        if not is_ours or (one.bundle is not None and file.is_relative_to(one.bundle)):
            return target
        for top in ("", "content/", "source/", "src/"):
            inner = "/" + name.removeprefix(top)
            known = next((url for url in (inner, inner.removeprefix("/static")) if url in self._static), "")
            if name.startswith(top) and known:
                return quote(known) + hash_sign + fragment
        if file.resolve().is_relative_to(self._folder.resolve()):
            self._static[f"/{name}"] = ImportedCopy(f"content/static/{name}", str(file))
            return quote(f"/{name}") + hash_sign + fragment
        return target

    def _distinguish_labels(self) -> None:
        """Two tags that would have one page, such as C and C++, get numbers."""
        for key in ("tags", "categories"):
            owners: dict[str, str] = {}
            names: dict[str, str] = {}
            for name in (name for one in self._files for name in one.values.get(key, ())):
                written, number = name, 2
                while owners.setdefault(slugify(written), spelling_key(name)) != spelling_key(name):
                    written, number = f"{name} ({number})", number + 1
                if written != names.setdefault(name, written) or written != name:
                    words = f"{name} is now {written}: another one would have the same URL"
                    self.remarks.append(Remark("Categories and tags with other names", words))
            for one in self._files:
                if key in one.values:
                    one.values[key] = [names[name] for name in one.values[key]]

    def _picture(self, folder: Path, path: str, *, is_bundle: bool) -> str:
        path = translate(path, str)[0].strip()
        if re.match(r"https?://", path):
            return path
        rooted = "/" + re.sub(r"^(?:\.\./|\./|/)+", "", path)
        beside = folder / path.removeprefix("./")
        if is_bundle and os.path.isfile(beside) and beside.resolve().is_relative_to(folder.resolve()):
            return path.removeprefix("./")
        return next((one for one in (rooted, rooted.removeprefix("/static")) if one in self._static), "")

    def _resolve(self, one: ForeignFile, target: str) -> str:
        path, hash_sign, fragment = target.partition("#")
        wanted = self._by_name.get(_plain_path(path))
        if wanted is None:
            if _PICTURES.search(path):
                return "/" + path.lstrip("/")
            self.remarks.append(Remark("Links to texts that do not exist", target, one.name))
            return target
        return posixpath.relpath(wanted.file, posixpath.dirname(one.file)) + hash_sign + fragment


def _decoded(data: bytes, report: Report) -> str:
    """The text in UTF-8 or UTF-16; else in Windows-1252, which it was written in most often."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        report("Not in UTF-8", "it is read as Windows-1252: check the letters")
        return data.decode("cp1252", "replace")


def _beside(url: str) -> str:
    """Another address: `/a/` becomes `/a-2/`, and `/a.html` becomes `/a-2.html`."""
    stem, dot, ending = url.rpartition(".")
    return f"{stem}-2.{ending}" if dot and "/" not in ending else f"{url.rstrip('/')}-2/"


def _names(one: ForeignFile) -> list[str]:
    """By what other texts may call a file."""
    whole = _plain_path(one.name)
    last = whole.rpartition("/")[2]
    inner = whole.removeprefix("content/").removeprefix("_posts/")
    return [whole, inner, last, split_dated_name(last)[1]]


def _plain_path(path: str) -> str:
    return re.sub(r"(?:/index)?\.(?:md|markdown|mdx)\Z|/\Z", "", path.strip().lstrip("/")).removesuffix(
        "/index"
    )


def _slug(one: ForeignFile) -> str:
    return str(one.values["slug"])


def _instant(one: ForeignFile) -> datetime | None:
    when = _moment(one.values.get("date"))
    if when is None or isinstance(when, datetime):
        return when
    return datetime(when.year, when.month, when.day, tzinfo=UTC)


def _moment(value: Any) -> date | datetime | None:
    if value is None or isinstance(value, date | datetime):
        return value
    found = parse_date(str(value), UTC)
    return None if isinstance(found, InvalidValue) else found
