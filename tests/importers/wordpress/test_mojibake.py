from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.importers.wordpress.mojibake import looks_damaged, mend
from tests.importers.export import body, bring, comment, export, item, report


def damaged(text: str) -> str:
    """As browsers read it: the five bytes that Windows-1252 lacks are controls."""
    lacking = b"\x81\x8d\x8f\x90\x9d"
    return "".join(bytes([byte]).decode("latin-1" if byte in lacking else "cp1252") for byte in text.encode())


@pytest.mark.parametrize("text", ["don’t – “so”…", "Müller’s café", "naïve ‘’"])
def test_letters_that_were_read_wrongly_are_seen_and_mended(text: str) -> None:
    assert looks_damaged(damaged(text))
    assert mend(damaged(text)) == text
    assert mend(text) == text
    assert not looks_damaged(text)


def test_only_damaged_lines_change() -> None:
    assert mend("don’t\r\ndonâ€™t\nﬁnger ½ ① “straight”") == "don’t\r\ndon’t\nﬁnger ½ ① “straight”"


def test_mending_is_offered_and_done_only_when_asked_for(tmp_path: Path) -> None:
    text = export([item("CafÃ©", "I donâ€™t.", extra=comment(1, "NaÃ¯ve."))])
    root = bring(tmp_path, text)
    assert body(root) == "I donâ€™t."
    assert "--mend-mojibake repairs them" in report(root)
    mended = bring(tmp_path / "again", text, "--mend-mojibake")
    assert body(mended) == "I don’t."
    assert "title: Café" in (mended / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert "Naïve." in (mended / "content/comments/post-1.yaml").read_text(encoding="utf-8")
    assert "--mend-mojibake" not in report(mended)
