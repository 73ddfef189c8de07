"""What every template knows of the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from site_builder.model.config import Emergency, SupportLine
from site_builder.model.views import (
    EmergencyView,
    Icon,
    Link,
    Moment,
    Picture,
    SiteView,
    SupportView,
    ThemeView,
)
from site_builder.stages.language.locales import direction
from site_builder.stages.text.telephone import emergency_number, ring_url, text_url
from site_builder.stages.theme.custom_style import custom_style_path, site_style
from site_builder.stages.theme.site_files import published_at
from site_builder.stages.views.feed_addresses import FEED
from site_builder.stages.views.page_addresses import (
    ARCHIVE,
    CATEGORY_INDEX,
    CORRECTIONS,
    SEARCH,
    SERIES_INDEX,
    SUPPORT,
    TAG_INDEX,
)
from site_builder.stages.views.presenter import Presenter

_ICONS = (("/favicon.ico", "image/x-icon"), ("/favicon.png", "image/png"), ("/favicon.svg", "image/svg+xml"))
"""Names that browsers have always known; of several icons that suit they take the last (HTML, rel=icon)."""
_TOUCH_ICON = "/apple-touch-icon.png"


DigestOf = Callable[[str], str]
"""What changes with the bytes of the file at a site path; empty where that is not known."""


def site_view(presenter: Presenter, digest_of: DigestOf = lambda _: "") -> SiteView:
    """The same for every page."""
    config, site = presenter.config, presenter.site
    return SiteView(
        title=config.title,
        tagline=config.tagline,
        language=config.language,
        direction=direction(config.language),
        author=config.author,
        url=presenter.link("/"),
        address=presenter.absolute("/"),
        menu=tuple(Link(link.title, presenter.configured_link(link.url)) for link in config.menu),
        social_label=config.social.label,
        social_links=tuple(
            Link(link.title, presenter.configured_link(link.url)) for link in config.social.links
        ),
        feed_url=presenter.link(FEED),
        series_url=presenter.link(SERIES_INDEX),
        tags_url=presenter.link(TAG_INDEX),
        categories_url=presenter.link(CATEGORY_INDEX),
        archive_url=presenter.link(ARCHIVE),
        search_url=presenter.link(SEARCH) if config.search else "",
        corrections_url=presenter.link(CORRECTIONS) if presenter.corrections else "",
        support_url=presenter.link(SUPPORT) if config.support.organisations else "",
        support=tuple(_support_view(line, config.timezone) for line in config.support.organisations),
        emergency=_emergency_view(config.support.emergency, config.language),
        theme=_theme_view(presenter, digest_of),
        has_series=bool(site.series),
        has_tags=bool(site.tags),
        has_categories=bool(site.categories),
        params=config.params,
    )


def _fingerprinted(presenter: Presenter, path: str, digest_of: DigestOf) -> str:
    """A link that changes with the file, so that a browser never shows a page with yesterday's."""
    digest = digest_of(path)
    return presenter.addresses.link(path, query=f"v={digest}" if digest else "")


def _theme_view(presenter: Presenter, digest_of: DigestOf) -> ThemeView:
    theme = presenter.config.theme
    style = site_style(presenter.site)
    logo, sheet = published_at(presenter.site, theme.logo), published_at(presenter.site, theme.stylesheet)
    scripts = [published_at(presenter.site, name) for name in theme.scripts]
    touch_icon = published_at(presenter.site, _TOUCH_ICON)
    return ThemeView(
        logo=_logo(presenter, logo) if logo else None,
        custom_url=presenter.link(custom_style_path(style)) if style else "",
        stylesheet_url=_fingerprinted(presenter, sheet, digest_of) if sheet else "",
        script_urls=tuple(_fingerprinted(presenter, script, digest_of) for script in scripts if script),
        share=tuple(dict.fromkeys(one for one in theme.share if isinstance(one, str))),
        share_links=tuple(Link(one.title, one.url) for one in theme.share if not isinstance(one, str)),
        quick_exit_url=theme.quick_exit.url if theme.quick_exit.enabled else "",
        icons=tuple(
            Icon(presenter.link(path), mime) for path, mime in _ICONS if published_at(presenter.site, path)
        ),
        touch_icon_url=presenter.link(touch_icon) if touch_icon else "",
    )


def _logo(presenter: Presenter, path: str) -> Picture:
    info = presenter.pictures.info(path)
    width, height = (info.width, info.height) if info else (0, 0)
    return Picture(presenter.link(path), width=width, height=height, is_lazy=False)


def _emergency_view(emergency: Emergency, language: str) -> EmergencyView:
    number = emergency.number or emergency_number(language)
    return EmergencyView(emergency.text, number, ring_url(number) if number else "")


def _support_view(line: SupportLine, timezone: str) -> SupportView:
    day = line.verified_on and datetime.combine(
        date.fromisoformat(line.verified_on), time(), ZoneInfo(timezone)
    )
    return SupportView(
        name=line.name,
        phone=line.phone,
        phone_url=ring_url(line.phone) if line.phone else "",
        text=line.text,
        text_url=text_url(line.text),
        url=line.url,
        region=line.region,
        verified_on=Moment(day.isoformat()) if day else None,
    )
