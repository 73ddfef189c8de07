"""Why a page was made again, or was not: what it is made of now against what it was made of last time."""

from __future__ import annotations

import enum
from collections.abc import Container, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.staleness.comparison import Comparison
from site_builder.engine.staleness.fingerprints import (
    Fingerprint,
    Fingerprints,
    SharedInputs,
    TemplateSources,
    decode_view,
)
from site_builder.engine.store.output_store import OutputStore, PageInputs
from site_builder.model.addresses import output_path
from site_builder.model.errors import UsageError
from site_builder.model.views import View
from site_builder.stages.text.suggestions import guess_or

_FACTS = ("language", "time zone", "date_format", "announcement_date_format", "words")
"""What messages call the values that `render_inputs` gives, in their order."""

_UPGRADED = "site-builder, Python or a library was changed"


def keep_page_inputs(outputs: OutputStore, comparison: Comparison) -> None:
    """Remember what the pages that were made just now are made of."""
    fingerprints = comparison.fingerprints
    outputs.keep_shared(fingerprints.shared_inputs.key, fingerprints.shared_inputs.encoded)
    page_inputs = []
    for path in comparison.stale:
        sources = fingerprints.sources_of(path)
        if sources is not None:
            view = comparison.fingerprint_of(path).view
            page_inputs.append((path, PageInputs(fingerprints.shared_inputs.key, sources.key, view)))
    for sources in fingerprints.all_sources():
        outputs.keep_shared(sources.key, sources.encoded)
    outputs.keep_page_inputs(page_inputs)


class OutputAction(enum.StrEnum):
    """What becomes of an output in a build."""

    MADE = "made"
    REUSED = "reused"
    DELETED = "deleted"


class Explanation(NamedTuple):
    """What becomes of one output, and why; no reasons if it is reused."""

    path: str
    outcome: OutputAction
    reasons: tuple[str, ...] = ()


def path_of(url: str, prepared: Prepared, records: Container[str] = ()) -> str:
    """The output path of a URL: a full address, a link, a site path, a file in the output folder or a source.

    Paths in `records` have been written before and may be gone from the site. Raises UsageError for anything
    else that the site does not have.
    """
    config = prepared.config
    try:
        path = urlsplit(url).path
    except ValueError as failure:
        raise UsageError(f"'{url}' is not a URL", "write it as /about/") from failure
    site_path = unquote(path).replace("\\", "/").removeprefix("./")
    prefix = unquote(urlsplit(config.base_url).path.rstrip("/"))
    candidates = (
        site_path.removeprefix(prefix),
        site_path,
        f"{site_path}/",
        f"/{site_path}/",
        f"/{site_path}",
        site_path.removeprefix(config.paths.output.rstrip("/")),
    )
    paths = [output_path(candidate) for candidate in candidates]
    for known in (prepared.routes, records):
        if found := next((path for path in paths if path in known), ""):
            return found
    source = site_path.removeprefix(f"{config.paths.content}/")
    for path, route in prepared.routes.items():
        if route.origin.is_file and route.origin.name == source != site_path:
            return path
    pages = [route.path for route in prepared.routes.values()]
    raise UsageError(f"the site has no page {url}", guess_or(url, pages, ""))


def explain(
    path: str, prepared: Prepared, comparison: Comparison, outputs: OutputStore, output: OutputFolder
) -> Explanation:
    """What becomes of an output and why, asked before it is made."""
    fingerprints, record = comparison.fingerprints, comparison.kept.get(path)
    if path not in prepared.routes:
        return Explanation(path, OutputAction.DELETED, ("nothing on the site uses it any more",))
    if record is None:
        why = "it has not been built into this folder before, or the build cache has been deleted"
        return Explanation(path, OutputAction.MADE, (why,))
    fingerprint = fingerprints.of(path)
    reasons: list[str] = []
    if record.fingerprint != fingerprint.digest:
        try:
            reasons.extend(_changes(path, fingerprint, fingerprints, outputs))
        except msgspec.DecodeError:  # Views had other fields then.
            reasons = [_UPGRADED]
    if (stat := output.stat(path)) is None:
        reasons.append("the file in the output folder was deleted since it was written")
    elif not reasons and path not in output.owned:
        reasons.append("the list of what builds have made in the output folder does not name it")
    elif not reasons and stat != record.stat and output.digest(path) != record.digest:
        reasons.append("the file in the output folder was changed since it was written")
    return Explanation(path, OutputAction.MADE if reasons else OutputAction.REUSED, tuple(reasons))


