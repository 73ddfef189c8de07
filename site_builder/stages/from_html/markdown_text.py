"""From tidy HTML to Markdown. What Markdown cannot say is kept as HTML, block by block or word by word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from site_builder.stages.from_html.tokens import BLOCKS
from site_builder.stages.from_html.tree import Element, is_comment, write_html

_SPECIAL = re.compile(r"([\\`*_{}\[\]])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SCHEME = re.compile(r"\b(https?|ftp|mailto)(://|:(?=\S+@))", re.IGNORECASE)
_LINE_START = re.compile(r"(?m)^(\s*)([#>+:=|!-])")
_NUMBERED = re.compile(r"(?m)^(\s*\d+)([.)])(?=\s|$)")
_KEPT_INLINE = frozenset(
    "sup sub abbr cite q kbd mark ins small u var samp time dfn bdi bdo audio video".split()
)
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_NOTE = re.compile(r"(?im)^([*_]{0,3}editor['’]s\s+note[*_]{0,3}\s*):")
_LANGUAGE = re.compile(r"(?:language-|lang-|brush:\s*)([A-Za-z0-9+#_.-]+)")


class _CannotSayError(Exception):
    """Markdown has no way to write this."""


def block_text(element: Element) -> str:
    """One block as Markdown, or as HTML where that must be."""
    if is_comment(element):
        return f"<!--{element.text}-->"
    try:
        return _block(element)
    except _CannotSayError:
        return block_html(element)


def block_html(element: Element) -> str:
    """One block as HTML that Markdown passes on untouched."""
    if is_comment(element):
        return f"<!--{element.text}-->"
    # A line without words would end the block of HTML in some dialects.
    written = write_html(element)
    return written if "<pre" in written else re.sub(r"\n\s*\n", "\n", written)


def escape(text: str) -> str:
    """Text that Markdown reads as itself, apart from what only counts at the beginning of a line."""
    text = _ENTITY.sub("&amp;", re.sub(r"\s+", " ", text))
    text = _SPECIAL.sub(r"\\\1", text).replace("<", "&lt;").replace("~~", "&#126;&#126;")
    text = re.sub(r"\$(?=\S)", "&#36;", text) if text.count("$") > 1 else text
    return _SCHEME.sub(lambda found: found[1] + found[2].replace(":", "&#58;"), text)


def _block(element: Element) -> str:
    tag = element.tag
    if tag in {"p", "div"}:
        return _line_safe(_inline(element))
    if re.fullmatch("h[1-6]", tag):
        anchor = element.get("id")
        words = _inline(element).replace("  \n", " ").strip()
        return f"{'#' * int(tag[1])} {words}" + (f" {{: #{anchor} }}" if anchor else "")
    if tag == "hr":
        return "---"
    if tag in {"ul", "ol"}:
        return _list(element)
    if tag == "blockquote":
        inner = "\n\n".join(_block(child) for child in _only_blocks(element))
        return "\n".join(f"> {line}".rstrip() for line in _no_note(inner).split("\n"))
    if tag == "pre":
        return _fence(element)
    if tag == "figure":
        return _figure(element)
    if tag == "table":
        return _table(element)
    raise _CannotSayError


def _no_note(text: str) -> str:
    """What is quoted or listed is no note of this site's editor, whatever its first words are."""
    return _NOTE.sub(r"\1&#58;", text)


def _only_blocks(element: Element) -> Iterable[Element]:
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise _CannotSayError
    return [child for child in element if not is_comment(child)]


def _line_safe(text: str) -> str:
    text = _LINE_START.sub(_line_start, text.strip(" \n"))
    return _NUMBERED.sub(r"\1\\\2", text)


def _line_start(found: re.Match[str]) -> str:
    sign = found[2]
    if sign == "!" and not found.string.startswith("!!!", found.start(2)):
        return found[0]
    return found[1] + ({":": "&#58;", "=": "&#61;", "|": "&#124;"}.get(sign) or "\\" + sign)


def _inline(element: Element) -> str:
    pieces = [escape(element.text or "")]
    for child in element:
        if not is_comment(child):
            pieces.append(_inline_element(child))
        pieces.append(escape(child.tail or ""))
    return re.sub(r" *  \n *", "  \n", re.sub(r"(?<! ) {2,}(?!\n)", " ", "".join(pieces)))


def _inline_element(element: Element) -> str:
    tag = element.tag
    if tag in BLOCKS and tag not in {"br", "audio", "video"}:
        raise _CannotSayError
    if tag == "br":
        return "  \n"
    if tag in _EMPHASIS:
        return _wrapped(_inline(element), _EMPHASIS[tag])
    if tag == "code":
        return _code(element)
    if tag == "img":
        return _image(element)
    if tag == "a":
        return _link(element)
    if tag == "sup" and element.get("data-note"):
        return f"[^{element.get('data-note')}]"
    if tag in {"del", "s", "strike"} or tag in _KEPT_INLINE:
        return _tagged(element)
    return _inline(element)


def _tagged(element: Element) -> str:
    if element.tag in {"audio", "video"}:
        return write_html(element)
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items())
    return f"<{element.tag}{attributes}>{_inline(element)}</{element.tag}>"


