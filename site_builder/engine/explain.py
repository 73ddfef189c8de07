"""Why a page was made anew, or was not: what it is made of now against what it was made of last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

import msgspec

from site_builder.engine.fingerprints import Fingerprint, Fingerprints, Surroundings, TemplateSources
from site_builder.engine.memory import Memory, OutputRecord, PagePrint
from site_builder.engine.output_folder import OutputFolder
from site_builder.engine.prepare import Prepared
from site_builder.model.addresses import output_path
from site_builder.model.errors import UsageError
from site_builder.model.views import PageView, View

PAGES: msgspec.msgpack.Decoder[PageView] = msgspec.msgpack.Decoder(PageView)


def keep_prints(
    memory: Memory, folder: str, fingerprints: Fingerprints, made: Mapping[str, Fingerprint]
) -> None:
    """Remember what the pages that were made just now are made of."""
    memory.keep_shared(fingerprints.surroundings.key, fingerprints.surroundings.encoded)
    prints = []
    for path, fingerprint in made.items():
        sources = fingerprints.sources_of(path)
        if sources is not None:
            prints.append((path, PagePrint(fingerprints.surroundings.key, sources.key, fingerprint.view)))
    for sources in fingerprints.all_sources():
        memory.keep_shared(sources.key, sources.encoded)
    memory.keep_prints(folder, prints)


def path_of(url: str, prepared: Prepared) -> str:
    """The output path of a URL: a full address, a link, a site path or a file in the output folder.

    Raises UsageError if the site has no such page.
    """
    site_path = unquote(urlsplit(url).path)
    prefix = unquote(urlsplit(prepared.config.base_url).path.rstrip("/"))
    candidates = [
        site_path.removeprefix(prefix),
        site_path,
        f"{site_path}/",
        f"/{site_path}/",
        f"/{site_path}",
    ]
    for candidate in candidates:
        if (path := output_path(candidate)) in prepared.routes:
            return path
    close = get_close_matches(url, [route.path for route in prepared.routes.values()], 1)
    raise UsageError(f"the site has no page {url}", f"did you mean {close[0]}?" if close else "")


def explain(
    path: str,
    fingerprints: Fingerprints,
    memory: Memory,
    folder: str,
    output: OutputFolder,
    record: OutputRecord | None,
) -> tuple[str, ...]:
    """The reasons for which an output is made anew, asked before it is; none if it is fresh.

    `folder` is what the output folder is remembered as.
    """
    if record is None:
        return ("it has not been built into this folder before, or the memory of that is gone",)
    fingerprint = fingerprints.of(path)
    reasons: list[str] = []
    if record.fingerprint != fingerprint.digest:
        reasons.extend(_changes(path, fingerprint, fingerprints, memory, folder))
    if path not in output.owned or record.stat != output.stat(path):
        reasons.append("the file in the output folder was changed or deleted since it was written")
    return tuple(reasons)


def _changes(
    path: str, fingerprint: Fingerprint, fingerprints: Fingerprints, memory: Memory, folder: str
) -> Iterator[str]:
    sources = fingerprints.sources_of(path)
    if sources is None:
        yield "the bytes of its source changed"
        return
    before = memory.prints(folder, path)
    if before is None:
        yield "what it was made of last time is not remembered"
        return
    surroundings = memory.shared(before.surroundings)
    if surroundings is not None and before.surroundings != fingerprints.surroundings.key:
        yield from _changed_surroundings(
            msgspec.msgpack.decode(surroundings, type=Surroundings),
            fingerprints.surroundings,
            fingerprints.site_fields_of(path),
        )
    template = memory.shared(before.template)
    if template is not None and before.template != sources.key:
        yield from _changed_sources(msgspec.msgpack.decode(template, type=TemplateSources), sources)
    if before.view != fingerprint.view:
        yield from _changed_fields("page", PAGES.decode(before.view), PAGES.decode(fingerprint.view))


def _changed_surroundings(
    before: Surroundings, now: Surroundings, fields: tuple[str, ...] | None
) -> Iterator[str]:
    if before.version != now.version:
        yield "site-builder, Python or a library was changed"
    if before.facts != now.facts:
        yield "the language, the time zone or a date format changed"
    yield from _changed_fields("site", before.site, now.site, fields)


def _changed_sources(before: TemplateSources, now: TemplateSources) -> Iterator[str]:
    if before.name != now.name:
        yield f"its template is {now.name} instead of {before.name}"
    for name in sorted(before.sources.keys() | now.sources.keys()):
        if before.sources.get(name) != now.sources.get(name):
            yield f"{name} changed"
    for name in sorted(before.assets.keys() | now.assets.keys()):
        if before.assets.get(name) != now.assets.get(name):
            yield f"the asset {name} changed"


def _changed_fields(
    name: str, before: View, now: View, fields: tuple[str, ...] | None = None
) -> Iterator[str]:
    """The fields of a view that differ (all, or only among these), and the fields of the views in them."""
    if type(before) is not type(now):
        yield f"{name} is another kind of view"
        return
    for field in now.__struct_fields__ if fields is None else fields:
        old, new = getattr(before, field), getattr(now, field)
        if old != new:
            if isinstance(old, View) and isinstance(new, View) and type(old) is type(new):
                yield from _changed_fields(f"{name}.{field}", old, new)
            else:
                yield f"{name}.{field} changed"
