"""WordPress: the export files of Tools → Export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from site_builder.importers.wordpress.blog import ImportedEntry, Survey
from site_builder.importers.wordpress.body import (
    LOST_LINKS,
    UNKNOWN_SHORTCODES,
    UPLOADS,
    Media,
    PostText,
    body_of,
)
from site_builder.importers.wordpress.entry_text import comments_text, front_matter_of, series_text
from site_builder.importers.wordpress.mojibake import looks_damaged, mend
from site_builder.importers.wordpress.old_addresses import address_remarks
from site_builder.importers.wordpress.page_comments import comments_section
from site_builder.importers.wordpress.records import Item, is_series, item_of, public_comments
from site_builder.importers.wordpress.series import prose_sentence
from site_builder.importers.wordpress.site_config import config_text
from site_builder.importers.wordpress.survey import survey
from site_builder.importers.wordpress.terms import kind_of
from site_builder.importers.wordpress.uploads import wanted_uploads
from site_builder.importers.wordpress.wxr import read_export
from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.imports import ImportedCopy, ImportedText, ProposedSeries, Remark
from site_builder.stages.from_html.convert import MarkdownWriter

_SENTENCE = re.compile(
    r"^[*_]*This is (?:the )?part [\w ]{1,8} (?:of|in) \w+ [\w]+[ -]part series\b"
    r"[^.!?\n\[]*\.?[*_]*(?:\n\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)

# Whose words are in the text, after a backslash where they are a shortcode.
_QUOTING = frozenset({LOST_LINKS, UNKNOWN_SHORTCODES})

__all__ = ["UPLOADS", "Import", "Survey", "mend", "survey", "wanted_uploads"]


class Import:
    """What comes of a surveyed export. `remarks` and `media` fill while `texts` is read."""

    def __init__(
        self,
        exports: Sequence[Path],
        found: Survey,
        folder: Path | None,
        series: Sequence[ProposedSeries],
        mend: Callable[[str], str] = str,
    ) -> None:
        """`folder` is a copy of the uploads folder; `mend` repairs damaged letters, as it did for `found`."""
        self._exports, self._found, self._mend = exports, found, mend
        self.media = Media(folder, {}, {})
        self.remarks: list[Remark] = list(found.left)
        self.series = tuple(series)
        self._parts = {part.key: (one, part.number) for one in series for part in one.parts}
        self._parsing = ParserSettings(found.channel.language or "en-GB", found.timezone, MarkdownSettings())
        self._about: dict[str, str] = {}
        self._ids: set[str] = set()

    def config(self) -> str:
        """config.yaml for a site that has none."""
        return config_text(self._found)

    def texts(self) -> Iterator[ImportedText]:
        """Every post, page, thread and series, read from the export one at a time."""
        writer = MarkdownWriter(self._parsing)
        done: set[str] = set()
        for path in self._exports:
            with path.open("rb") as stream:
                for kind, node in read_export(stream, path.name, self._mend):
                    item = item_of(node) if kind == "item" else None
                    entry = self._entry_of(item) if item is not None else None
                    if item is None or entry is None or entry.key in done:
                        continue
                    done.add(entry.key)
                    yield from self._texts_of(item, entry, writer)
        for one in self.series:
            text = series_text(one, self._about.get(one.slug, ""))
            yield ImportedText(f"content/series/{one.slug}.md", text, f"series {one.slug}")

    def copies(self) -> Iterator[ImportedCopy]:
        """The files of the uploads folder that texts refer to, and those that stand for themselves."""
        for number, item in self._found.attachments.items():
            owner = self._found.by_id.get(item.parent)
            upload = (
                next((path for path, one in self._found.uploads.items() if one == number), "")
                if owner is None
                else ""
            )
            found = self.media.file(upload)
            if found is not None and item.parent in {"", "0"}:
                self.media.taken.setdefault(upload, found)
        for upload, source in sorted(self.media.taken.items()):
            yield ImportedCopy(f"{UPLOADS}/{upload}", str(source))

    def address_remarks(self) -> list[Remark]:
        """What becomes of addresses that belonged to no text."""
        return address_remarks(self._found)

    def _entry_of(self, item: Item) -> ImportedEntry | None:
        if item.type not in {"post", "page"}:
            return None
        entry = self._found.by_id.get(item.id)
        if entry is not None and entry.item.type == item.type and entry.item.guid == item.guid:
            return entry
        key = item.guid or f"{item.type} {item.id or item.slug or item.title}"
        return self._found.entries.get(key)

    def _texts_of(self, item: Item, entry: ImportedEntry, writer: MarkdownWriter) -> Iterator[ImportedText]:
        body = body_of(item, entry, self._found, self.media, writer)
        place = f"content/{entry.file}"
        comments, left = public_comments(item)
        if left:
            words = ", ".join(f"{reason}: {count}" for reason, count in sorted(left.items()))
            self.remarks.append(Remark("Comments left out", words, f"content/{entry.file}"))
        thread = ""
        if comments and entry.kind == "pages":
            section = comments_section(comments, self._found.channel.authors, self._parsing, writer)
            body = body._replace(text=f"{body.text}\n\n{section}".strip())
            words = f"{len(comments)}, at the end of its text"
            self.remarks.append(Remark("Comments of pages, which are part of their texts now", words, place))
            self._found.came["comments"] += len(comments)
        elif comments and not entry.is_draft:
            thread = entry.file.rpartition("/")[2].removesuffix(".md")
            yield ImportedText(
                f"content/comments/{thread}.yaml",
                comments_text(comments, self._found.channel.authors),
                f"comments {entry.key}",
            )
            self._found.came["comments"] += len(comments)
        self._remark_on(item, entry)
        part = self._parts.get(entry.key)
        if part is not None and (sentence := prose_sentence(item.content[:3000])) is not None:
            self._about.setdefault(part[0].slug, " ".join(sentence[3].split()).strip(" ,:"))
            body = self._without_sentence(body, entry)
        head = front_matter_of(
            item.excerpt,
            entry,
            self._found,
            self.media,
            part,
            feed_id=self._feed_id(item),
            thread=thread,
            body=body,
        )
        self._found.came[entry.kind] += 1
        text = head + body.text + "\n" if body.text else head
        self.remarks += [
            Remark(heading, words, f"{place}{_line_of(words, text) if heading in _QUOTING else ''}")
            for heading, words in body.remarks
        ]
        yield ImportedText(place, text, entry.key)

    def _without_sentence(self, body: PostText, entry: ImportedEntry) -> PostText:
        """The theme says which part a post is: a paragraph that says only that would come twice."""
        text = _SENTENCE.sub("", body.text, count=1).strip()
        if text != body.text:
            words = "the sentence that says which part of a series it is"
            place = f"content/{entry.file}"
            self.remarks.append(Remark("Generated lines that the theme makes itself", words, place))
        return body._replace(text=text)

    def _feed_id(self, item: Item) -> str:
        """The guid, letter for letter; where two items have one guid, the second is known by its number."""
        numbered = f"{self._found.channel.address}/?p={item.id}"
        known = item.guid if item.guid and item.guid not in self._ids else numbered
        known = f"{known}#{len(self._ids)}" if known in self._ids else known
        self._ids.add(known)
        return known

    def _remark_on(self, item: Item, entry: ImportedEntry) -> None:
        place = f"content/{entry.file}"
        if item.is_sticky:
            self.remarks.append(Remark("Sticky posts, which this project does not have", item.title, place))
        others = {term.domain for term in item.terms if not kind_of(term.domain)}
        several = [term.name for term in item.terms if is_series(term.domain)][1:]
        for name in several:
            self.remarks.append(Remark("In more than one series: the first one counts", name, place))
        for domain in sorted(domain for domain in others if not is_series(domain)):
            self.remarks.append(Remark("Groupings that this project does not have", domain, place))
        if looks_damaged(item.title) or looks_damaged(item.content):
            words = "letters look damaged: --mend-mojibake repairs them"
            self.remarks.append(Remark("Needs checking", words, place))
        if not item.status:
            words = "the export does not say if it was public, so it is a draft: if so, delete draft: true"
            self.remarks.append(Remark("Needs checking", words, place))
        if entry.date is None and entry.kind == "posts":
            words = "the export has no date for it, so it is a draft: write its date, and delete draft: true"
            self.remarks.append(Remark("Needs checking", words, place))


def _line_of(words: str, text: str) -> str:
    """The line of the first place in a text that has these words, as `:12`; nothing where none has."""
    wanted = words.removesuffix("]") if words.startswith("[") else words
    found = re.search(rf"{re.escape(wanted)}(?![\w-])", text)
    return f":{text.count(chr(10), 0, found.start()) + 1}" if found else ""
