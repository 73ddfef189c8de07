"""The keys that front matter may have, read into checked values, and their JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, tzinfo
from typing import Any

from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import MOST_PARTS, NoteKind, SeriesStatus
from site_builder.stages.schema import nodes
from site_builder.stages.schema.collections_of import Anything, Either, ListOf, MappingOf
from site_builder.stages.schema.fields import Field, Fields
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.schema.shapes import (
    DateValue,
    Flag,
    OneOf,
    Schema,
    TextValue,
    WholeNumber,
    is_empty,
)
from site_builder.stages.schema.yaml_problems import no_break_space
from site_builder.stages.source.fences import Parts, missing_closing, misspelt_closing
from site_builder.stages.source.hiding import READ, refuse_if_hiding
from site_builder.stages.source.key_values import (
    AlternativeText,
    ForbiddenKey,
    IdleKey,
    NameOrGroup,
    OneText,
    read_canonical,
    read_layout,
    read_prose,
    read_slug,
    read_template,
    without_ending,
)
from site_builder.stages.source.plain_lines import read_plain_lines
from site_builder.stages.text.site_paths import read_old_address, read_site_path
from site_builder.stages.text.suggestions import plain_key

Values = dict[str, tuple[Any, Place]]

OWN_PREFIX = "x-"
_MOST_MINUTES = 10_000


def read_front_matter(parts: Parts, fields: Fields, path: str) -> tuple[Values | None, list[Diagnostic]]:
    """What was read, with places (see `Fields.values`), and all that is wrong; None where YAML itself is."""
    reading = Reading(path, parts.yaml, 2, "front-matter")
    root = read_plain_lines(parts.yaml, 2) or compose(reading)
    if root is None and reading.diagnostics:
        first = reading.diagnostics[0]
        fence = misspelt_closing(parts.yaml, path, first.place.line) or missing_closing(reading, first)
        return None, [fence or first]
    if root is None or is_empty(root):
        root = nodes.Mapping([], Place(1, 1, 3))
    no_break = None if isinstance(root, nodes.Mapping) else no_break_space(parts.yaml, 2)
    if no_break is not None:
        message, hint, place = no_break
        reading.error("yaml-syntax", message, place, hint)
        return None, reading.diagnostics
    if not isinstance(root, nodes.Mapping):
        reading.error(
            "front-matter-type",
            "front matter must be lines of `key: value`",
            root.place,
            "begin with title: and put a space after each colon",
        )
        return None, reading.diagnostics
    values = fields.values(root, "the front matter", reading)
    _add_own_keys(values, root, reading)
    return values, reading.diagnostics


def _add_own_keys(values: Values, root: nodes.Mapping, reading: Reading) -> None:
    """Keys that begin with x- are the site's own, and go with `params`."""
    own = [(key, value) for key, value in root.pairs if key.text.startswith(OWN_PREFIX)]
    if own:
        params, place = values.get("params", (None, own[0][0].place))
        mine = {key.text: Anything().read(value, key.text, reading) for key, value in own}
        values["params"] = ({**(params or {}), **mine}, place)


def _mapping(**values: Any) -> dict[str, Any]:
    return values


_IMAGE = Either(
    TextValue(),
    Fields(
        (
            Field(
                "src",
                TextValue(),
                "The file, relative to this one, or a full address.",
                aliases=("url", "path"),
            ),
            Field(
                "alt",
                AlternativeText(),
                'What the picture shows, for those who cannot see it; "" for decoration.',
            ),
            Field("caption", TextValue(), "A line to print below the picture."),
        ),
        _mapping,
        prefix=" in image",
    ),
)
_LABELS = ListOf(TextValue(), single=True, split=",")
_NAMES = ListOf(NameOrGroup(), single=True, takes_groups=True)
_IMAGE_KEYS = ("cover", "featured_image", "cover_image", "coverImage", "thumbnail", "hero_image")
_HIDING_KEYS = ("published", "private", "visibility", "publish_date", "expiry_date")
_STATES = ("draft", "published", "publish", "private", "pending", "future")
_PATHS = ListOf(TextValue(refine=read_old_address), single=True)

