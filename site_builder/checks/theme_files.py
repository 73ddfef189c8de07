"""A logo or style sheet that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.site import Site
from site_builder.stages.suggestions import closest
from site_builder.stages.theme_files import published_at

_IMAGES = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif")


def check(site: Site) -> Iterator[Diagnostic]:
    """Both are files of this site, so that no page of it asks another host for anything."""
    theme = site.config.theme
    for name, file, endings in (("logo", theme.logo, _IMAGES), ("stylesheet", theme.stylesheet, (".css",))):
        if not file:
            continue
        if not published_at(site, file):
            yield error(
                "theme-file",
                f"theme: there is no file for {name} at {file}",
                place=theme.places.get(name, Place()),
                hint=_guess(site, file, endings),
            )
        elif not file.lower().endswith(endings):
            yield error(
                "theme-file",
                f"theme: {name} must be a file that ends in {' or '.join(endings)}, not {file}",
                place=theme.places.get(name, Place()),
            )


def _guess(site: Site, file: str, endings: tuple[str, ...]) -> str:
    inside = file.removeprefix(site.config.paths.content + "/")
    fitting = [source for source in site.file_urls if source.lower().endswith(endings)]
    guess = inside if inside in fitting else closest(file, fitting)
    if guess:
        return f"did you mean {guess}?"
    return (
        "put the file into content/static/ and write its path under content/: static/"
        + file.rpartition("/")[2]
    )
