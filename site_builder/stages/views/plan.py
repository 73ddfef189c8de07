"""Plan: ask every output for its routes, and refuse two routes with one path."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import ModuleType

import msgspec

from site_builder.model.addresses import collision_key, is_site_path, output_path
from site_builder.model.config import RedirectSetting
from site_builder.model.diagnostics import NOWHERE, Diagnostic, Place, Search, error, source_name, warning
from site_builder.model.expressions import expression
from site_builder.model.output_names import LONGEST, flaw_of_output_path, folders_above, longest_name
from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import SiteLink
from site_builder.stages.text.other_tools import TEMPLATE_TAG_HINT, is_template_tag
from site_builder.stages.views.presenter import Presenter

_FILE = expression(r"\.(?!html?$|php$|aspx?$|md$)[A-Za-z][A-Za-z0-9]{0,4}$")


class OccupiedPaths(msgspec.Struct, frozen=True):
    """Where files and folders are, as what is compared (`collision_key`)."""

    files: frozenset[str]
    folders: frozenset[str]


class SitePlan(msgspec.Struct, frozen=True):
    """Routes by output path, and what is wrong; paths of diagnostics are relative to content/.

    Those of `config_links`, and collisions with a place but no path, concern the configuration file instead.
    """

    routes: dict[str, Route]
    claims: OccupiedPaths
    collisions: tuple[Diagnostic, ...]
    broken_links: tuple[Diagnostic, ...]
    config_links: tuple[Diagnostic, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the content."""
        return tuple(one for one in self.collisions if not _is_configured(one)) + self.broken_links

    @property
    def config_diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the configuration."""
        return tuple(one for one in self.collisions if _is_configured(one)) + self.config_links

    def says_the_same_as(self, other: SitePlan) -> bool:
        """Whether the same is wrong with another plan."""
        return (self.diagnostics, self.config_diagnostics) == (other.diagnostics, other.config_diagnostics)


def plan(presenter: Presenter, outputs: Sequence[ModuleType], assets: Sequence[Route] = ()) -> SitePlan:
    """All routes of the site. `assets` are the theme's."""
    routes = list(assets)
    for output in outputs:
        if hasattr(output, "plan"):
            routes.extend(output.plan(presenter))
    for output in outputs:
        if hasattr(output, "plan_last"):
            routes.extend(output.plan_last(presenter, tuple(routes)))
    claims, collisions = _claimed(routes, presenter.config.paths.content)
    collisions += tuple(_unwritable(routes))
    return _checked(presenter, {output_path(route.path): route for route in routes}, claims, collisions)


def with_other_assets(
    planned: SitePlan, presenter: Presenter, before: Sequence[Route], now: Sequence[Route]
) -> SitePlan | None:
    """The same plan with other assets of the theme. None where only planning again can tell what collides.

    No page is planned by what assets there are, and where nothing collided, nothing does without those that
    are gone. Links are looked at again only if one leads to an asset, which is never the page of a folder.
    """
    keys = frozenset(collision_key(route.path) for route in now)
    files = planned.claims.files.difference(collision_key(route.path) for route in before)
    new_folders = {folder for key in keys for folder in folders_above(key)}
    folders = planned.claims.folders | new_folders
    collide = len(keys) < len(now) or files & keys or folders & keys or files & new_folders
    if planned.collisions or collide or any(_unwritable(now)):
        return None
    routes = {output_path(route.path): route for route in now}
    replaced = {output_path(route.path) for route in before} | routes.keys()
    routes.update((path, route) for path, route in planned.routes.items() if path not in replaced)
    claims = OccupiedPaths(files | keys, folders)
    if not replaced.isdisjoint([output_path(path) for path in _linked(presenter)]):
        return _checked(presenter, routes, claims, ())
    return msgspec.structs.replace(planned, routes=routes, claims=claims)


def _checked(
    presenter: Presenter, routes: dict[str, Route], claims: OccupiedPaths, collisions: tuple[Diagnostic, ...]
) -> SitePlan:
    broken = tuple(broken_links(presenter.site.site_links, routes, presenter.config.paths.content))
    return SitePlan(routes, claims, collisions, broken, tuple(_broken_configured_links(presenter, routes)))


def _claimed(routes: Sequence[Route], content: str) -> tuple[OccupiedPaths, tuple[Diagnostic, ...]]:
    """What all routes claim, and where two want the same."""
    owners: dict[str, Route] = {}
    folders: dict[str, Route] = {}
    collisions: list[Diagnostic] = []
    for route in routes:
        key = collision_key(route.path)
        first = owners.setdefault(key, route)
        if first is not route:
            collisions.append(_collision(content, route, first, f"both have the URL {route.path}"))
        for folder in folders_above(key):
            if folder in folders:
                break
            folders[folder] = route
    for key in owners.keys() & folders.keys():
        route, inside = owners[key], folders[key]
        why = f"the file {route.path} is where the other needs a folder"
        collisions.append(_collision(content, route, inside, why))
    return OccupiedPaths(frozenset(owners), frozenset(folders)), tuple(collisions)


