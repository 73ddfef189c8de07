"""Reading WordPress's export files, well-formed or not, with flat memory.

A real export is often not XML: control characters, bare `&`, CDATA within CDATA, undeclared prefixes.
So this reads what WordPress writes, element by element, and expands no entity that a file declares.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from site_builder.model.errors import UsageError

_CHUNK = 1 << 20
_LARGEST = 64 << 20
_ITEM = re.compile(r"<item[\s>]")
_ITEM_END = re.compile(r"</item\s*>(?=\s*(?:<item[\s>]|</channel|</rss|<!--|\Z))")
_ANY_ITEM_END = re.compile(r"</item\s*>")
_TITLE = re.compile(r"<title>\s*(?:<!\[CDATA\[)?(.{1,200}?)(?:\]\]>)?\s*</title>", re.DOTALL)
_ENDING = 4096
_CONTAINERS = frozenset("comment postmeta commentmeta termmeta author category tag term".split())
_NAME = r"(?:[A-Za-z][\w.-]*:)?[A-Za-z_][\w.-]*"
_OPEN = re.compile(rf"<(/?)({_NAME})((?:\s[^<>]*?)?)(/?)>")
_DOMAIN = re.compile(r'([\w-]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_CDATA = "<![CDATA["
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Node(NamedTuple):
    """An element: its name with WordPress's prefix, its attributes, its text or its children."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple[Node, ...] = ()

    def value(self, name: str, default: str = "") -> str:
        """The text of the first child of that name, without the blanks around it."""
        return next((child.text.strip() for child in self.children if child.name == name), default)

    def raw(self, name: str) -> str:
        """The text of the first child of that name as it is."""
        return next((child.text for child in self.children if child.name == name), "")


def read_export(
    stream: BinaryIO,
    name: str,
    mend: Callable[[str], str] = str,
    flaws: list[str] | None = None,
) -> Iterator[tuple[str, Node]]:
    """The channel first, as `("channel", …)`, then every item as `("item", …)`; `mend` repairs their texts.

    An item that the file breaks off in is left out: whether it was public comes at its end. That, and a wrong
    encoding, is added to `flaws`. Raises UsageError for a file that is no export, or that declares entities.
    """
    is_first = True
    for kind, text in _sections(stream, name, [] if flaws is None else flaws):
        if is_first:
            _check_head(text, name)
            is_first = False
        yield kind, Node(kind, {}, "", _children(_CONTROLS.sub("", mend(text))))