_SERIES_ONLY = {name: f"{name} belongs in the file of a series" for name in ("about", "parts", "planned")}
_POSTS_ONLY = {
    name: f"{name} belongs in a post"
    for name in ("tags", "categories", "category", "series", "series_part", "part")
}
_IDLE_ON_PAGES = {
    "id": "is in no feed",
    "authors": "has no byline",
    "comments": "has no comments",
    "comments_id": "has no comments",
    "reading_time": "does not say how long it takes to read",
}
_OTHER_WORDS = {
    "tag": "write tags:",
    "keywords": "write tags:",
    "teaser": "write summary:",
    "subtitle": "write summary: or description:",
    "weight": "write series_part: for a place in a series",
}


def _shared_fields(*, is_titled: bool = False) -> tuple[Field, ...]:
    """What posts, pages and series have in common."""
    return (
        Field("title", TextValue(), "The title, as text; by default, the first heading.", required=is_titled),
        Field(
            "slug",
            TextValue(refine=read_slug, pattern=r"^\S+$"),
            "The last part of the URL; by default, the file's name.",
        ),
        Field("description", TextValue(), "One or two sentences for search engines and link previews."),
        Field("aliases", _PATHS, "Old URLs that lead here, such as /old/.", aliases=("redirect_from",)),
        Field("image", _IMAGE, "The picture that represents it.", aliases=_IMAGE_KEYS),
        Field("noindex", Flag(), "Ask search engines to leave it out.", default=False),
        Field("params", MappingOf(Anything()), "The site's own values, for its templates."),
    )


class _OtherKeys:
    """The site's own keys, those that it ignores, and those that may be meant to hide a text."""

    def __init__(self, ignored: Collection[str]) -> None:
        self.ignored = ignored

    def field(self, key: str) -> str:
        return READ.get(plain_key(key), "") if key not in self.ignored else ""

    def takes(self, key: nodes.Scalar, value: nodes.Node, reading: Reading) -> bool:
        if key.text.startswith(OWN_PREFIX) or key.text in self.ignored:
            return True
        return refuse_if_hiding(key, value, reading)

    def hint(self, key: str) -> str:
        name = f'"{key}"' if re.search(r"[\s,:\[\]{}#&*!|>'\"%@`]", key) else key
        return f"delete it, or add front_matter: {{ignore: [{name}]}} to config.yaml"


def _entry_fields(zone: tzinfo) -> tuple[Field, ...]:
    note = Fields(
        (
            Field("kind", OneOf(*NoteKind), "What the note does.", default="note"),
            Field("date", DateValue(zone), "When the note was added."),
            Field("text", TextValue(one_line=False), "The note, in Markdown.", required=True),
        ),
        _mapping,
        prefix=" in an editor's note",
    )
    date = DateValue(zone)
    return (
        *_shared_fields(),
        Field("date", date, "When it is published: 2021-10-26, or 2021-10-26 09:00."),
        Field("updated", date, "When it was last changed.", aliases=("lastmod", "modified")),
        Field("draft", Flag(), "true: not to be published.", default=False),
        Field("status", OneOf(*_STATES, folded=True), "draft, pending or private: not to be published."),
        Field("published", Flag(), "false is the same as draft: true.", aliases=("publish",)),
        Field("private", Flag(), "true is the same as draft: true.", aliases=("wip",)),
        Field("visibility", OneOf("public", "private", folded=True), "private: not to be published."),
        Field(
            "publish_date",
            date,
            "When it is published, if that is later than date.",
            aliases=("publishDate", "embargo"),
        ),
        Field("expiry_date", date, "From when on it is not published any more.", aliases=("expiryDate",)),
        Field(
            "permalink", TextValue(refine=read_site_path), "Its URL, whatever the pattern.", aliases=("url",)
        ),
        Field(
            "summary",
            TextValue(),
            "The teaser in listings; otherwise the text before <!--more-->.",
            aliases=("excerpt",),
        ),
        Field("authors", _NAMES, "Who wrote it.", aliases=("author",)),
        Field(
            "template",
            TextValue(refine=read_template),
            "A template of its own.",
        ),
        Field("layout", TextValue(refine=read_layout), "A template, as other tools name it."),
        Field(
            "canonical",
            TextValue(refine=read_canonical),
            "Where it was published first, on another site.",
            aliases=("canonical_url", "canonicalURL"),
        ),
        Field(
            "reading_time",
            WholeNumber(1, _MOST_MINUTES),
            "Minutes, in place of the estimate.",
            aliases=("readtime",),
        ),
        Field("id", TextValue(), "What feeds know it by; keep it for ever.", aliases=("guid",)),
        Field("comments", Flag(), "false: no comments below it.", default=True),
        Field("comments_id", TextValue(), "What its comment thread is known by."),
        Field(
            "content_note",
            TextValue(one_line=False, refine=read_prose),
            "What readers should know before they begin.",
        ),
        Field("support", Flag(), "Show or hide the numbers to call; by default, shown with a content note."),
        Field("editor_notes", ListOf(note, each="an editor's note"), "Notes on the whole text."),
        Field("toc", Flag(), "Show or hide the table of contents."),
    )


