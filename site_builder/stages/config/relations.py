"""What keys of config.yaml must be to each other, looked up where they are in the file."""

from __future__ import annotations

import posixpath

import msgspec

from site_builder.model.config import FONTS, PROVIDER_OPTIONS, MarkdownSettings, Paths, ThemeSettings
from site_builder.model.diagnostics import Place
from site_builder.stages.schema import nodes
from site_builder.stages.schema.nodes import Node, Reading
from site_builder.stages.schema.shapes import is_empty
from site_builder.stages.text.suggestions import guess_or


def check_paths(root: nodes.Mapping, reading: Reading) -> None:
    """A build deletes in the output folder: no source may lie in it, nor it among the sources."""
    folders = {name: one for name, one in msgspec.structs.asdict(Paths()).items() if isinstance(one, str)}
    places: dict[str, Place] = {}
    for name in folders:
        node = _find(root, "paths", name)
        if isinstance(node, nodes.Scalar) and not is_empty(node):
            folders[name], places[name] = node.text, node.place
    normal = {
        name: posixpath.normpath(folder.replace("\\", "/")).casefold() for name, folder in folders.items()
    }
    normal["root"] = "."
    for inner, outer, message in (
        ("root", "output", "output contains the site's own folder"),
        ("content", "output", "output and content overlap: one is inside the other"),
        ("templates", "output", "output and templates overlap: one is inside the other"),
        ("output", "content", "output and content overlap: one is inside the other"),
        ("output", "templates", "output and templates overlap: one is inside the other"),
        ("templates", "content", "content and templates overlap: one is inside the other"),
        ("content", "templates", "content and templates overlap: one is inside the other"),
    ):
        if _lies_in(normal[inner], normal[outer]):
            place = places.get(outer) or places.get(inner) or Place()
            reading.error("config-paths", message, place, "give each its own folder")
            return


def _lies_in(inner: str, outer: str) -> bool:
    if outer == ".":
        return not inner.startswith(("/", "../")) and inner != ".."
    if set(outer.split("/")) == {".."}:
        return not inner.startswith("/") and not inner.startswith(outer + "/")
    return inner == outer or inner.startswith(outer + "/")


def check_provider(root: nodes.Mapping, reading: Reading) -> None:
    """A service that is chosen needs its settings."""
    provider = _find(root, "comments", "provider")
    if not isinstance(provider, nodes.Scalar):
        return
    options = PROVIDER_OPTIONS.get(provider.text, {})
    required = [option for option, is_required in options.items() if is_required]
    if required and _find(root, "comments", provider.text) is None:
        reading.error(
            "config-missing",
            f"the comment provider {provider.text} needs settings",
            provider.place,
            f"add {provider.text}: below comments, with {', '.join(required)}",
        )


def check_markdown(root: nodes.Mapping, settings: MarkdownSettings, reading: Reading) -> None:
    """Every extension can be set up. Python-Markdown is asked only where the site has settings of its own."""
    if settings == MarkdownSettings():
        return
    from site_builder.stages.bodies.extensions import find_unusable

    for problem in find_unusable(settings):
        found = problem.diagnostic
        place = _place_of_extension(root, problem.name, problem.option)
        reading.error(found.code, found.message, place, found.hint)


def check_fonts(theme: ThemeSettings, reading: Reading) -> None:
    """A font is one that the theme knows, or one of the site's own."""
    own = tuple(font.family for font in theme.fonts)
    for name, family in (("font_body", theme.font_body), ("font_headings", theme.font_headings)):
        if family not in (*FONTS, *own):
            message = f"{name} must be {', '.join(FONTS)} or a family of theme.fonts, not '{family}'"
            hint = guess_or(family, (*FONTS, *own), "list its file below fonts:")
            reading.error(reading.code("type"), message, theme.places.get(name, Place()), hint)


def _place_of_extension(root: nodes.Mapping, name: str, option: str) -> Place:
    """Of an option, else of the extension's options, else of the extension in a list."""
    options = list(_pairs(_find(root, "markdown", "extension_configs")))
    options += [pair for key, value in options if key.text == "extra" for pair in _pairs(value)]
    for key, value in options:
        if key.text.rpartition(".")[2] == name.rpartition(".")[2]:
            return next((one.place for one, _ in _pairs(value) if one.text == option), key.place)
    lists = (_find(root, "markdown", key) for key in ("extensions", "without"))
    items = [item for listed in lists if isinstance(listed, nodes.Sequence) for item in listed.items]
    named = (one for one in items if isinstance(one, nodes.Scalar) and one.text.endswith(name))
    return next((one.place for one in named), Place())


def _pairs(node: Node | None) -> list[tuple[nodes.Scalar, Node]]:
    return node.pairs if isinstance(node, nodes.Mapping) else []


def _find(root: nodes.Mapping, *path: str) -> Node | None:
    node: Node | None = root
    for name in path:
        if not isinstance(node, nodes.Mapping):
            return None
        node = next((value for key, value in node.pairs if key.text == name), None)
    return node
