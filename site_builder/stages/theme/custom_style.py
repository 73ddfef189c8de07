"""The style sheet that config.yaml's `theme:` makes: nothing but values for the theme's own properties."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from site_builder.model.addresses import encode_path
from site_builder.model.config import FontSetting, ThemeSettings
from site_builder.model.site import Site
from site_builder.stages.theme.assets import asset_name
from site_builder.stages.theme.colours import contrast, lighter, opaque
from site_builder.stages.theme.site_files import published_at

LIGHT_GROUNDS = ("#fcf9f4", "#f4eee4")
DARK_GROUNDS = ("#191715", "#23201d")
"""`--paper` and `--panel` of the theme's style.css, on which links are."""

DEFAULT_ACCENT = "#155650"
"""`--accent-light` there."""

LEGIBLE = 4.5
"""The contrast that WCAG 2.2 asks of text (1.4.3, level AA)."""

_COMFORTABLE = 7.0
_FONTS = {"sans": "var(--font-ui)"}
_FORMATS = {"ttf": "truetype", "otf": "opentype"}


def site_style(site: Site) -> str:
    """The style sheet of a site."""
    files = {font.file: published_at(site, font.file) for font in site.config.theme.fonts}
    return custom_style(site.config.theme, files)


def custom_style(theme: ThemeSettings, files: Mapping[str, str] = MappingProxyType({})) -> str:
    """CSS, empty where nothing is set. A dark accent that is not given is the light one, made legible.

    `files` are the site paths of fonts, by the names that config.yaml has for them.
    """
    values = {}
    if theme.accent:
        values["--accent-light"] = opaque(theme.accent)
    if theme.accent_dark:
        values["--accent-dark"] = opaque(theme.accent_dark)
    elif theme.accent:
        values["--accent-dark"] = _on_dark_ground(theme.accent)
    default = ThemeSettings()
    if theme.font_body != default.font_body:
        values["--font-text"] = _font(theme, theme.font_body)
    if theme.font_headings != default.font_headings:
        values["--font-head"] = _font(theme, theme.font_headings)
    if not values:
        return ""
    faces = "".join(_face(font, files[font.file]) for font in theme.fonts if files.get(font.file))
    return faces + ":root {\n" + "".join(f"  {name}: {value};\n" for name, value in values.items()) + "}\n"


def custom_style_path(style: str) -> str:
    """The site path of that style sheet, which changes with its text."""
    return "/assets/" + asset_name("theme.css", style.encode())


def _on_dark_ground(accent: str) -> str:
    colour = opaque(accent)
    while contrast(colour, DARK_GROUNDS[1]) < _COMFORTABLE:
        colour = lighter(colour)
    return colour


def _face(font: FontSetting, path: str) -> str:
    """The text is shown at once, in a font that is there, and again when this one has come."""
    kind = path.rpartition(".")[2].lower()
    return (
        f'@font-face {{\n  font-family: "{font.family}";\n'
        f'  src: url("..{encode_path(path)}") format("{_FORMATS.get(kind, kind)}");\n'
        f"  font-weight: {font.weight};\n  font-style: {font.style};\n  font-display: swap;\n}}\n"
    )


def _font(theme: ThemeSettings, name: str) -> str:
    if any(font.family == name for font in theme.fonts):
        return f'"{name}", var(--font-serif)'
    return _FONTS.get(name, f"var(--font-{name})")
