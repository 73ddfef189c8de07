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
from urllib.parse import quote, unquote

from site_builder.importers.markdown.foreign_front_matter import Foreign, read_foreign
from site_builder.importers.markdown.front_matter_values import Report, site_path, title_of, values_of
from site_builder.importers.markdown.generators import (
    GENERATORS,
    inner_path,
    is_post,
    kind_of,
    old_slug,
    why_unseen,
    with_slug,
)
from site_builder.importers.markdown.old_urls import TextFacts, old_url
from site_builder.importers.markdown.settings_text import settings_text
from site_builder.importers.markdown.site_folder import (
    COPIED,
    decoded,
    is_in_bundle,
    name_in,
    recognise_tool,
    static_files,
    texts_in,
    uncopied_files,
    unread_settings,
)
from site_builder.importers.markdown.text_names import names_for_links, plain_path, read_name
from site_builder.importers.markdown.tool_settings import read_settings
from site_builder.importers.markdown.tool_syntax import translate, without_mdx
from site_builder.model.addresses import HOME_TEXT, collision_key
from site_builder.model.imports import ImportedCopy, ImportedText, Remark
from site_builder.stages.source.yaml_text import yaml_text
from site_builder.stages.text.dates import parse_date
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.slugs import slugify, spelling_key, within_a_name
from site_builder.stages.text.url_patterns import filled, is_made_here, recognise

__all__ = ["MarkdownImport", "recognise_tool"]


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


