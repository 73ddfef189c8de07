"""Lines and blocks that plugins put into texts, which the theme makes by itself or does not need."""

from __future__ import annotations

import re

_LINES = (
    r"It(?:'|’|&#8217;)s an approximate(?:ly)? \d+ minute read\.?",
    r"(?:Estimated )?reading time:? (?:about )?\d+ min(?:ute)?s?\.?",
    r"Please follow and like us:?",
    r"This site uses Akismet to reduce spam\.(?: Learn how your comment data is processed\.?)?",
    r"Share this:?",
    r"Like this:?",
    r"Like Loading\.\.\.",
    r"(?:Click to share|Share) on (?:Facebook|Twitter|X|LinkedIn|WhatsApp|Pinterest|Reddit|Tumblr|Email)\.?",
)
_PARAGRAPH = re.compile(
    r"<(p|h[1-6]|div)\b[^>]*>((?:(?!</?\1\b).){0,600}?)</\1\s*>", re.DOTALL | re.IGNORECASE
)
_LINE = re.compile("|".join(f"(?:{one})" for one in _LINES), re.IGNORECASE)
_SHARED = re.compile(
    r"<(div|ul|section)\b[^>]*class=\"[^\"]*\b(?:sharedaddy|jp-relatedposts|addtoany_share_save_container|"
    r"sfsi_\w+|heateor_sss_\w+|wpulike|social-share|essb_links)\b",
    re.IGNORECASE,
)


def without_generated(html: str) -> tuple[str, list[str]]:
    """The text without them, and what they said."""
    found: list[str] = []
    while (share := _SHARED.search(html)) is not None:
        end = _end_of(html, share.start(), share[1])
        found.append("a block of share or like buttons")
        html = html[: share.start()] + html[end:]

    def look(one: re.Match[str]) -> str:
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", one[2])).strip()
        if _LINE.fullmatch(words):
            found.append(words)
            return ""
        return one[0]

    return _PARAGRAPH.sub(look, html), found


def _end_of(html: str, start: int, tag: str) -> int:
    depth = 0
    for one in re.finditer(rf"<(/?){tag}\b[^>]*>", html[start:], re.IGNORECASE):
        depth += -1 if one[1] else 1
        if not depth:
            return start + one.end()
    return len(html)
