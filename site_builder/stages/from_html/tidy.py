"""Make a tree plain: no scripts, no frames, no wrappers, and every run of text in a block of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from site_builder.stages.from_html.tokens import BLOCKS
from site_builder.stages.from_html.tree import (
    MAX_DEPTH,
    Element,
    depth_of,
    is_comment,
    remove,
    replace,
    unwrap,
)

_DROPPED = frozenset(
    "script style noscript template link meta base head title form input select button".split()
)
_FRAMES = frozenset("iframe object embed frame applet".split())
_UNWRAPPED = frozenset(
    "div span font section article main header footer nav center big label picture tbody thead tfoot "
    "fieldset legend hgroup address search body html noembed nobr canvas".split()
)
_TABLE_PARTS = frozenset({"tbody", "thead", "tfoot"})
_KEPT_TAGS = BLOCKS | frozenset(
    "a abbr b strong i em cite q code kbd mark ins del s strike small u sup sub var samp time dfn bdi bdo "
    "img source track wbr tt rp rt ruby colgroup col".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "id", "hreflang", "download"},
    "img": {"src", "alt"},
    "abbr": {"title"},
    "ol": {"start", "reversed", "type", "id"},
    "li": {"value", "id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "audio": {"src", "controls", "loop", "preload"},
    "video": {"src", "controls", "loop", "preload", "poster"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
    "pre": {"class"},
    "code": {"class"},
    "sup": {"data-note"},
    "aside": {"class", "role"},
    "ul": {"id"},
}
_SAFE = re.compile(r"\s*(?:https?:|mailto:|tel:|sms:|ftp:|xmpp:|geo:|[^:]*(?:[/?#]|\Z))", re.IGNORECASE)
# A picture that is in the text itself: there is no file of it anywhere else.
_INSIDE = re.compile(
    r"\s*data:image/(?:png|jpe?g|gif|webp|avif);base64,[\w+/=\s]+\Z", re.IGNORECASE | re.ASCII
)
_PARAGRAPHLESS = frozenset(
    "p h1 h2 h3 h4 h5 h6 pre figcaption summary dt caption a em strong td th li dd".split()
)
_RUNS_IN = frozenset({"blockquote", "details", "aside"})


class Rewriting(NamedTuple):
    """What becomes of addresses. Each function has an address and gives the one to write."""

    link: Callable[[str], str]
    picture: Callable[[str, Element], str]
    frame_title: Callable[[str], str]


def tidy(root: Element, rewriting: Rewriting) -> None:
    """Change a tree in place until it is plain."""
    _take_out(root, rewriting)
    _unwrap_layout(root)
    if depth_of(root) > MAX_DEPTH:
        _flatten(root)
    _lift_blocks(root)
    _shift_headings(root)
    for element in [one for one in root.iter() if not is_comment(one)]:
        if element is not root:
            _clean(element, rewriting)
    _expand_tabs(root)
    _wrap_runs(root)
    _drop_empty(root)


def _take_out(root: Element, rewriting: Rewriting) -> None:
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if is_comment(element):
            if (element.text or "").strip() != "more" or callable(element.tag) is False:
                remove(element)
        elif element.tag in _FRAMES:
            _link_for_frame(element, rewriting)
        elif element.tag in _DROPPED:
            if element.tag in {"form", "button"}:
                unwrap(element)
            else:
                remove(element)


def _link_for_frame(element: Element, rewriting: Rewriting) -> None:
    url = element.get("src") or element.get("data") or ""
    if not url:
        url = next((one.get("value", "") for one in element.iter("param") if one.get("name") == "movie"), "")
    if not urlsplit_safely(url):
        remove(element)
        return
    url = watch_address(url)
    link = element.makeelement("a", {"href": url})
    link.text = element.get("title") or rewriting.frame_title(url)
    replace(element, link)


def urlsplit_safely(url: str) -> str:
    """The host of an address, or nothing."""
    try:
        return urlsplit("https:" + url if url.startswith("//") else url).hostname or ""
    except ValueError:
        return ""


def watch_address(url: str) -> str:
    """The page where a visitor can watch what a frame would have shown."""
    url = "https:" + url if url.startswith("//") else url
    found = re.match(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+)", url)
    if found:
        return f"https://www.youtube.com/watch?v={found[1]}"
    found = re.match(r"https?://player\.vimeo\.com/video/(\d+)", url)
    return f"https://vimeo.com/{found[1]}" if found else url


def _unwrap_layout(root: Element) -> None:
    """A `div` parts what is before it from what is after it, so a break is left where it was."""
    for element in reversed(list(root.iter())):
        if element is root or is_comment(element) or element.getparent() is None:
            continue
        tag = element.tag
        if tag in _TABLE_PARTS and element.getparent().tag == "table":
            continue
        if tag in _KEPT_TAGS and tag not in {"section", "article"} and tag not in _UNWRAPPED:
            continue
        is_alone = tag in {"span", "font", "big", "label"} or tag not in _UNWRAPPED
        anchor = element.get("id") if tag in {"div", "section", "span"} and not _is_generated(element) else ""
        if anchor:
            mark = element.makeelement("a", {"id": anchor})
            mark.tail = element.text
            element.text = None
            element.insert(0, mark)
        if is_alone:
            unwrap(element)
        elif any(not is_comment(child) and child.tag in BLOCKS for child in element):
            _paragraphs_in(element)
            unwrap(element)
        elif element.getparent().tag in _PARAGRAPHLESS:
            element.tail = " " + (element.tail or "")
            element.text = " " + (element.text or "")
            unwrap(element)
        elif (element.text or "").strip() or len(element):
            element.tag = "p"
            element.attrib.clear()
        else:
            remove(element)


def _is_generated(element: Element) -> bool:
    return bool(
        re.match(r"(attachment_|gallery-|post-|more-|ninja|player|video-|wp-block-)", element.get("id", ""))
    )


def _flatten(root: Element) -> None:
    """Far too deep for any reader: what is beyond the limit keeps its words only."""
    level, found = [(root, 0)], []
    while level:
        element, depth = level.pop()
        if depth > MAX_DEPTH // 2:
            found.append(element)
        level.extend((child, depth + 1) for child in element)
    for element in reversed(found):
        if is_comment(element):
            remove(element)
        elif element.tag not in {"br", "img"}:
            unwrap(element)


def _lift_blocks(root: Element) -> None:
    """A paragraph that has a block in it becomes what is before, the block, and what is after."""
    for element in list(root.iter("p")):
        if any(not is_comment(child) and child.tag in BLOCKS - {"br", "audio", "video"} for child in element):
            element.tag = "div"
            _paragraphs_in(element)
            unwrap(element)
    for element in list(root.iter("a")):
        blocks = [
            one for one in element if not is_comment(one) and one.tag in BLOCKS - {"br", "audio", "video"}
        ]
        if blocks and element.getparent() is not None:
            for block in blocks:
                block.text = block.text or ""
            for block in blocks:
                block.tail = " " + (block.tail or "")
                unwrap(block)


def _paragraphs_in(element: Element) -> None:
    """Each run of text between the blocks of an element becomes a paragraph."""
    children = list(element)
    run: Element = None
    text, element.text = element.text or "", None
    if text.strip():
        run = element.makeelement("p")
        run.text = text
        element.insert(0, run)
    for child in children:
        tail, child.tail = child.tail or "", None
        if is_comment(child) or (child.tag in BLOCKS and child.tag not in {"br", "audio", "video"}):
            run = None
            after = child
        else:
            if run is None:
                run = element.makeelement("p")
                child.addprevious(run)
            run.append(child)
            child.tail = tail
            continue
        if tail.strip():
            run = element.makeelement("p")
            run.text = tail
            after.addnext(run)


def _shift_headings(root: Element) -> None:
    """The page's title is its only first heading."""
    if next(root.iter("h1"), None) is None:
        return
    for level in range(6, 0, -1):
        for element in list(root.iter(f"h{level}")):
            element.tag = f"h{min(6, level + 1)}"


