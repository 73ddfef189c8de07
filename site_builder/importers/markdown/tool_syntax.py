"""What other tools write between the Markdown: Liquid tags and shortcodes that have a meaning here."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from site_builder.stages.text.slugs import slugify

_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+#-]+)[^%]*%\}\n?(.*?)\n?[ \t]*\{%-?\s*endhighlight\s*-?%\}"
    r"|\{\{[<%]\s*highlight\s+\"?([\w+#-]+)\"?[^}]*?[>%]\}\}\n?(.*?)\n?[ \t]*"
    r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}"
    r"|\{%\s*codeblock\b(?:[^%]*?\blang:([\w+#-]+))?[^%]*%\}\n?(.*?)\n?[ \t]*\{%\s*endcodeblock\s*%\}",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"(?:\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\})?\{%-?\s*(?:post_url|link)\s+([^\s%]+)\s*-?%\}"
    r"|\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"\s}]+?)\"?\s*[>%]\}\}"
    r"|\{(?:filename|static|attach)\}([^\s)\"']+)"
    r"|(?<=\()@/([^\s)#]+\.md)"
)
_POST_LINK = re.compile(r"\{%\s*post_link\s+([^\s%]+)\s*(?:[\"']?([^\"'%]*?)[\"']?)\s*%\}")
_PICTURE = re.compile(r"\{%\s*(?:asset_)?img\s([^%\n]*)%\}")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
_ADDRESS = re.compile(
    r"\{\{-?\s*(?:[\"']([^\"']+)[\"']\s*\|\s*(?:relative_url|absolute_url|url)|site\.baseurl)\s*-?\}\}"
)
_LEFT = re.compile(
    r"\{%-?\s*(\w+)[^%]*%\}|\{\{[<%]\s*/?\s*([\w-]+)[^}]*[>%]\}\}|\{\{\s*(\w+)\([^{}\n]*\)\s*\}\}"
)
# Notes of the writer, which no reader has seen; not an id such as {#here}.
_COMMENT = re.compile(
    r"\{%-?\s*comment\b[^%]*%\}.*?\{%-?\s*endcomment\s*-?%\}|\{#-?\s[^{}]*?\s-?#\}", re.DOTALL
)
_MDX_ONLY = re.compile(r"^import\s[^\n]*\sfrom\s+[\"'][^\n]*\n|\{/\*.*?\*/\}", re.DOTALL | re.MULTILINE)
_LISTING = re.compile(r"(?<=[(\"'<])\{(tag|category|author|index)\}([^\s)\"'>]*)")
_LINK = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s+<?)([^\s()<>{}]+)", re.MULTILINE)
_CONTAINER = re.compile(r"^:::+ *(\w+)", re.MULTILINE)
_FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)


def translate(
    text: str, resolve: Callable[[str], str], relink: Callable[[str], str] = str
) -> tuple[str, list[str]]:
    """The text in this project's Markdown, and the names of what stays as it was. Code is left alone.

    `resolve` gives the link to a text by the name that a tag has for it, `relink` that of an ordinary link.
    """
    text = _HIGHLIGHT.sub(_fence, text)
    left: list[str] = []
    pieces, start = [], 0
    for found in [*_FENCED.finditer(text), None]:
        end = found.start() if found else len(text)
        pieces.append(_prose(text[start:end], resolve, relink, left))
        if found:
            pieces.append(found[0])
            start = found.end()
    return "".join(pieces), list(dict.fromkeys(left))


def without_mdx(text: str) -> str:
    """MDX without its imports and comments, which no reader sees; components stay."""
    pieces, start = [], 0
    for found in [*_FENCED.finditer(text), None]:
        pieces.append(_MDX_ONLY.sub("", text[start : found.start() if found else len(text)]))
        if found:
            pieces.append(found[0])
            start = found.end()
    return "".join(pieces)


def _list_page(found: re.Match[str]) -> str:
    """Pelican's links to its lists, as this project's."""
    folder = {"tag": "tags", "category": "categories"}.get(found[1], "")
    name = slugify(unquote(found[2]))
    if folder and name:
        return f"/{folder}/{name}/"
    return "/" if found[1] == "index" else "/archive/"


def _picture(found: re.Match[str]) -> str:
    """Hexo's picture: classes, the file, its size, a title and the alternative text."""
    words = found[1].split()
    bare = [word.strip("\"'") for word in words]
    at = next((n for n, word in enumerate(bare) if word.lower().endswith(_PICTURE_ENDINGS)), None)
    if at is None:
        return found[0]
    said = re.sub(r"\A(?:\d+(?: |\Z)){1,2}", "", " ".join(words[at + 1 :])).strip("'")
    quoted = re.findall(r'"([^"]*)"', said) or [said]
    title = f' "{quoted[0]}"' if len(quoted) > 1 and quoted[0] else ""
    alt = re.sub(r"([][])", r"\\\1", quoted[-1])
    return f"![{alt}]({bare[at]}{title})"


def _prose(text: str, resolve: Callable[[str], str], relink: Callable[[str], str], left: list[str]) -> str:
    text = _COMMENT.sub("", text)
    text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", text)
    text = _LISTING.sub(_list_page, text)
    text = _PICTURE.sub(_picture, text)
    text = _LINK.sub(lambda found: found[1] + relink(found[2]), text)
    text = _POST_LINK.sub(lambda found: f"[{found[2].strip() or found[1]}]({resolve(found[1])})", text)
    text = _REFERENCE.sub(lambda found: resolve(next(one for one in found.groups() if one)), text)
    text = _ADDRESS.sub(lambda found: found[1] or "", text)
    left += [found[1] or found[2] or found[3] for found in _LEFT.finditer(text)]
    left += [f":::{found[1]}" for found in _CONTAINER.finditer(text)]
    return re.sub(r"<!--\s*(?:more|truncate|excerpt)\s*-->", "<!--more-->", text)


def _fence(found: re.Match[str]) -> str:
    language, code = next(
        (found[number] or "", found[number + 1]) for number in (1, 3, 5) if found[number + 1] is not None
    )
    fence = "````" if "```" in code else "```"
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"
