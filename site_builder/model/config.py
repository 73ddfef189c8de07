"""config.yaml as a value. The keys' meanings, defaults and checks are in `stages.config.keys`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import MAXYEAR, date
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from site_builder.model.diagnostics import Place


class LinkSetting(msgspec.Struct, frozen=True):
    """A titled link that the writer configured. `url` may be a site path (`/about/`) or a full address."""

    title: str
    url: str
    place: Place = Place()


class Permalinks(msgspec.Struct, frozen=True):
    """URL patterns with `{slug}`, `{year}`, `{month}`, `{day}`; each begins with `/`."""

    posts: str = "/{slug}/"
    pages: str = "/{slug}/"
    series: str = "/series/{slug}/"
    tags: str = "/tags/{slug}/"
    categories: str = "/categories/{slug}/"


class Social(msgspec.Struct, frozen=True):
    """Plain follow links under one label."""

    label: str = ""
    links: tuple[LinkSetting, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """How a reader can answer while no comment service is mounted."""

    email: str = ""
    url: str = ""
    text: str = ""


class PrivacyNotice(msgspec.Struct, frozen=True):
    """What the comment section says about the reader's data."""

    text: str
    link: LinkSetting | None = None


# The keys that each comment service takes below `comments: <name>:`, and whether it needs them.
PROVIDER_OPTIONS: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {
        "giscus": {
            "repo": True,
            "repo_id": True,
            "category": True,
            "category_id": True,
            "theme": False,
            "lang": False,
            "input_position": False,
            "reactions_enabled": False,
        },
        "isso": {"url": True, "lang": False, "css": False, "require_author": False, "require_email": False},
    }
)


class Comments(msgspec.Struct, frozen=True):
    """The comment section. `options` holds the chosen provider's own keys (`PROVIDER_OPTIONS`)."""

    provider: str = "placeholder"
    reply: Reply = Reply()
    privacy_notice: PrivacyNotice | None = None
    options: dict[str, str] = {}


class RedirectSetting(msgspec.Struct, frozen=True):
    """An old site path, or all below one if it ends with `/*`, and the site path that it leads to."""

    old: str
    new: str
    place: Place = Place()


class Feed(msgspec.Struct, frozen=True):
    """`limit` is the number of entries in each feed; `aliases` are old addresses of the site's feed.

    `each` names what has feeds of its own beside series.
    """

    limit: int = 20
    aliases: tuple[str, ...] = ()
    each: tuple[Literal["category", "tag", "author"], ...] = ()


class SeriesSettings(msgspec.Struct, frozen=True):
    """`whole` says whether all parts of a series are shown on one page too.

    `mentions` says whether texts are searched for what they say of the parts of their series, and
    `link_mentions` whether what names a part becomes a link.
    """

    whole: bool = True
    mentions: bool = True
    link_mentions: bool = False


class MarkdownSettings(msgspec.Struct, frozen=True):
    """Extensions beside the default ones, by Python-Markdown's names, options for any, and unwanted ones."""

    extensions: tuple[str, ...] = ()
    extension_configs: dict[str, dict[str, Any]] = {}
    without: tuple[str, ...] = ()

    @property
    def has_default_typography(self) -> bool:
        """Whether the site neither sets `smarty` up itself nor does without it."""
        options = (*self.extension_configs, *self.extension_configs.get("extra", ()))
        names = (*self.extensions, *self.without, *options)
        return all(name.rpartition(".")[2] != "smarty" for name in names)


class RecordSettings(msgspec.Struct, frozen=True):
    """`threshold` is how many percent of a published post's words may change without a note."""

    threshold: int = 5


class FrontMatterSettings(msgspec.Struct, frozen=True):
    """`ignore` names keys of front matter that other tools read, and that need no warning."""

    ignore: tuple[str, ...] = ()


class Paths(msgspec.Struct, frozen=True):
    """Folders as they are in config.yaml, relative to its folder.

    `links` are places outside the site that links under content/ may lead to.
    """

    content: str = "content"
    templates: str = "templates"
    output: str = "output"
    links: tuple[str, ...] = ()


class SupportLine(msgspec.Struct, frozen=True):
    """An organisation a reader can talk to. `verified_on`: the ISO date on which the number was checked."""

    name: str
    phone: str = ""
    text: str = ""
    url: str = ""
    region: str = ""
    verified_on: str = ""
    place: Place = Place()

    def checked_days(self) -> tuple[date, date] | None:
        """The day on which the number was checked, and the first on which that is a year ago."""
        if not self.verified_on:
            return None
        day = date.fromisoformat(self.verified_on)
        year = min(day.year + 1, MAXYEAR)
        return day, date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)


class Emergency(msgspec.Struct, frozen=True):
    """What to do in an emergency. Without a number it is that of the region in the site's language tag."""

    text: str = ""
    number: str = ""


class Support(msgspec.Struct, frozen=True):
    """Organisations that readers can turn to."""

    organisations: tuple[SupportLine, ...] = ()
    emergency: Emergency = Emergency()


LANGUAGES = "languages"
"""The folder beside config.yaml with the site's own words; a file is named for its language: `pt-br.yaml`."""


class OwnWords(msgspec.Struct, frozen=True):
    """What a site says in place of the theme's catalogue: texts by key, each in its forms.

    `numbers` and `ordinals` are words for 0 and up; empty where the catalogue's do.
    """

    texts: dict[str, dict[str, str]] = {}
    numbers: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()

    def of_bodies(self) -> OwnWords:
        """Those that are inside of texts: a change of any other has no text read again."""
        inside = {key: forms for key, forms in self.texts.items() if key.startswith(("note_", "footnote_"))}
        return OwnWords(inside)


