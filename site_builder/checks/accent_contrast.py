"""Accent colours that cannot be read as text."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, Place, warning
from site_builder.model.site import Site
from site_builder.stages.theme.colours import contrast
from site_builder.stages.theme.custom_style import DARK_GROUNDS, LEGIBLE, LIGHT_GROUNDS


def check(site: Site) -> Iterator[Diagnostic]:
    """Links have the accent colour, so it has to stand out from the page as text has to."""
    theme = site.config.theme
    for name, colour, grounds, scheme, way in (
        ("accent", theme.accent, LIGHT_GROUNDS, "light", "darker"),
        ("accent_dark", theme.accent_dark, DARK_GROUNDS, "dark", "lighter"),
    ):
        ratio = min(contrast(colour, ground) for ground in grounds) if colour else LEGIBLE
        if ratio < LEGIBLE:
            yield warning(
                "theme-contrast",
                f"theme: {name} {colour} is hard to read on the {scheme} page: contrast "
                f"{int(ratio * 10) / 10}, where text needs {LEGIBLE}",
                place=theme.places.get(name, Place()),
                hint=f"take a {way} colour",
            )
