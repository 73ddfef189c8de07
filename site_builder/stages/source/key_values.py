"""What the values of front matter keys may be, where no other file has values of that kind."""

from __future__ import annotations

from typing import Any

from site_builder.model.expressions import expression
from site_builder.stages.schema import nodes
from site_builder.stages.schema.nodes import Reading
from site_builder.stages.schema.shapes import Schema, Shape, TextValue
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import flaw_of_address
from site_builder.stages.text.slugs import slugify

_TEMPLATE_NAME = expression(r"[\w.-]+(?:/[\w.-]+)*\Z")


def read_slug(text: str) -> str | InvalidValue:
    """A slug as it is written, if a URL can have it."""
    slug = slugify(text)
    if slug and slug == text.lower():
        return text
    if not slug:
        return InvalidValue(f"has no letters or digits: '{text}'", "write one such as my-post", "slug")
    return InvalidValue(f"cannot be used in a URL as it is: '{text}'", f"write slug: {slug}", "slug")


def read_template(text: str) -> str | InvalidValue:
    """The name of a file in templates/."""
    if _TEMPLATE_NAME.match(text) and ".." not in text:
        return text
    return InvalidValue(f"must name a file in templates/, not '{text}'", "write a name such as post.html")


def without_ending(text: str) -> str:
    """The name of a text without `.md`."""
    return text.removesuffix(".md")


def read_layout(text: str) -> str:
    """The file's name that a layout means in other tools: `post`, `post.html`, `layouts/post`."""
    name = text.rpartition("/")[2]
    return name if name.endswith(".html") else name + ".html"


def read_canonical(text: str) -> str | InvalidValue:
    """A full address."""
    problem = flaw_of_address(text)
    return text if problem is None else problem._replace(code="path")


def read_prose(text: str) -> str | InvalidValue:
    """Words for readers, not a flag."""
    if text.lower() in {"true", "false", "yes", "no"}:
        return InvalidValue(f"must be the text to show, not '{text}'", "write what readers should know first")
    return text


class ForbiddenKey:
    """A key whose meaning cannot be had here, though a writer may count on it."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint

    def read(self, node: nodes.Node, name: str, reading: Reading) -> None:
        reading.error("front-matter-misplaced", f"{name} {self.message}", node.place, self.hint)

    def schema(self) -> Schema:
        return {"not": {}}


class IdleKey:
    """A key that may be here, because other tools write it, and changes nothing; `why` says why not."""

    def __init__(self, shape: Shape[Any], why: str) -> None:
        self.shape, self.why = shape, why

    def read(self, node: nodes.Node, name: str, reading: Reading) -> Any:
        value = self.shape.read(node, name, reading)
        # A flag that is off, or an empty list, asks for what is so anyway.
        if value:
            message = f"{name} has no effect on a page, which {self.why}"
            reading.warning("front-matter-idle", message, node.place, "delete the line, or make this a post")
        return value

    def schema(self) -> Schema:
        return self.shape.schema()


class AlternativeText(TextValue):
    """The words for a picture; empty quotes say that it is mere decoration."""

    def read(self, node: nodes.Node, name: str, reading: Reading) -> str | None:
        words = super().read(node, name, reading)
        is_left_empty = isinstance(node, nodes.Scalar) and not node.is_plain and not node.text.strip()
        return "" if is_left_empty else words


class NameOrGroup(TextValue):
    """A name, or a group of keys with the name in it, as other tools write authors."""

    def read(self, node: nodes.Node, name: str, reading: Reading) -> str | None:
        if isinstance(node, nodes.Mapping):
            named = [value for key, value in node.pairs if key.text in {"name", "title"}]
            if len(named) == 1:
                return super().read(named[0], name, reading)
        return super().read(node, name, reading)


class OneText(TextValue):
    """A text, or a list of just one."""

    def read(self, node: nodes.Node, name: str, reading: Reading) -> str | None:
        if isinstance(node, nodes.Sequence):
            if len(node.items) == 1:
                return super().read(node.items[0], name, reading)
            if not node.items:
                return None
            hint = f"keep one of them, such as {name}: {_first_text(node)}"
            reading.error(reading.code("type"), f"{name} must be one text, not several", node.place, hint)
            return None
        return super().read(node, name, reading)


def _first_text(node: nodes.Sequence) -> str:
    first = node.items[0]
    return first.text if isinstance(first, nodes.Scalar) else "NAME"
