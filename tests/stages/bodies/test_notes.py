"""Editor's notes inside a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from site_builder.model.config import ParserSettings
from site_builder.model.documents import NoteKind
from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import convert, html_of, problems, text_of

NOTES = {
    "a plain note": (
        "!!! editors-note\n    About [this](x.md).",
        '<aside class="editors-note editors-note-note" role="note">\n'
        '<p class="editors-note-label">Editor’s note</p>\n'
        "<p>About <a⟦href: posts/x.md⟧>this</a>.</p>\n</aside>",
    ),
    "a dated correction is marked up for machines": (
        "!!! editors-note correction 2026-03-01\n    It was 2019.",
        '<aside class="editors-note editors-note-correction" itemscope '
        'itemtype="https://schema.org/CorrectionComment" role="note">\n'
        '<p class="editors-note-label">Correction, '
        '<time datetime="2026-03-01" itemprop="datePublished">1 March 2026</time></p>\n'
        '<div itemprop="text">\n<p>It was 2019.</p>\n</div>\n</aside>',
    ),
    "an update with a title of its own": (
        '!!! editors-note update "What came after"\n    Much.',
        '<aside class="editors-note editors-note-update" role="note">\n'
        '<p class="editors-note-label">What came after</p>\n<p>Much.</p>\n</aside>',
    ),
    "a dated note that corrects nothing is no item": (
        "!!! editors-note 2026-03-01\n    Read on.",
        '<aside class="editors-note editors-note-note" role="note">\n'
        '<p class="editors-note-label">Editor’s note, <time datetime="2026-03-01">1 March 2026</time></p>\n'
        "<p>Read on.</p>\n</aside>",
    ),
    "pasted with a straight apostrophe": (
        "Editor's note: before the hearing.",
        '<aside class="editors-note editors-note-note" role="note">\n'
        "<p>Editor’s note: before the hearing.</p>\n</aside>",
    ),
    "pasted with a curly one, emphasised": (
        "**Editor’s Note:** before.",
        '<aside class="editors-note editors-note-note" role="note">\n'
        "<p><strong>Editor’s Note:</strong> before.</p>\n</aside>",
    ),
    "emphasised as a whole": (
        "*Editor's note: before.*",
        '<aside class="editors-note editors-note-note" role="note">\n'
        "<p><em>Editor’s note: before.</em></p>\n</aside>",
    ),
    "the words inside of a sentence make no note": (
        "The editor's note: nothing.",
        "<p>The editor’s note: nothing.</p>",
    ),
    "another admonition stays what it is": (
        "!!! warning\n    Hot.",
        '<div class="admonition warning">\n<p class="admonition-title">Warning</p>\n<p>Hot.</p>\n</div>',
    ),
}


@pytest.mark.parametrize(("markdown", "expected"), NOTES.values(), ids=NOTES)
def test_note(converter: BodyConverter, markdown: str, expected: str) -> None:
    body = convert(converter, markdown)
    assert html_of(body) == expected
    assert problems(body) == []


def test_notes_are_handed_on_without_their_labels(converter: BodyConverter) -> None:
    body = convert(
        converter,
        "Editor's note: first.\n\n!!! editors-note correction 2026-07-01\n    Not *that*[^1].\n\n"
        "!!! editors-note content\n    Hard.\n\n[^1]: x",
    )
    assert [(note.kind, text_of(note.text), note.date) for note in body.inline_notes] == [
        (NoteKind.NOTE, "<p>Editor’s note: first.</p>", None),
        (
            NoteKind.CORRECTION,
            "<p>Not <em>that</em>.</p>",
            datetime(2026, 7, 1, tzinfo=timezone(timedelta(hours=1))),
        ),
        (NoteKind.CONTENT, "<p>Hard.</p>", None),
    ]
    assert body.head.excerpt == ""


def test_mistakes_in_a_notes_first_line_are_reported_where_they_stand(converter: BodyConverter) -> None:
    body = convert(converter, "One.\n\n!!! editors-note corection 2026-02-30\n    x")
    assert problems(body) == ["3:18 editors-note-kind", "3:28 editors-note-date"]
    assert "<time" not in html_of(body)


@pytest.mark.parametrize(
    ("pattern", "expected"), [("EEEE d MMM", "Sunday 1 Mar"), ("yyyy-MM-dd HH:mm", "2026-03-01 00:00")]
)
def test_dates_are_printed_as_the_settings_say(pattern: str, expected: str) -> None:
    converter = BodyConverter(ParserSettings(timezone="Europe/London", date_format=pattern))
    assert f">{expected}</time>" in html_of(convert(converter, "!!! editors-note 2026-03-01\n    x"))


def test_labels_and_dates_speak_the_sites_language() -> None:
    german = BodyConverter(ParserSettings(language="de", date_format="d. MMMM yyyy"))
    body = convert(german, "!!! editors-note correction 2026-03-01\n    x")
    assert "1. März 2026</time>" in html_of(body)
    assert body.inline_notes[0].date == datetime(2026, 3, 1, tzinfo=UTC)
