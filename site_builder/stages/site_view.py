"""What every template knows of the site."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from site_builder.model.config import SupportLine
from site_builder.model.views import Icon, Link, Moment, Picture, SiteView, SupportView, ThemeView
from site_builder.stages.present import (
    ARCHIVE,
    CATEGORY_INDEX,
    FEED,
    SEARCH,
    SERIES_INDEX,
    SUPPORT,
    TAG_INDEX,
    Presenter,
    direction,
)
from site_builder.stages.restyling import custom_style, custom_style_path
from site_builder.stages.telephone import ring_url, text_url
from site_builder.stages.theme_files import published_at

_ICONS = (("/favicon.ico", "image/x-icon"), ("/favicon.png", "image/png"), ("/favicon.svg", "image/svg+xml"))
"""Names that browsers have always known; of several icons that suit they take the last (HTML, rel=icon)."""
_TOUCH_ICON = "/apple-touch-icon.png"


def site_view(desk: Presenter) -> SiteView:
    """The same for every page."""
    config, site = desk.config, desk.site
    return SiteView(
        title=config.title,
        tagline=config.tagline,
        language=config.language,
        direction=direction(config.language),
        author=config.author,
        url=desk.link("/"),
        address=desk.absolute("/"),
        menu=tuple(Link(link.title, desk.configured_link(link.url)) for link in config.menu),
        social_label=config.social.label,
        social_links=tuple(Link(link.title, desk.configured_link(link.url)) for link in config.social.links),
        feed_url=desk.link(FEED),
        series_url=desk.link(SERIES_INDEX),
        tags_url=desk.link(TAG_INDEX),
        categories_url=desk.link(CATEGORY_INDEX),
        archive_url=desk.link(ARCHIVE),
        search_url=desk.link(SEARCH) if config.search else "",
        support_url=desk.link(SUPPORT) if config.support else "",
        support=tuple(_support_view(line, config.timezone) for line in config.support),
        theme=_theme_view(desk),
        has_series=bool(site.series),
        has_tags=bool(site.tags),
        has_categories=bool(site.categories),
    )


def _theme_view(desk: Presenter) -> ThemeView:
    theme = desk.config.theme
    style = custom_style(theme)
    logo, sheet = published_at(desk.site, theme.logo), published_at(desk.site, theme.stylesheet)
    touch_icon = published_at(desk.site, _TOUCH_ICON)
    return ThemeView(
        logo=_logo(desk, logo) if logo else None,
        custom_url=desk.link(custom_style_path(style)) if style else "",
        stylesheet_url=desk.link(sheet) if sheet else "",
        share=tuple(dict.fromkeys(theme.share)),
        quick_exit_url=theme.quick_exit.url if theme.quick_exit.enabled else "",
        icons=tuple(Icon(desk.link(path), mime) for path, mime in _ICONS if published_at(desk.site, path)),
        touch_icon_url=desk.link(touch_icon) if touch_icon else "",
    )


def _logo(desk: Presenter, path: str) -> Picture:
    facts = desk.pictures.facts(path)
    width, height = (facts.width, facts.height) if facts else (0, 0)
    return Picture(desk.link(path), width=width, height=height, is_lazy=False)


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
