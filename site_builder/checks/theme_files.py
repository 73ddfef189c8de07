"""A logo or style sheet that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.site import Site
from site_builder.stages.text.suggestions import closest
from site_builder.stages.theme.site_files import published_at

_IMAGES = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif")
_PREVIEWS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_SHEETS = (".css",)


def check(site: Site) -> Iterator[Diagnostic]:
    """Both are files of this site, so that no page of it asks another host for anything."""
    theme = site.config.theme
    for group, name, file, kind, endings in (
        ("theme: ", "logo", theme.logo, "an image", _IMAGES),
        ("theme: ", "stylesheet", theme.stylesheet, "a style sheet", _SHEETS),
        ("", "share_image", site.config.share_image, "a picture", _PREVIEWS),
    ):
        if not file:
            continue
        if not published_at(site, file):
            message, hint = f"{group}there is no file for {name} at {file}", _guess(site, file, endings)
        elif not file.lower().endswith(endings):
            message = f"{group}{name} must be {kind}, not {file}"
            hint = f"browsers treat a file as {kind} if it ends in {_either(endings)}"
        else:
            continue
        place = theme.places.get(name, Place())
        yield error("theme-file", message, place=place, hint=hint)


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
