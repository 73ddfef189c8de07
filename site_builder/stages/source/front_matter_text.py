"""Writing front matter that reads back as it was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

# Text that no YAML reader takes for anything else: words, with signs between them that have no meaning there.
_PLAIN = re.compile(r"[^\W\d_][\w '’‘“”,.!?()/&;–—…-]*\Z")
# YAML 1.1's other ways to write a truth value or nothing, and 1.2's.
_WORDS = frozenset("y yes n no true false on off null".split())
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Value = str | int | bool | date


def front_matter(values: Mapping[str, Value], remarks: Mapping[str, str] | None = None) -> str:
    """A front matter block with its fences. `remarks` are keys that are there as comments, as examples."""
    lines = [f"{key}: {_written(value)}" for key, value in values.items()]
    lines += [f"# {key}: {value}" for key, value in (remarks or {}).items()]
    return "\n".join(["---", *lines, "---", "", ""])


def quoted(text: str) -> str:
    """One line of text as a YAML scalar: bare where that is safe, else in the quotes that need no escapes."""
    if _PLAIN.match(text) and text == text.strip() and text.lower() not in _WORDS:
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def first_unprintable(text: str) -> str:
    """The first character that YAML cannot hold, or empty (YAML 1.2, `c-printable`)."""
    found = _UNPRINTABLE.search(text)
    return found[0] if found else ""


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return quoted(value)
