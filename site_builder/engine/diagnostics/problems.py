"""All that is wrong with a site, from every step, in one order and with paths that a writer knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter

import msgspec

from site_builder import checks
from site_builder.engine.features import find_modules
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, Place, Severity, sort_key, source_name
from site_builder.model.site import Site
from site_builder.stages.assemble import AssembledSite
from site_builder.stages.views.pictures import shown_images
from site_builder.stages.views.plan import SitePlan

_FILE = attrgetter("path")


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """In the order of printing, none twice."""
    by_file: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for path, found in groupby(diagnostics, _FILE):
        by_file[path].extend(found)
    return tuple(chain.from_iterable(_of_one_file(by_file[path]) for path in sorted(by_file)))


def _of_one_file(found: list[Diagnostic]) -> Iterable[Diagnostic]:
    """Mostly each is at a spot of its own: then their texts need not be looked at, which takes longest."""
    by_spot = {one.place[:2]: one for one in found}
    if len(by_spot) == len(found):
        return [by_spot[spot] for spot in sorted(by_spot)]
    return sorted(dict.fromkeys(found), key=sort_key)


def in_content(
    diagnostics: Iterable[Diagnostic], config: Config, hidden: Container[str] = ()
) -> Iterator[Diagnostic]:
    """Those of files under content/, with paths relative to the site's root.

    Errors in `hidden` files become warnings: what is not published stops nothing that is.
    """
    for path, found in groupby(diagnostics, _FILE):
        if not path:
            yield from found
            continue
        changes: dict[str, object] = {"path": source_name(config.paths.content, path)}
        if path in hidden:
            changes["severity"] = Severity.WARNING
        yield from [msgspec.structs.replace(one, **changes) for one in found]


def site_problems(
    assembled: AssembledSite,
    planned: SitePlan,
    images: Sequence[Diagnostic],
    config: Config,
    config_name: str,
    spared: Container[str],
) -> Iterator[Diagnostic]:
    """What images, plan and checks say of a site. Errors in `spared` files become warnings."""
    site = assembled.site
    checked = [one for check in find_modules(checks.__name__) for one in check.check(site)]
    inside = [*with_uses(images, site, config.paths.content + "/"), *planned.diagnostics]
    inside += [one for one in checked if one.path]
    yield from in_content(inside, config, spared)
    for one in (*planned.config_diagnostics, *(one for one in checked if not one.path)):
        yield msgspec.structs.replace(one, path=config_name)


def with_uses(problems: Sequence[Diagnostic], site: Site, prefix: str) -> Iterator[Diagnostic]:
    """What is wrong with images, and where the first text shows each, if one does."""
    uses: dict[str, tuple[str, Place]] = {}
    for path, target, place in shown_images(site) if problems else ():
        uses.setdefault(target, (path, place))
    for problem in problems:
        if problem.path in uses:
            path, place = uses[problem.path]
            message = f"{problem.message}; {prefix}{path} shows it on line {place.line}"
            yield msgspec.structs.replace(problem, message=message)
        else:
            yield problem
