"""Where in the source a link is: Python-Markdown keeps no line numbers.

The source is searched for what the HTML says, with code and comments masked; several equal links are taken
in their order. Nothing is searched until it is asked for, and an attribute that occurs once is found at once.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from site_builder.model.diagnostics import Place
from site_builder.model.expressions import expression
from site_builder.stages.bodies.masking import mask, mask_code

_ATTRIBUTES = ("href", "src", "poster", "srcset", "data", "cite", "action", "style")
_LINKING = ("href", "cite", "action")
# Each begins with a bracket, which `re` looks for fast.
_MARKDOWN = r"""
      \]\([ \n]*+(?:<(?P<angle>[^<>\n]*+)>|(?P<inline>(?:[^()\\\n]++|\\.|\([^()\n]*+\))*+)(?=[)\n]))
    | \[(?:(?<=^\[)|(?<=^[ ]\[)|(?<=^[ ]{2}\[)|(?<=^[ ]{3}\[))
      (?P<label>[^\[\]\n]++)\]:[ ]*+(?:\n[ ]*+)?<?(?P<definition>[^\s>]++)
    | \[(?P<text>[^\[\]]*+)\](?:[ ]?\[(?P<use>[^\[\]]*+)\])?+(?![(:])
    | \][ ]?\[(?P<outer>[^\[\]]*+)\]
"""
_HTML = rf"""
      \b(?:{"|".join(_ATTRIBUTES)})\s*+=\s*+
      (?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"']++))
"""
_FLAGS = re.VERBOSE | re.MULTILINE | re.IGNORECASE
_CANDIDATE = expression(_MARKDOWN, _FLAGS)
_CANDIDATE_OR_ATTRIBUTE = expression(f"{_MARKDOWN}|{_HTML}", _FLAGS)
_TITLE = re.compile(r"""\s+["'(].*""", re.DOTALL)
_ESCAPED = expression(r"\\([\\`*_{}\[\]()>#+.!-])")
_DEFINITION_BEFORE = re.compile(r"[ ]{0,3}\[[^\]]*\]:\s*<?")


class Spot(NamedTuple):
    """A place, and whether it is Markdown that is there (raw HTML if not)."""

    place: Place
    is_markdown: bool


class _Candidate(NamedTuple):
    """`is_loaded` is what raw HTML makes a browser load: neither a link nor Markdown."""

    offset: int
    length: int
    is_markdown: bool
    is_loaded: bool = False


class Places:
    """The places of one source whose first line has the number `where`; or that all is at one place."""

    def __init__(self, source: str, where: int | Place) -> None:
        self._source = source
        self._where = where
        self._code_masked = ""
        self._candidates: dict[str, deque[_Candidate]] | None = None
        self._loaded: dict[str, deque[_Candidate]] | None = None

    def find(self, written: str) -> Spot:
        """The next place of an attribute's value as it is in the HTML, entities decoded."""
        written = written.strip()
        candidate = self._find_only(written)
        if candidate is None:
            candidate = self._find_next(written)
        if candidate is None:
            return Spot(self.at(), False)
        return Spot(self.at(candidate.offset, candidate.length), candidate.is_markdown)

    def find_loaded(self, written: str) -> Place:
        """The same of what an element of raw HTML loads, which a text may link to as well."""
        if self._find_only(written.strip()) is None:
            if self._loaded is None:
                self._loaded = {
                    value: deque(one for one in queue if one.is_loaded)
                    for value, queue in _collect(mask(self._source)).items()
                }
            if candidate := _next(self._loaded.get(written.strip())):
                return self.at(candidate.offset, candidate.length)
        return self.find(written).place

    def find_text(self, text: str) -> Place:
        """The first place of a text."""
        return self.at(self._source.find(text), len(text))

    def find_pattern(self, pattern: str, number: int = 0) -> Place:
        """A place outside of code that matches a regular expression, or its group 1 if it has one.

        The first such place, or that after `number` others.
        """
        match = self.search(pattern, number)
        start, end = match.span(match.lastindex or 0) if match else (-1, 0)
        return self.at(start, end - start)

    def find_empty_image(self, written: str) -> Place | None:
        """Where an image with empty brackets leads to `written`."""
        for opening in self._matches(r"!\[\s*\]\(\s*<?"):
            start, end = opening.end(), opening.end() + len(written)
            behind = self._code_masked[end : end + 1]
            is_whole = behind.isspace() or behind in (">", ")")
            if is_whole and self._code_masked[start:end].lower() == written.lower():
                return self.at(start, len(written))
        return None

    def search(self, pattern: str, number: int = 0) -> re.Match[str] | None:
        """What a regular expression matches outside of code, after `number` other matches."""
        return next(islice(self._matches(pattern), number, None), None)

    def _matches(self, pattern: str) -> Iterator[re.Match[str]]:
        self._code_masked = self._code_masked or mask_code(self._source)
        return re.compile(pattern, re.IGNORECASE).finditer(self._code_masked)

    def at(self, offset: int = -1, length: int = 1) -> Place:
        """The place of an offset into the source; a negative one is not known."""
        if isinstance(self._where, Place):
            return self._where
        if offset < 0:
            return Place()
        line_start = self._source.rfind("\n", 0, offset) + 1
        line = self._where + self._source.count("\n", 0, offset)
        return Place(line, offset - line_start + 1, length)

    def _find_only(self, written: str) -> _Candidate | None:
        offset = self._source.find(written) if written else -1
        if offset < 0 or self._source.find(written, offset + 1) >= 0:
            return None
        before = self._source[self._source.rfind("\n", 0, offset) + 1 : offset]
        if _DEFINITION_BEFORE.fullmatch(before) or not before:
            return None
        return _Candidate(offset, len(written), before.rstrip(" <").endswith("("))

    def _find_next(self, written: str) -> _Candidate | None:
        if self._candidates is None:
            self._candidates = _collect(mask(self._source))
        return _next(self._candidates.get(written))


def _next(queue: deque[_Candidate] | None) -> _Candidate | None:
    if not queue:
        return None
    return queue.popleft() if len(queue) > 1 else queue[0]


def _collect(masked: str) -> dict[str, deque[_Candidate]]:
    """Candidates by the value that the HTML shows, in order; a definition counts after all its uses."""
    definitions: dict[str, tuple[str, _Candidate]] = {}
    uses: list[tuple[str, _Candidate]] = []
    found: list[tuple[str, _Candidate]] = []
    all_candidates = _CANDIDATE_OR_ATTRIBUTE if _has_attributes(masked) else _CANDIDATE
    for match in all_candidates.finditer(masked):
        group = match.lastgroup or ""
        start, end = match.span(group)
        if group == "definition":
            candidate = _Candidate(start, end - start, True)
            definitions.setdefault(link_label(match["label"]), (_decode(match[group]), candidate))
        elif group in ("text", "use", "outer"):
            label = link_label(match[group] or match["text"] or "")
            uses.append((label, _Candidate(match.start(), match.end() - match.start(), True)))
        else:
            is_markdown = group in ("angle", "inline")
            is_loaded = not is_markdown and not match[0].lower().startswith(_LINKING)
            for value, offset in _values(group, match[group]):
                candidate = _Candidate(start + offset, len(value), is_markdown, is_loaded)
                found.append((_decode(value), candidate))
    found.extend((definitions[label][0], use) for label, use in uses if label in definitions)
    found.sort(key=lambda pair: pair[1].offset)
    found.extend(definitions.values())
    queues: dict[str, deque[_Candidate]] = {}
    for value, candidate in found:
        queues.setdefault(value, deque()).append(candidate)
    return queues


def _has_attributes(masked: str) -> bool:
    """A quick look at what is before each equals sign."""
    before = masked.split("=")[:-1]
    return any(one.rstrip()[-len("poster") :].lower().endswith(_ATTRIBUTES) for one in before)


def _values(group: str, text: str) -> Iterator[tuple[str, int]]:
    """The values that an attribute or a link's parentheses may stand for, with their offsets."""
    if group == "inline":
        text = _TITLE.sub("", text).rstrip()
    yield text, 0
    if "," in text:
        for part in re.finditer(r"[^\s,]\S*", text):
            yield part[0], part.start()


def _decode(value: str) -> str:
    if "\\" in value:
        value = _ESCAPED.sub(r"\1", value)
    return html.unescape(value).strip()


def link_label(text: str) -> str:
    """The label between the brackets of `[text][label]`, as Markdown compares labels."""
    return " ".join(text.split()).lower()
