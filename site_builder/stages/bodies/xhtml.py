"""The HTML of a text as a book may hold it: well-formed, and nothing in it that an e-reader refuses.

nh3 reads it as a browser does and leaves the elements of text. A walk over what is left puts right what
XHTML in EPUB 3.3 forbids and a browser forgives: lists with stray text, blocks inside of phrases, doubled ids
and ids that are no XML names. What cannot be in a book becomes a link to where it is, and no words are lost.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Container, Iterator
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import nh3

from site_builder.model.addresses import encode_fragment
from site_builder.stages.bodies.split_html import plain_text
from site_builder.stages.bodies.xhtml_model import Kind, kind_of, with_valid_structure
from site_builder.stages.text.controls import FORBIDDEN
from site_builder.stages.text.xml_names import xml_name

_TAGS = frozenset(
    "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code"
    " col colgroup dd del details dfn div dl dt em embed figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr i iframe img input ins kbd li main mark nav ol p pre q rp rt ruby s samp section small"
    " source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video"
    " wbr".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "role", "title", "aria-label"},
    "a": {"href"},
    "audio": {"src"},
    "embed": {"src"},
    "iframe": {"src"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "checked"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "source": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_RENAMED = {
    "acronym": "abbr",
    "big": "span",
    "center": "div",
    "main": "div",
    "nav": "div",
    "strike": "s",
    "tt": "code",
}
_ELSEWHERE = frozenset({"audio", "embed", "iframe", "video"})
_FOREIGN = re.compile(r"<(svg|math)\b([^>]*)>(.*?)(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(r"""\b(?:aria-label|alttext)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r'<(br|col|hr|img|input|source|wbr|embed)((?:\s[^\s=>"]+="[^"]*")*)\s*>')
_CLOSED_VOID = re.compile(r"</(?:embed|source)>")
_VALUES = {
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "role": re.compile("note|doc-noteref|doc-backlink"),
    "width": re.compile("[1-9][0-9]{0,4}"),
    "height": re.compile("[1-9][0-9]{0,4}"),
    "colspan": re.compile("[1-9][0-9]?"),
    "rowspan": re.compile("[1-9][0-9]?"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "start": re.compile("-?[0-9]{1,6}"),
    "value": re.compile("-?[0-9]{1,6}"),
    "type": re.compile("[1aAiI]"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?"),
}
_SAFE_IN_URL = "%/:?#[]@!$&'()*+,;=~-._"
_SAFE_BEHIND_HOST = _SAFE_IN_URL.translate(dict.fromkeys(map(ord, "[]#")))
_DEEPEST = 80
"""Elements within each other beyond which only words are kept: no e-reader shows more."""


def to_xhtml(text: str, files: Container[str] = (), here: str = "") -> str:
    """XHTML that may be inside `<div>`, without named entities.

    `files` are the names of pictures in the book: any other becomes a link to it. A link that begins with
    `here`, the address of the text's own page, stays in the text if what it leads to is in it.
    """
    text = FORBIDDEN.sub("", _FOREIGN.sub(_in_words, text))
    cleaned = nh3.clean(text, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    cleaned = _CLOSED_VOID.sub("", _TAG.sub(r"<\1\2/>", cleaned)).replace("&nbsp;", "&#160;")
    root = etree.fromstring(f"<div>{cleaned}</div>")
    _Text(files, here).put_right(root)
    return "".join(_printed(root)).removeprefix("<div>").removesuffix("</div>")


def _in_words(drawing: re.Match[str]) -> str:
    """What a drawing or a formula inside of a text says: its label, its title, or all its words."""
    label, title = _LABEL.search(drawing[2]), _TITLE.search(drawing[3])
    said = (html.unescape(label[1] or label[2] or "") if label else "") or plain_text(
        title[1] if title else drawing[3].replace("<", " <")
    )
    return html.escape(said)


class _Text:
    """One text, and which ids it has had."""

    def __init__(self, files: Container[str], here: str) -> None:
        self._files, self._here = files, here
        self._ids: set[str] = set()

    def put_right(self, root: etree.Element) -> None:
        """In place."""
        numbers = {
            link.get("href", "").rpartition("#")[2]: "".join(link.itertext())
            for link in root.iter("a")
            if link.get("class") == "footnote-ref"
        }
        for element in list(root.iter()):
            self._put_element_right(element)
        for division in [one for one in root.iter("div") if one.get("class") == "footnote"]:
            _as_book_footnotes(division, numbers)
        _cut(root)
        with_valid_structure(root, Kind.FLOW)
        for link in root.iter("a"):
            for inner in list(link.iter("a"))[1:]:
                inner.tag = "span"
                inner.attrib = {name: value for name, value in inner.items() if name in ("class", "id")}
            if (url := link.get("href")) is not None:
                self._put_link_right(link, url)

    def _put_element_right(self, element: etree.Element) -> None:
        element.tag = _RENAMED.get(element.tag, element.tag)
        for name in [name for name, value in element.items() if not _is_valid(element.tag, name, value)]:
            del element.attrib[name]
        if "lang" in element.attrib:
            element.set("xml:lang", element.attrib["lang"])
        if element.get("id"):
            self._put_id_right(element)
        if element.tag == "img" and element.get("src") not in self._files:
            _become_link(element, element.get("src", ""), element.get("alt", ""))
        elif element.tag == "img":
            element.attrib.setdefault("alt", "")
        elif element.tag in _ELSEWHERE:
            source = element.find("source")
            url = element.get("src") or (source.get("src") if source is not None else "") or ""
            _become_link(element, url, element.get("title", ""))
        elif element.tag == "input":
            is_box, is_checked = element.get("type") == "checkbox", "checked" in element.attrib
            element.tag, element.text = "span", ("☑" if is_checked else "☐") if is_box else ""
            element.attrib.clear()
        elif element.tag == "source":
            element.tag = "span"
            element.attrib.clear()
        elif element.tag == "a":
            _mark_footnote_link(element)
        elif element.tag == "ol" and "reversed" in element.attrib:
            element.set("reversed", "reversed")
        elif element.tag == "bdo" and "dir" not in element.attrib:
            element.tag = "span"

    def _put_id_right(self, element: etree.Element) -> None:
        name = xml_name(element.get("id", ""))
        if name in self._ids:
            del element.attrib["id"]
        else:
            self._ids.add(name)
            element.set("id", name)

    def _put_link_right(self, link: etree.Element, url: str) -> None:
        before, mark, fragment = url.partition("#")
        if mark and before in ("", self._here):
            name = xml_name(unquote(fragment))
            if name in self._ids:
                link.set("href", "#" + encode_fragment(name))
                return
            url = f"{self._here}#{fragment}" if self._here else ""
        if valid := _valid_url(url):
            link.set("href", valid)
        else:
            del link.attrib["href"]


def _is_valid(tag: str, name: str, value: str) -> bool:
    if name == "type" and tag == "input":
        return True
    if name in ("id", "role", "aria-label") and not value.strip():
        return False
    pattern = _VALUES.get(name)
    return pattern is None or pattern.fullmatch(value) is not None


def _valid_url(url: str) -> str:
    """The URL with what it must not contain percent-encoded; empty where it cannot be one."""
    url = quote(url.strip(), safe=_SAFE_IN_URL)
    url = re.sub("%(?![0-9A-Fa-f]{2})", "%25", url)
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https") and not is_whole:
        return ""
    # Brackets belong to addresses of the form [::1] only.
    path, query, fragment = (quote(part, safe=_SAFE_BEHIND_HOST) for part in parts[2:])
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def _become_link(element: etree.Element, url: str, words: str) -> None:
    """In the place of what a book cannot hold."""
    url = url.strip()
    element.tag, element[:] = "span", []
    identifier = element.get("id")
    element.attrib.clear()
    if identifier:
        element.set("id", identifier)
    element.text = words or url
    if _valid_url(url).startswith(("http://", "https://")):
        element.tag = "a"
        element.set("href", url)


def _mark_footnote_link(link: etree.Element) -> None:
    if link.get("role") == "doc-noteref":
        link.set("epub:type", "noteref")
    elif link.get("role") == "doc-backlink":
        link.set("epub:type", "backlink")


def _as_book_footnotes(division: etree.Element, numbers: dict[str, str]) -> None:
    """E-readers show `aside` elements of this type in a window of their own, beside the mark in the text."""
    notes = [item for one in division.findall("ol") for item in one.findall("li")]
    if not notes:
        return
    for place, note in enumerate(notes, 1):
        number = numbers.get(note.get("id", ""), str(place))
        note.tag = "aside"
        note.set("epub:type", "footnote")
        note.set("role", "doc-footnote")
        first = note.find("p")
        target = note if first is None else first
        target.text = f"{number}. {(target.text or '').lstrip()}"
        note.tail = "\n"
    division.tag = "section"
    division.set("class", "footnotes")
    division.set("epub:type", "footnotes")
    division.text, division[:] = "\n", notes


def _cut(root: etree.Element) -> None:
    """Leave only the words of what is nested deeper than anybody meant."""
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    for element in level:
        words = "".join(element.itertext())
        element[:] = []
        element.text = words
        if kind_of(element.tag) is Kind.VOID:
            element.tag = "span"


def _printed(element: etree.Element) -> Iterator[str]:
    yield f"<{element.tag}"
    for name, value in element.items():
        yield f' {name}="{html.escape(value)}"'
    if kind_of(element.tag) is Kind.VOID:
        yield "/>"
    else:
        yield ">"
        if element.text:
            yield html.escape(element.text, quote=False)
        for child in element:
            yield from _printed(child)
            if child.tail:
                yield html.escape(child.tail, quote=False)
        yield f"</{element.tag}>"
