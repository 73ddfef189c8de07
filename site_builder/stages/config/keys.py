"""config.yaml to a checked `Config`: every key, its meaning and its default, and the JSON Schema of them all.

All errors of one file are gathered in one reading. Babel is asked only where the language or a pattern is not
among the defaults, since it takes longer to import than the file to read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from site_builder.model.codes import CHECK_CODES, CHECK_SEVERITIES
from site_builder.model.config import (
    PROVIDER_OPTIONS,
    AuthorSetting,
    Comments,
    Config,
    Emergency,
    Feed,
    FontSetting,
    FrontMatterSettings,
    LinkSetting,
    MarkdownSettings,
    Paths,
    Permalinks,
    PrivacyNotice,
    QuickExit,
    RecordSettings,
    RedirectSetting,
    Reply,
    SeriesSettings,
    ShareSetting,
    Social,
    Support,
    SupportLine,
    ThemeSettings,
)
from site_builder.model.diagnostics import Diagnostic, Place, has_errors
from site_builder.model.hosts import HOSTS
from site_builder.stages.config.deploy_targets import Kinds, TargetsLater, read_targets, targets_schema
from site_builder.stages.config.relations import check_fonts, check_markdown, check_paths, check_provider
from site_builder.stages.config.value_checks import (
    COLOUR,
    EMAIL,
    PHONE,
    SHARE_ADDRESS,
    PermalinkPattern,
    read_address,
    read_base_url,
    read_colour,
    read_date_pattern,
    read_day,
    read_email,
    read_extension,
    read_family,
    read_language,
    read_link,
    read_phone,
    read_repository,
    read_share_address,
    read_timezone,
    read_weight,
)
from site_builder.stages.config.words_setting import WordsOf
from site_builder.stages.schema import nodes
from site_builder.stages.schema.collections_of import Anything, Either, MappingOf, TupleOf
from site_builder.stages.schema.fields import Field, Fields
from site_builder.stages.schema.nodes import Reading, compose
from site_builder.stages.schema.shapes import Flag, OneOf, Schema, Shape, TextValue, WholeNumber, is_empty
from site_builder.stages.text.decode import decode
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import read_old_address, read_site_path
from site_builder.stages.text.typography import smarten

# Words of other tools, and keys that are easily put one level too high.
_ELSEWHERE = {
    "url": "write base_url:",
    "site_url": "write base_url:",
    "baseURL": "write base_url:",
    "name": "write title:",
    "subtitle": "write tagline:",
    "description": "write tagline:",
    "lang": "write language:",
    "languageCode": "write language:",
    "tz": "write timezone:",
    "nav": "write menu:",
    "posts_per_page": "write paginate:",
    "permalink": "write permalinks:, with posts: below it",
    "limit": "limit belongs below feed:",
    "provider": "provider belongs below comments:",
    "reply": "reply belongs below comments:",
    "privacy_notice": "privacy_notice belongs below comments:",
    "links": "links belongs below social:",
    "extensions": "extensions belongs below markdown:",
    "extension_configs": "extension_configs belongs below markdown:",
    "content": "content belongs below paths:",
    "templates": "templates belongs below paths:",
    "output": "output belongs below paths:",
    "accent": "accent belongs below theme:",
    "logo": "logo belongs below theme:",
    "stylesheet": "stylesheet belongs below theme:",
    "share": "share belongs below theme:",
    "quick_exit": "quick_exit belongs below theme:",
    "ignore": "ignore belongs below front_matter:",
    "threshold": "threshold belongs below record:",
}
_SHARES = ("email", "copy", "mastodon", "bluesky", "linkedin", "whatsapp")


def _read_redirected(text: str) -> str | InvalidValue:
    """A path, or with `/*` at its end all paths below it."""
    folder = text.removesuffix("*")
    is_pattern = folder != text and folder.endswith("/") and folder != "/"
    path = read_site_path(folder) if is_pattern else read_old_address(text)
    return path + "*" * is_pattern if isinstance(path, str) else path._replace(code="url")


def _read_path(text: str) -> str | InvalidValue:
    path = read_site_path(text)
    return path if isinstance(path, str) else path._replace(code="url")


def read_config(
    data: bytes, path: str = "config.yaml", kinds: Kinds = dict
) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """The configuration, or None and at least one error. Warnings may come with either.

    `kinds` gives the keys of each kind of deploy target; it is called only if the file names any target.
    """
    text, problems = decode(data, path)
    if text is None:
        return None, problems
    reading = Reading(path, text, 1, "config")
    reading.diagnostics.extend(problems)
    root = compose(reading)
    if root is None and reading.diagnostics:
        return None, tuple(reading.diagnostics)
    if root is None or is_empty(root):
        root = nodes.Mapping([], Place(1, 1))
    config = _CONFIG.read(root, "the configuration", reading)
    if isinstance(root, nodes.Mapping):
        check_paths(root, reading)
        check_provider(root, reading)
        targets = read_targets(root, reading, kinds)
        if config is not None and targets:
            config = replace(config, deploy=targets)
        if config is not None and config.share_image:
            places = (value.place for key, value in root.pairs if key.text == "share_image")
            config = replace(config, share_image_place=next(places, Place()))
        if config is not None and not has_errors(reading.diagnostics):
            check_markdown(root, config.markdown, reading)
            check_fonts(config.theme, reading)
            config = _with_typographic_marks(config)
    return (None if has_errors(reading.diagnostics) else config), tuple(reading.diagnostics)


def _with_typographic_marks(config: Config) -> Config:
    """Titles in config.yaml get the marks that texts get; a tagline stays as typed."""
    if not config.markdown.has_default_typography:
        return config

    def smart(text: str) -> str:
        return smarten(text, config.language)

    menu = tuple(replace(link, title=smart(link.title)) for link in config.menu)
    authors = tuple(replace(author, about=smart(author.about)) for author in config.authors)
    return replace(config, title=smart(config.title), intro=smart(config.intro), menu=menu, authors=authors)


def config_schema(kinds: Kinds = dict) -> Schema:
    """JSON Schema (2020-12) of config.yaml; `kinds` gives the keys of each kind of deploy target."""
    schema = _CONFIG.schema()
    schema["properties"]["deploy"] |= targets_schema(kinds)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "config.yaml", **schema}


def _section(
    make: Callable[..., Any],
    fields: tuple[Field, ...],
    name: str = "",
    elsewhere: dict[str, str] | None = None,
    *,
    keeps_places: bool = False,
) -> Fields:
    """A group of keys made into a struct; the struct's defaults are in the schema for editors."""
    if isinstance(make, type) and issubclass(make, msgspec.Struct):
        defaults = {field.name: field.default for field in msgspec.structs.fields(make)}
        for field in fields:
            default = defaults.get(field.name)
            if isinstance(default, str | int) and default != "":
                field.default = default
    prefix = f" in {name}" if name else ""
    return Fields(fields, make, strict=True, prefix=prefix, elsewhere=elsewhere, keeps_places=keeps_places)


