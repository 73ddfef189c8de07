"""`words:` in config.yaml: the theme's texts in the site's own words."""

from __future__ import annotations

from site_builder.model.config import OwnWords
from site_builder.stages.language.own_words import mistakes_in
from site_builder.stages.schema import nodes
from site_builder.stages.schema.collections_of import Either, MappingOf
from site_builder.stages.schema.nodes import Node, Reading
from site_builder.stages.schema.shapes import Schema, TextValue


class WordsOf:
    """A text for each key, or its forms by number."""

    def __init__(self) -> None:
        self._shape = MappingOf(Either(TextValue(), MappingOf(TextValue())))

    def read(self, node: Node, name: str, reading: Reading) -> OwnWords | None:
        """The texts; each mistake is at its key."""
        read = self._shape.read(node, name, reading)
        if not read:
            return None
        texts = {key: {"other": text} if isinstance(text, str) else text for key, text in read.items()}
        pairs = node.pairs if isinstance(node, nodes.Mapping) else []
        places = {key.text: key.place for key, _ in pairs}
        for key, mistake in mistakes_in(texts):
            reading.error(reading.code("words"), mistake.message, places[key], mistake.hint)
        return OwnWords(texts)

    def schema(self) -> Schema:
        """Any keys: an editor has no list of them."""
        return self._shape.schema()
