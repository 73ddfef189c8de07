"""What templates have in hand beside their view: filters and functions, all bound to the site's language.

Every filter asks for Jinja's context, though none reads it: Jinja works out other filters' results on
constants when it compiles, and compiled templates are kept from build to build, while ours depend on the
language.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context, Undefined
from markupsafe import Markup, escape
from msgspec.structs import replace

from site_builder.model.views import Body, Html, Moment, Picture
from site_builder.stages.language.locales import DatePrinter, print_list, print_number
from site_builder.stages.language.words import UnknownWord, Words, roman
from site_builder.stages.rendering.structured import structured_data
from site_builder.stages.rendering.view_names import view_name
from site_builder.stages.text.date_patterns import mistake_in_pattern
from site_builder.stages.text.line_breaks import COVER_WIDTH, broken
from site_builder.stages.text.suggestions import guess_or
from site_builder.stages.views.body_html import DEFAULT_SIZES, join_body, link_headings, print_picture

if TYPE_CHECKING:
    from site_builder.stages.rendering.render_settings import LoadBody, RenderSettings

_JSON_IN_HTML = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")
_NAMED = ((b"&", b"&amp;"), (b">", b"&gt;"), (b"<", b"&lt;"), (b"'", b"&#39;"), (b'"', b"&#34;"))
_REMEMBERED = frozenset({int, str, Markup})
_PLAIN = frozenset({str, int, bool, NoneType})
_MANY = 1000
"""Values in one that is written as JSON, such as one that holds itself."""
_PRINTABLE = frozenset({str, Markup, Html, int, float, bool})


class Misuse(Exception):
    """A template asks for something that cannot be."""

    def __init__(self, message: str, hint: str = "", code: str = "template-failed") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


def template_functions(words: Words, asset_links: Mapping[str, str]) -> dict[str, Callable[..., Any]]:
    """`asset` and `t`."""
    printed: dict[object, str] = {}

    def asset(name: str) -> str:
        link = asset_links.get(name)
        if link is None:
            hint = guess_or(name, asset_links, "assets are in templates/assets/")
            raise Misuse(f"there is no asset '{name}'", hint, "asset-missing")
        return link

    def t(key: str, /, **values: object) -> str:
        try:
            # The same few come on every page.
            for value in values.values():
                if value.__class__ not in _REMEMBERED:
                    return words.text(key, **values)
            wanted = (key, *values.items(), *map(type, values.values())) if values else key
            text = printed.get(wanted)
            if text is None:
                text = printed[wanted] = words.text(key, **values)
            return text
        except UnknownWord as failure:
            hint = "" if key in words else guess_or(key, words.keys(), "")
            raise Misuse(str(failure), hint, "template-unknown-word") from failure

    return {"asset": asset, "t": t}


def template_filters(settings: RenderSettings, load_body: LoadBody) -> dict[str, Callable[..., Any]]:
    """Every filter by its name."""
    named: dict[str, Callable[..., Any]] = {
        **_date_filters(settings),
        **_number_filters(Words(settings.language, settings.words)),
        **_content_filters(load_body),
        "json": _json,
        "plain": _plain,
        "broken": lambda title: broken(title, COVER_WIDTH),
        "structured": structured_data,
    }
    return {name: _with_context(function) for name, function in named.items()}


def printable(value: Any) -> Any:
    """Called on all that `{{ … }}` prints: refuses what would only print Python's name for a thing."""
    if value.__class__ in _PRINTABLE or isinstance(value, (str, int)) or hasattr(value, "__html__"):
        return value
    if isinstance(value, Undefined):
        return str(value)
    if value is None:
        raise Misuse(
            "this value is not set (None), so there is nothing to print", "print it only {% if %} it is set"
        )
    if isinstance(value, Moment):
        raise Misuse("a date is printed through a filter", "write |date, |announcement_date or .iso")
    raise Misuse(f"{_kind(value)} cannot be printed as it is", _HINTS.get(type(value).__name__, ""))


def force_escaped(value: Any) -> Markup:
    """Jinja's `forceescape`. Feeds escape long texts, and bytes are gone through sooner than characters."""
    text = value.__html__() if hasattr(value, "__html__") else str(value)
    written = text.encode()
    for sign, name in _NAMED:
        written = written.replace(sign, name)
    return Markup(written.decode())


_HINTS = {
    "Body": "write |content",
    "Picture": "write |picture",
    "tuple": "print its items in a {% for %} loop",
}


