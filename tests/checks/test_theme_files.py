from __future__ import annotations

import pytest

from site_builder.checks.theme_files import check
from tests.checks.small_sites import site_of

FILES = ("images/logo.svg", "static/extra.css", "static/mark.png")


@pytest.mark.parametrize(
    "theme",
    [
        "logo: images/logo.svg",
        "logo: /images/logo.svg",
        "logo: /mark.png",
        "logo: ./images/logo.svg",
        "stylesheet: static/extra.css",
        "stylesheet: /extra.css",
    ],
)
def test_a_file_goes_by_its_path_or_its_url(theme: str) -> None:
    assert list(check(site_of(f"theme: {{{theme}}}", FILES))) == []


def told(theme: str) -> tuple[str, str, int]:
    (found,) = check(site_of(f"theme:\n  {theme}\n", FILES))
    return found.message, found.hint, found.place.line


@pytest.mark.parametrize(
    ("theme", "guess"),
    [
        ("logo: images/logo.sgv", "images/logo.svg"),
        ("logo: content/static/mark.png", "static/mark.png"),
        ("stylesheet: static/extras.css", "static/extra.css"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_a_guess(theme: str, guess: str) -> None:
    name, _, file = theme.partition(": ")
    assert told(theme) == (f"theme: there is no file for {name} at {file}", f"did you mean {guess}?", 4)


def test_a_file_of_another_host_has_to_become_one_of_this_site() -> None:
    assert told("stylesheet: https://elsewhere.example/x.css") == (
        "theme: there is no file for stylesheet at https://elsewhere.example/x.css",
        "put the file into content/static/ and write its path inside that folder: static/x.css",
        4,
    )


@pytest.mark.parametrize(
    ("theme", "message", "hint"),
    [
        (
            "logo: static/extra.css",
            "theme: logo must be an image, not static/extra.css",
            "browsers treat a file as an image if it ends in .svg, .png, .webp, .avif, .jpg, .jpeg or .gif",
        ),
        (
            "stylesheet: /mark.png",
            "theme: stylesheet must be a style sheet, not /mark.png",
            "browsers treat a file as a style sheet if it ends in .css",
        ),
    ],
)
def test_a_file_of_another_kind_is_reported(theme: str, message: str, hint: str) -> None:
    assert told(theme) == (message, hint, 4)


def test_an_authors_picture_is_a_file_of_this_site_too() -> None:
    made = site_of("authors: [{name: Jo, picture: images/jo.jpg}]")
    assert [one.message for one in check(made)] == ["authors: there is no file for picture at images/jo.jpg"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("scripts: [static/none.js]", "theme: there is no file for scripts at static/none.js"),
        ("scripts: [static/extra.css]", "theme: scripts must be a script, not static/extra.css"),
        ("fonts: [{family: X, file: x.woff2}]", "theme: there is no file for fonts at x.woff2"),
        ("fonts: [{family: X, file: /mark.png}]", "theme: fonts must be a font, not /mark.png"),
    ],
)
def test_scripts_and_fonts_are_files_of_this_site_too(setting: str, message: str) -> None:
    found, _, line = told(setting)
    assert (found, line) == (message, 4)


@pytest.mark.parametrize("file", ["images/none.png", "images/logo.svg"])
def test_a_picture_for_link_previews_is_reported_at_its_place(file: str) -> None:
    (found,) = check(site_of(f"language: en\nshare_image: {file}\n", FILES))
    assert (found.place.line, found.place.column, found.place.length) == (4, 14, len(file))
