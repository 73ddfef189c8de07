"""What an output is made of, as 16 bytes: the same bytes, and the output need not be made again."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from site_builder.engine.prepare import Prepared
from site_builder.engine.versions import renderer_version
from site_builder.model.routes import Copied, Literal, Rendered
from site_builder.stages.render import render_facts

_ENCODE = msgspec.msgpack.Encoder().encode


class Fingerprint(NamedTuple):
    """`view` is the encoded view of a page that a template makes, empty for other outputs."""

    digest: bytes
    view: bytes = b""


class Fingerprints:
    """Fingerprints of one prepared site."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._surroundings = _digest(
            renderer_version(), _ENCODE(render_facts(prepared.config)), _ENCODE(prepared.site_view)
        )
        self._templates: dict[str, bytes] = {}

    def of(self, path: str) -> Fingerprint:
        """The fingerprint of an output. Raises OSError for a file that has to be read and cannot be."""
        content = self._prepared.routes[path].content
        if isinstance(content, Rendered):
            view = _ENCODE(content.make_view())
            return Fingerprint(_digest(self._template(content.template), view), view)
        if isinstance(content, Literal):
            return Fingerprint(_digest(b"literal", content.data))
        return Fingerprint(_digest(b"copy", self._source(content)))

    def _template(self, name: str) -> bytes:
        if name not in self._templates:
            sources = self._prepared.theme.fingerprint(name)
            self._templates[name] = _digest(self._surroundings, name.encode(), sources)
        return self._templates[name]

    def _source(self, content: Copied) -> bytes:
        found = self._prepared.files[content.source]
        name = f"{self._prepared.config.paths.content}/{content.source}"
        return self._prepared.digests.of(name, found.file, found.stat)


def _digest(*pieces: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
