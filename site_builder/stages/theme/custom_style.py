"""The style sheet that config.yaml's `theme:` makes: nothing but values for the theme's own properties."""

from __future__ import annotations

from site_builder.model.config import ThemeSettings
from site_builder.stages.theme.assets import asset_name
from site_builder.stages.theme.colours import contrast, lighter, opaque

LIGHT_GROUNDS = ("#fcf9f4", "#f4eee4")
DARK_GROUNDS = ("#191715", "#23201d")
"""`--paper` and `--panel` of the theme's style.css, on which links stand."""

DEFAULT_ACCENT = "#155650"
"""`--accent-light` there."""

LEGIBLE = 4.5
"""The contrast that WCAG 2.2 asks of text (1.4.3, level AA)."""

_COMFORTABLE = 7.0
_FONTS = {"sans": "var(--font-ui)"}


def custom_style(theme: ThemeSettings) -> str:
    """CSS, empty where nothing is set. A dark accent that is not given is the light one, made legible."""
    values = {}
    if theme.accent:
        values["--accent-light"] = opaque(theme.accent)
    if theme.accent_dark:
        values["--accent-dark"] = opaque(theme.accent_dark)
    elif theme.accent:
        values["--accent-dark"] = _on_dark_ground(theme.accent)
    default = ThemeSettings()
    if theme.font_body != default.font_body:
        values["--font-text"] = _font(theme.font_body)
    if theme.font_headings != default.font_headings:
        values["--font-head"] = _font(theme.font_headings)
    if not values:
        return ""
    return ":root {\n" + "".join(f"  {name}: {value};\n" for name, value in values.items()) + "}\n"


def custom_style_path(style: str) -> str:
    """The site path of that style sheet, which changes with its text."""
    return "/assets/" + asset_name("theme.css", style.encode())


def _on_dark_ground(accent: str) -> str:
    colour = opaque(accent)
    while contrast(colour, DARK_GROUNDS[1]) < _COMFORTABLE:
        colour = lighter(colour)
    return colour


def _font(name: str) -> str:
    return _FONTS.get(name, f"var(--font-{name})")
