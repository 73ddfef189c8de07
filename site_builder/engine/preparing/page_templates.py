"""Which template each page has, and whether all of them can be read.

A `layout` comes from another tool, and may name what this site does not have: the page's usual template is
used then. A `template` was written for this site, and has to be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from site_builder.engine.preparing.theme import Theme
from site_builder.model.config import Config
from site_builder.model.diagnostics import NOWHERE, Diagnostic, Place, error, warning
from site_builder.model.documents import Entry, Head
from site_builder.model.errors import TemplateFailed
from site_builder.model.routes import Rendered, Route
from site_builder.model.site import Post, Site, StaticPage
from site_builder.stages.text.suggestions import closest
from site_builder.stages.theme.templates import TemplateLookup

# What other tools call the usual template of a text: nothing is lost where it is not there.
_USUAL = frozenset({"", "post.html", "posts.html", "page.html", "pages.html"})
# Templates of the theme that print other pages than texts.
_NOT_FOR_TEXTS = frozenset(
    {"home.html", "series.html", "series-whole.html", "series-index.html", "term.html", "term-index.html"}
    | {"archive.html"}
    | {"404.html", "support.html", "search.html", "redirect.html", "layout.html", "macros.html"}
)


def with_layouts(
    routes: Mapping[str, Route], theme: Theme, config: Config, site: Site
) -> tuple[dict[str, Route], list[Diagnostic]]:
    """The routes with the templates that their layouts mean, and what is wrong with layouts."""
    problems: list[Diagnostic] = []
    entries = _entries(site)
    known = {name: theme.lookup.find(name) is not None for name in _layouts(routes.values())}
    chosen = dict(routes)
    for path, route in routes.items():
        content = chosen[path].content
        if isinstance(content, Rendered) and content.layout not in _USUAL:
            if known[content.layout] and content.layout not in _NOT_FOR_TEXTS:
                chosen[path] = route._replace(content=content._replace(template=content.layout))
            else:
                problems.append(_no_layout(route, content, config, entries))
    return chosen, problems


def _layouts(routes: Iterable[Route]) -> set[str]:
    contents = (route.content for route in routes)
    return {one.layout for one in contents if isinstance(one, Rendered) and one.layout}


def _no_layout(
    route: Route, content: Rendered, config: Config, entries: Mapping[str, Post | StaticPage]
) -> Diagnostic:
    return warning(
        "layout-unknown",
        f"there is no layout '{content.layout}' for texts, so {content.template} is used",
        f"{config.paths.content}/{route.origin.name}",
        _place(route, "layout", entries),
        "delete the line, or write template: with the name of a file in templates/",
    )


def check_templates(
    theme: Theme, routes: Iterable[Route], config: Config, site: Site
) -> Iterator[Diagnostic]:
    """Every template that is used is there, and all that it depends on can be read."""
    state: dict[str, Diagnostic | bool] = {}
    entries: Mapping[str, Post | StaticPage] = {}
    for route in routes:
        content = route.content
        if not isinstance(content, Rendered):
            continue
        name = content.template
        if name not in state:
            state[name] = is_there = _read(theme, name)
            if isinstance(is_there, Diagnostic):
                yield is_there
        if state[name] is False:
            entries = entries or _entries(site)
            yield _no_template(route, name, theme, config, entries)


def unused_templates(theme: Theme, routes: Iterable[Route], heads: Iterable[Head]) -> Iterator[Diagnostic]:
    """Templates of the site's own that neither a page nor a text nor another template uses."""
    of_theme = TemplateLookup(theme.lookup.folders[-1:]).names()
    own = set(theme.lookup.names()) - set(of_theme)
    if not own:
        return
    asked = {route.content.template for route in routes if isinstance(route.content, Rendered)}
    asked |= {name for head in heads if isinstance(head, Entry) for name in (head.template, head.layout)}
    try:
        used = {name for template in (asked | set(of_theme)) - {""} for name in theme.closure_of(template)}
    except TemplateFailed:
        # A template that cannot be read is reported, and might be the one that uses the others.
        return
    for name in sorted(own - used):
        guess = closest(name, of_theme)
        yield warning(
            "template-unused",
            "nothing uses this template",
            theme.lookup.label(name),
            hint=f"did you mean {guess}?" if guess else "name it in a text: template: " + name,
        )


def inline_code_problems(theme: Theme, config: Config) -> Iterator[Diagnostic]:
    """Scripts and styles in the site's own templates, where hosts are told to let none run."""
    for name, info in theme.own_templates() if config.hosts else ():
        for code in info.inline:
            is_element = code.name in ("script", "style")
            what = f"this <{code.name}>" if is_element else f"this {code.name}= attribute"
            yield warning(
                "template-inline-code",
                f"{what} is blocked by the Content-Security-Policy that hosts: makes the site's hosts send",
                theme.lookup.label(name),
                Place(code.line),
                'put it into a file in templates/assets/, and load that by its name: asset("name")',
            )


def _read(theme: Theme, name: str) -> Diagnostic | bool:
    """Whether a template is there, or why it cannot be read."""
    try:
        theme.closure_of(name)
    except TemplateFailed as failure:
        return failure.diagnostic
    return theme.lookup.find(name) is not None


def _no_template(
    route: Route, template: str, theme: Theme, config: Config, entries: Mapping[str, Post | StaticPage]
) -> Diagnostic:
    return error(
        "template-missing",
        f"there is no template '{template}'",
        f"{config.paths.content}/{route.origin.name}" if route.origin.is_file else "",
        _place(route, "template", entries) if route.origin.is_file else NOWHERE,
        f"the templates are {', '.join(name for name in theme.lookup.names() if name.endswith('.html'))}",
    )


def _place(route: Route, key: str, entries: Mapping[str, Post | StaticPage]) -> Place:
    entry = entries.get(route.origin.name)
    named = entry.head.places.get(key) if entry is not None else None
    return named or Place(*route.origin.place)


def _entries(site: Site) -> dict[str, Post | StaticPage]:
    return {**{one.head.path: one for one in site.posts}, **{one.head.path: one for one in site.pages}}