def _link_shape(name: str) -> Fields:
    return _section(
        LinkSetting,
        (
            Field("title", TextValue(), "The words of the link.", required=True),
            Field(
                "url",
                TextValue(refine=read_link),
                "A path on this site (/about/) or an address.",
                required=True,
            ),
        ),
        name,
    )


def _links(name: str) -> TupleOf:
    return TupleOf(_link_shape(name), lambda link, place: msgspec.structs.replace(link, place=place))


def _comments(**values: Any) -> Comments:
    options = {name: values.pop(name, None) for name in PROVIDER_OPTIONS}
    chosen = options.get(values.get("provider", "")) or {}
    written = {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in chosen.items()
    }
    return Comments(**values, options=written)


def _permalink(about: str, *, has_dates: bool = False, may_be_file: bool = False) -> tuple[TextValue, str]:
    return TextValue(refine=PermalinkPattern(has_dates=has_dates, may_be_file=may_be_file)), about


_NUMBER = WholeNumber(1, 100_000)

_PERMALINKS = _section(
    Permalinks,
    (
        Field(
            "posts", *_permalink("Posts: {slug}, {year}, {month}, {day}.", has_dates=True, may_be_file=True)
        ),
        Field("pages", *_permalink("Pages: {slug}.", may_be_file=True)),
        Field("series", *_permalink("Series: {slug}.")),
        Field("tags", *_permalink("Tag pages: {slug}.")),
        Field("categories", *_permalink("Category pages: {slug}.")),
    ),
    "permalinks",
)

