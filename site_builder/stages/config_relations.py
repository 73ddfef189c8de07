"""What keys of config.yaml must be to each other, looked up where they stand in the file."""

from __future__ import annotations

import posixpath

import msgspec

from site_builder.model.config import PROVIDER_OPTIONS, Paths
from site_builder.model.diagnostics import Place
from site_builder.stages import nodes
from site_builder.stages.nodes import Node, Reading
from site_builder.stages.shapes import is_empty


def check_paths(root: nodes.Mapping, reading: Reading) -> None:
    """A build deletes in the output folder: no source may lie in it, nor it among the sources."""
    folders = msgspec.structs.asdict(Paths())
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
        ("root", "output", "output holds the site's own folder"),
        ("content", "output", "output and content lie in each other"),
        ("templates", "output", "output and templates lie in each other"),
        ("output", "content", "output and content lie in each other"),
        ("output", "templates", "output and templates lie in each other"),
        ("templates", "content", "content and templates lie in each other"),
        ("content", "templates", "content and templates lie in each other"),
    ):
        if _lies_in(normal[inner], normal[outer]):
            place = places.get(outer) or places.get(inner) or Place()
            reading.error("config-paths", message, place, "give each a folder of its own")
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


def _find(root: nodes.Mapping, *path: str) -> Node | None:
    node: Node | None = root
    for name in path:
        if not isinstance(node, nodes.Mapping):
            return None
        node = next((value for key, value in node.pairs if key.text == name), None)
    return node
