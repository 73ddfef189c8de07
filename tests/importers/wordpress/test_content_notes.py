from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.importers.wordpress.content_notes import take_content_note
from tests.importers.export import bring, export, item, report


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("<p>Content note: <em>self-harm</em>.</p><p>x</p>", "<em>self-harm</em>."),
        ("<p><strong>Content warning:</strong> violence</p>", "violence"),
        ("<p><b>TW</b>: loss</p>", "loss"),
        ("<!-- x -->\n<p>Trigger warnings: loss</p>", "loss"),
        ("<p>Content note</p><p>x</p>", ""),
        ("<p>Words.</p><p>Content note: late</p>", ""),
        ("<p>Content is king: so they say</p>", ""),
    ],
)
def test_only_a_first_line_that_says_so_is_a_content_note(text: str, note: str) -> None:
    rest, found = take_content_note(text)
    assert found == note
    assert (rest == text) is not bool(note)


def test_a_content_note_moves_into_the_front_matter_and_is_reported(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item(content="<em>Content note:</em> talks of *loss*.\n\nWords.")]))
    text = (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert 'content_note: "talks of \\\\*loss\\\\*."' in text
    assert text.endswith("---\n\nWords.\n")
    assert "Content notes, now in the front matter" in report(root)
