"""What rendering sees of a site beside its views and templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from site_builder.model.config import Config, OwnWords
from site_builder.stages.language.words import catalogue_digest

LoadBody = Callable[[str], tuple[str, ...]]
"""The chunks of a body by its digest."""


class RenderSettings(NamedTuple):
    """How the site writes dates, numbers and the theme's words."""

    language: str
    timezone: str
    date_format: str
    announcement_date_format: str
    words: OwnWords = OwnWords()

    @classmethod
    def of(cls, config: Config) -> RenderSettings:
        """The part of the configuration that printing sees beside the views."""
        return cls(
            config.language,
            config.timezone,
            config.date_format,
            config.announcement_date_format,
            config.words,
        )


def render_inputs(config: Config) -> tuple[str, ...]:
    """All of the site that a page's bytes depend on beside its view, its templates and their asset links.

    Not among them: the versions of this package and of the libraries.
    """
    digest = catalogue_digest(config.language, config.words)
    return (config.language, config.timezone, config.date_format, config.announcement_date_format, digest)
