"""One source file to a `Document`. Depends on nothing but the file's bytes, its path and the settings.

Anything that would make the site wrong makes the document `Broken`, with all that was found in front matter
and body alike, so that a writer mends a file once. Diagnostics name the path that was given.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Diagnostic, Place, Severity, error, has_errors, warning
from site_builder.model.documents import (
    BodyHead,
    Broken,
    Document,
    EditorNote,
    Image,
    Label,
    NoteKind,
    PageHead,
    PlannedPart,
    PostHead,
    PostList,
    SeriesHead,
    SeriesStatus,
    Text,
)
from site_builder.stages.bodies import BodyConverter
from site_builder.stages.bodies.split_html import plain_text
from site_builder.stages.bodies.targets import loads_elsewhere, read_target
from site_builder.stages.source import hiding
from site_builder.stages.source.comment_files import read_comments
from site_builder.stages.source.fences import split_front_matter
from site_builder.stages.source.front_matter import (
    Values,
    page_fields,
    post_fields,
    read_front_matter,
    series_fields,
)
from site_builder.stages.text.dates import parse_date, split_dated_name
from site_builder.stages.text.decode import decode
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.slugs import slugify, spelling_key

_FENCE = Place(1, 1, 3)
# "future" says nothing: its date does.
_IS_DRAFT_BY_STATUS = {"draft": True, "pending": True, "private": True, "published": False, "publish": False}


class Parser:
    """Makes documents of source files. Pure; safe to keep and use for any number of files."""

    def __init__(self, settings: ParserSettings) -> None:
        self._settings = settings
        self._zone = ZoneInfo(settings.timezone)
        self._bodies = BodyConverter(settings)
        self._fields = {
            "posts": post_fields(self._zone, settings.ignored_keys),
            "pages": page_fields(self._zone, settings.ignored_keys),
            "series": series_fields(self._zone, settings.ignored_keys),
        }

    def check_settings(self) -> None:
        """Raises ConfigInvalid for settings that no text can be parsed with."""
        self._bodies.check_settings()

    def parse(self, path: str, data: bytes) -> Document:
        """The document of a file under content/; `path` is relative to that folder, with forward slashes."""
        text, problems = decode(data, path)
        if text is None:
            return Document(Broken(path=path, diagnostics=problems))
        folder = path.partition("/")[0]
        if folder == "comments":
            comments = read_comments(text, path, self._zone, self._bodies.comment)
            comments = msgspec.structs.replace(comments, diagnostics=(*problems, *comments.diagnostics))
            if has_errors(comments.diagnostics):
                return Document(Broken(path=path, diagnostics=comments.diagnostics))
            return Document(comments)
        is_nested_series = folder == "series" and path.count("/") > 1
        if folder not in self._fields or not path.endswith(".md") or is_nested_series:
            where = "posts/ or pages/, or straight into series/ or comments/"
            misplaced = error(
                "source-misplaced", "no page is made from a file here", path, hint=f"move it to {where}"
            )
            return Document(Broken(path=path, diagnostics=(misplaced,)))
        parts = split_front_matter(text, path)
        if isinstance(parts, Diagnostic):
            return Document(Broken(path=path, diagnostics=(*problems, parts)))
        values, found = read_front_matter(parts, self._fields[folder], path)
        found.extend(problems)
        in_series = folder == "posts" and values is not None and "series" in values
        part = _part_of(values or {}) if in_series else None
        body = self._bodies.body(parts.body, path=path, first_line=parts.body_line, part=part)
        found.extend(body.diagnostics)
        if values is None:
            is_draft = folder != "series" and hiding.says_draft(parts.yaml)
            return Document(Broken(path=path, diagnostics=tuple(found), is_draft=is_draft))
        head = _Head(path, values, found, self._settings, self._bodies, body.head)
        shared = head.shared()
        shared["body"] = head.with_title_mention(body.head) if in_series else body.head
        if folder == "series":
            shared |= head.of_series()
        else:
            shared |= head.of_entry(has_to_be_dated=folder == "posts")
            shared["inline_notes"] = body.inline_notes
        if folder == "posts":
            shared |= head.of_post()
        elif folder == "pages":
            shared |= head.of_page()
        if has_errors(found):
            visibility = {} if folder == "series" else head.of_broken(shared)
            return Document(Broken(path=path, diagnostics=tuple(found), **visibility))
        kind: Any = {"posts": PostHead, "pages": PageHead, "series": SeriesHead}[folder]
        return Document(kind(**shared, diagnostics=tuple(found)), body.chunks)


def _part_of(values: Mapping[str, tuple[Any, Place]]) -> int:
    """A post's number in its series; 0 where it does not say."""
    number = values["series_part"][0] if "series_part" in values else 0
    return number if isinstance(number, int) else 0