def _unwritable(routes: Iterable[Route]) -> Iterator[Diagnostic]:
    """Paths that no build may write or could delete again."""
    for route in routes:
        path = output_path(route.path)
        if flaw := flaw_of_output_path(path):
            yield _at_source(route, "output-name", f"the URL {route.path} {flaw}")
        elif not isinstance(route.content, Rendered) and longest_name(path) > LONGEST:
            message = f"this needs a file whose name has {longest_name(path)} bytes, more than {LONGEST}"
            yield _at_source(route, "url-too-long", message)


def _at_source(route: Route, code: str, message: str) -> Diagnostic:
    origin = route.origin
    if not origin.is_file:
        return error(code, f"{origin.name}: {message}", hint="rename it")
    hint = "give it another permalink, slug or alias" if origin.name.endswith(".md") else "rename the file"
    return error(code, message, origin.name, Place(*origin.place), hint)


def _is_configured(collision: Diagnostic) -> bool:
    return not collision.path and collision.place != NOWHERE


def _collision(content: str, route: Route, other: Route, why: str) -> Diagnostic:
    """Reported at the source that can be changed, the later one if both can; else in the configuration."""
    at, against = max([(route, other), (other, route)], key=lambda pair: _changeable(pair[0].origin))
    name = source_name(content, against.origin.name) if against.origin.is_file else against.origin.name
    subject = "this" if _changeable(at.origin) else at.origin.name
    return error(
        "url-collision",
        f"{why}: {subject} and {name}",
        at.origin.name if at.origin.is_file else "",
        Place(*at.origin.place),
        _fix(at.origin, against.origin),
    )


def _changeable(origin: Origin) -> int:
    return 2 if origin.is_file else int(origin.place != NOWHERE)


def _fix(at: Origin, against: Origin) -> str:
    if not at.is_file and at.place != NOWHERE:
        return "delete this redirect"
    if not at.name.endswith(".md"):
        return "rename or move one of the two"
    if against.is_file:
        return "give one of the two another slug (or permalink, or remove the alias)"
    other = "delete that redirect, or " if against.place != NOWHERE else ""
    return f"{other}give this another slug (or permalink, or remove the alias)"


def broken_links(
    links: Iterable[SiteLink], routes: Mapping[str, Route], content: str
) -> Iterator[Diagnostic]:
    """What is wrong with links of texts to site paths; `content` is what the content folder is called."""
    for link in links:
        path = link.destination.path
        if output_path(path) not in routes:
            yield warning(
                "broken-link",
                f"there is no page or file at {path}",
                link.source,
                link.place,
                *_what_instead(path, routes, _otherwise(path, content)),
            )


def _linked(presenter: Presenter) -> Iterable[str]:
    """The site paths that texts and the configuration link to, and some that cannot be broken."""
    config = presenter.config
    return chain(
        [link.destination.path for link in presenter.site.site_links],
        [_without_query(link.url) for link in (*config.menu, *config.social.links)],
        [redirect.new for redirect in config.redirects],
    )


def _broken_configured_links(presenter: Presenter, routes: dict[str, Route]) -> Iterator[Diagnostic]:
    config = presenter.config
    links = [("menu", link) for link in config.menu] + [("social", link) for link in config.social.links]
    for key, link in links:
        path = _without_query(link.url)
        if is_site_path(path) and output_path(path) not in routes:
            yield warning(
                "broken-link",
                f"{key}: '{link.title}' leads to {path}, and there is no such page",
                "",
                link.place,
                *_what_instead(path, routes, ""),
            )
    circling = _circling(config.redirects)
    for redirect in config.redirects:
        if output_path(redirect.new) not in routes:
            yield warning(
                "broken-link",
                f"redirects: {redirect.old} leads to {redirect.new}, and there is no such page",
                "",
                redirect.place,
                *_what_instead(redirect.new, routes, ""),
            )
        elif redirect.old in circling:
            yield warning(
                "broken-link",
                f"redirects: {redirect.old} leads to {redirect.new}, and from there in a circle",
                "",
                redirect.place,
                "write a path that a page is at, or delete the redirect",
            )


def _circling(redirects: Sequence[RedirectSetting]) -> frozenset[str]:
    """The old paths from which no page is ever reached."""
    leads = {_as_folder(redirect.old): _as_folder(redirect.new) for redirect in redirects}
    circles: dict[str, bool] = {}
    for old in leads:
        walked = []
        path = old
        while path in leads and path not in circles:
            circles[path] = True
            walked.append(path)
            path = leads[path]
        circles.update(dict.fromkeys(walked, circles.get(path, False)))
    return frozenset(redirect.old for redirect in redirects if circles[_as_folder(redirect.old)])


def _as_folder(path: str) -> str:
    return collision_key(path.rstrip("/") + "/")


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _otherwise(path: str, content: str) -> str:
    if is_template_tag(path):
        return TEMPLATE_TAG_HINT
    if _FILE.search(path):
        return f"put the file at {source_name(content, f'static{path}')}, or link to one beside the text"
    return "link to a source file instead (post.md): it follows a new URL"


def _what_instead(path: str, routes: Container[str], otherwise: str) -> tuple[str, Search | None]:
    """A hint, and what is to be looked for where the page is not merely named without its slash."""
    if is_template_tag(path):
        return otherwise, None
    if output_path(path + "/") in routes:
        return f"did you mean {path}/?", None
    return otherwise, Search("pages", path)
