"""The recipe of a build: read what the site is made of, then make it.

What makes a site is loaded while other processes parse its texts, or afterwards: they begin so much earlier.
"""

from __future__ import annotations

import functools
import sqlite3
from contextlib import ExitStack
from typing import TYPE_CHECKING

from site_builder.engine.build_order import Order, output_path
from site_builder.engine.preparing.reading import SourceSet, read
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import read_settings
from site_builder.engine.progress import Progress
from site_builder.engine.session import Session
from site_builder.engine.store.cache import BuildCache, with_cache
from site_builder.engine.store.database import CacheFailed
from site_builder.engine.store.lock import OutputLock, build_lock
from site_builder.model.diagnostics import Diagnostic

if TYPE_CHECKING:
    from site_builder.engine.making import BuildReport, Look
    from site_builder.engine.rendering.render_pool import RenderPool


def build(
    request: Request,
    progress: Progress,
    *,
    is_strict: bool = False,
    may_take_over: bool = False,
    explain_url: str = "",
) -> BuildReport:
    """Bring the output folder up to date, and say why `explain_url` was made again or not.

    `may_take_over` lets it replace what another site has written there.

    Raises BuildFailed with all diagnostics if the sources have errors (with `is_strict`, warnings too);
    then nothing has been written. Raises ConfigInvalid, OutputRefused, OutputBroken, BuildLocked.
    """

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> BuildReport:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        with OutputLock(output_path(request, settings)) as lock:
            return _build(
                Order(request, settings, session, notices, lock, is_strict, may_take_over, explain_url)
            )

    if not request.config_file.is_file():
        read_settings(request.config_file, None, request.overrides)
    with build_lock(request.root):
        return with_cache(request.root, attempt)


def look(request: Request, progress: Progress) -> Look:
    """What `build` would find, and do, now. It raises what `build` raises; the output stays as it is."""

    def attempt(cache: BuildCache, notices: tuple[Diagnostic, ...]) -> Look:
        settings = read_settings(request.config_file, cache, request.overrides)
        session = Session.begin(cache, request.jobs, progress)
        with OutputLock(output_path(request, settings)) as lock:
            order = Order(request, settings, session, notices, lock, False, False, "")
            with ExitStack() as until_end:
                sources, pool = _read(order, until_end)
                from site_builder.engine.making import look_at_site

                return look_at_site(order, sources, pool)

    with build_lock(request.root):
        return with_cache(request.root, attempt)


def _build(order: Order, *, is_second_try: bool = False) -> BuildReport:
    with ExitStack() as until_end:
        sources, pool = _read(order, until_end)
        from site_builder.engine.making import make_site

        report = make_site(order, sources, pool)
    if report is not None:
        return report
    if is_second_try:
        raise CacheFailed(sqlite3.DatabaseError("what was put into it cannot be read back"))
    session = Session.begin(order.session.cache, order.session.jobs, order.session.progress)
    return _build(order._replace(session=session), is_second_try=True)


def _read(order: Order, until_end: ExitStack) -> tuple[SourceSet, RenderPool]:
    """Read the site, and load what makes it while others parse its texts, or afterwards."""

    @functools.cache
    def pool() -> RenderPool:
        from site_builder.engine.making import pool_for

        return until_end.enter_context(pool_for(order))

    def while_others_parse() -> None:
        from site_builder.engine.making import load_the_rest

        load_the_rest(order, pool())

    return read(order.session, order.request, order.settings, while_others_parse), pool()
