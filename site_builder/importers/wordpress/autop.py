"""Paragraphs of the classic editor: an empty line parts two of them, and a line's end is a line break."""

from __future__ import annotations

import re

_BLOCKS = frozenset(
    "table thead tfoot caption col colgroup tbody tr td th div dl dd dt ul ol li pre form map area "
    "blockquote address style p h1 h2 h3 h4 h5 h6 hr fieldset legend section article aside hgroup header "
    "footer nav figure figcaption details menu summary script style noscript textarea".split()
)
_VERBATIM = frozenset({"pre", "script", "style", "textarea"})
_ONE_LINE = frozenset("p h1 h2 h3 h4 h5 h6 figcaption summary caption legend iframe address".split())
_CELLS = frozenset({"li", "td", "th", "dd", "dt"})
_STRUCTURE = frozenset("table thead tfoot tbody tr colgroup dl ul ol menu map".split())
_VOID = frozenset({"hr", "col", "area"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)/?>")


def paragraphs(text: str) -> str:
    """The text with `<p>` and `<br>` where WordPress makes them. Code and preformatted text is left alone."""
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    pieces: list[str] = []
    stack: list[str] = []
    position = start = 0
    while (found := _TAG.search(text, position)) is not None:
        position = found.end()
        tag = found[2].lower()
        if tag not in _BLOCKS:
            continue
        pieces.append(_run(text[start : found.start()], stack[-1] if stack else ""))
        start = position
        if found[1]:
            if tag in stack:
                while stack.pop() != tag:
                    pass
        elif tag in _VERBATIM:
            end = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, position)
            stop = end.end() if end else len(text)
            pieces.append(text[found.start() : stop])
            position = start = stop
            continue
        elif tag not in _VOID:
            if tag in _CELLS and stack and stack[-1] == tag:
                stack.pop()
            stack.append(tag)
        pieces.append(re.sub(r"\s*\n\s*", " ", found[0]))
    pieces.append(_run(text[start:], stack[-1] if stack else ""))
    return "".join(pieces)


def _run(text: str, parent: str) -> str:
    """What becomes of the text between two tags of blocks."""
    if not text.strip():
        return "\n" if "\n" in text else text
    if parent in _STRUCTURE:
        return text
    parts = [part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]
    broken = [_with_breaks(part) for part in parts]
    if parent in _ONE_LINE or (parent in _CELLS and len(broken) == 1):
        return "<br />\n<br />\n".join(broken)
    return "\n".join(part if _is_mark(part) else f"<p>{part}</p>" for part in broken) + "\n"


def _is_mark(part: str) -> bool:
    return bool(re.fullmatch(r"\s*<!--.*?-->\s*", part, re.DOTALL))


def _with_breaks(part: str) -> str:
    tags = re.sub(r"<[^<>]*>", lambda found: found[0].replace("\n", " "), part.strip())
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)[^\S\n]*\n", "<br />\n", tags)