class FontSetting(msgspec.Struct, frozen=True):
    """A font file of this site. `weight` is one number, or the two ends of a variable font's."""

    family: str
    file: str
    weight: str = "400"
    style: Literal["normal", "italic"] = "normal"
    place: Place = Place()


class ShareSetting(msgspec.Struct, frozen=True):
    """A share link of the site's own. `{link}` and `{title}` in `url` stand for the post's, encoded."""

    title: str
    url: str


class AuthorSetting(msgspec.Struct, frozen=True):
    """Somebody who writes here. `picture` is a file of this site: a site path, or a path under content/."""

    name: str
    about: str = ""
    picture: str = ""
    url: str = ""
    place: Place = Place()


class QuickExit(msgspec.Struct, frozen=True):
    """The link that leaves the site at once, as GOV.UK's "Exit this page" pattern describes it."""

    enabled: bool = False
    url: str = "https://www.bbc.co.uk/weather"


FONTS = ("serif", "sans", "humanist", "slab")
"""Families that readers' systems bring along, as the theme names them."""


class ThemeSettings(msgspec.Struct, frozen=True):
    """What can be restyled without touching a template. Colours are CSS hex colours.

    `logo`, `stylesheet` and `scripts` are files of this site, by site path or by path under content/. A font
    is one of `FONTS`, or the family of one of `fonts`. `places` tells
    where each setting is in config.yaml.
    """

    accent: str = ""
    accent_dark: str = ""
    font_body: str = "serif"
    font_headings: str = "serif"
    fonts: tuple[FontSetting, ...] = ()
    logo: str = ""
    stylesheet: str = ""
    scripts: tuple[str, ...] = ()
    share: tuple[str | ShareSetting, ...] = ("email", "copy", "mastodon", "bluesky", "linkedin", "whatsapp")
    quick_exit: QuickExit = QuickExit()
    places: dict[str, Place] = {}


class DeployTarget(msgspec.Struct, frozen=True):
    """Where `deploy` takes the site. `options` are the keys of its kind, as that kind's module reads them.

    `base_url` is empty where the site's own applies. `keep_assets` counts days, `max_deletes` is None where
    the usual limit applies.
    """

    name: str
    kind: str
    default: bool = False
    base_url: str = ""
    verify: bool = False
    keep_deploys: int = 5
    keep_assets: int = 30
    max_deletes: int | None = None
    options: dict[str, Any] = {}
    place: Place = Place()


class Config(msgspec.Struct, frozen=True):
    """The whole configuration, checked. `base_url` has no query or fragment and ends with `/`.

    `share_image_place` is where that key is in config.yaml.
    `checks` are severities by the codes of `codes.CHECK_CODES`: "off", "warning" or "error".
    """

    title: str
    base_url: str
    tagline: str = ""
    intro: str = ""
    language: str = "en-GB"
    words: OwnWords = OwnWords()
    timezone: str = "UTC"
    author: str = ""
    authors: tuple[AuthorSetting, ...] = ()
    date_format: str = "d MMMM yyyy"
    announcement_date_format: str = "MMM d"
    words_per_minute: int = 300
    characters_per_minute: int = 500
    paginate: int = 10
    teaser_words: int = 60
    permalinks: Permalinks = Permalinks()
    menu: tuple[LinkSetting, ...] = ()
    social: Social = Social()
    comments: Comments = Comments()
    feed: Feed = Feed()
    redirects: tuple[RedirectSetting, ...] = ()
    series: SeriesSettings = SeriesSettings()
    epub: Literal["complete", "always", "never"] = "complete"
    rights: str = ""
    markdown: MarkdownSettings = MarkdownSettings()
    paths: Paths = Paths()
    theme: ThemeSettings = ThemeSettings()
    support: Support = Support()
    search: bool = False
    front_matter: FrontMatterSettings = FrontMatterSettings()
    record: RecordSettings = RecordSettings()
    share_image: str = ""
    share_image_place: Place = Place()
    params: dict[str, Any] = {}
    site_id: str = ""
    checks: dict[str, str] = {}
    hosts: tuple[str, ...] = ()
    deploy: tuple[DeployTarget, ...] = ()

    @property
    def named_files(self) -> tuple[str, ...]:
        """Files of the site that it names: site paths, or paths under content/."""
        theme = self.theme
        named = [theme.logo, theme.stylesheet, self.share_image, *theme.scripts]
        named += (one.file for one in theme.fonts)
        named += (one.picture for one in self.authors)
        return tuple(filter(None, named))

    @property
    def identity(self) -> str:
        """What the site is known by to its output folders: `site_id`, or else its address and title."""
        name = self.site_id or f"{self.base_url}\n{self.title}"
        return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


class ParserSettings(msgspec.Struct, frozen=True):
    """All of the configuration that parsing may depend on: a remembered document is keyed by it."""

    language: str = "en-GB"
    timezone: str = "UTC"
    markdown: MarkdownSettings = MarkdownSettings()
    date_format: str = "d MMMM yyyy"
    ignored_keys: tuple[str, ...] = ()
    teaser_words: int = 60
    words: OwnWords = OwnWords()
    finds_mentions: bool = True
    links_mentions: bool = False

    @classmethod
    def of(cls, config: Config) -> ParserSettings:
        """The part of the configuration that parsing sees."""
        return cls(
            config.language,
            config.timezone,
            config.markdown,
            config.date_format,
            config.front_matter.ignore,
            config.teaser_words,
            config.words.of_bodies(),
            config.series.mentions,
            config.series.mentions and config.series.link_mentions,
        )
