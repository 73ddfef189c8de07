"""The whole of `check`: prepare the site, look at every finished file, and say what is wrong and where."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from site_builder.checks import finished
from site_builder.engine.checking.inspection import Inspected, Inspection, flaws_of
from site_builder.engine.checking.network import ExternalReport, Network
from site_builder.engine.checking.provenance import Provenance
from site_builder.engine.checking.silencing import Silencer
from site_builder.engine.diagnostics.hints import with_hints
from site_builder.engine.diagnostics.problems import in_order
from site_builder.engine.features import find_modules
from site_builder.engine.output.search_index import search_problems
from site_builder.engine.preparing.prepare import Prepared, prepare
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.record.published_record import read_record
from site_builder.engine.record.silent_edits import silent_edits
from site_builder.engine.rendering.render_pool import render_setup
from site_builder.engine.session import Session
from site_builder.engine.staleness.comparison import damaged_bodies
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.engine.store.database import CacheFailed
from site_builder.model.addresses import Addresses
from site_builder.model.codes import GRAVER_IN_CHECK
from site_builder.model.diagnostics import Diagnostic, Severity, has_errors
from site_builder.model.errors import TemplateFailed
from site_builder.model.finished import FileFacts, FinishedSite, Flaw
from site_builder.stages.theme.templates import TemplateLookup

_OFF = "off"

_TOLD_BY_BUILD = {
    "dead-link": {"broken-link", "hidden-link", "missing-image", "link-outside-content", "foreign-syntax"},
    "dead-anchor": {"broken-anchor", "broken-link"},
    "feed-link-relative": {"foreign-syntax"},
    "foreign-load": {"third-party-embed", "third-party-image"},
    "link-text-empty": {"link-empty"},
}
"""What a build says of the same line already."""

_ONCE_FOR_A_FILE = {"third-party-image"}
"""What a build says at the first of several places of a file."""


class CheckReport(NamedTuple):
    """What a check found, in the order of printing. `files` counts what was looked at, `made` what of it now.

    `external` are the addresses on other hosts, `asked` how many of them were asked now.
    `is_complete` is false where errors in the sources left no site to look at.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int
    made: int
    is_complete: bool
    external: int = 0
    asked: int = 0


class ExternalRequest(NamedTuple):
    """That other hosts are to be asked, how, and what the time is by the clock."""

    network: Network
    now: datetime


