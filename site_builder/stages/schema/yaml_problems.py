"""YAML's complaints in a writer's words.

The parser says what it expected; a writer wants to know what is wrong with the line. Each explanation looks
at the parser's message and at the line it points to. Messages are libyaml's and PyYAML's own; one that
neither is known for falls through to the parser's words.
"""

from __future__ import annotations

import re

import yaml

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.expressions import expression

_CODE = "yaml-syntax"

# Printable characters of YAML 1.1 (section 5.1) leave these out, though XML takes them.
_UNREADABLE = expression("[\x7f-\x84\x86-\x9f]")

_ENTRY = expression(r"""(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[\w.-]+)[ ]*:[ \t]+(?P<value>\S.*)$""")
_KEY_WITHOUT_BLANK = expression(r"(?P<key>[\w-]+):(?P<value>[^\s:/].*)$")
_NO_BREAK_AFTER_COLON = expression("[ ]*(?:-[ ]+)?[\\w-]+:[\u00a0\u2007\u202f]")
_NO_BREAK_SPACE = "there is a no-break space after the colon, which YAML does not treat as a space"
_OPENERS = {"[": "]", "{": "}"}


def find_unreadable_character(text: str) -> int | None:
    """Where the parser would stop with no line or column of its own."""
    found = None if text.isascii() and "\x7f" not in text else _UNREADABLE.search(text)
    return found.start() if found else None


