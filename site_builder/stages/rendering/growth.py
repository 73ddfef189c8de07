"""How large a text or list becomes that a template makes out of small ones, known before it is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sized
from typing import Any

from jinja2.sandbox import SandboxedEnvironment, SandboxedFormatter

_NUMBER = re.compile(r"\d+")
_PRINTF = re.compile(r"%(?:\([^)]*\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+))?")
_WIDEST_INDENT = 64
_FAR_TOO_MANY = 10**12


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
    """Characters or items that a method of a text, number or list adds to it."""
    first = args[0] if args else next(iter(kwargs.values()), 0)
    match owner, name:
        case str() | bytes(), "center" | "ljust" | "rjust" | "zfill":
            return _count(first)
        case str(), "expandtabs":
            return owner.count("\t") * _count(first)
        case str() | bytes(), "replace":
            return _replaced(owner, *args, **kwargs)
        case str() | bytes(), "join":
            return len(owner) * _count(first)
        case int(), "to_bytes":
            return _count(first)
        case list(), "extend":
            return _count(first)
    return 0


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
    return _count(d) * (_count(value) if isinstance(value, Sized) else 1)


def _format(value: Any, *args: Any, **kwargs: Any) -> int:
    return of_printf(str(value), args)


def _round(value: Any, precision: Any = 0, *_: Any, **__: Any) -> int:
    return _count(precision)


def _tojson(value: Any, indent: Any = None) -> int:
    return 0 if indent is None or _count(indent) <= _WIDEST_INDENT else _FAR_TOO_MANY


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
}
"""Characters or items that Jinja's own filters add, by their arguments."""


def _replaced(owner: Any, old: Any = "", new: Any = "", *_: Any, **kwargs: Any) -> int:
    new = kwargs.get("new", new)
    return owner.count(old) * len(new) if isinstance(new, Sized) and isinstance(old, type(new)) else 0


def _count(one: Any) -> int:
    """The number itself, or how many characters or items there are."""
    if isinstance(one, int):
        return abs(one)
    return len(one) if isinstance(one, Sized) else 0


def _sum_of_numbers(text: str) -> int:
    return sum(map(_number, _NUMBER.findall(text)))


def _number(digits: str) -> int:
    return int(digits) if len(digits) < len(str(_FAR_TOO_MANY)) else _FAR_TOO_MANY