class _Head:
    """The fields of one head, made from checked values. What they get wrong together is added to `found`."""

    def __init__(
        self,
        path: str,
        values: Values,
        found: list[Diagnostic],
        settings: ParserSettings,
        bodies: BodyConverter,
        body: BodyHead,
    ) -> None:
        self.path, self.values, self.found = path, values, found
        self.zone, self.language = ZoneInfo(settings.timezone), settings.language
        self.bodies, self.anchors = bodies, body.anchors
        self.places = {name: place for name, (_, place) in values.items()}
        self.folder, file_name = posixpath.split(path)
        stem = file_name.removesuffix(".md")
        if stem == "index" and self.folder not in {"posts", "pages", "series"}:
            stem = posixpath.basename(self.folder)
        self.named_date, self.bare_name = split_dated_name(stem)
        self.title = self._title(body)

    def get(self, name: str, default: Any = None) -> Any:
        value, _ = self.values.get(name, (None, None))
        return default if value is None else value

    def smart(self, name: str) -> str:
        """A value for readers, with typographic marks."""
        return self.bodies.smarten(self.get(name, ""))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(text for text, _ in self.get(name, ()))

    def shared(self) -> dict[str, Any]:
        aliases = self.get("aliases", ())
        self.places |= {f"aliases.{number}": place for number, (_, place) in enumerate(aliases)}
        return {
            "path": self.path,
            "title": self.bodies.smarten(self.title),
            "slug": self._slug(),
            "description": self.smart("description"),
            "aliases": tuple(alias for alias, _ in aliases),
            "image": self._image(),
            "is_noindex": self.get("noindex", False),
            "params": self.get("params", {}),
            "places": self.places,
        }

    def of_entry(self, *, has_to_be_dated: bool) -> dict[str, Any]:
        is_draft = self._is_draft()
        date = self._date(is_draft) if has_to_be_dated else self.get("date")
        note = self.get("content_note")
        return {
            "id": self.get("id", self.path),
            "date": date,
            "publish_date": self.get("publish_date"),
            "expiry_date": self.get("expiry_date"),
            "updated": self.get("updated"),
            "is_draft": is_draft,
            "permalink": self.get("permalink", ""),
            "summary": self.smart("summary"),
            "authors": self.texts("authors"),
            "template": self.get("template", ""),
            "layout": self.get("layout", ""),
            "canonical": self.get("canonical", ""),
            "reading_time": self.get("reading_time", 0),
            "allows_comments": self.get("comments", True),
            "comments_id": self.get("comments_id", ""),
            "content_note": self._fragment(note, self.places["content_note"]) if note else None,
            "support": self.get("support"),
            "editor_notes": tuple(self._note(note, place) for note, place in self.get("editor_notes", ())),
            "toc": self.get("toc"),
        }

    def with_title_mention(self, body: BodyHead) -> BodyHead:
        """The body's head with what the title of a post in a series says of its part."""
        title, place = self.get("title"), self.places.get("title", Place(1, 1))
        said = self.bodies.title_mention(title, place) if isinstance(title, str) else None
        return msgspec.structs.replace(body, mentions=(said, *body.mentions)) if said else body

    def of_broken(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What is certain of the visibility of an entry that has errors."""
        codes = {one.code for one in self.found if one.severity is Severity.ERROR}
        is_certain = hiding.CODE not in codes and "front-matter-conflict" not in codes
        dates = (entry["date"], entry["publish_date"])
        return {
            "is_draft": entry["is_draft"] and is_certain,
            "published_from": max((date for date in dates if date is not None), default=None),
            "expiry_date": entry["expiry_date"],
        }

    def of_post(self) -> dict[str, Any]:
        if "series_part" in self.values and "series" not in self.values:
            self.found.append(
                warning(
                    "front-matter-part-alone",
                    "the part has no effect without a series",
                    self.path,
                    self.places["series_part"],
                    "add series: with the name of a series file",
                )
            )
        return {
            "tags": self._labels("tags", "tag"),
            "categories": self._labels("categories", "category"),
            "series": self.smart("series"),
            "series_part": self.get("series_part", 0),
        }

    def of_page(self) -> dict[str, Any]:
        wanted = self.get("list")
        if not wanted:
            return {}
        place = self.places["list"]
        if len(wanted) > 1:
            message = f"list has {' and '.join(wanted)}, and can only have one of them"
            self._report("front-matter-conflict", message, place, "keep one, or make two pages")
        chosen = wanted.pop("posts", ())
        posts, places = tuple(text for text, _ in chosen), tuple(one for _, one in chosen)
        return {"list": PostList(**wanted, posts=posts, places=places, place=place)}

    def of_series(self) -> dict[str, Any]:
        status = self.get("status")
        return {
            "about": self.smart("about"),
            "length": self.get("parts", 0),
            "status": SeriesStatus(status) if status else None,
            "planned": tuple(self._planned(part, place) for part, place in self.get("planned", ())),
        }

    def _planned(self, part: dict[str, Any], place: Place) -> PlannedPart:
        title = self.bodies.smarten(part.get("title", ""))
        return PlannedPart(**{**part, "title": title}, place=place)

    def _title(self, body: BodyHead) -> str:
        if "title" in self.values or self.folder == "series":
            return str(self.get("title", ""))
        heading = next((plain_text(one.html) for one in body.headings), "")
        name = re.sub(r"[-_\s]+", " ", self.bare_name or self.named_date).strip()
        title = heading or name[:1].upper() + name[1:]
        used = "its first heading" if heading else "its file's name"
        message = f"the text has no title, so {used} is used"
        hint = f"add a line title: {title}"
        self.found.append(warning("front-matter-missing", message, self.path, _FENCE, hint))
        return title

    def _slug(self) -> str:
        if "slug" in self.values:
            return str(self.get("slug", ""))
        slug = slugify(self.bare_name, self.language)
        if not slug and self.folder != "series":
            slug = slugify(self.title, self.language)
        if not slug:
            message = "the file name and the title have no letters or digits to make a URL from"
            place = self.places.get("title", _FENCE)
            self.found.append(error("front-matter-slug", message, self.path, place, "add slug: my-post"))
        return slug

    def _date(self, is_draft: bool) -> datetime | None:
        if "date" in self.values:
            date: datetime | None = self.get("date")
            return date
        if self.named_date:
            value = parse_date(self.named_date, self.zone)
            if not isinstance(value, InvalidValue):
                return value
            self._report(
                "front-matter-date", f"the date in the name {value.message}", Place(), "rename the file"
            )
        elif "publish_date" in self.values:
            return cast("datetime | None", self.get("publish_date"))
        elif not is_draft:
            self._report(
                "front-matter-missing",
                "the post has no date in its front matter or its file name",
                _FENCE,
                "add a line such as date: 2021-10-26, or draft: true while it is being written",
            )
        return None

    def _is_draft(self) -> bool:
        """What front matter says of it; it must not contradict itself."""
        claims = {
            "draft": self.get("draft"),
            "status": _IS_DRAFT_BY_STATUS.get(self.get("status")),
            "published": {True: False, False: True}.get(self.get("published")),
            # That a post is not private does not say that it is finished.
            "private": self.get("private") or None,
            "visibility": {"private": True}.get(self.get("visibility")),
        }
        said = [(name, is_draft) for name, is_draft in claims.items() if is_draft is not None]
        for name, is_draft in said[1:]:
            first, was_draft = said[0]
            if is_draft is not was_draft:
                self._report(
                    "front-matter-conflict",
                    f"{name} and {first} on line {self.places[first].line} contradict each other",
                    self.places[name],
                    "keep one of the two",
                )
        return any(is_draft for _, is_draft in said)

    def _labels(self, name: str, word: str) -> tuple[Label, ...]:
        labels: dict[str, Label] = {}
        for text, place in self.get(name, ()):
            slug = slugify(text, self.language)
            if not slug:
                message = f"the {word} '{text}' has no letters or digits to make a URL from"
                self._report("front-matter-slug", message, place, "rename or delete it")
            elif spelling_key(text) in labels:
                message = f"the {word} '{text}' is listed twice"
                self.found.append(warning("front-matter-repeated", message, self.path, place, "delete one"))
            else:
                labels[spelling_key(text)] = Label(text, slug, place)
        return tuple(labels.values())

    def _image(self) -> Image | None:
        image = self.get("image")
        if image is None:
            return None
        fields = {"src": image} if isinstance(image, str) else image
        if "src" not in fields:
            message = "image names no file, so there is no picture"
            hint = "add src: with the file's name, or delete the key"
            self.found.append(warning("front-matter-missing", message, self.path, self.places["image"], hint))
            return None
        src = written = fields["src"]
        place = self.places["image"]
        if loads_elsewhere(src):
            message = "this picture loads from another host, which can track readers"
            hint = "put the file into the content folder, and name it here"
            self.found.append(warning("third-party-image", message, self.path, place, hint))
        else:
            target = read_target(src, self.folder)
            if target is None or not target.path:
                hint = "name a file of the content folder, relative to this one"
                self._report("front-matter-path", f"image leads nowhere: '{src}'", place, hint)
                return None
            src = target.path
        if "alt" not in fields:
            self.found.append(
                warning(
                    "image-alt-missing",
                    "this image has no alternative text for readers who cannot see it",
                    self.path,
                    place,
                    f'write image: {{src: {written}, alt: what it shows}}, or alt: "" if it is decoration',
                )
            )
        words = {name: self.bodies.smarten(fields[name]) for name in ("alt", "caption") if fields.get(name)}
        return Image(**{**fields, **words, "src": src}, place=place)

    def _note(self, note: dict[str, Any], place: Place) -> EditorNote:
        text = self._fragment(note["text"], place)
        return EditorNote(NoteKind(note.get("kind", "note")), text, note.get("date"))

    def _fragment(self, markdown: str, place: Place) -> Text:
        text, found = self.bodies.fragment(markdown, path=self.path, place=place, anchors=self.anchors)
        self.found.extend(found)
        return text

    def _report(self, code: str, message: str, place: Place, hint: str) -> None:
        self.found.append(error(code, message, self.path, place, hint))
