"""What a post says in its first line about what is in it: "Content note: …", "Trigger warning: …"."""

from __future__ import annotations

import re

_FIRST = re.compile(
    r"(?:\s|<!--(?:(?!-->).)*-->|<div\b[^>]*>)*<p\b[^>]*>(.*?)</p>", re.DOTALL | re.IGNORECASE
)
_MARKUP = r"(?:\s|&nbsp;|</?(?:strong|b|em|i|span|u|mark)\b[^>]*>)*"
_CLOSING = r"(?:\s|&nbsp;|</\w+\s*>)*"
_LABEL = re.compile(
    rf"{_MARKUP}(?:content (?:note|warning)s?|trigger warnings?|CN|CW|TW|inhaltshinweise?|triggerwarnung)"
    rf"{_MARKUP}:{_CLOSING}",
    re.IGNORECASE,
)


def take_content_note(shown: str) -> tuple[str, str]:
    """A text without its content note, and what the note says in HTML; empty where there is none."""
    first = _FIRST.match(shown)
    label = _LABEL.match(first[1]) if first else None
    if first is None or label is None or not first[1][label.end() :].strip():
        return shown, ""
    return shown[: first.start(1)] + shown[first.end(1) :], first[1][label.end() :]