def _clean(element: Element, rewriting: Rewriting) -> None:
    allowed = _ATTRIBUTES.get(element.tag, set())
    if element.tag in {"h1", "h2", "h3", "h4", "h5", "h6", "p", "figure", "blockquote", "table", "dl"}:
        allowed = {"id"} if re.match("h[1-6]", element.tag) or element.tag == "p" else set()
    if element.tag == "a" and element.get("name") and not element.get("id"):
        element.set("id", element.get("name"))
    if element.tag == "pre" and not re.search(r"verse|lang|brush", element.get("class", "")):
        element.attrib.pop("class", None)
    for name in list(element.attrib):
        if name not in allowed:
            del element.attrib[name]
    anchor = element.get("id")
    if anchor is not None and (
        anchor.startswith("wp-block-") or not re.fullmatch(r"[^\s{}\"'<>&#.=]+", anchor)
    ):
        del element.attrib["id"]
    if element.tag == "p" and element.get("id"):
        mark = element.makeelement("a", {"id": element.attrib.pop("id")})
        mark.tail, element.text = element.text, None
        element.insert(0, mark)
    for name in ("href", "src", "poster"):
        url = element.get(name)
        if url is not None and element.tag == "img" and _INSIDE.match(url):
            element.set(name, re.sub(r"\s", "", url))
        elif url is not None and not _SAFE.match(url):
            del element.attrib[name]
        elif url is not None:
            is_picture = element.tag == "img" or name == "poster"
            element.set(name, rewriting.picture(url, element) if is_picture else rewriting.link(url.strip()))
    if element.tag in {"audio", "video"}:
        element.set("controls", "controls")