_SOCIAL = _section(
    Social,
    (
        Field("label", TextValue(), "The words before the links."),
        Field("links", _links("social.links"), "Plain links to follow the site elsewhere."),
    ),
    "social",
)

_REPLY = _section(
    Reply,
    (
        Field("email", TextValue(refine=read_email, pattern=EMAIL), "Where a reader may write to."),
        Field("url", TextValue(refine=read_link), "Where a reader may answer."),
        Field("text", TextValue(), "What to say about replies."),
    ),
    "comments.reply",
)

_PRIVACY = _section(
    PrivacyNotice,
    (
        Field("text", TextValue(), "What happens to what a reader enters.", required=True),
        Field("link", _link_shape("comments.privacy_notice.link"), "Where to read more."),
    ),
    "comments.privacy_notice",
)

_OPTIONS: dict[str, Shape[Any]] = {
    "repo": TextValue(refine=read_repository),
    "input_position": OneOf("top", "bottom"),
    "reactions_enabled": OneOf("0", "1"),
    "url": TextValue(refine=read_address),
    "css": Flag(),
    "require_author": Flag(),
    "require_email": Flag(),
}
"""The options of comment services that are no mere text."""

_COMMENTS = _section(
    _comments,
    (
        Field(
            "provider",
            OneOf("placeholder", *PROVIDER_OPTIONS),
            "Who keeps the comments.",
            default="placeholder",
        ),
        Field("reply", _REPLY, "How to answer while no service is mounted."),
        Field("privacy_notice", _PRIVACY, "What the comment section says about the reader's data."),
        *(
            Field(
                provider,
                _section(
                    dict,
                    tuple(
                        Field(
                            option,
                            _OPTIONS.get(option, TextValue()),
                            f"{option} of {provider}.",
                            required=is_required,
                        )
                        for option, is_required in options.items()
                    ),
                    f"comments.{provider}",
                ),
                f"Settings of {provider}.",
            )
            for provider, options in PROVIDER_OPTIONS.items()
        ),
    ),
    "comments",
)

_FONT = _section(
    FontSetting,
    (
        Field(
            "family",
            TextValue(refine=read_family),
            "Its name, for font_body and font_headings.",
            required=True,
        ),
        Field("file", TextValue(), "A file of this site: fonts/name.woff2.", required=True),
        Field(
            "weight",
            TextValue(refine=read_weight),
            'Its weight, 400, or a variable font\'s from and to: "200 900".',
        ),
        Field("style", OneOf("normal", "italic"), "Whether it is the italic."),
    ),
    "theme.fonts",
)

_SHARE = _section(
    ShareSetting,
    (
        Field("title", TextValue(), "The words of the link.", required=True),
        Field(
            "url",
            TextValue(refine=read_share_address, pattern=SHARE_ADDRESS),
            "An address in which {link} and {title} stand for the post's.",
            required=True,
        ),
    ),
    "theme.share",
)

_AUTHORS = TupleOf(
    _section(
        AuthorSetting,
        (
            Field("name", TextValue(), "The name, as posts write it in authors.", required=True),
            Field("about", TextValue(), "A sentence or two for the box at a post's end."),
            Field("picture", TextValue(), "A picture of this site: images/jo.jpg."),
            Field("url", TextValue(refine=read_link), "Where to read more: /about/, or an address."),
        ),
        "authors",
    ),
    lambda author, place: msgspec.structs.replace(author, place=place),
)

_THEME = _section(
    ThemeSettings,
    (
        Field(
            "accent",
            TextValue(refine=read_colour, pattern=COLOUR),
            'The accent colour, in quotes: "#2f5d62".',
        ),
        Field(
            "accent_dark",
            TextValue(refine=read_colour, pattern=COLOUR),
            "The accent colour on a dark ground.",
        ),
        Field(
            "font_body",
            TextValue(),
            "The family of running text: serif, sans, humanist, slab, or one of fonts.",
        ),
        Field("font_headings", TextValue(), "The family of headings."),
        Field(
            "fonts",
            TupleOf(_FONT, lambda font, place: replace(font, place=place)),
            "Fonts of this site's own.",
        ),
        Field("logo", TextValue(), "An image of this site, shown beside the title: images/logo.svg."),
        Field(
            "stylesheet", TextValue(), "A style sheet of this site, read after the theme's: static/extra.css."
        ),
        Field("scripts", TupleOf(TextValue()), "Scripts of this site for every page: static/counter.js."),
        Field(
            "share",
            TupleOf(Either(OneOf(*_SHARES), _SHARE)),
            "Which share links a post has: names, or a title and a url with {link} and {title} in it.",
        ),
        Field(
            "quick_exit",
            _section(
                QuickExit,
                (
                    Field("enabled", Flag(), "Show the link that leaves the site at once."),
                    Field("url", TextValue(refine=read_address), "Where it leads."),
                ),
                "theme.quick_exit",
            ),
            "A link that leaves the site at once.",
        ),
    ),
    "theme",
    keeps_places=True,
)

