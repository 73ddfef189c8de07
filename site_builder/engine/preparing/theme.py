"""The templates and assets of a site, and the fingerprint of what a template prints beside its view."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.code_digests import renderer_code_digest
from site_builder.engine.store.digests import FileDigests
from site_builder.model.addresses import Addresses
from site_builder.model.config import Paths
from site_builder.model.diagnostics import Diagnostic, error
from site_builder.model.errors import TemplateFailed
from site_builder.model.files import FileStat
from site_builder.model.hosts import ForeignLoad, InlineCode
from site_builder.model.routes import Literal, Origin, Route
from site_builder.stages.rendering.template_references import asset_references, references, site_references
from site_builder.stages.rendering.user_cache import UserCache, short_digest
from site_builder.stages.source.links import SPECIAL, LinkRule, links_astray
from site_builder.stages.source.scan import led_astray, special_file
from site_builder.stages.theme.assets import fingerprint_assets
from site_builder.stages.theme.templates import TemplateLookup, closure, read_template

ASSETS_URL = "/assets/"
_OF_TEMPLATES = ".names"
"""How the names of files in the user's cache end that say what templates name."""


class TemplateInfo(msgspec.Struct, frozen=True):
    """What a template's source tells: the templates, assets and fields of `site` that it names.

    None for assets of which a name is computed, and where `site` is handed on as a whole. `loads` are what it
    loads from other hosts, `inline` the scripts and styles in it.
    """

    references: tuple[str, ...]
    assets: tuple[str, ...] | None
    site_fields: tuple[str, ...] | None
    loads: tuple[ForeignLoad, ...] = ()
    inline: tuple[InlineCode, ...] = ()


class Theme(msgspec.Struct, frozen=True):
    """Templates and assets as they are now.

    `links` maps asset names to links; `routes` publish them; `closure_of` gives, by name, the digests of all
    sources a template depends on (an empty digest for one that is not there). `site_fields_of` gives the
    fields of `site` that it may print, None for all.
    """

    lookup: TemplateLookup
    links: dict[str, str]
    routes: tuple[Route, ...]
    closure_of: Callable[[str], dict[str, bytes]]
    assets_of: Callable[[str], tuple[str, ...]]
    site_fields_of: Callable[[str], tuple[str, ...] | None]
    info_of: Callable[[str], tuple[bytes, TemplateInfo]]

    def sources_of(self, template: str) -> tuple[dict[str, bytes], dict[str, str]]:
        """Digests of all sources that a template depends on, and links of all assets it may print."""
        links = {name: self.links.get(name, "") for name in self.assets_of(template)}
        return self.closure_of(template), links

    def own_templates(self) -> Iterator[tuple[str, TemplateInfo]]:
        """Templates of the site's own, and what is in them: not those that cannot be read."""
        for name in TemplateLookup(self.lookup.folders[:1]).names():
            with contextlib.suppress(TemplateFailed):
                yield name, self.info_of(name)[1]


def stray_templates(root: Path, paths: Paths, output: Path | None) -> tuple[Diagnostic, ...]:
    """Warnings of special files among the site's own templates, which are ignored.

    Raises TemplateFailed, with all of them, if links there lead where none may.
    """
    rule = LinkRule.of(root, msgspec.structs.replace(paths, content=paths.templates), output)
    folder = root / paths.templates
    ignored, astray = [], []
    for path, flaw in links_astray(str(folder), rule):
        label = f"{paths.templates.strip('/')}/{Path(path).relative_to(folder).as_posix()}"
        if flaw == SPECIAL:
            ignored.append(special_file(label))
        else:
            astray.append(led_astray(label, flaw))
    if astray:
        raise TemplateFailed(*astray)
    return tuple(ignored)


def load_theme(
    lookup: TemplateLookup,
    base_url: str,
    cache: BuildCache,
    digests: FileDigests,
    user_cache: UserCache | None = None,
) -> Theme:
    """Raises TemplateFailed for an asset that cannot be published.

    `user_cache` knows what templates name where the site's own cache does not yet: the theme is the same in
    all sites, and Jinja takes long to load and to read it.
    """
    addresses = Addresses(base_url)
    sources = {}
    for name, path in lookup.assets().items():
        try:
            sources[name] = path.read_bytes()
        except OSError as failure:
            label = lookup.label(f"assets/{name}")
            raise TemplateFailed(
                error("asset-missing", f"this asset cannot be read: {failure.strerror}", label)
            ) from failure
    published = fingerprint_assets(sources, lambda name: lookup.label(f"assets/{name}"))
    links = {name: addresses.link(ASSETS_URL + public) for name, (public, _) in published.items()}
    routes = tuple(
        Route(ASSETS_URL + public, Literal(data), Origin(f"the theme's {name}", is_file=False))
        for name, (public, data) in published.items()
    )
    info_of = functools.cache(functools.partial(_info, lookup, cache, digests, user_cache))
    names = lookup.names()

    def closure_of(template: str) -> dict[str, bytes]:
        return {
            name: info_of(name)[0]
            for name in closure(template, lambda one: info_of(one)[1].references, names)
        }

    def assets_of(template: str) -> tuple[str, ...]:
        used: set[str] = set()
        for name in closure_of(template):
            assets = info_of(name)[1].assets
            used.update(links if assets is None else assets)
        return tuple(sorted(used))

    def site_fields_of(template: str) -> tuple[str, ...] | None:
        used: set[str] = set()
        for name in closure_of(template):
            fields = info_of(name)[1].site_fields
            if fields is None:
                return None
            used.update(fields)
        return tuple(sorted(used))

    return Theme(
        lookup,
        links,
        routes,
        functools.cache(closure_of),
        functools.cache(assets_of),
        functools.cache(site_fields_of),
        info_of,
    )


def _info(
    lookup: TemplateLookup, cache: BuildCache, digests: FileDigests, user_cache: UserCache | None, name: str
) -> tuple[bytes, TemplateInfo]:
    """A template's digest and facts, which are remembered under its bytes and the library's version."""
    path = lookup.find(name)
    if path is None:
        return b"", TemplateInfo((), (), ())
    try:
        digest = digests.of(f"template:{name}", path, FileStat.of(path.stat()))
    except OSError:
        digest = b""
    if not digest:
        return digest, _read_info(path, name, lookup.label(name))
    key = b"template" + renderer_code_digest() + name.encode() + digest
    info = _decoded(cache.derived.get(key))
    if info is None:
        key_of_user = short_digest(key).hex() + _OF_TEMPLATES
        info = _info_of_user(user_cache, key_of_user, path, name, lookup.label(name))
        cache.derived.put(key, msgspec.msgpack.encode(info))
    return digest, info


def _info_of_user(user_cache: UserCache | None, key: str, path: Path, name: str, label: str) -> TemplateInfo:
    if user_cache is None:
        return _read_info(path, name, label)
    info = _decoded(user_cache.get(key))
    if info is None:
        info = _read_info(path, name, label)
        user_cache.put(key, msgspec.msgpack.encode(info))
    return info


def _decoded(kept: bytes | None) -> TemplateInfo | None:
    if kept:
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.msgpack.decode(kept, type=TemplateInfo)
    return None


def _read_info(path: Path, name: str, label: str) -> TemplateInfo:
    from site_builder.stages.theme.foreign_loads import inline_code, loads_of_markup

    source = read_template(path, label)
    return TemplateInfo(
        references(source, name, label),
        asset_references(source, name, label),
        site_references(source, name, label),
        loads_of_markup(source),
        inline_code(source),
    )
