"""What other tools write between the Markdown: Liquid tags and shortcodes that have a meaning here."""

from __future__ import annotations

import re
from collections.abc import Callable

_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+#-]+)[^%]*%\}\n?(.*?)\n?[ \t]*\{%-?\s*endhighlight\s*-?%\}"
    r"|\{\{[<%]\s*highlight\s+\"?([\w+#-]+)\"?[^}]*?[>%]\}\}\n?(.*?)\n?[ \t]*"
    r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"(?:\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\})?\{%-?\s*(?:post_url|link)\s+([^\s%]+)\s*-?%\}"
    r"|\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"\s}]+?)\"?\s*[>%]\}\}"
    r"|\{(?:filename|static|attach)\}([^\s)\"']+)"
    r"|(?<=\()@/([^\s)#]+\.md)"
)
_ADDRESS = re.compile(
    r"\{\{-?\s*(?:[\"']([^\"']+)[\"']\s*\|\s*(?:relative_url|absolute_url|url)|site\.baseurl)\s*-?\}\}"
)
_LEFT = re.compile(r"\{%-?\s*(\w+)[^%]*%\}|\{\{[<%]\s*/?\s*([\w-]+)[^}]*[>%]\}\}")
_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)


def translate(text: str, resolve: Callable[[str], str]) -> tuple[str, list[str]]:
    """The text in this project's Markdown, and the names of what stays as it was. Code is left alone."""
    text = _HIGHLIGHT.sub(_fence, text)
    left: list[str] = []
    pieces, start = [], 0
    for found in [*_FENCED.finditer(text), None]:
        end = found.start() if found else len(text)
        pieces.append(_prose(text[start:end], resolve, left))
        if found:
            pieces.append(found[0])
            start = found.end()
    return "".join(pieces), list(dict.fromkeys(left))


def _prose(text: str, resolve: Callable[[str], str], left: list[str]) -> str:
    text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    text = _REFERENCE.sub(lambda found: resolve(next(one for one in found.groups() if one)), text)
    text = _ADDRESS.sub(lambda found: found[1] or "", text)
    left += [found[1] or found[2] for found in _LEFT.finditer(text)]
    return re.sub(r"<!--\s*(?:more|truncate|excerpt)\s*-->", "<!--more-->", text)


def _fence(found: re.Match[str]) -> str:
    language, code = (found[1], found[2]) if found[1] else (found[3], found[4])
    fence = "````" if "```" in code else "```"
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"