def post_fields(zone: tzinfo, ignored: Collection[str] = ()) -> Fields:
    """The keys of a post. A text in `tags` or `categories` is one, or several parted by commas."""
    return Fields(
        (
            *_entry_fields(zone),
            Field("tags", _LABELS, "What it is about, as a list."),
            Field("categories", _LABELS, "Its sections, as a list.", aliases=("category",)),
            Field(
                "series",
                OneText(refine=without_ending),
                "The series it belongs to: the name of a file in series/ in the content folder.",
            ),
            Field(
                "series_part",
                WholeNumber(1, MOST_PARTS),
                "Which part of the series it is.",
                aliases=("part", "series_index", "series_order"),
            ),
        ),
        _mapping,
        elsewhere=_OTHER_WORDS | _SERIES_ONLY,
        unknown=_OtherKeys(ignored),
    )


_LIST = Fields(
    (
        Field("series", TextValue(refine=without_ending), "All parts of this series, in order."),
        Field("tag", TextValue(), "All posts with this tag, newest first."),
        Field("category", TextValue(), "All posts of this category, newest first."),
        Field("posts", ListOf(TextValue(refine=without_ending)), "These posts, by file name or slug."),
    ),
    _mapping,
    prefix=" in list",
)


def page_fields(zone: tzinfo, ignored: Collection[str] = ()) -> Fields:
    """The keys of a page."""
    fields = (
        *map(_on_page, _entry_fields(zone)),
        Field(
            "list", _LIST, "Posts to list below the text: of a series, a tag or a category, or chosen ones."
        ),
    )
    elsewhere = _OTHER_WORDS | _SERIES_ONLY | _POSTS_ONLY
    return Fields(fields, _mapping, elsewhere=elsewhere, unknown=_OtherKeys(ignored))


def _on_page(field: Field) -> Field:
    why = _IDLE_ON_PAGES.get(field.name)
    if why is None:
        return field
    shape = IdleKey(field.shape, why)
    return Field(field.name, shape, field.about, aliases=field.aliases, default=field.default)


def series_fields(zone: tzinfo, ignored: Collection[str] = ()) -> Fields:
    """The keys of a series' own file."""
    undrafted = ForbiddenKey(
        "has no effect on a series, whose page is always published", "put draft: true into its parts instead"
    )
    planned = Fields(
        (
            Field("part", WholeNumber(1, MOST_PARTS), "Its number.", required=True),
            Field("title", TextValue(), "Its title, if it may be known."),
            Field("date", DateValue(zone), "When it will be published."),
        ),
        _mapping,
        prefix=" in planned",
    )
    return Fields(
        (
            *_shared_fields(is_titled=True),
            Field("about", TextValue(), 'Continues "a series …": discussing police use of social media.'),
            Field("parts", WholeNumber(1, MOST_PARTS), "How many parts it will have."),
            Field("status", OneOf(*SeriesStatus), "Whether more is to come."),
            Field("planned", ListOf(planned, each="a planned part"), "Coming parts to announce."),
            Field("draft", undrafted, "Not for a series."),
            *(Field(name, undrafted, "Not for a series.") for name in _HIDING_KEYS),
        ),
        _mapping,
        elsewhere=_POSTS_ONLY
        | {"date": "its parts have dates; coming ones go under planned:"}
        | {"length": "write parts:", "summary": "write description: or about:"},
        unknown=_OtherKeys(ignored),
    )


def front_matter_schema() -> Schema:
    """JSON Schema (2020-12) of the front matter of posts, pages and series together."""
    properties = {**series_fields(UTC).schema()["properties"], **post_fields(UTC).schema()["properties"]}
    properties["list"] = page_fields(UTC).schema()["properties"]["list"]
    properties["status"] = {
        "enum": [*_STATES, *SeriesStatus],
        "description": "draft or published; of a series: whether more is to come.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a post, page or series",
        "type": "object",
        "properties": properties,
        "required": ["title"],
        "patternProperties": {f"^{OWN_PREFIX}": {}},
        "additionalProperties": False,
    }
