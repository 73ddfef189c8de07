"""Editor's notes inside a text.

Two ways to write one, both of which read well as plain text:

    !!! editors-note correction 2026-03-01
        The report is from 2020, not 2019.

    Editor's note: this was written before the hearing.

The first may name its kind (update, correction, content), a date, and a title in quotes that replaces the
label. In the second the paragraph's own first words are the label.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from site_builder.model.config import ParserSettings
from site_builder.model.documents import NoteKind
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.language.locales import DatePrinter
from site_builder.stages.language.words import Words

# What the admonition extension writes where no title is given.
_DEFAULT_TITLE = "Editors-note"
_PASTED = re.compile(
    r"\s*[*_]{0,3}editor(?:['’]|&rsquo;|&#8217;|&#x2019;|&#39;|&apos;)s\s+note[*_]{0,3}\s*:", re.IGNORECASE
)
_KINDS = frozenset(kind.value for kind in NoteKind)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class NotesExtension(Extension):
    """Registers `Notes`."""

    def __init__(self, words: Words, settings: ParserSettings) -> None:
        super().__init__()
        self._words, self._settings = words, settings

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after footnotes (50) have joined the tree, before inline patterns (20) hide its text."""
        md.treeprocessors.register(Notes(md, self._words, self._settings), "editors_notes", 45)


class Notes(Treeprocessor):
    """Turns admonitions and paragraphs into asides, in place. `problems` are those of the last run."""

    def __init__(self, md: Markdown, words: Words, settings: ParserSettings) -> None:
        super().__init__(md)
        self._words, self._settings = words, settings
        self.problems: list[Finding] = []

    def run(self, root: etree.Element) -> None:
        """See the module."""
        self.problems = []
        inside: set[etree.Element] = set()
        for division in root.iter("div"):
            classes = division.get("class", "").split()
            if classes[:2] == ["admonition", "editors-note"]:
                inside.update(division.iter("p"))
                self._mark_up(division, classes[2:])
        for paragraph in list(root.iter("p")):
            if paragraph.text and _PASTED.match(paragraph.text) and paragraph not in inside:
                _wrap(paragraph)

    def _mark_up(self, note: etree.Element, details: list[str]) -> None:
        kind, day = self._read_details(details)
        _make_aside(note, kind)
        title = _take_title(note)
        content = note
        if day is not None and kind in (NoteKind.UPDATE, NoteKind.CORRECTION):
            note.set("itemscope", "itemscope")
            note.set("itemtype", "https://schema.org/CorrectionComment")
            content = etree.Element("div", {"itemprop": "text"})
            content[:], content.text = list(note), note.text
            note[:], note.text = [content], None
        label = self._words.text(f"note_{kind}") if title is None else title
        if label or day is not None:
            note.insert(0, self._label(label, day, is_item=content is not note))

    def _read_details(self, details: list[str]) -> tuple[NoteKind, date | None]:
        kind, day = NoteKind.NOTE, None
        for word in details:
            if word in _KINDS:
                kind = NoteKind(word)
            elif _DATE.fullmatch(word):
                try:
                    day = date.fromisoformat(word)
                except ValueError:
                    self.problems.append(Finding("editors-note-date", written=word))
            else:
                self.problems.append(Finding("editors-note-kind", written=word))
        return kind, day

    def _label(self, label: str, day: date | None, *, is_item: bool) -> etree.Element:
        paragraph = etree.Element("p", {"class": "editors-note-label"})
        paragraph.text = label
        if day is not None:
            # The catalogue says how label and date follow each other; the date is an element of its own.
            before, after = label, ""
            if label:
                before, _, after = self._words.text("note_on", kind=label, date="\x00").partition("\x00")
            paragraph.text = before
            time = etree.SubElement(paragraph, "time", {"datetime": day.isoformat()})
            if is_item:
                time.set("itemprop", "datePublished")
            time.text = _print_date(day, self._settings)
            time.tail = after
        return paragraph


def _make_aside(element: etree.Element, kind: NoteKind) -> None:
    """`role="note"`, since an aside in the middle of an essay is no landmark to jump to."""
    element.tag = "aside"
    element.attrib.clear()
    element.set("class", f"editors-note editors-note-{kind}")
    element.set("role", "note")


def _take_title(note: etree.Element) -> str | None:
    """Remove the title: None where it is the extension's own, empty where the writer wants none."""
    first = note[0] if len(note) else None
    if first is None or first.get("class") != "admonition-title":
        return ""
    note.remove(first)
    return None if first.text == _DEFAULT_TITLE else first.text or ""


def _wrap(paragraph: etree.Element) -> None:
    inner = etree.Element("p", paragraph.attrib)
    inner[:], inner.text = list(paragraph), paragraph.text
    _make_aside(paragraph, NoteKind.NOTE)
    paragraph[:], paragraph.text = [inner], None


def _print_date(day: date, settings: ParserSettings) -> str:
    """As templates print the dates of other notes: midnight, where a pattern has hours."""
    midnight = datetime.combine(day, time(), ZoneInfo(settings.timezone))
    return DatePrinter(settings.language, settings.timezone)(midnight.isoformat(), settings.date_format)
