"""Parsing one source from disk, the same in this process and in a worker."""

from __future__ import annotations

import enum
import hashlib
from functools import cached_property

import msgspec

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.model.diagnostics import error, unreadable
from site_builder.model.documents import Broken, Document, Head

_SAMPLE = b"""---
title: Part two
date: 2000-01-02
tags: [Sample]
series: sample
series_part: 2
---

As [part one](one.md) *said*: "quoted".
"""
"""A text for which nearly everything has to be loaded."""

_LONG_FOR_STOCK = 10_000
"""Bytes up to which any text is over soon, even where Python-Markdown is of a release left as it is."""


class ParseOutcome(enum.StrEnum):
    """What became of a source. SUSPICIOUS ones must be parsed where they can be stopped."""

    PARSED = "parsed"
    SUSPICIOUS = "suspicious"


class ParseResult(msgspec.Struct, frozen=True, array_like=True):
    """A parsed source: `digest` is that of the file's bytes, `head` is JSON, `chunks` is MessagePack."""

    outcome: ParseOutcome
    digest: bytes
    body: str = ""
    head: bytes = b""
    chunks: bytes = b""


class SourceParser:
    """Reads and parses sources. The parser proper is loaded when the first source has to be parsed."""

    def __init__(self, settings: ParserSettings) -> None:
        self.settings = settings

    @cached_property
    def _parser(self):  # type: ignore[no-untyped-def]
        from site_builder.stages.source.parse import Parser

        return Parser(self.settings)

    def check_settings(self) -> None:
        """Raises ConfigInvalid for settings that no text can be parsed with.

        Asked before there are workers, where it would be a bug. The default settings need no asking.
        """
        if self.settings.markdown != MarkdownSettings():
            self._parser.check_settings()

    def get_ready(self) -> None:
        """Load all that any text needs. Copies of this process have it then."""
        is_suspicious(_SAMPLE)
        self._parser.parse("posts/sample.md", _SAMPLE)

    def parse_text(self, path: str, text: str) -> Document:
        """Parse a text that is in no file."""
        document: Document = self._parser.parse(path, text.encode())
        return document

    def parse(self, path: str, file: str, *, can_be_stopped: bool) -> ParseResult:
        """Parse the source `path` from `file`. Never raises for what is in the file."""
        try:
            # Without a path or a buffer: 20 microseconds less, which for a short text is a thirtieth.
            with open(file, "rb", buffering=0) as opened:
                data = opened.read()
        except OSError as failure:
            return encoded(Document(Broken(path=path, diagnostics=(unreadable(path, failure),))), b"")
        digest = hashlib.blake2b(data, digest_size=16).digest()
        if not can_be_stopped and is_suspicious(data):
            return ParseResult(ParseOutcome.SUSPICIOUS, digest)
        return encoded(self._parser.parse(path, data), digest)


def is_suspicious(data: bytes) -> bool:
    """Whether Python-Markdown might not come to an end with this text in reasonable time."""
    from site_builder.fastmarkdown.costs import is_suspicious as is_costly
    from site_builder.fastmarkdown.report import is_known

    if len(data) > _LONG_FOR_STOCK and not is_known():
        return True
    # What is counted is ASCII, so each byte may stand for a character, and nothing has to be decoded that the
    # parser will decode again.
    return is_costly(data.decode("latin-1"))


def encoded(document: Document, digest: bytes) -> ParseResult:
    """A document as it travels between processes and into the cache."""
    head = msgspec.json.encode(document.head)
    return ParseResult(
        ParseOutcome.PARSED, digest, body_digest(document.head), head, msgspec.msgpack.encode(document.chunks)
    )


def body_digest(head: Head) -> str:
    """The digest of a head's body; empty for documents without one."""
    body = getattr(head, "body", None)
    return body.digest if body is not None else ""


def too_slow(path: str, seconds: float) -> Broken:
    """A source that was stopped. Never remembered: on a faster machine it might have been a page."""
    return Broken(
        path=path,
        diagnostics=(
            error(
                "markdown-too-slow",
                f"converting this text to HTML took more than {seconds:.0f} seconds and was stopped",
                path,
                hint="look for long runs of brackets, asterisks, backticks or tags that are never closed",
            ),
        ),
    )
