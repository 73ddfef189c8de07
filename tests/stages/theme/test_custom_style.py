"""Covers `colours`, `site_files`."""

from __future__ import annotations

import re
from typing import Any

import pytest

from site_builder.model.config import FontSetting, ThemeSettings
from site_builder.stages.theme.colours import contrast, lighter
from site_builder.stages.theme.custom_style import (
    DARK_GROUNDS,
    LEGIBLE,
    LIGHT_GROUNDS,
    custom_style,
    custom_style_path,
)
from site_builder.stages.theme.templates import theme_folder

STYLE = (theme_folder() / "assets/style.css").read_text("utf-8")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#fff", "#FFFFFF", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_every_colour_becomes_white_in_the_end() -> None:
    colour = "#000000"
    seen = {colour}
    while colour != "#ffffff":
        colour = lighter(colour)
        assert colour not in seen
        seen.add(colour)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ""),
        ({"font_body": "serif", "font_headings": "serif"}, ""),
        ({"accent_dark": "#ABC"}, ":root {\n  --accent-dark: #aabbcc;\n}\n"),
        (
            {"accent": "#2f5d62", "accent_dark": "#9ad"},
            ":root {\n  --accent-light: #2f5d62;\n  --accent-dark: #99aadd;\n}\n",
        ),
        (
            {"font_body": "sans", "font_headings": "slab"},
            ":root {\n  --font-text: var(--font-ui);\n  --font-head: var(--font-slab);\n}\n",
        ),
        ({"font_body": "humanist"}, ":root {\n  --font-text: var(--font-humanist);\n}\n"),
        ({"font_headings": "sans"}, ":root {\n  --font-head: var(--font-ui);\n}\n"),
    ],
)
def test_only_what_differs_is_set(settings: dict[str, Any], expected: str) -> None:
    assert custom_style(ThemeSettings(**settings)) == expected


@pytest.mark.parametrize("accent", ["#000", "#2f5d62", "#7b2d26", "#00f", "#123"])
def test_a_dark_accent_is_made_where_none_is_given(accent: str) -> None:
    made = re.search("--accent-dark: (#[0-9a-f]{6});", custom_style(ThemeSettings(accent=accent)))
    assert made is not None
    assert min(contrast(made[1], ground) for ground in DARK_GROUNDS) >= 7


@pytest.mark.parametrize("setting", [{"accent": "#2f5d62"}, {"font_body": "slab"}, {"font_headings": "slab"}])
def test_every_property_that_is_set_or_used_is_the_themes(setting: dict[str, Any]) -> None:
    names = set(re.findall(r"--[a-z-]+", custom_style(ThemeSettings(**setting))))
    assert names
    assert [name for name in names if f"\n  {name}: " not in STYLE] == []


def test_the_grounds_are_those_of_the_theme() -> None:
    grounds = [re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", STYLE) for name in ("paper", "panel")]
    assert tuple(found[1] for found in grounds if found) == LIGHT_GROUNDS
    assert tuple(found[2] for found in grounds if found) == DARK_GROUNDS


def test_the_themes_own_accents_can_be_read() -> None:
    for name, grounds in (("light", LIGHT_GROUNDS), ("dark", DARK_GROUNDS)):
        own = re.search(rf"--accent-{name}: (#\w+);", STYLE)
        assert own is not None
        assert min(contrast(own[1], ground) for ground in grounds) >= LEGIBLE


def test_the_sheet_has_another_address_when_it_says_something_else() -> None:
    paths = {custom_style_path(custom_style(ThemeSettings(accent=accent))) for accent in ("#123", "#124")}
    assert len(paths) == 2
    assert all(re.fullmatch(r"/assets/theme\.[0-9a-f]{12}\.css", path) for path in paths)


def test_a_font_of_the_sites_own_is_a_file_of_the_site() -> None:
    fonts = (
        FontSetting("Own Text", "fonts/a b.woff2", "200 900"),
        FontSetting("Own Text", "fonts/i.ttf", style="italic"),
    )
    theme = ThemeSettings(fonts=fonts, font_body="Own Text")
    sheet = custom_style(theme, {"fonts/a b.woff2": "/fonts/a b.woff2", "fonts/i.ttf": "/fonts/i.ttf"})
    assert 'src: url("../fonts/a%20b.woff2") format("woff2");' in sheet
    assert (
        'src: url("../fonts/i.ttf") format("truetype");\n  font-weight: 400;\n  font-style: italic;' in sheet
    )
    assert sheet.endswith(':root {\n  --font-text: "Own Text", var(--font-serif);\n}\n')


def test_a_font_that_nothing_uses_or_that_is_not_there_is_not_loaded() -> None:
    font = FontSetting("Own Text", "fonts/a.woff2")
    assert custom_style(ThemeSettings(fonts=(font,)), {font.file: "/fonts/a.woff2"}) == ""
    assert "@font-face" not in custom_style(
        ThemeSettings(fonts=(font,), font_body="Own Text"), {font.file: ""}
    )