def _expand_tabs(root: Element) -> None:
    """Markdown knows no tabs: in plain code they become the blanks that it would make of them."""
    for element in root.iter("pre"):
        for one in element.iter():
            if not is_comment(one) and not len(one) and one.text and (one is element or len(element) == 1):
                one.text = one.text.strip("\n").expandtabs(4)


def _wrap_runs(root: Element) -> None:
    for element in [root, *(one for one in root.iter() if one.tag in _RUNS_IN)]:
        _paragraphs_in(element)


def _drop_empty(root: Element) -> None:
    for element in list(root.iter("p")):
        if element.getparent() is not None and element.getparent().tag == "figure":
            unwrap(element)
    for element in reversed(list(root.iter())):
        if is_comment(element) or element is root or element.getparent() is None:
            continue
        is_hollow = element.tag in _KEPT_TAGS - {
            "br",
            "hr",
            "img",
            "td",
            "th",
            "tr",
            "source",
            "track",
            "wbr",
        }
        is_hollow = is_hollow and element.tag not in {"audio", "video", "col", "colgroup", "li"}
        has_anchor = element.get("id") or element.get("data-note")
        if is_hollow and not has_anchor and not len(element) and not (element.text or "").strip():
            if element.text and element.tag not in BLOCKS:
                unwrap(element)
            else:
                remove(element)
        elif element.tag == "p" and all(
            child.tag == "br" and not (child.tail or "").strip() for child in element
        ):
            if not (element.text or "").strip():
                remove(element)
        elif element.tag == "figure" and _is_bare(element):
            child = element[0]
            if child.tag in {"img", "a", "audio", "video"}:
                element.tag = "p"
            else:
                unwrap(element)
    _trim_breaks(root)


def _is_bare(element: Element) -> bool:
    is_single = len(element) == 1 and not (element.text or "").strip() and not is_comment(element[0])
    return is_single and element[0].tag != "figcaption" and not (element[0].tail or "").strip()


def _trim_breaks(root: Element) -> None:
    """A line break at the end of a block is not seen."""
    for element in list(root.iter("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th")):
        while len(element) and element[-1].tag == "br" and not (element[-1].tail or "").strip():
            remove(element[-1])
        while len(element) and element[0].tag == "br" and not (element.text or "").strip():
            remove(element[0])
