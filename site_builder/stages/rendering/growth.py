"""How much work a template asks for at once, known before it is done.

That is how large a text or list becomes, and how large those are that have to be gone through.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

from jinja2.sandbox import SandboxedEnvironment, SandboxedFormatter

from site_builder.model.expressions import expression

_NUMBER = expression(r"\d+")
_PRINTF = expression(r"%(?:\([^)]*\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+))?")
_WIDEST_INDENT = 64
_FAR_TOO_MANY = 10**12
_SEARCHED = (str, bytes, list, tuple, dict, range)
_ITEM = 5
"""Characters that can be gone through while one item of a list is looked at."""
_MOST_ESCAPED = 6
_URL = expression(r"://|www\.|mailto:|@")


class FieldWidths(SandboxedFormatter):
    """Of `str.format`: reports the numbers of each field's specification before it is carried out."""

    def __init__(self, environment: SandboxedEnvironment, report: Callable[[int], None]) -> None:
        super().__init__(environment)
        self._report = report

    def format_field(self, value: Any, format_spec: str) -> Any:
        """As it is, reported first."""
        self._report(_sum_of_numbers(format_spec))
        return super().format_field(value, format_spec)


def of_method(owner: object, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    """Characters or items that a method of a text, number or list goes through and adds."""
    return of_search(owner) + _added_by_method(owner, name, args, kwargs)


def _added_by_method(owner: object, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    first = args[0] if args else next(iter(kwargs.values()), 0)
    match owner, name:
        case str() | bytes(), "center" | "ljust" | "rjust" | "zfill":
            return _count(first)
        case str(), "expandtabs":
            return owner.count("\t") * _count(first)
        case str() | bytes(), "replace":
            return _replaced(owner, *args, **kwargs)
        case str() | bytes(), "join":
            return len(owner) * _count(first) + _lengths(first)
        case str(), "translate":
            return _translated(owner, first)
        case int(), "to_bytes":
            return _count(first)
        case list(), "extend":
            return _count(first)
    return 0


def of_search(value: object) -> int:
    """Characters that have to be gone through to find something in a text or list, or to copy it."""
    if isinstance(value, str | bytes):
        return len(value)
    return len(value) * _ITEM if isinstance(value, _SEARCHED) else 0


def of_printf(pattern: str, values: Any) -> int:
    """Characters that the widths of `pattern % values` ask for."""
    found = [one for pair in _PRINTF.findall(pattern) for one in pair]
    starred = values if isinstance(values, tuple) and "*" in found else ()
    widths = sum(abs(one) for one in starred if isinstance(one, int))
    return widths + sum(_number(one) for one in found if one.isdigit())


def _center(value: Any, width: Any = 80) -> int:
    return _count(width)


def _indent(value: Any, width: Any = 4, *_: Any, **__: Any) -> int:
    return (str(value).count("\n") + 1) * _count(width)


def _wordwrap(value: Any, width: Any = 79, *args: Any, wrapstring: Any = "\n", **_: Any) -> int:
    wrapstring = args[1] if len(args) > 1 else wrapstring
    lines = len(value) // max(1, _count(width)) + value.count("\n") + 1
    return 2 * int(lines) * _count(wrapstring)


def _batch(value: Any, linecount: Any, fill_with: Any = None) -> int:
    return 0 if fill_with is None else _count(linecount)


def _slice(value: Any, slices: Any, *_: Any, **__: Any) -> int:
    return _count(slices)


def _replace(value: Any, *args: Any, **kwargs: Any) -> int:
    return _replaced(str(value), *args, **kwargs)


def _join(value: Any, d: Any = "", *_: Any, **__: Any) -> int:
    return _count(d) * (_count(value) if isinstance(value, Sized) else 1) + _lengths(value)


def _format(value: Any, *args: Any, **kwargs: Any) -> int:
    return of_printf(str(value), args)


def _round(value: Any, precision: Any = 0, *_: Any, **__: Any) -> int:
    return _count(precision)


def _tojson(value: Any, indent: Any = None) -> int:
    return 0 if indent is None or _count(indent) <= _WIDEST_INDENT else _FAR_TOO_MANY


def _sum(value: Any, attribute: Any = None, start: Any = 0) -> int:
    """Lists are copied for each that is added to them."""
    return _count(value) * (_lengths(value) + _count(start)) if isinstance(start, list | tuple) else 0


def _urlize(
    value: Any,
    trim_url_limit: Any = None,
    nofollow: Any = False,
    target: Any = None,
    rel: Any = None,
    *_: Any,
) -> int:
    return len(_URL.findall(str(value))) * (_count(target or "") + _count(rel or ""))


def _xmlattr(d: Any, autospace: Any = True) -> int:
    return _MOST_ESCAPED * sum(len(str(name)) + _count(value) for name, value in d.items())


OF_FILTERS: dict[str, Callable[..., int]] = {
    "center": _center,
    "indent": _indent,
    "wordwrap": _wordwrap,
    "batch": _batch,
    "slice": _slice,
    "replace": _replace,
    "join": _join,
    "format": _format,
    "round": _round,
    "tojson": _tojson,
    "sum": _sum,
    "urlize": _urlize,
    "xmlattr": _xmlattr,
}
"""Characters or items that Jinja's own filters add, by their arguments."""

AT_ONCE = frozenset(
    {"abs", "attr", "d", "default", "first", "float", "int", "last", "length", "count", "safe"}
)
"""Jinja's own filters that do not go through what they are given."""


def _translated(owner: str, table: Any) -> int:
    longest = max((_count(one) for one in table.values() if isinstance(one, str)), default=0)
    return len(owner) * longest


def _replaced(owner: Any, old: Any = "", new: Any = "", *_: Any, **kwargs: Any) -> int:
    new = kwargs.get("new", new)
    return owner.count(old) * len(new) if isinstance(new, Sized) and isinstance(old, type(new)) else 0


def _count(one: Any) -> int:
    """The number itself, or how many characters or items there are."""
    if isinstance(one, int):
        return abs(one)
    return len(one) if isinstance(one, Sized) else 0


def _lengths(items: Any) -> int:
    """Characters or items of all items together."""
    return (
        sum(len(one) for one in items if isinstance(one, _SEARCHED)) if isinstance(items, list | tuple) else 0
    )


def _sum_of_numbers(text: str) -> int:
    return sum(map(_number, _NUMBER.findall(text)))


def _number(digits: str) -> int:
    return int(digits) if len(digits) < len(str(_FAR_TOO_MANY)) else _FAR_TOO_MANY
