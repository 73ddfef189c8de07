"""Python-Markdown at work: one instance for all texts of a process, and what may go wrong inside it."""

from __future__ import annotations

import re
from functools import cached_property

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension

from site_builder.fastmarkdown.placeholders import mend_placeholders
from site_builder.model.config import ParserSettings
from site_builder.stages.bodies.characters import clean_html
from site_builder.stages.bodies.extensions import build_markdown
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.notes import Notes
from site_builder.stages.bodies.syntax.attribute_lists import AttributeLists
from site_builder.stages.language.words import Words


class Conversions:
    """Turns one source after another into HTML."""

    def __init__(self, settings: ParserSettings) -> None:
        self._settings = settings

    @cached_property
    def _markdown(self) -> Markdown:
        return build_markdown(self._settings, Words(self._settings.language, self._settings.words))

    def convert(self, source: str, footnote_prefix: str) -> tuple[str, tuple[Finding, ...]]:
        """HTML, its footnotes' ids made of `fn`, the prefix and a label; empty where it could not be made."""
        md = self._markdown
        md.reset()
        for extension in md.registeredExtensions:
            if isinstance(extension, FootnoteExtension):
                extension.setConfig("SEPARATOR", footnote_prefix)
        try:
            html = md.convert(source)
        except RecursionError:
            return "", self._give_up(Finding("markdown-too-deep"))
        # The site's own extensions may raise anything: to the writer, the text cannot be converted.
        except Exception as failure:  # noqa: BLE001
            return "", self._give_up(Finding("markdown-failed", f"{type(failure).__name__}: {failure}"))
        findings = _findings_of(md) if source.strip() else []
        mended = mend_placeholders(html, md)
        if mended is not html:
            findings.append(Finding("markdown-placeholder", "", _word_before_placeholder(html)))
        html, references = clean_html(mended)
        findings += (Finding("control-character", "", written) for written in references)
        return html, tuple(findings)

    def _give_up(self, finding: Finding) -> tuple[Finding, ...]:
        """An instance that was interrupted may remember its text: the next text gets a new one."""
        del self._markdown
        return (finding,)


def _word_before_placeholder(html: str) -> str:
    """A word by which a writer finds the spot, or nothing."""
    first = re.split("[\x02\x03]", html, maxsplit=1)[0]
    words = re.findall(r"[^\W\d_]{3,}", re.sub(r"<[^<>]*>|klzzwxh", " ", first))
    return words[-1] if words else ""


def _findings_of(md: Markdown) -> list[Finding]:
    notes = md.treeprocessors["editors_notes"]
    ignored = next((one.ignored for one in md.treeprocessors if isinstance(one, AttributeLists)), [])
    return [
        *(notes.problems if isinstance(notes, Notes) else ()),
        *(Finding("attributes-of-nothing", "", text) for text in ignored[:1]),
    ]