def explain_yaml_error(problem: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Diagnostic:
    """One diagnostic at the line that has to be mended. `first_line` is the file's line of text's first."""
    lines = text.split("\n")
    mark = problem.problem_mark or problem.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    start = problem.context_mark
    said = f"{problem.context or ''} {problem.problem or ''}"
    message, hint, line, column = _explain(
        said, lines, (line, column), (start.line, start.column) if start else None
    )
    return error(_CODE, message, path, Place(line + first_line, column + 1), hint)


_Spot = tuple[int, int]
_Explanation = tuple[str, str, int, int]


def _explain(said: str, lines: list[str], at: _Spot, since: _Spot | None) -> _Explanation:
    """`at` is where the parser gave up, `since` where the thing began that it was reading (both from 0)."""
    tab = _tab_indent(said, lines, at)
    if tab is not None:
        return "a tab at the start of the line", "indent with spaces; YAML allows no tabs there", tab, 0
    no_break = _no_break_space(lines)
    if no_break is not None:
        return _NO_BREAK_SPACE, "write an ordinary space there", *no_break
    if "quoted scalar" in said:
        return _explain_quotes(said, lines, at, since or at)
    if "flow node" in said and not _line(lines, at[0])[at[1] :]:
        hint = "close it; if a value has a # in it, put that value in quotes"
        return "a bracket is still open where the text ends", hint, *at
    if "flow node" in said:
        return (
            "there is nothing between two commas or brackets",
            "write what belongs there, or delete it",
            *at,
        )
    if "flow sequence" in said or "flow mapping" in said:
        return _explain_brackets(lines, at, since or at)
    for explain in (_explain_special_start, _explain_after_quotes, _explain_colon, _explain_no_colon):
        found = explain(said, lines, at, since)
        if found:
            return found
    if "block mapping" in said or "block collection" in said or "document start" in said:
        hint = "begin each key in the column of the keys before it"
        return "the indentation of this line fits nothing above it", hint, *at
    return f"this is not valid YAML ({said.strip()})", "put the text in quotes", *at


def no_break_space(text: str, first_line: int) -> tuple[str, str, Place] | None:
    """What is wrong with a key whose colon is followed by a no-break space, which YAML takes for a letter."""
    spot = None if text.isascii() else _no_break_space(text.split("\n"))
    if spot is None:
        return None
    return _NO_BREAK_SPACE, "write an ordinary space there", Place(spot[0] + first_line, spot[1] + 1)


def _no_break_space(lines: list[str]) -> _Spot | None:
    for number, line in enumerate(lines):
        found = _NO_BREAK_AFTER_COLON.match(line)
        if found:
            return number, found.end() - 1
    return None


def _tab_indent(said: str, lines: list[str], at: _Spot) -> int | None:
    """The line near the problem whose indentation holds a tab."""
    if not ("tab" in said or "cannot start any token" in said or "\\t" in said or "block" in said):
        return None
    for number in (at[0], at[0] - 1):
        line = _line(lines, number)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return number
    return None


def _explain_quotes(said: str, lines: list[str], at: _Spot, since: _Spot) -> _Explanation:
    quote = _line(lines, since[0])[since[1] : since[1] + 1]
    if "escape" in said or "hexdecimal" in said or "hexadecimal" in said:
        hint = "write \\\\ for a backslash, or put the value in single quotes"
        return "a backslash has a special meaning between double quotes", hint, *at
    hint = f"close it with {quote}"
    if quote == "'":
        hint += " (an apostrophe inside single quotes is written twice: '')"
    return f"the quotation mark {quote} that opens here is never closed", hint, *since


def _explain_brackets(lines: list[str], at: _Spot, since: _Spot) -> _Explanation:
    opener = _line(lines, since[0])[since[1] : since[1] + 1]
    closer = _OPENERS.get(opener, "]")
    rest = _line(lines, since[0])[since[1] :]
    hint = f"close it with {closer}"
    if at[0] == since[0] and _line(lines, at[0])[at[1] : at[1] + 1] == ":":
        return "a second colon in one value", "put the value in quotes", *at
    if closer in rest and at[0] == since[0]:
        value = _entry_value(_line(lines, since[0]))
        if value is not None and value[1] == since[1]:
            hint = "put the whole value in quotes if the brackets belong to the text"
        what = "list" if opener == "[" else "group"
        return f"the {what} that opens with {opener} is broken here", hint, *at
    hint += ", or put the whole value in quotes if the bracket belongs to the text"
    return f"the bracket {opener} that opens here is never closed", hint, *since


def _explain_special_start(
    said: str, lines: list[str], at: _Spot, since: _Spot | None
) -> _Explanation | None:
    """A value whose first character YAML keeps for itself."""
    if "block scalar" in said and since is not None:
        character = _line(lines, since[0])[since[1] : since[1] + 1]
        return (
            f"'{character}' at the start of a value begins a block of lines",
            "put the whole value in quotes",
            *since,
        )
    own = ("alias", "anchor", "tag", "directive")
    spot = since if since is not None and any(word in said for word in own) else at
    line = _line(lines, spot[0])
    character = line[spot[1] : spot[1] + 1]
    if character == "" or character not in "@`%*&!?,]}-|>":
        return None
    value = _entry_value(line)
    if value is None or value[1] != spot[1]:
        if line[: spot[1]].strip() or character not in "@`%*&!":
            return None
        return f"a line cannot begin with '{character}' in YAML", "put the text in quotes", *spot
    if character == "-":
        return (
            "a list cannot begin on its key's line",
            "begin each `- ` on a line of its own, or put the value in quotes if it is text",
            *spot,
        )
    return (
        f"a value cannot begin with '{character}', which has a special meaning in YAML",
        "put the whole value in quotes",
        *spot,
    )


def _explain_after_quotes(said: str, lines: list[str], at: _Spot, since: _Spot | None) -> _Explanation | None:
    value = _entry_value(_line(lines, at[0]))
    if value is None or value[0][0] not in "\"'[{" or at[1] <= value[1]:
        return None
    character = value[0][0]
    if character in "[{":
        return (
            f"text after the closing {_OPENERS[character]}",
            "put the whole value in quotes if the brackets belong to the text",
            *at,
        )
    other = '"' if character == "'" else "'"
    hint = f"put the whole value between {other} … {other}"
    if character == "'":
        hint += ", or write an apostrophe inside single quotes twice: ''"
    return "text after the closing quotation mark", hint, *at


def _explain_colon(said: str, lines: list[str], at: _Spot, since: _Spot | None) -> _Explanation | None:
    if "mapping values are not allowed" not in said:
        return None
    line = _line(lines, at[0])
    entry = _ENTRY.match(line)
    if entry and at[1] > entry.start("value"):
        key = entry["key"]
        quote = "'" if '"' in entry["value"] else '"'
        example = "" if quote in entry["value"] else f": {key}: {quote}{entry['value'].rstrip()}{quote}"
        return f"a second colon in {key}", f"put the {key} in quotes{example}", *at
    before = _line(lines, at[0] - 1)
    glued = _KEY_WITHOUT_BLANK.match(before)
    if glued:
        hint = f"write {glued['key']}: {glued['value']}"
        return "there must be a space after the colon", hint, at[0] - 1, glued.end("key")
    if before.strip() and not _ENTRY.match(before) and ":" not in before:
        return _missing_colon(before, at[0] - 1)
    if line[:1] == " ":
        hint = "begin it in the column of the keys above, or put the value above in quotes"
        return "this line is indented further than the key above it", hint, at[0], 0
    return "there is a colon where none is allowed", "put the text in quotes", *at


def _explain_no_colon(said: str, lines: list[str], at: _Spot, since: _Spot | None) -> _Explanation | None:
    if "could not find expected ':'" not in said or since is None:
        return None
    line = _line(lines, since[0])
    glued = _KEY_WITHOUT_BLANK.match(line)
    if glued:
        hint = f"write {glued['key']}: {glued['value']}"
        return "there must be a space after the colon", hint, since[0], glued.end("key")
    return _missing_colon(line, since[0])


def _missing_colon(line: str, number: int) -> _Explanation:
    word = line.split(maxsplit=1)[0] if line.split() else ""
    hint = "write it as `key: value`; a value of several lines is indented below its key"
    return f"'{_shorten(word)}' is not followed by a colon", hint, number, len(line) - len(line.lstrip())


def _entry_value(line: str) -> tuple[str, int] | None:
    """The value on a `key: value` or `- value` line, and its column from 0."""
    entry = _ENTRY.match(line)
    if entry:
        return entry["value"], entry.start("value")
    item = re.match(r"[ ]*(?:-[ ]+)+(?P<value>\S.*)$", line)
    return (item["value"], item.start("value")) if item else None


def _line(lines: list[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _shorten(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