_ORGANISATION = _section(
    dict,
    (
        Field("name", TextValue(), "The organisation.", required=True),
        Field(
            "phone", TextValue(refine=read_phone, pattern=PHONE), "Its number and nothing else, in quotes."
        ),
        Field("text", TextValue(), "How to reach it by text message: SHOUT to 85258."),
        Field("url", TextValue(refine=read_address), "Its site, in full."),
        Field("region", TextValue(), "Where it helps."),
        Field("verified_on", TextValue(refine=read_day), "The day somebody last checked this: 2026-05-01."),
    ),
    "support",
)

_ORGANISATIONS = TupleOf(_ORGANISATION, lambda line, place: SupportLine(**line, place=place))


class _OrganisationsOnly:
    """The list of organisations in the place of the group that it is the greater part of."""

    def read(self, node: nodes.Node, name: str, reading: Reading) -> Support | None:
        listed = _ORGANISATIONS.read(node, name, reading)
        return None if listed is None else Support(listed)

    def schema(self) -> Schema:
        return _ORGANISATIONS.schema()


_SUPPORT = _section(
    Support,
    (
        Field(
            "emergency",
            _section(
                Emergency,
                (
                    Field("text", TextValue(), "The sentence before the number."),
                    Field("number", TextValue(refine=read_phone, pattern=PHONE), "The number, in quotes."),
                ),
                "support.emergency",
            ),
            "What to do when someone is in danger.",
        ),
        Field("organisations", _ORGANISATIONS, "The organisations, in order."),
    ),
    "support",
)

_CHECKS = _section(
    dict,
    tuple(
        Field(code, OneOf(*CHECK_SEVERITIES), f"How severe {code} is when the site is checked.")
        for code in CHECK_CODES
    ),
    "checks",
)

