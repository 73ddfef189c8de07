"""From Markdown text to HTML that is split at its references: everything between a body and a document.

`conversion` drives Python-Markdown, set up in `extensions` with our own `notes` and `figures`. `scanner`
reads the HTML once and notes in a `Scan` what to change (`urls`: links and images); `text` puts it together
again. `places` finds in the source what is wrong in the HTML, and `findings` says it to the writer.
"""

from __future__ import annotations

from site_builder.stages.bodies.converter import BodyConverter, ConvertedBody

__all__ = ["BodyConverter", "ConvertedBody"]