class MarkdownImport:
    """What comes of a folder. `remarks` fill while `texts` and `copies` are read."""

    def __init__(self, folder: Path, tool: str) -> None:
        self._folder, self._tool = folder, tool
        self._settings = read_settings(folder, tool)
        self.remarks: list[Remark] = []
        self.read = 0
        self._unknown: dict[str, int] = {}
        self._static = {copy.path.removeprefix("content/static"): copy for copy in static_files(folder)}
        found = list(self._found())
        self.remarks += unread_settings(folder, tool, defaults_hide=self._settings.defaults_hide)
        self.pattern = recognise((one.url, _slug(one), _instant(one)) for one in found if one.is_post)
        self._files = self._with_addresses(found)
        self._distinguish_labels()
        self._by_name = {known: one for one in self._files for known in names_for_links(one.name)}
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
            text = one.foreign.body
            text = without_mdx(text) if one.source.suffix.lower() == ".mdx" else text
            body, left = translate(text, partial(self._resolve, one), partial(self._relinked, one))
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
                if file.is_file() and not file.is_symlink() and COPIED.search(file.name):
                    inner = file.relative_to(one.bundle or file).as_posix()
                    target = posixpath.join(posixpath.dirname(one.file), inner)
                    yield ImportedCopy(f"content/{target}", str(file))
        yield from self._static.values()
        bundles = [one.bundle for one in self._files if one.bundle]
        self.remarks += uncopied_files(self._folder, bundles)

    def _found(self) -> Iterator[ForeignFile]:
        # A text of that name would have no page of its own.
        taken = {HOME_TEXT.removesuffix(".md")}
        for path, why_not in texts_in(self._folder):
            self.read += 1
            if why_not:
                self.remarks.append(Remark("Left out", why_not, name_in(self._folder, path)))
            elif (made := self._file(path, taken)) is not None:
                yield made

    def _file(self, source: Path, taken: set[str]) -> ForeignFile | None:
        name = name_in(self._folder, source)
        report: Report = lambda heading, words: self.remarks.append(Remark(heading, words, name))  # noqa: E731
        try:
            if not source.resolve().is_relative_to(self._folder.resolve()):
                raise OSError(0, "a link that leads outside the folder")
            if not source.is_file():
                raise OSError(0, "neither a file nor a link to one")
            text = decoded(source.read_bytes(), report)
            foreign = read_foreign(text, parts_words=self._tool == "jekyll")
        except OSError as failure:
            report("Left out", f"cannot be read: {failure.strerror}")
            return None
        if site_path(foreign.values.get("permalink") or f"/{source.stem}.html") == "/404.html":
            report("Left out", "the page for addresses that do not exist: this project makes its own")
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
        told = read_name(self._tool, name, self._settings.language)
        rest, language = told.rest, told.language
        if language:
            report("In another language than the site, beside the others", language)
        given = str(foreign.values.get("slug", "")).rstrip("/").rpartition("/")[2]
        old = given or old_slug(self._tool, rest, title_of(foreign, rest))
        slug = slugify(within_a_name(old)) or slugify(rest) or slugify(told.stem) or f"text-{len(taken) + 1}"
        bundle = source.parent if told.is_bundle else self._asset_folder(source)
        picture = partial(self._picture, bundle or source.parent, is_bundle=bundle is not None)
        values = values_of(foreign, told.dated, rest, picture, report)
        values = {"title": values.pop("title"), "slug": slug, **values}
        if self._tool == "jekyll" and "/_posts/" in name:
            above = [one for one in name.partition("/_posts/")[0].split("/") if one]
            values["categories"] = list(dict.fromkeys([*above, *values.get("categories", ())]))
        is_entry = is_post(self._tool, name, has_date="date" in values)
        why_not = why_unseen(self._tool, name, self._settings.collections)
        if self._tool == "hugo" and is_in_bundle(self._folder, source):
            why_not = "it belongs to the text in index.md, and has no page of its own"
        if why_not and not values.get("draft"):
            report("Not published by the other tool, and drafts now", why_not)
        if why_not or "_drafts" in name.split("/"):
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
        facts = TextFacts(
            values["title"],
            given or old_slug(self._tool, told.plain, values["title"]),
            told.plain,
            with_slug(self._tool, told.inner, str(foreign.values.get("slug", ""))),
            _moment(values.get("date")),
            values.get("categories", ()),
        )
        return ForeignFile(
            source,
            name,
            foreign,
            f"{path}/index.md" if bundle else f"{path}.md",
            values,
            bundle,
            (f"/{language}" if language and not foreign.values.get("permalink") else "")
            + self._old_url(
                foreign, facts, kind_of(self._tool, name, has_posts_address=is_entry), usual, report
            ),
        )

    def _asset_folder(self, source: Path) -> Path | None:
        """Hexo's folder of a text's pictures, which has its name."""
        folder = source.with_suffix("")
        is_one = self._tool == "hexo" and folder.is_dir() and not (folder / "index.md").exists()
        return folder if is_one and folder.resolve().is_relative_to(self._folder.resolve()) else None

    def _old_url(self, foreign: Foreign, facts: TextFacts, kind: str, usual: str, report: Report) -> str:
        given = str(foreign.values.get("permalink") or "")
        is_pattern = ":" in given and "://" not in given
        own = site_path(given or foreign.values.get("path") or "")
        own = old_url(given, facts) if is_pattern else own
        if not own and given.strip("/"):
            report("Keys that need checking", f"permalink: {given}")
        if own or is_pattern:
            return own
        pattern = self._settings.pattern(kind) or self._settings.pattern(usual)
        if self._tool == "docusaurus" and kind == "posts" and foreign.values.get("slug"):
            pattern = pattern.replace("/:year/:month/:day/:title", "/:inner")
        return old_url(pattern, facts)

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
        is_ours = COPIED.search(name) and os.path.isfile(file) and not name.startswith("..")
        if is_ours and one.bundle is not None and file.is_relative_to(one.bundle):
            is_beside = one.bundle == one.source.parent
            return (
                target if is_beside else quote(file.relative_to(one.bundle).as_posix()) + hash_sign + fragment
            )
        if not is_ours:
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
        wanted = self._by_name.get(plain_path(path))
        if wanted is None:
            if COPIED.search(path):
                return "/" + path.lstrip("/")
            self.remarks.append(Remark("Links to texts that do not exist", target, one.name))
            return target
        return posixpath.relpath(wanted.file, posixpath.dirname(one.file)) + hash_sign + fragment


def _beside(url: str) -> str:
    """Another address: `/a/` becomes `/a-2/`, and `/a.html` becomes `/a-2.html`."""
    stem, dot, ending = url.rpartition(".")
    return f"{stem}-2.{ending}" if dot and "/" not in ending else f"{url.rstrip('/')}-2/"


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