def _check_head(text: str, name: str) -> None:
    outside = re.sub(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", "", text, flags=re.DOTALL)
    if re.search(r"<!ENTITY|<!DOCTYPE[^>]*\[|<!DOCTYPE[^>]*(?:SYSTEM|PUBLIC)", outside, re.IGNORECASE):
        raise UsageError(
            f"{name} declares entities, which no WordPress export does",
            "export again with Tools → Export; a file from elsewhere is not safe to read",
        )
    if "<channel" not in outside and "<rss" not in outside:
        raise UsageError(f"{name} is not a WordPress export", "make one with Tools → Export, All content")


def _sections(stream: BinaryIO, name: str, flaws: list[str]) -> Iterator[tuple[str, str]]:
    kind, buffer = "channel", ""
    searched = 0
    ending = ""
    for piece in _decoded(stream, flaws):
        ending = (ending + piece)[-_ENDING:]
        buffer += piece
        while True:
            if kind == "channel":
                found = _outside_cdata(_ITEM, buffer, searched)
                if found is None:
                    searched = max(0, len(buffer) - 64)
                    break
                yield "channel", buffer[: found.start()]
                buffer, kind, searched = buffer[found.start() :], "item", 0
            found = _outside_cdata(_ITEM_END, buffer, searched)
            if found is None or (found.end() == len(buffer) and piece):
                searched = max(0, len(buffer) - 4096)
                break
            section, buffer, searched = buffer[: found.start()], buffer[found.end() :].lstrip(), 0
            begin = _ITEM.search(section)
            if begin:
                yield "item", section[begin.end() :]
        if len(buffer) > _LARGEST:
            raise UsageError(f"{name} has an item of more than 64 MB", "check what is in it, and shorten it")
    if kind == "channel":
        yield "channel", buffer
    elif (begin := _ITEM.search(buffer)) is not None:
        if _outside_cdata(_ANY_ITEM_END, buffer, begin.end()) is None:
            title = _TITLE.search(buffer)
            where = f", in '{' '.join(title[1].split())}', which is left out" if title else ""
            flaws.append(f"it breaks off{where}: ask WordPress for it again")
            return
        yield "item", buffer[begin.end() :]
    if not re.search(r"</(?:channel|rss)\s*>", ending):
        flaws.append("it breaks off, so there may have been more: ask WordPress for it again")


def _outside_cdata(pattern: re.Pattern[str], buffer: str, start: int) -> re.Match[str] | None:
    """The first match that is not inside of text: the last CDATA before it has ended."""
    for found in pattern.finditer(buffer, start):
        opened = buffer.rfind(_CDATA, 0, found.start())
        if opened < 0 or buffer.find("]]>", opened, found.start()) >= 0:
            return found
    return None


def _as_windows(failure: UnicodeError, found: list[str]) -> tuple[str, int]:
    """What a byte that is not UTF-8 says in Windows-1252, which is what it was written in most often."""
    if not isinstance(failure, UnicodeDecodeError):
        raise failure
    if not found:
        found.append("it is not all in UTF-8: the rest is read as Windows-1252; check the letters")
    text = failure.object[failure.start : failure.end].decode("cp1252", "replace")
    return text, failure.end


def _decoded(stream: BinaryIO, flaws: list[str]) -> Iterator[str]:
    first = stream.read(_CHUNK)
    encoding = "utf-8-sig"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif found := _ENCODING.search(first[:400]):
        try:
            named = codecs.lookup(found[1].decode("ascii")).name
        except LookupError:
            named = "utf-8"
        encoding = named if named != "utf-8" and "\x00" not in named else "utf-8-sig"
        # As the encoding standard of browsers has it: who writes Latin-1 means its superset.
        encoding = "cp1252" if encoding in {"iso8859-1", "ascii"} else encoding
    wrong: list[str] = []
    codecs.register_error("windows-1252-within", lambda failure: _as_windows(failure, wrong))
    errors = "windows-1252-within" if encoding == "utf-8-sig" else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    while first:
        text = decoder.decode(first)
        yield text.replace("\r\n", "\n").replace("\r", "\n")
        first = stream.read(_CHUNK)
    yield decoder.decode(b"", True)
    flaws += wrong
    yield ""


def _children(text: str) -> tuple[Node, ...]:
    nodes: list[Node] = []
    open_node: tuple[str, dict[str, str], list[Node]] | None = None
    position = 0
    while (found := _OPEN.search(text, position)) is not None:
        closing, name, attributes, empty = found.groups()
        name = _known(name)
        position = found.end()
        target = open_node[2] if open_node else nodes
        if closing:
            if open_node and name == open_node[0]:
                nodes.append(Node(name, open_node[1], "", tuple(open_node[2])))
                open_node = None
            continue
        if name in {"rss", "channel", "item"}:
            continue
        read = {one[1]: _unescape(one[2] or one[3] or "") for one in _DOMAIN.finditer(attributes)}
        if empty:
            target.append(Node(name, read, ""))
        elif name.startswith("wp:") and name[3:] in _CONTAINERS and not _is_closed_text(text, position):
            if open_node is None:
                open_node = (name, read, [])
        else:
            value, position = _value(text, position, found[2])
            target.append(Node(name, read, value))
    if open_node:
        nodes.append(Node(open_node[0], open_node[1], "", tuple(open_node[2])))
    return tuple(nodes)


def _is_closed_text(text: str, position: int) -> bool:
    rest = text[position : position + 200].lstrip()
    return rest.startswith(_CDATA)


def _known(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    if colon and prefix not in {"wp", "content", "excerpt", "dc"}:
        if local == "encoded":
            return f"{'excerpt' if 'ex' in prefix else 'content'}:encoded"
        if local.startswith(("post_", "comment", "postmeta", "meta_", "attachment_", "author_")):
            return f"wp:{local}"
    return name


def _value(text: str, position: int, name: str) -> tuple[str, int]:
    """The text up to an element's end, and where that is."""
    start = re.compile(r"\s*").match(text, position)
    begin = start.end() if start else position
    if text.startswith(_CDATA, begin):
        end = re.compile(rf"\]\]>\s*</{re.escape(name)}\s*>").search(text, begin)
        if end is None:
            stop = text.find("]]>", begin)
            stop = len(text) if stop < 0 else stop
            return _without_marks(text[begin + len(_CDATA) : stop]), min(len(text), stop + 3)
        return _without_marks(text[begin + len(_CDATA) : end.start()]), end.end()
    end = re.compile(rf"</{re.escape(name)}\s*>").search(text, position)
    if end is None:
        stop = text.find("\n<", position)
        stop = len(text) if stop < 0 else stop
        return _unescape(text[position:stop]), stop
    value = text[position : end.start()]
    return (value if "<" in value and _CDATA not in value else _unescape(_without_marks(value))), end.end()


def _without_marks(text: str) -> str:
    return text.replace("]]]]><![CDATA[>", "]]>") if "]]]]>" in text else _nested(text)


def _nested(text: str) -> str:
    return text if _CDATA not in text else text.replace(_CDATA, "").replace("]]>", "")


def _unescape(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    is_character = 0x20 <= number < 0xD800 or 0xDFFF < number < 0x110000 or number in {9, 10, 13}
    return chr(number) if is_character else ""