_CONFIG = _section(
    Config,
    (
        Field("title", TextValue(), "The site's name.", required=True),
        Field(
            "base_url", TextValue(refine=read_base_url), "The public address, path included.", required=True
        ),
        Field("tagline", TextValue(), "One line below the name."),
        Field(
            "intro",
            TextValue(),
            "Who writes here, and who for: a sentence or two at the top of the home page.",
        ),
        Field("language", TextValue(refine=read_language), "The language of the site, as a BCP 47 tag."),
        Field("words", WordsOf(), "Texts of the theme in this site's own words, by their keys."),
        Field("timezone", TextValue(refine=read_timezone), "The time zone of dates without an offset."),
        Field("author", TextValue(), "The byline of posts that name no authors."),
        Field("authors", _AUTHORS, "Who writes here, for a box at the end of their posts."),
        Field("date_format", TextValue(refine=read_date_pattern), "How dates look (CLDR pattern)."),
        Field(
            "announcement_date_format", TextValue(refine=read_date_pattern), "How dates of coming parts look."
        ),
        Field("words_per_minute", _NUMBER, "How fast readers read."),
        Field("characters_per_minute", _NUMBER, "How fast readers read Chinese, Japanese, Korean and Thai."),
        Field("paginate", _NUMBER, "Posts on one page of a listing."),
        Field("teaser_words", WholeNumber(5, 1000), "About how many words listings show of a post."),
        Field("permalinks", _PERMALINKS, "Patterns of URLs."),
        Field("menu", _links("menu"), "Links at the top of every page."),
        Field("social", _SOCIAL, "Links to follow the site elsewhere."),
        Field("comments", _COMMENTS, "The comment section."),
        Field(
            "feed",
            _section(
                Feed,
                (
                    Field("limit", _NUMBER, "Entries in each feed."),
                    Field(
                        "aliases",
                        TupleOf(TextValue(refine=_read_path)),
                        "Old addresses of the feed: /atom.xml, /feed/.",
                    ),
                    Field(
                        "each",
                        TupleOf(OneOf("category", "tag", "author")),
                        "What else has feeds of its own, besides series.",
                    ),
                ),
                "feed",
            ),
            "The feeds.",
        ),
        Field(
            "redirects",
            TupleOf(
                _section(
                    RedirectSetting,
                    (
                        Field(
                            "old",
                            TextValue(refine=_read_redirected),
                            "An old path, such as /about-me/; /author/* is all below /author/.",
                            required=True,
                        ),
                        Field(
                            "new",
                            TextValue(refine=_read_path),
                            "The path on this site that it leads to.",
                            required=True,
                        ),
                    ),
                    "redirects",
                ),
                lambda redirect, place: msgspec.structs.replace(redirect, place=place),
            ),
            "Old URLs that belonged to no post or page.",
        ),
        Field(
            "series",
            _section(
                SeriesSettings,
                (
                    Field("whole", Flag(), "Show all parts of a series on one page too."),
                    Field("mentions", Flag(), "Check what posts of a series say of its parts."),
                    Field("link_mentions", Flag(), "Make links of the parts that posts name."),
                ),
                "series",
            ),
            "What is made of every series.",
        ),
        Field("epub", OneOf("complete", "always", "never"), "Which series can be downloaded as e-books."),
        Field("rights", TextValue(), "What readers may do with the texts, for e-books: CC BY 4.0."),
        Field(
            "markdown",
            _section(
                MarkdownSettings,
                (
                    Field(
                        "extensions",
                        TupleOf(TextValue(refine=read_extension)),
                        "Additional Python-Markdown extensions.",
                    ),
                    Field(
                        "without",
                        TupleOf(TextValue()),
                        "Default extensions that this site does without.",
                    ),
                    Field(
                        "extension_configs",
                        MappingOf(MappingOf(Anything())),
                        "Options of extensions, by name.",
                    ),
                ),
                "markdown",
            ),
            "How Markdown is read.",
        ),
        Field(
            "paths",
            _section(
                Paths,
                (
                    Field("content", TextValue(), "The folder of posts, pages and series."),
                    Field("templates", TextValue(), "The folder of the site's own templates."),
                    Field("output", TextValue(), "The folder that the site is written to."),
                    Field(
                        "links", TupleOf(TextValue()), "Places elsewhere that links in content may lead to."
                    ),
                ),
                "paths",
            ),
            "Folders, relative to this file.",
        ),
        Field("theme", _THEME, "How the site changes the theme."),
        Field(
            "support",
            Either(_OrganisationsOnly(), _SUPPORT),
            "Organisations that readers can turn to.",
        ),
        Field("search", Flag(), "Make a search page (needs Pagefind)."),
        Field(
            "share_image",
            TextValue(),
            "A PNG or JPEG of this site for link previews of pages that have no picture: images/card.png.",
        ),
        Field("params", MappingOf(Anything()), "The site's own values, for its templates."),
        Field(
            "front_matter",
            _section(
                FrontMatterSettings,
                (Field("ignore", TupleOf(TextValue()), "Keys that other tools read, to be ignored here."),),
                "front_matter",
            ),
            "How front matter is read.",
        ),
        Field("checks", _CHECKS, "What `check` looks for, and how severe each finding is."),
        Field(
            "record",
            _section(
                RecordSettings,
                (
                    Field(
                        "threshold",
                        WholeNumber(1, 100),
                        "How many percent of a published post's words may change without a note.",
                    ),
                ),
                "record",
            ),
            "What is recorded of published posts.",
        ),
        Field(
            "site_id", TextValue(), "What output folders know this site by: any text, never to be changed."
        ),
        Field(
            "hosts",
            TupleOf(OneOf(*HOSTS)),
            "The static hosts that the output is for: a build also writes what they read.",
        ),
        Field(
            "deploy", TargetsLater(), "Where `site-builder deploy` takes the site: targets by their names."
        ),
    ),
    elsewhere=_ELSEWHERE,
)
