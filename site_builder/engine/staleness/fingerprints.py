"""What an output is made of, as 16 bytes: the same bytes, and the output need not be made again."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property

import msgspec

from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.store.code_digests import book_code_digest, image_code_digest, renderer_code_digest
from site_builder.model.routes import Copied, Literal, Rendered
from site_builder.model.views import PageView, SiteView
from site_builder.stages.rendering.render_settings import render_inputs

_ENCODE = msgspec.msgpack.Encoder().encode


def decode_view(data: bytes) -> PageView:
    """The view that was encoded. Raises msgspec.DecodeError."""
    return view_decoder().decode(data)


@cache
def view_decoder() -> msgspec.msgpack.Decoder[PageView]:
    """What decodes views. It takes a while to make, and an idle build has no use for it."""
    return msgspec.msgpack.Decoder(PageView)


class Fingerprint(msgspec.Struct, frozen=True):
    """`view` is the encoded view of a page that a template makes, empty for other outputs."""

    digest: bytes
    view: bytes = b""


class SharedInputs(msgspec.Struct, frozen=True, dict=True):
    """What every page of a site is made of beside its template and its view."""

    version: bytes
    facts: tuple[str, ...]
    site: SiteView

    @cached_property
    def encoded(self) -> bytes:
        """As it is kept."""
        return _ENCODE(self)

    @cached_property
    def key(self) -> bytes:
        """What it is kept under."""
        return _digest(b"surroundings", self.encoded)

    def key_of(self, fields: tuple[str, ...] | None) -> bytes:
        """The same for a page that sees no more of the site than these fields; None means all."""
        if fields is None:
            return self.key
        known = self.site.__struct_fields__
        printed = {name: getattr(self.site, name) if name in known else None for name in fields}
        return _digest(b"surroundings", _ENCODE((self.version, self.facts, printed)))


class TemplateSources(msgspec.Struct, frozen=True, dict=True):
    """A template: the digests of all sources it depends on, and the links of the assets it prints."""

    name: str
    sources: dict[str, bytes]
    assets: dict[str, str]

    @cached_property
    def encoded(self) -> bytes:
        """As it is kept."""
        return _ENCODE(self)

    @cached_property
    def key(self) -> bytes:
        """What it is kept under."""
        return _digest(b"template", self.encoded)


class Fingerprints:
    """Fingerprints of one prepared site."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self.shared_inputs = SharedInputs(
            renderer_code_digest(), render_inputs(prepared.config), prepared.site_view
        )
        self._sources: dict[str, TemplateSources] = {}
        self._templates: dict[str, bytes] = {}
        self._remembered: dict[str, Fingerprint] = {}

    def remember(self, path: str) -> Fingerprint:
        """The fingerprint of an output that is asked for once more, while the site stays as it is."""
        found = self._remembered[path] = self.of(path)
        return found

    def of(self, path: str) -> Fingerprint:
        """The fingerprint of an output. Raises OSError for a file that has to be read and cannot be."""
        if path in self._remembered:
            return self._remembered[path]
        content = self._prepared.routes[path].content
        if isinstance(content, Rendered):
            view = _ENCODE(content.make_view())
            bound = (book_code_digest(),) if content.is_book else ()
            return Fingerprint(_digest(self._template(content.template), *bound, view), view)
        if isinstance(content, Literal):
            return Fingerprint(_digest(b"literal", content.data))
        source = self._prepared.source_digest(content.source)
        if isinstance(content, Copied):
            return Fingerprint(_digest(b"copy", source))
        return Fingerprint(_digest(b"version", image_code_digest(), source, _ENCODE(content.variant)))

    def read_templates(self) -> None:
        """Read what all pages' templates depend on now, so that no copy of this process has to."""
        for route in self._prepared.routes.values():
            if isinstance(route.content, Rendered):
                self._template(route.content.template)

    def sources_of(self, path: str) -> TemplateSources | None:
        """The template of a page; None for an output that no template makes."""
        content = self._prepared.routes[path].content
        return self._sources_of(content.template) if isinstance(content, Rendered) else None

    def site_fields_of(self, path: str) -> tuple[str, ...] | None:
        """The fields of `site` that a page may print, None for all."""
        content = self._prepared.routes[path].content
        return self._prepared.theme.site_fields_of(content.template) if isinstance(content, Rendered) else ()

    def all_sources(self) -> tuple[TemplateSources, ...]:
        """Every template that was asked for."""
        return tuple(self._sources.values())

    def _sources_of(self, name: str) -> TemplateSources:
        if name not in self._sources:
            self._sources[name] = TemplateSources(name, *self._prepared.theme.sources_of(name))
        return self._sources[name]

    def _template(self, name: str) -> bytes:
        if name not in self._templates:
            shared_inputs = self.shared_inputs.key_of(self._prepared.theme.site_fields_of(name))
            self._templates[name] = _digest(shared_inputs, self._sources_of(name).key)
        return self._templates[name]


def _digest(*pieces: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
