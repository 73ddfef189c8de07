"""Comment providers: one file for each, found by its name in config.yaml.

A provider is a module with `provider(options, language) -> Provider`. Its options are declared beside the
configuration, in `model.config`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from site_builder.model.config import Comments
from site_builder.model.views import Provider


def provider_of(settings: Comments, language: str) -> Provider:
    """The provider that the configuration names (checked there)."""
    return _provider(settings.provider, tuple(sorted(settings.options.items())), language)


@cache
def _provider(name: str, options: tuple[tuple[str, str], ...], language: str) -> Provider:
    made: Provider = import_module(f"{__name__}.{name}").provider(dict(options), language)
    return made
