"""Comment providers: one file for each, found by its name in config.yaml.

A provider is a module with `provider(options, language) -> Provider`, and with `loads(options)` if it makes
browsers load from another host: pairs of an element and an origin, for the security policy. Its options are
declared beside the configuration, in `model.config`.
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


def loads_of_provider(settings: Comments) -> tuple[tuple[str, str], ...]:
    """What the provider that the configuration names loads once a reader asks for comments."""
    module = import_module(f"{__name__}.{settings.provider}")
    found: tuple[tuple[str, str], ...] = module.loads(settings.options) if hasattr(module, "loads") else ()
    return found
