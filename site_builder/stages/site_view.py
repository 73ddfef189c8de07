"""What every template knows of the site."""

from __future__ import annotations

from site_builder.model.views import Link, SiteView, SupportView, ThemeView
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
        support=tuple(
            SupportView(
                name=line.name,
                phone=line.phone,
                phone_url="tel:" + "".join(sign for sign in line.phone if sign.isdigit() or sign == "+")
                if line.phone
                else "",
                text=line.text,
                url=line.url,
                region=line.region,
                verified_on=line.verified_on,
            )
            for line in config.support
        ),
        theme=_theme_view(desk),
        has_series=bool(site.series),
        has_tags=bool(site.tags),
        has_categories=bool(site.categories),
    )


def _theme_view(desk: Presenter) -> ThemeView:
    theme = desk.config.theme
    return ThemeView(
        accent=theme.accent,
        accent_dark=theme.accent_dark,
        font_body=theme.font_body,
        font_headings=theme.font_headings,
        logo_url=desk.configured_link(theme.logo) if theme.logo else "",
        stylesheet_url=desk.configured_link(theme.stylesheet) if theme.stylesheet else "",
        share=theme.share,
        quick_exit_url=theme.quick_exit.url if theme.quick_exit.enabled else "",
    )
