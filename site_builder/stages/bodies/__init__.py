"""From Markdown text to HTML that is split at its references: everything between a body and a document.

`converter` drives Python-Markdown, whose extensions stand in `extensions`, `notes` and `figures`; `scanner`
reads the HTML once and says what to change; `text` puts the pieces together.
"""

from __future__ import annotations

from site_builder.stages.bodies.converter import BodyConverter, ConvertedBody

__all__ = ["BodyConverter", "ConvertedBody"]
