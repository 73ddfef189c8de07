"""Reads a converted body back into one string, each reference printed between ⟦ and ⟧."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder.model.documents import HERE, Reference, ReferenceKind, Text
from site_builder.stages.bodies import BodyConverter, ConvertedBody


def convert(converter: BodyConverter, markdown: str, path: str = "posts/essay.md") -> ConvertedBody:
    return converter.body(markdown, path=path, first_line=1)


def joined(chunks: Sequence[str], references: Sequence[Reference]) -> str:
    assert len(chunks) == len(references) + 1
    pieces = [chunks[0]]
    for reference, chunk in zip(references, chunks[1:], strict=True):
        pieces += ("⟦", printed(reference), "⟧", chunk)
    return "".join(pieces).replace(HERE, "⟦here⟧")


def printed(reference: Reference) -> str:
    name = "image" if reference.kind is ReferenceKind.IMAGE else reference.attribute
    url = reference.target
    if reference.query:
        url += f"?{reference.query}"
    if reference.fragment:
        url += f"#{reference.fragment}"
    others = "".join(f" {key}={value!r}" for key, value in reference.attributes)
    return f"{name}: {url}{others}"


def html_of(body: ConvertedBody) -> str:
    return joined(body.chunks, body.head.references)


def text_of(text: Text) -> str:
    return joined(text.chunks, text.references)


def problems(body: ConvertedBody) -> list[str]:
    """Diagnostics as `line:column code`."""
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in body.diagnostics]