def _date_filters(settings: RenderSettings) -> dict[str, Callable[..., Any]]:
    print_date = DatePrinter(settings.language, settings.timezone)

    def date(moment: Moment, pattern: str = settings.date_format) -> str:
        if not isinstance(moment, Moment):
            _refuse("date", moment, "a date")
        mistake = mistake_in_pattern(pattern)
        if mistake is not None:
            raise Misuse(f"the date pattern {mistake.message}", mistake.hint)
        try:
            return print_date(moment.iso, pattern)
        except ValueError as failure:
            raise Misuse(str(failure), "patterns are CLDR's, as in d MMMM yyyy") from failure

    def announcement_date(moment: Any) -> str:
        names_year = isinstance(moment, Moment) and moment.names_year
        return date(moment, settings.date_format if names_year else settings.announcement_date_format)

    return {"date": date, "announcement_date": announcement_date}


def _number_filters(words: Words) -> dict[str, Callable[..., Any]]:
    language = words.language

    def whole(name: str, value: Any) -> int:
        return value if isinstance(value, int) else _refuse(name, value, "a whole number")

    def number(value: Any) -> str:
        return print_number(language, value if isinstance(value, float) else whole("number", value))

    def listed(items: Iterable[Any]) -> str:
        each = [printable(item) for item in items]
        if any(hasattr(item, "__html__") for item in each):
            return Markup(print_list(language, [escape(item) for item in each]))
        return print_list(language, [str(item) for item in each])

    return {
        "number": number,
        "in_words": lambda value: words.number_in_words(whole("in_words", value)),
        "ordinal": lambda value: words.ordinal(whole("ordinal", value)),
        "roman": lambda value: roman(whole("roman", value)),
        "listed": listed,
    }


def _content_filters(load_body: LoadBody) -> dict[str, Callable[..., Any]]:
    def content(body: Body, sizes: str = DEFAULT_SIZES, links_headings: bool = False) -> Markup:
        if not isinstance(body, Body):
            _refuse("content", body, "a body")
        html = join_body(load_body(body.digest), body.printed, body.here, sizes, body.prefix)
        return Markup(link_headings(html) if links_headings else html)

    def picture(one: Picture, sizes: str = DEFAULT_SIZES, **attributes: Any) -> Markup:
        if not isinstance(one, Picture):
            _refuse("picture", one, "a picture")
        css_class = attributes.pop("class", "")
        own = {name: attributes.pop(name) for name in ("alt", "is_lazy") if name in attributes}
        if attributes:
            raise Misuse(
                f"the filter 'picture' has no argument '{next(iter(attributes))}'",
                "it takes sizes, class, alt and is_lazy",
            )
        return Markup(print_picture(replace(one, **own) if own else one, sizes, css_class))

    def xhtml(value: Any, files: Sequence[str] = (), here: str = "") -> Markup:
        # Only books need it, and the room that it is in takes long to import.
        from site_builder.stages.bodies.xhtml import to_xhtml

        if isinstance(value, Body):
            text = join_body(load_body(value.digest), value.printed, value.here)
        else:
            text = str(escape(printable(value)))
        return Markup(to_xhtml(text, files, here))

    return {"content": content, "picture": picture, "xhtml": xhtml}


def _json(value: Any) -> Markup:
    """JSON text that may be inside `<script type="application/ld+json">` (HTML, "script data state")."""
    text = _json_text(_for_json(value) if isinstance(value, Moment | Html) else value)
    for sign, escaped in _JSON_IN_HTML:
        text = text.replace(sign, escaped)
    return Markup(text)


def _json_text(value: Any) -> str:
    if _is_plain(value):
        # In a fifth of the time. It refuses some kinds of keys.
        with suppress(TypeError):
            return msgspec.json.encode(value).decode()
    return _JSON.encode(value)


def _is_plain(value: Any) -> bool:
    """Whether it is made of what msgspec writes as the library does, and not of too much."""
    waiting = [value]
    for one in waiting:
        kind = one.__class__
        if kind is dict:
            waiting += (*one, *one.values())
        elif kind is list:
            waiting += one
        elif kind not in _PLAIN:
            return False
        if len(waiting) > _MANY:
            return False
    return True


def _for_json(value: Any) -> str:
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, Html):
        return value.text
    return _refuse("json", value, "text, a number, a list or a mapping")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_for_json)


def _plain(value: Any) -> str:
    return Markup(printable(value)).striptags()


def _with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def filter_with_context(_: Context, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return filter_with_context


def _refuse(name: str, value: Any, wanted: str) -> NoReturn:
    if isinstance(value, Undefined):
        str(value)
    raise Misuse(f"the filter '{name}' needs {wanted}, not {_kind(value)}")


def _kind(value: Any) -> str:
    if value is None:
        return "None"
    known = {"str": "text", "int": "a number", "Markup": "markup", "tuple": "a list", "dict": "a mapping"}
    return known.get(type(value).__name__) or view_name(type(value))
