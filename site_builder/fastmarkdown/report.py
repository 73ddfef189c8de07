"""What became of the parts of a converter, and with which versions of the library anything may be done.

This needs nothing of Python-Markdown but what all its versions have: with another one than is known, no
other module of this package may even be imported, since the names that they ask for may not be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import markdown
from markdown.extensions.footnotes import FootnoteExtension

KNOWN_VERSIONS = frozenset(("3.11.3",))
"""Versions of Python-Markdown whose own tests pass with every class replaced."""


class AcceleratedPart(NamedTuple):
    """One part of a converter, and what became of it."""

    registry: str
    """The registry that it stands in: "treeprocessors", "inlinePatterns of smarty"."""
    name: str
    kind: str
    """Its class, with its module, as it was."""
    is_fast: bool
    reason: str
    """Why it is fast, or is not."""

    def __str__(self) -> str:
        return (
            f"{'fast ' if self.is_fast else 'stock'} {self.registry}/{self.name}: {self.reason} ({self.kind})"
        )


class AccelerationReport(NamedTuple):
    """What `accelerate` has done, part by part."""

    version: str
    parts: tuple[AcceleratedPart, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing has been left to stock."""
        return all(part.is_fast for part in self.parts)

    @property
    def left_to_stock(self) -> tuple[AcceleratedPart, ...]:
        return tuple(part for part in self.parts if not part.is_fast)

    def __str__(self) -> str:
        return "\n".join((f"Markdown {self.version}", *map(str, self.parts)))


def is_known() -> bool:
    """Whether the installed Python-Markdown is a version that this was proved with."""
    return markdown.__version__ in KNOWN_VERSIONS


def untouched(md: markdown.Markdown) -> AccelerationReport:
    """The report on a converter that is left to stock because its version is not known."""
    known = ", ".join(sorted(KNOWN_VERSIONS))
    reason = f"Markdown {markdown.__version__} is not a version that this was tested with ({known})"
    parts = (
        AcceleratedPart(registry, name, kind_of(type(thing)), False, reason)
        for registry, name, thing in parts_of(md)
    )
    return AccelerationReport(markdown.__version__, tuple(parts))


def parts_of(md: markdown.Markdown) -> Iterator[tuple[str, str, Any]]:
    """The registries that a converter has, and by name what stands in them."""
    yield "Markdown", "converter", md
    yield "Markdown", "parser", md.parser
    for extension in md.registeredExtensions:
        if isinstance(extension, FootnoteExtension):
            yield "registeredExtensions", "footnotes", extension
    registries: list[tuple[str, Any]] = [
        ("preprocessors", md.preprocessors),
        ("blockprocessors", md.parser.blockprocessors),
        ("inlinePatterns", md.inlinePatterns),
        ("treeprocessors", md.treeprocessors),
        ("postprocessors", md.postprocessors),
    ]
    for name, processor in _named(md.treeprocessors):
        own_patterns = getattr(processor, "inlinePatterns", md.inlinePatterns)
        if own_patterns is not md.inlinePatterns:
            registries.append((f"inlinePatterns of {name}", own_patterns))
    for name_of_registry, registry in registries:
        for name, thing in _named(registry):
            yield name_of_registry, name, thing


def _named(registry: Any) -> list[tuple[str, Any]]:
    names = {id(thing): name for name, thing in registry._data.items()}
    return [(names[id(thing)], thing) for thing in registry]


def kind_of(kind: type) -> str:
    """A class with its module."""
    return f"{kind.__module__}.{kind.__qualname__}"
