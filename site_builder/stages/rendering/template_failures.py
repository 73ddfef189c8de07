"""From an exception inside Jinja to a diagnostic at a line of a template."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec
from jinja2 import Environment, Template, TemplateNotFound, TemplateSyntaxError

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.views import PageView
from site_builder.stages.rendering.environment import MOST_STEPS, Endless, UndefinedName
from site_builder.stages.rendering.filters import Misuse
from site_builder.stages.rendering.template_references import syntax_error
from site_builder.stages.rendering.view_names import view_name
from site_builder.stages.text.suggestions import guess_or
from site_builder.stages.theme.templates import TemplateLookup

_NO_FILTER = re.compile(r"No (filter|test) named '(\w+)'")


class Frame(NamedTuple):
    """Where a template was when something failed; `until` is the last line that may belong to it.

    `label` is what messages called its file when it was read: it may have been deleted since.
    """

    name: str
    label: str
    line: int
    until: int


def explain(
    failure: Exception, page: PageView, environment: Environment, lookup: TemplateLookup
) -> Diagnostic:
    """The diagnostic for anything that went wrong while a template printed `page`."""
    if isinstance(failure, TemplateSyntaxError):
        return _syntax(failure, environment, lookup)
    frames = _frames(failure)
    where = frames[-1] if frames else None
    code, message, hint = _what(failure, environment, lookup)
    while_making = f"{message} (while making {page_name(page)})"
    if where is None:
        return error(code, while_making, hint=hint)
    place = Place(where.line)
    if isinstance(failure, UndefinedName) and isinstance(failure.name, str):
        place = _place_of_name(failure.name, where, lookup)
    callers = [f"{frame.label}:{frame.line}" for frame in frames[:-1] if frame.name != where.name]
    if callers:
        hint = "; ".join(filter(None, (hint, f"called from {callers[-1]}")))
    return error(code, while_making, where.label, place, hint)


def page_name(page: PageView) -> str:
    """What messages call a page: its site path, or its full address."""
    meta = getattr(page, "meta", None)
    if meta is not None:
        return str(meta.path)
    for field in ("url", "canonical", "sitemap_url"):
        if isinstance(name := getattr(page, field, None), str):
            return name
    return type(page).__name__


def _frames(failure: Exception) -> list[Frame]:
    """The template lines on the way to the failure, outermost first."""
    frames = []
    trace = failure.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template) and template.name:
            line = template.get_corresponding_lineno(trace.tb_lineno)
            later = [known for known, _ in template.debug_info if known > line]
            label, until = template.filename or template.name, min(later, default=line + 20)
            frames.append(Frame(template.name, label, line, until))
        trace = trace.tb_next
    return frames


def _what(failure: Exception, environment: Environment, lookup: TemplateLookup) -> tuple[str, str, str]:
    """Code, message and hint."""
    match failure:
        case Misuse():
            return failure.code, str(failure), failure.hint
        case UndefinedName():
            return "template-undefined", *_undefined(failure, environment)
        case TemplateNotFound():
            name = str(failure.name)
            return "template-missing", f"there is no template '{name}'", guess_or(name, lookup.names(), "")
        case Endless():
            return (
                "template-endless",
                f"this template takes more than {MOST_STEPS:,} steps for one page",
                "look for loops inside loops, macros that call themselves, and very long texts",
            )
        case RecursionError():
            return "template-failed", "this template calls itself without end", ""
        case UnicodeEncodeError():
            sign = ascii(failure.object[failure.start])
            return "template-failed", f"the template prints {sign}, which is not a character", ""
    return "template-failed", f"this line failed: {failure} ({type(failure).__name__})", ""


def _undefined(failure: UndefinedName, environment: Environment) -> tuple[str, str]:
    owner, name = failure.owner, failure.name
    if isinstance(owner, dict):
        # Such as the values that a text has under params: other texts may have others, or none.
        hint = f"if only some have it, ask first: {{% if … {name} is defined %}}"
        return f"there is no '{name}' among these values", guess_or(str(name), map(str, owner), hint)
    if owner is None and isinstance(name, str) and str(failure) != f"{name!r} is undefined":
        return str(failure), ""
    if owner is None:
        known: tuple[str, ...] = ("site", "page", *environment.globals)
        message = f"'{name}' is undefined"
    elif isinstance(owner, msgspec.Struct):
        known = owner.__struct_fields__
        message = f"{view_name(type(owner))} has no '{name}'"
    else:
        known = ()
        message = str(failure)
    is_view = isinstance(owner, msgspec.Struct)
    return message, guess_or(str(name), known, f"it has {', '.join(known)}" if is_view else "")


def _place_of_name(name: str, where: Frame, lookup: TemplateLookup) -> Place:
    """Jinja knows the line on which a statement begins; the name may be on a later one of its lines."""
    path = lookup.find(where.name)
    if path is None or lookup.label(where.name) != where.label:
        return Place(where.line)
    lines = path.read_text("utf-8-sig").splitlines()
    for number in range(where.line, min(where.until, len(lines)) + 1):
        if found := re.search(rf"\b{re.escape(name)}\b", lines[number - 1]):
            return Place(number, found.start() + 1, len(name))
    return Place(where.line)


def _syntax(failure: TemplateSyntaxError, environment: Environment, lookup: TemplateLookup) -> Diagnostic:
    diagnostic = syntax_error(failure, failure.filename or lookup.label(failure.name or ""))
    if found := _NO_FILTER.match(diagnostic.message):
        known = environment.filters if found[1] == "filter" else environment.tests
        return msgspec.structs.replace(diagnostic, hint=guess_or(found[2], known, diagnostic.hint))
    return diagnostic