def check(request: Request, progress: Progress, others: ExternalRequest | None = None) -> CheckReport:
    """Look at the site as a build would make it, and write nothing but what is remembered.

    Other hosts are only asked if `others` says so. Raises ConfigInvalid, UsageError.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> CheckReport:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        strict_request = request._replace(is_lenient=False)
        try:
            return _check(strict_request, session, settings, notices, others)
        except TemplateFailed as failure:
            return CheckReport((*notices, failure.diagnostic), 0, 0, False)
        finally:
            cache.commit()

    if not request.config_file.is_file():
        read_settings(request.config_file, None, request.overrides)
    return with_cache(request.root, attempt)


def _check(
    request: Request,
    session: Session,
    settings: Settings,
    notices: tuple[Diagnostic, ...],
    others: ExternalRequest | None,
    *,
    is_second_try: bool = False,
) -> CheckReport:
    prepared = prepare(session, request, settings)
    session.cache.commit()
    name = request.config_file.name
    known = (*notices, *prepared.diagnostics, *search_problems(prepared, name))
    diagnostics = with_hints(known, prepared.names, session.cache)
    if not _can_be_shown(diagnostics, prepared):
        return CheckReport(tuple(map(_as_grave, diagnostics)), 0, 0, False)
    lookup = TemplateLookup.of_site(request.root, settings.config.paths.templates)
    setup = render_setup(lookup, settings.config, session.cache, request.user_cache)
    inspection = Inspection(session, prepared, setup)
    inspection.recall()
    if prepared.sources.documents.parsed < len(prepared.sources.files.documents):
        damaged = damaged_bodies(session.cache.bodies, inspection.stale.values())
        if damaged and is_second_try:
            raise CacheFailed(sqlite3.DatabaseError("what was put into it cannot be read back"))
        if damaged:
            session.cache.bodies.drop(damaged)
            session = Session.begin(session.cache, session.jobs, session.progress)
            return _check(request, session, settings, notices, others, is_second_try=True)
    inspected = inspection.make()
    external = _external(session, inspected, settings, others)
    found = _found(prepared, inspected, external.flaws, name)
    severities = prepared.config.checks
    notices_of_others = (
        _as_severe(one, severities.get(one.code))
        for one in external.notices
        if severities.get(one.code) != _OFF
    )
    new = _untold(found, diagnostics)
    graver = map(_as_grave, diagnostics)
    return CheckReport(
        in_order(
            (
                *graver,
                *inspected.diagnostics,
                *notices_of_others,
                *new,
                *_silent_edits(prepared, session.cache),
            )
        ),
        len(inspected.files),
        inspected.made,
        not has_errors(inspected.diagnostics),
        external.addresses,
        external.asked,
    )


def _silent_edits(prepared: Prepared, cache: BuildCache) -> Iterator[Diagnostic]:
    record = read_record(prepared.root, prepared.config.paths.content)
    return Silencer(prepared.root).unsilenced(silent_edits(record, prepared.site, cache))


def _as_grave(one: Diagnostic) -> Diagnostic:
    """An error where a build only warns, so that it can go on."""
    if one.code not in GRAVER_IN_CHECK:
        return one
    return msgspec.structs.replace(one, severity=Severity.ERROR)


def _external(
    session: Session, inspected: Inspected, settings: Settings, others: ExternalRequest | None
) -> ExternalReport:
    if others is None:
        return ExternalReport()
    # Imported late: it brings the HTTP client along.
    from site_builder.engine.checking.external_links import check_external

    base_url = settings.config.base_url
    return check_external(session, inspected.files, base_url, others.network, others.now)


def _can_be_shown(diagnostics: Iterable[Diagnostic], prepared: Prepared) -> bool:
    """Whether nothing but what is not published has errors."""
    content = prepared.config.paths.content + "/"
    return not any(
        one.severity is Severity.ERROR and one.path.removeprefix(content) not in prepared.assembled.hidden
        for one in diagnostics
    )


def _found(
    prepared: Prepared, inspected: Inspected, external: tuple[Flaw, ...], config_name: str
) -> list[Diagnostic]:
    """What the checks say, at its places, as severe as config.yaml wants it."""
    severities = prepared.config.checks
    site = finished_site(prepared, inspected.files)
    flaws = (*_flaws(site), *external)
    wanted = (flaw for flaw in flaws if severities.get(flaw.problem.code) != _OFF)
    placed = Provenance(prepared, config_name).placed(wanted)
    heard = Silencer(prepared.root).unsilenced(placed)
    return [_as_severe(one, severities.get(one.code)) for one in heard]


def finished_site(prepared: Prepared, files: dict[str, FileFacts]) -> FinishedSite:
    """What the checks of the whole site see."""
    base_url = prepared.config.base_url
    return FinishedSite(
        prepared.site,
        base_url,
        Addresses(base_url).prefix,
        files,
        prepared.routes.keys(),
        prepared.presenter.pictures.info,
    )


def _flaws(site: FinishedSite) -> Iterator[Flaw]:
    yield from flaws_of(site.files)
    for one in find_modules(finished.__name__):
        if hasattr(one, "survey"):
            yield from one.survey(site)


def _as_severe(one: Diagnostic, severity: str | None) -> Diagnostic:
    return one if severity is None else msgspec.structs.replace(one, severity=Severity(severity))


def _untold(found: Iterable[Diagnostic], known: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What a build has not said of the same line already."""
    told: set[tuple[str, str, int]] = set()
    for one in known:
        told.add((one.code, one.path, 0 if one.code in _ONCE_FOR_A_FILE else one.place.line))
    for one in found:
        codes = _TOLD_BY_BUILD.get(one.code, ())
        if not any((code, one.path, line) in told for code in codes for line in (one.place.line, 0)):
            yield one