def _changes(
    path: str, fingerprint: Fingerprint, fingerprints: Fingerprints, outputs: OutputStore
) -> Iterator[str]:
    sources = fingerprints.sources_of(path)
    if sources is None:
        yield "the bytes of its source changed"
        return
    before = outputs.page_inputs(path)
    if before is None:
        yield "what it depended on last time is not recorded"
        return
    shared_inputs, template = outputs.shared(before.shared_inputs), outputs.shared(before.template)
    address = ("", "")
    if shared_inputs is not None and before.shared_inputs != fingerprints.shared_inputs.key:
        old = msgspec.msgpack.decode(shared_inputs, type=SharedInputs)
        address = (old.site.address, fingerprints.shared_inputs.site.address)
        yield from _changed_shared_inputs(old, fingerprints.shared_inputs, fingerprints.site_fields_of(path))
    if template is not None and before.template != sources.key:
        yield from _changed_sources(msgspec.msgpack.decode(template, type=TemplateSources), sources)
    if before.view != fingerprint.view and address[0] == address[1]:
        yield from _changed_fields("page", decode_view(before.view), decode_view(fingerprint.view))


def _changed_shared_inputs(
    before: SharedInputs, now: SharedInputs, fields: tuple[str, ...] | None
) -> Iterator[str]:
    if before.version != now.version:
        yield _UPGRADED
    for name, old, new in zip(_FACTS, before.facts, now.facts, strict=False):
        if old != new:
            yield f"the site's {name} changed"
    if before.site.address != now.site.address:
        yield (
            f"the site's address changed from {before.site.address} to {now.site.address}, "
            "and with it every link"
        )
    else:
        yield from _changed_fields("site", before.site, now.site, fields)


def _changed_sources(before: TemplateSources, now: TemplateSources) -> Iterator[str]:
    if before.name != now.name:
        yield f"its template is {now.name} instead of {before.name}"
    for name in sorted(before.sources.keys() | now.sources.keys()):
        if before.sources.get(name) != now.sources.get(name):
            yield f"{name} changed"
    for name in sorted(before.assets.keys() | now.assets.keys()):
        # The name alone, which holds a digest of the bytes: a link begins with the site's address as well.
        old, new = (assets.get(name, "").rpartition("/")[2] for assets in (before.assets, now.assets))
        if old != new:
            yield f"the asset {name} changed"


def _changed_fields(
    name: str, before: View, now: View, fields: tuple[str, ...] | None = None
) -> Iterator[str]:
    """The fields of a view that differ (all, or only among these), and the fields of the views in them."""
    for field in now.__struct_fields__ if fields is None else fields:
        old, new = getattr(before, field, None), getattr(now, field, None)
        if old != new:
            yield from _changed_value(f"{name}.{field}", old, new)


def _changed_value(name: str, before: object, now: object) -> Iterator[str]:
    """Of entries in a list, those of the first that differs."""
    if isinstance(before, View) and isinstance(now, View) and type(before) is type(now):
        yield from _changed_fields(name, before, now)
    elif isinstance(before, tuple) and isinstance(now, tuple) and len(before) == len(now):
        differing = [place for place in range(len(now)) if before[place] != now[place]]
        first = differing[0]
        yield from _changed_value(f"{name}[{first}]", before[first], now[first])
        if len(differing) > 1:
            yield f"{name}[{first + 1}:] changed in {len(differing) - 1:,} more"
    elif isinstance(before, tuple) and isinstance(now, tuple):
        yield f"{name} changed: {len(now):,} instead of {len(before):,}"
    else:
        yield f"{name} changed"
