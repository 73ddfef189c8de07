"""Writing YAML that reads back as it was meant: front matter with lists and groups, and comment files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][\w '’‘“”.!?()/;–—…-]*\Z")
_LONGEST_LINE = 150
_WORDS = frozenset("y yes n no true false on off null".split())
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def yaml_text(values: Mapping[str, Any], indent: str = "") -> str:
    """The lines of a mapping. Short lists of words are written in one line, others in several."""
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{key}:", yaml_text(value, indent + "  ")]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            lines += _list(key, value, indent)
        else:
            lines.append(f"{indent}{key}: {scalar(value, indent)}")
    return "\n".join(lines)


def yaml_list(rows: Sequence[Mapping[str, Any]], indent: str = "") -> str:
    """The lines of a list of groups."""
    return "\n".join(f"{indent}- {yaml_text(row, indent + '  ').lstrip()}" for row in rows)


def _list(key: str, value: Sequence[Any], indent: str) -> list[str]:
    if value and isinstance(value[0], Mapping):
        return [f"{indent}{key}:", yaml_list(value, indent + "  ")]
    line = f"{indent}{key}: [{', '.join(scalar(one, None) for one in value)}]"
    if len(line) <= _LONGEST_LINE:
        return [line]
    return [f"{indent}{key}:", *(f"{indent}  - {scalar(one, None)}" for one in value)]


def scalar(value: Any, indent: str | None = "") -> str:
    """One value. `indent` None is inside of brackets, where a text of several lines is written in one."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            text = value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
            return text.replace("+00:00", "Z").replace(" ", "T") if value.tzinfo else text
        case date():
            return value.isoformat()
        case int():
            return str(value)
    text = _UNPRINTABLE.sub("", str(value))
    if "\n" in text and indent is not None and not re.search(r"\A\s|[\t\x85\u2028\u2029]|[^\S\n]\n", text):
        return "|-\n" + "\n".join(
            f"{indent}  {line}" if line else "" for line in text.rstrip("\n").split("\n")
        )
    if _PLAIN.match(text) and text == text.strip() and text.lower() not in _WORDS:
        return text
    return (
        json.dumps(text, ensure_ascii=False)
        .replace("\x85", "\\N")
        .replace("\u2028", "\\L")
        .replace("\u2029", "\\P")
    )
