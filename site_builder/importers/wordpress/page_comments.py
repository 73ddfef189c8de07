"""The comments of a page. Pages have no comments here, so they become the last section of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from site_builder.importers.wordpress.entry_text import comment_body, name_of
from site_builder.importers.wordpress.records import VisitorComment
from site_builder.model.config import ParserSettings
from site_builder.stages.from_html.convert import MarkdownWriter
from site_builder.stages.from_html.markdown_text import escape
from site_builder.stages.from_html.tidy import Rewriting
from site_builder.stages.language.locales import DatePrinter
from site_builder.stages.language.words import Words

_AS_IT_IS = Rewriting(lambda url: url, lambda url, _: url, lambda url: url)
_DEEPEST = 4


def comments_section(
    comments: Sequence[VisitorComment],
    authors: Mapping[str, str],
    settings: ParserSettings,
    writer: MarkdownWriter,
) -> str:
    """A heading and every comment in turn: who, when, and what as a quotation; replies are quoted deeper."""
    dates = DatePrinter(settings.language, settings.timezone)
    pieces = [f"## {Words(settings.language).text('comments')}"]
    for one, depth in _in_turn(comments):
        html = re.sub(r"<(/?)h[1-6]\b[^>]*>", r"<\1p>", comment_body(one.body))
        said = writer.write(html, _AS_IT_IS).text or "…"
        day = f", {dates(one.date.isoformat(), settings.date_format)}" if one.date else ""
        head = f"**{escape(name_of(one, authors))}**{day}"
        lines = [head, "", *(f"> {line}".rstrip() for line in said.split("\n"))]
        pieces.append("\n".join(f"{'> ' * depth}{line}".rstrip() for line in lines))
    # A comment keeps two quotations in a row apart.
    return "\n\n<!-- -->\n\n".join(pieces).replace("\n\n<!-- -->\n\n", "\n\n", 1)


def _in_turn(comments: Sequence[VisitorComment]) -> Iterator[tuple[VisitorComment, int]]:
    """Every comment once, replies after what they reply to, with their depth."""
    ids = {one.id for one in comments}
    replies: dict[str, list[VisitorComment]] = {}
    for one in comments:
        replies.setdefault(one.parent if one.parent in ids and one.parent != one.id else "", []).append(one)
    waiting = [(one, 0) for one in reversed(replies.pop("", []))]
    while waiting or replies:
        if not waiting:
            # A circle: where it begins does not matter.
            waiting = [(one, 0) for one in reversed(replies.pop(next(iter(replies))))]
        one, depth = waiting.pop()
        yield one, min(depth, _DEEPEST)
        waiting += [(reply, depth + 1) for reply in reversed(replies.pop(one.id, []))]
