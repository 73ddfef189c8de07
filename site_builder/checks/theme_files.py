"""A logo, a style sheet or an author's picture that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.site import Site
from site_builder.stages.text.suggestions import closest
from site_builder.stages.theme.site_files import published_at

_IMAGES = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif")
_PREVIEWS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_SHEETS = (".css",)
_SCRIPTS = (".js", ".mjs")
_FONT_FILES = (".woff2", ".woff", ".ttf", ".otf")


def check(site: Site) -> Iterator[Diagnostic]:
    """All are files of this site, so that no page of it asks another host for anything."""
    for one in _named(site.config):
        if not published_at(site, one.file):
            message = f"{one.group}there is no file for {one.name} at {one.file}"
            hint = _guess(site, one.file, one.endings)
        elif not one.file.lower().endswith(one.endings):
            message = f"{one.group}{one.name} must be {one.kind}, not {one.file}"
            hint = f"browsers treat a file as {one.kind} if it ends in {_either(one.endings)}"
        else:
            continue
        yield error("theme-file", message, place=one.place, hint=hint)


class _NamedFile(NamedTuple):
    """A file that config.yaml names, and what it has to be."""

    group: str
    name: str
    file: str
    kind: str
    endings: tuple[str, ...]
    place: Place


def _named(config: Config) -> Iterator[_NamedFile]:
    theme = config.theme
    places = theme.places
    if theme.logo:
        yield _NamedFile("theme: ", "logo", theme.logo, "an image", _IMAGES, places.get("logo", Place()))
    if theme.stylesheet:
        place = places.get("stylesheet", Place())
        yield _NamedFile("theme: ", "stylesheet", theme.stylesheet, "a style sheet", _SHEETS, place)
    for script in theme.scripts:
        place = places.get("scripts", Place())
        yield _NamedFile("theme: ", "scripts", script, "a script", _SCRIPTS, place)
    for font in theme.fonts:
        yield _NamedFile("theme: ", "fonts", font.file, "a font", _FONT_FILES, font.place)
    if config.share_image:
        place = config.share_image_place
        yield _NamedFile("", "share_image", config.share_image, "a picture", _PREVIEWS, place)
    for author in config.authors:
        if author.picture:
            yield _NamedFile("authors: ", "picture", author.picture, "an image", _IMAGES, author.place)


def _guess(site: Site, file: str, endings: tuple[str, ...]) -> str:
    """The file that was meant, or else what to do."""
    fitting = [source for source in site.file_urls if source.lower().endswith(endings)]
    inside = file.removeprefix(site.config.paths.content + "/")
    guess = inside if inside in fitting else closest(file, fitting)
    if guess:
        return f"did you mean {guess}?"
    name = file.rpartition("/")[2]
    folder = f"{site.config.paths.content}/static/"
    return f"put the file into {folder} and write its path inside that folder: static/{name}"


def _either(endings: tuple[str, ...]) -> str:
    *most, last = endings
    return f"{', '.join(most)} or {last}" if most else last
