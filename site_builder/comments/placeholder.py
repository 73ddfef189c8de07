"""No service: the page says how to reply, or that comments are closed."""

from __future__ import annotations

from collections.abc import Mapping

from site_builder.model.views import Provider


def provider(options: Mapping[str, str], language: str) -> Provider:
    """Loads nothing and sends nothing."""
    return Provider("placeholder", "", (), "")
