"""Turns the parts of a stock converter into their fast equivalents, and says which could not be.

An object keeps its identity and its state and only changes its class, to a subclass of the one that it had.
So whatever refers to it (an extension, another processor) goes on doing so, and nothing has to be
registered anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import markdown
from markdown import (
    blockparser,
    blockprocessors,
    inlinepatterns,
    postprocessors,
    preprocessors,
    treeprocessors,
)
from markdown.extensions import abbr, attr_list, fenced_code, footnotes, md_in_html, toc

from . import abbreviations, blocks, inline, notes, patterns, table_of_contents, text, tree
from .fast_markdown import FastMarkdown
from .literals import required_literals
from .plan import has_fixed_regex
from .report import AcceleratedPart, AccelerationReport, kind_of, parts_of

EQUIVALENTS: Mapping[type, type] = {
    markdown.Markdown: FastMarkdown,
    blockparser.BlockParser: blocks.FastBlockParser,
    preprocessors.NormalizeWhitespace: text.FastNormalizeWhitespace,
    preprocessors.HtmlBlockPreprocessor: text.FastHtmlBlockPreprocessor,
    md_in_html.HtmlBlockPreprocessor: text.FastMarkdownInHtmlPreprocessor,
    fenced_code.FencedBlockPreprocessor: text.FastFencedBlockPreprocessor,
    treeprocessors.InlineProcessor: inline.FastInlineProcessor,
    treeprocessors.PrettifyTreeprocessor: tree.FastPrettifyTreeprocessor,
    treeprocessors.UnescapeTreeprocessor: tree.FastUnescapeTreeprocessor,
    attr_list.AttrListTreeprocessor: tree.FastAttrListTreeprocessor,
    toc.TocTreeprocessor: table_of_contents.FastTocTreeprocessor,
    abbr.AbbrTreeprocessor: abbreviations.FastAbbrTreeprocessor,
    footnotes.FootnoteExtension: notes.FastFootnoteExtension,
    footnotes.FootnotePostprocessor: notes.FastFootnotePostprocessor,
    inlinepatterns.BacktickInlineProcessor: patterns.FastBacktickProcessor,
    inlinepatterns.LinkInlineProcessor: patterns.FastLinkProcessor,
    inlinepatterns.ImageInlineProcessor: patterns.FastImageProcessor,
    inlinepatterns.ReferenceInlineProcessor: patterns.FastReferenceProcessor,
    inlinepatterns.ShortReferenceInlineProcessor: patterns.FastShortReferenceProcessor,
    inlinepatterns.ImageReferenceInlineProcessor: patterns.FastImageReferenceProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor: patterns.FastShortImageReferenceProcessor,
    inlinepatterns.DelimiterProcessor: patterns.FastDelimiterProcessor,
    postprocessors.AndSubstitutePostprocessor: text.FastAndSubstitutePostprocessor,
    postprocessors.RawHtmlPostprocessor: text.FastRawHtmlPostprocessor,
    md_in_html.MarkdownInHTMLPostprocessor: text.FastMarkdownInHtmlPostprocessor,
}
"""For each stock class that has one, its fast equivalent."""

CHEAP: frozenset[type] = frozenset(
    (
        footnotes.FootnoteTreeprocessor,
        footnotes.FootnotePostTreeprocessor,
        footnotes.FootnoteReorderingProcessor,
    )
)
"""Stock classes in which there is nothing to gain."""

_STOCK_OF = {fast: stock for stock, fast in EQUIVALENTS.items()}
_REPLACED = "replaced by a fast equivalent"


def replace_classes(md: markdown.Markdown) -> AccelerationReport:
    """Give each part of exactly a stock class its fast class. To do so again after new registrations is
    harmless.
    """
    return AccelerationReport(markdown.__version__, tuple(_accelerate_part(*place) for place in parts_of(md)))


def _accelerate_part(registry: str, name: str, thing: Any) -> AcceleratedPart:
    if type(thing) in _STOCK_OF:
        return AcceleratedPart(registry, name, kind_of(_STOCK_OF[type(thing)]), True, _REPLACED)
    kind = kind_of(type(thing))
    if overridden := _overridden(thing):
        return AcceleratedPart(
            registry, name, kind, False, f"{overridden} has been replaced on this very object"
        )
    fast = EQUIVALENTS.get(type(thing))
    if fast is blocks.FastBlockParser and not blocks.suits(thing):
        return AcceleratedPart(
            registry, name, kind, False, "the choice of block processors holds for a tab length of 4"
        )
    if fast is not None:
        thing.__class__ = fast
        return AcceleratedPart(registry, name, kind, True, _REPLACED)
    return AcceleratedPart(registry, name, kind, *_standing(registry, thing))


def _overridden(thing: Any) -> str:
    """The name of a method that this object has replaced for itself, if any."""
    return next((name for name in vars(thing) if callable(getattr(type(thing), name, None))), "")


def _standing(registry: str, thing: Any) -> tuple[bool, str]:
    """For a part that keeps its class: whether that costs anything."""
    if type(thing) in CHEAP:
        return True, "cheap as it is"
    if registry == "blockprocessors":
        if type(thing) is blockprocessors.ParagraphProcessor:
            return True, "does the plain paragraphs that the parser leaves"
        if blocks.leads_of(thing) is not None:
            return True, "asked about blocks with its lead characters only"
        return False, "asked about every block: its class is not known here"
    if registry.startswith("inlinePatterns"):
        literals = required_literals(thing.compiled_re) if has_fixed_regex(thing) else []
        if literals:
            return True, "tried on texts with " + ", ".join(
                " or ".join(sorted(map(repr, choice))) for choice in literals
            )
        return False, "tried on every text: its expression requires no literal"
    return False, "its class is not one that is known here"
