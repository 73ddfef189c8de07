"""From a text to its two halves: what the rest of the site knows of it, and its HTML."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from site_builder.model.config import ParserSettings
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import (
    BodyHead,
    EditorNote,
    Mention,
    MentionKind,
    NoteKind,
    Reference,
    Text,
    chunks_digest,
)
from site_builder.model.expressions import expression
from site_builder.stages.bodies.characters import clean_source, isolate_markers, unify_line_ends
from site_builder.stages.bodies.edits import Edits, NoteSpan, ScannedLink, foreign_loads
from site_builder.stages.bodies.findings import Finding, describe
from site_builder.stages.bodies.foreign_syntax import find_foreign_syntax
from site_builder.stages.bodies.places import Places
from site_builder.stages.bodies.scanner import scan_html
from site_builder.stages.bodies.split_html import (
    count_words,
    excerpt_of,
    list_headings,
    missing_anchors,
    split_excerpted,
    split_text,
)
from site_builder.stages.bodies.teasers import find_teaser, is_marked, opening_of, split_teaser
from site_builder.stages.text.slugs import slugify
from site_builder.stages.text.typography import smarten

if TYPE_CHECKING:
    from markdown import Markdown

    from site_builder.stages.bodies.markdown_run import Conversions
    from site_builder.stages.language.mention_rules import MentionRules

_LABEL = expression(r'\s*<p class="editors-note-label">.*?</p>', re.DOTALL)
_ITEM = expression(r'\s*<div itemprop="text">(.*)</div>\s*', re.DOTALL)
_DATE = expression(r'<time[^>]* datetime="(\d{4}-\d\d-\d\d)"|<time datetime="(\d{4}-\d\d-\d\d)"')


class ConvertedBody(NamedTuple):
    """A body's two halves, the editor's notes that are in it, and what is wrong with it."""

    head: BodyHead
    chunks: tuple[str, ...]
    inline_notes: tuple[EditorNote, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Converted(NamedTuple):
    scan: Edits
    references: tuple[Reference, ...]
    teaser: tuple[int, int]
    diagnostics: tuple[Diagnostic, ...]


class BodyConverter:
    """Converts Markdown as the site's settings say.

    Python-Markdown is imported and set up at the first text. Settings that name an extension which is not
    there raise ConfigInvalid then. No text sees anything of the text before it.
    """

    def __init__(self, settings: ParserSettings) -> None:
        self._settings = settings
        self._extensions = frozenset(name.rpartition(".")[2] for name in settings.markdown.extensions)

    @cached_property
    def _conversions(self) -> Conversions:
        from site_builder.stages.bodies.markdown_run import Conversions

        return Conversions(self._settings)

    @cached_property
    def _comment_markdown(self) -> Markdown:
        from site_builder.stages.bodies.comments import build_comment_markdown

        has_marks = self._settings.markdown.has_default_typography
        return build_comment_markdown(self._settings.language, has_marks=has_marks)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._settings.timezone)

    @cached_property
    def _mention_rules(self) -> MentionRules | None:
        if not self._settings.finds_mentions:
            return None
        from site_builder.stages.language.mention_rules import mention_rules

        return mention_rules(self._settings.language)

    def check_settings(self) -> None:
        """Set Python-Markdown up now. Raises ConfigInvalid for an extension or option that is not there."""
        self._conversions.convert("", "")

    def body(self, text: str, *, path: str, first_line: int, part: int | None = None) -> ConvertedBody:
        """Convert the text of the file `path` (relative to content/) that begins at line `first_line`.

        `part` is the text's number in its series, 0 if that is not known; None outside of a series.
        """
        mentions: tuple[Mention, ...] = ()
        if part is not None and (rules := self._mention_rules):
            mentions, linked = self._mentions(text, rules, first_line, part)
        else:
            linked = text
        scan, references, teaser, diagnostics = self._convert(
            text, path, _footnote_prefix(path), first_line, linked=linked
        )
        whole = split_text(scan, references, 0, len(scan.html))
        length = count_words(scan.html)
        is_teaser_marked = is_marked(scan, teaser)
        if is_teaser_marked:
            opening, is_cut = split_teaser(scan, references, *teaser), False
        else:
            html, is_cut = opening_of(scan.html[slice(*teaser)], self._settings.teaser_words)
            opening = Text((html if teaser[1] else "",))
        head = BodyHead(
            digest=chunks_digest(msgspec.msgpack.encode(whole.chunks)),
            references=whole.references,
            anchors=tuple(dict.fromkeys(scan.anchors)),
            headings=list_headings(scan),
            words=length.words,
            characters=length.characters,
            teaser=opening,
            excerpt=excerpt_of(scan.html[slice(*teaser)]),
            has_more=is_cut or len(scan.html.rstrip()) > teaser[1],
            is_teaser_marked=is_teaser_marked,
            loads=foreign_loads(scan),
            mentions=mentions,
        )
        notes = tuple(self._note(scan, references, note) for note in scan.notes)
        return ConvertedBody(head, whole.chunks, notes, diagnostics)

    def title_mention(self, title: str, place: Place) -> Mention | None:
        """The part that the title of a text in a series says it is."""
        rules = self._mention_rules
        found = rules.in_title(title) if rules else None
        if found is None:
            return None
        return Mention(MentionKind.OWN, found.number, title[found.start : found.end].strip(" ,–—-"), place)

    def fragment(
        self, text: str, *, path: str, place: Place, anchors: Sequence[str] = ()
    ) -> tuple[Text, tuple[Diagnostic, ...]]:
        """Convert Markdown from the front matter value at `place`, which all its places are.

        `anchors` are the ids of the page that it will be on.
        """
        prefix = f"{_footnote_prefix(path)}{place.line}-"
        scan, references, _, diagnostics = self._convert(text, path, prefix, place, anchors)
        return split_excerpted(scan, references, 0, len(scan.html)), diagnostics

    def smarten(self, text: str) -> str:
        """Plain text, such as a title, with the typographic marks that Markdown texts get."""
        has_marks = self._settings.markdown.has_default_typography
        return smarten(text, self._settings.language) if has_marks else text

    def comment(self, text: str) -> str:
        """Convert the Markdown of a stranger's comment: HTML that is safe to print."""
        from site_builder.stages.bodies.comments import convert_comment

        source, _ = clean_source(unify_line_ends(text))
        return convert_comment(self._comment_markdown, source)

    def _mentions(
        self, text: str, rules: MentionRules, first_line: int, part: int
    ) -> tuple[tuple[Mention, ...], str]:
        """What the text says of its series, and the text with links where the site wants them."""
        text = unify_line_ends(text)
        if not rules.may_speak(text):
            return (), text
        from site_builder.stages.bodies.mentions import find_mentions, link_mentions

        found = find_mentions(text, rules, Places(text, first_line))
        is_linked = self._settings.links_mentions and bool(found)
        return found, link_mentions(text, rules, part) if is_linked else text

    def _convert(
        self,
        text: str,
        path: str,
        prefix: str,
        where: int | Place,
        anchors: Sequence[str] = (),
        *,
        linked: str = "",
    ) -> _Converted:
        """`linked` is the text with more links; what is wrong is said of the text itself."""
        text = unify_line_ends(text)
        places = Places(text, where)
        source, forbidden = clean_source(unify_line_ends(linked) if linked else text)
        findings = [Finding("control-character", "", character) for character in forbidden]
        html, problems = self._conversions.convert(isolate_markers(source), prefix)
        findings += problems
        findings += find_foreign_syntax(text, self._extensions)
        scan = scan_html(html, posixpath.dirname(path))
        teaser = find_teaser(scan)
        findings += scan.findings
        if len(set(scan.anchors)) < len(scan.anchors):
            counted = Counter(scan.anchors).items()
            findings += (Finding("anchor-duplicate", "", one) for one, count in counted if count > 1)
        if scan.fragments:
            findings += missing_anchors(scan, (*scan.anchors, *anchors))
        references = tuple(_reference(link, places) for link in scan.links)
        described = (describe(finding, path, places) for finding in findings)
        return _Converted(scan, references, teaser, tuple(one for one in described if one is not None))

    def _note(self, scan: Edits, references: Sequence[Reference], note: NoteSpan) -> EditorNote:
        start, end = note.start, note.end
        label = _LABEL.match(scan.html, start, end)
        date = _DATE.search(label[0]) if label else None
        start = label.end() if label else start
        item = _ITEM.fullmatch(scan.html, start, end)
        start, end = _strip(scan.html, *(item.span(1) if item else (start, end)))
        return EditorNote(
            next((kind for kind in NoteKind if f"editors-note-{kind}" in note.classes), NoteKind.NOTE),
            split_excerpted(scan, references, start, end),
            self._midnight(date[1] or date[2]) if date else None,
        )

    def _midnight(self, day: str) -> datetime:
        """The instant a day begins on the site, with a plain offset as it comes back from the memory."""
        return datetime.fromisoformat(datetime.fromisoformat(day).replace(tzinfo=self._zone).isoformat())


def _reference(link: ScannedLink, places: Places) -> Reference:
    target = link.target
    return Reference(
        link.kind,
        target.path,
        target.fragment,
        target.query,
        places.find(link.written).place,
        link.attribute,
        link.attributes,
    )


def _footnote_prefix(path: str) -> str:
    """Between `fn` and the label: stable, and different for any two posts that may share a page."""
    folder, _, name = posixpath.splitext(path)[0].partition("/")
    parts = (name or folder).split("/")
    return f"-{'.'.join(slugify(part) or 'x' for part in parts)}-"


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The slice without blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
