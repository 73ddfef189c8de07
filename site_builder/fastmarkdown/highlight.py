"""Remembers highlighted code, for converters with `codehilite`.

Pygments looks through the entry points of all installed packages whenever it does not know a language's
name or has to guess it, and a site shows the same snippet again and again: in each edition of a post while
it is being written. This holds for the whole process, since `codehilite` and `fenced_code` take their
highlighter from their modules.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from typing import Any

from markdown.extensions import codehilite, fenced_code
from markdown.extensions.codehilite import CodeHilite

_MOST_REMEMBERED = 2_000
_remembered: OrderedDict[object, tuple[str, str | None, str]] = OrderedDict()


def remember_highlights() -> None:
    """From now on, highlight equal code with equal settings once. To call it again is harmless."""
    codehilite.CodeHilite = fenced_code.CodeHilite = RememberingCodeHilite  # type: ignore[misc, attr-defined]
    _read_entry_points_once()


class RememberingCodeHilite(CodeHilite):
    """A highlighter that looks among what it has done before."""

    def hilite(self, shebang: bool = True) -> str:
        key = self._key(shebang)
        known = _remembered.get(key) if key else None
        if known is None:
            known = super().hilite(shebang), self.lang, self.src
            if key:
                _remembered[key] = known
                if len(_remembered) > _MOST_REMEMBERED:
                    _remembered.popitem(last=False)
        else:
            _remembered.move_to_end(key)
        shown, self.lang, self.src = known
        return shown

    def _key(self, shebang: bool) -> object:
        """All that the result depends on; None if one of the settings is code, which cannot be compared."""
        settings: dict[str, Any] = {**vars(self), **self.options}
        del settings["options"]
        if not all(_is_plain(value) for value in settings.values()):
            return None
        return shebang, repr(sorted(settings.items()))


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, str | int | float)


def _read_entry_points_once() -> None:
    try:
        from pygments import plugin
    except ImportError:
        return
    if not hasattr(plugin.iter_entry_points, "cache_info"):
        plugin.iter_entry_points = lru_cache(maxsize=None)(plugin.iter_entry_points)
