"""Shortcodes: known ones become what they meant, unknown ones stay visible, and code is left alone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import NamedTuple

_HIGHLIGHTERS = "sourcecode|source|code|cce|cc|highlight|php|python|css|html|js|java|bash|sql|xml|ruby|csharp"
_CODE = re.compile(rf"\[({_HIGHLIGHTERS})((?:\s[^\]]*)?)\](.*?)\[/\1\]", re.DOTALL | re.IGNORECASE)
_KNOWN = "caption|wp_caption|gallery|embed|audio|video|youtube|vimeo|playlist"
_SHORTCODE = re.compile(rf"(\[?)\[({_KNOWN})(?![\w-])([^\]]*?)(/?)\](?:(.*?)\[/\2\])?(\]?)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s'\"]+))|\"([^\"]*)\"|(\S+)")
_UNKNOWN = re.compile(
    r"\[([a-z][a-z0-9_-]{2,})((?:\s+[a-z_-]+=(?:\"[^\"]*\"|'[^']*'|&quot;[^\]]*|[^\s\]]+))+\s*/?|)\]"
)
_PROTECTED = re.compile(r"<(pre|code|textarea|script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_SOURCES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv", "wmv")


class Attached(NamedTuple):
    """A file of the media library. `caption` is HTML."""

    url: str
    alt: str
    caption: str
    title: str


class Surroundings(NamedTuple):
    """What a shortcode may ask for: a file by its id, the ids of an item's files, the title of an embed."""

    picture: Callable[[str], Attached | None]
    attached: Callable[[], list[str]]
    title_of: Callable[[str], str]


def code_blocks(text: str) -> str:
    """Code highlighters become preformatted text, before paragraphs are made."""
    return _CODE.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    values = _attributes(found[2])
    name = found[1].lower()
    plain = name in {"sourcecode", "source", "code", "cce", "cc", "highlight"}
    if name == "code" and not values and "\n" not in found[3]:
        return f"<code>{_escaped(found[3])}</code>"
    language = values.get("language") or values.get("lang") or ("" if plain else name)
    mark = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{mark}>{_escaped(found[3].strip(chr(10)))}</code></pre>"


def _escaped(text: str) -> str:
    """The editor may have escaped code already."""
    return html.escape(html.unescape(text), quote=False)


def expand(text: str, around: Surroundings) -> str:
    """Known shortcodes outside of code become HTML."""
    return _outside_code(text, lambda part: _SHORTCODE.sub(lambda found: _expanded(found, around), part))


def unknown_names(text: str) -> list[str]:
    """Shortcodes that stay visible: they have attributes or a closing tag, which code in brackets has not."""
    names: list[str] = []

    def look(part: str) -> str:
        for found in _UNKNOWN.finditer(part):
            if found[2].strip() or f"[/{found[1]}]" in part:
                names.append(found[1])
        return part

    _outside_code(text, look)
    return list(dict.fromkeys(names))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    pieces, start = [], 0
    for found in _PROTECTED.finditer(text):
        pieces += [change(text[start : found.start()]), found[0]]
        start = found.end()
    return "".join([*pieces, change(text[start:])])


def _expanded(found: re.Match[str], around: Surroundings) -> str:
    if found[1] and found[6]:
        return found[0][1:-1]
    name, values, content = found[2], _attributes(found[3]), (found[5] or "").strip()
    made = {
        "caption": _caption,
        "wp_caption": _caption,
        "gallery": _gallery,
        "embed": _embed,
        "audio": _media,
        "video": _media,
        "youtube": _site,
        "vimeo": _site,
        "playlist": _playlist,
    }[name](name, values, content, around)
    return f"{found[1]}{made}{found[6]}" if made is not None else found[0]


def _attributes(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    text = html.unescape(text).replace("”", '"').replace("“", '"').replace("″", '"')
    for number, one in enumerate(_ATTRIBUTE.finditer(text)):
        if one[1]:
            values[one[1].lower()] = one[2] or one[3] or one[4] or ""
        else:
            values[f"#{number}"] = (one[5] or one[6] or "").lstrip("=")
    return values


def _caption(_name: str, values: dict[str, str], content: str, _around: Surroundings) -> str | None:
    picture = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", content, re.DOTALL)
    if not picture:
        return content or None
    caption = values.get("caption") or picture[2].strip()
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"\n\n<figure>{picture[1]}{words}</figure>\n\n"


def _gallery(_name: str, values: dict[str, str], _content: str, around: Surroundings) -> str | None:
    ids = re.findall(r"\d+", values.get("ids") or values.get("include") or "") or around.attached()
    excluded = re.findall(r"\d+", values.get("exclude", ""))
    pictures = [made for one in ids if one not in excluded and (made := _picture(around.picture(one)))]
    return "\n\n" + "\n\n".join(pictures) + "\n\n" if pictures else ""


def _picture(found: Attached | None) -> str:
    if found is None:
        return ""
    url, alt, caption, _ = found
    image = f'<img src="{html.escape(url)}" alt="{html.escape(alt)}">'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if caption else f"<p>{image}</p>"


def _embed(_name: str, values: dict[str, str], content: str, around: Surroundings) -> str | None:
    url = content or values.get("src") or next(iter(values.values()), "")
    return f"\n\n{link(url, around)}\n\n" if url.startswith(("http", "//")) else None


def _media(name: str, values: dict[str, str], content: str, around: Surroundings) -> str | None:
    url = next((values[key] for key in _SOURCES if values.get(key)), content)
    url = url or next((value for key, value in values.items() if key.startswith("#")), "")
    if not url:
        return None
    if not re.search(r"\.\w{2,4}(?:\?|\Z)", url):
        return f"\n\n{link(url, around)}\n\n"
    return f'\n\n<p><{name} controls src="{html.escape(url.strip())}"></{name}></p>\n\n'


def _site(name: str, values: dict[str, str], content: str, around: Surroundings) -> str | None:
    text = content or values.get("id") or next(iter(values.values()), "")
    if text.startswith("http"):
        return f"\n\n{link(text, around)}\n\n"
    if not re.fullmatch(r"[\w-]{4,20}", text):
        return None
    address = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
    return f"\n\n{link(address + text, around)}\n\n"


def _playlist(_name: str, values: dict[str, str], _content: str, around: Surroundings) -> str | None:
    found = [around.picture(one) for one in re.findall(r"\d+", values.get("ids", ""))]
    items = [
        f'<li><a href="{html.escape(one.url)}">{html.escape(html.unescape(one.title) or one.url)}</a></li>'
        for one in found
        if one
    ]
    return f"\n\n<ul>{''.join(items)}</ul>\n\n" if items else None


def link(url: str, around: Surroundings) -> str:
    """A link with the title of what it leads to, in a paragraph."""
    address = html.unescape(url.strip())
    title = around.title_of(address) or address
    return f'<p><a href="{html.escape(address)}">{html.escape(title)}</a></p>'