def _wrapped(text: str, sign: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    before = text[: len(text) - len(text.lstrip())] and " "
    after = text[len(text.rstrip()) :] and " "
    return f"{before}{sign}{inner}{sign}{after}"


def _code(element: Element) -> str:
    if len(element):
        return f"<code>{_inline(element)}</code>"
    text = re.sub(r"\s+", " ", element.text or "").strip()
    if not text:
        return ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    sign = "`" * (longest + 1)
    gap = " " if longest else ""
    return f"{sign}{gap}{text}{gap}{sign}"


def _address(url: str) -> str:
    url = url.strip()
    if re.search(r"[\s()<>\"\\]", url):
        url = re.sub(r"[\s<>\"\\]", lambda found: f"%{ord(found[0]):02X}", url) if "\n" in url else url
        if re.search(r"[<>\n\\\"]", url):
            raise _CannotSayError
        return f"<{url}>"
    return url


def _image(element: Element) -> str:
    alt = _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", element.get("alt", "")))
    return f"![{alt}]({_address(element.get('src', ''))})"


def _link(element: Element) -> str:
    text, url, anchor = _inline(element), element.get("href"), element.get("id")
    if url is None:
        return _tagged(element) if anchor else text
    if not text.strip():
        return "" if not anchor else f'<a id="{html.escape(anchor)}"></a>'
    title = element.get("title", "")
    if '"' in title or "\n" in title:
        raise _CannotSayError
    inner = text.strip().replace("&#58;//", "://")
    before, after = " " if text[:1].isspace() else "", " " if text[-1:].isspace() else ""
    attributes = f"{{: #{anchor} }}" if anchor else ""
    written = f'{_address(url)} "{title}"' if title else _address(url)
    return f"{before}[{inner}]({written}){attributes}{after}"


def _list(element: Element) -> str:
    if element.get("reversed") is not None or element.get("type") or element.get("id"):
        raise _CannotSayError
    number = int(element.get("start", "1")) if element.get("start", "1").isdecimal() else 1
    items: list[str] = []
    is_loose = False
    for child in element:
        if is_comment(child):
            continue
        if child.tag != "li" or (child.tail or "").strip() or child.get("value") or child.get("id"):
            raise _CannotSayError
        bullet = "- " if element.tag == "ul" else f"{number + len(items)}. "
        blocks, is_item_loose = _item(child)
        is_loose = is_loose or is_item_loose
        items.append(bullet + _indented(_no_note(blocks)))
    return ("\n\n" if is_loose else "\n").join(items)


def _item(element: Element) -> tuple[str, bool]:
    """An item's text, and whether it needs room around it."""
    head = [escape(element.text or "")]
    rest: list[str] = []
    is_loose = False
    for child in element:
        if is_comment(child):
            continue
        if child.tag in {"ul", "ol"}:
            rest.append(_list(child))
            if (child.tail or "").strip():
                raise _CannotSayError
        elif child.tag in BLOCKS and child.tag != "br":
            is_first = not rest and not "".join(head).strip()
            if child.tag == "p" and is_first:
                head.append(_inline(child))
            else:
                is_loose = True
                rest.append(_block(child))
            if (child.tail or "").strip():
                raise _CannotSayError
        else:
            if rest:
                raise _CannotSayError
            head += [_inline_element(child), escape(child.tail or "")]
    first = _line_safe("".join(head))
    if not first and rest:
        raise _CannotSayError
    return ("\n\n" if is_loose else "\n").join([first, *rest]), is_loose


def _indented(text: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([first, *(f"    {line}" if line.strip() else "" for line in others)])


def _fence(element: Element) -> str:
    inner = element
    if len(element) == 1 and element[0].tag == "code" and not (element.text or "").strip():
        inner = element[0]
    if len(inner) or "verse" in element.get("class", ""):
        raise _CannotSayError
    text = (inner.text or "").strip("\n")
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    language = _LANGUAGE.search(f"{element.get('class', '')} {inner.get('class', '')}")
    return f"{fence}{language[1].lower() if language else ''}\n{text}\n{fence}"


def _figure(element: Element) -> str:
    pictures, captions = element.findall("img"), element.findall("figcaption")
    if len(pictures) != 1 or len(captions) != 1 or len(element) != 2 or len(captions[0]):
        raise _CannotSayError
    caption = re.sub(r"\s+", " ", captions[0].text or "").strip()
    if '"' in caption or not caption or _SPECIAL.search(caption) or "&" in caption or "<" in caption:
        raise _CannotSayError
    return f'{_image(pictures[0])[:-1]} "{caption}")'


def _table(element: Element) -> str:
    rows = list(element.iter("tr"))
    if not rows or element.find("caption") is not None or len({len(row) for row in rows}) > 1:
        raise _CannotSayError
    if any(cell.tag != ("td" if index else "th") for index, row in enumerate(rows) for cell in row):
        raise _CannotSayError
    if any(cell.attrib for row in rows for cell in row) or element.find("tfoot") is not None:
        raise _CannotSayError
    lines = [[_inline(cell).strip().replace("|", r"\|") for cell in row] for row in rows]
    if any("\n" in cell for line in lines for cell in line):
        raise _CannotSayError
    lines.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
