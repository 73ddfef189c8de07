"""Fenced code with more than a language behind the fence, and in lists and quotations.

The first word is the language, as everywhere (`js{1,3}`, `rust,ignore`, `js title="a.js"`). Of the rest, a
title, lines to emphasise and Python-Markdown's own list in braces are kept, and all else is ignored. A line
of attributes below the fence, as kramdown has it, belongs to it.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions.fenced_code import FencedBlockPreprocessor, FencedCodeExtension

from site_builder.stages.bodies.code_fences import Fence, begins_item, find_fences, has_fences, unquote_line
from site_builder.stages.bodies.syntax.attribute_lists import is_attribute_list

_LANGUAGE = re.compile(r"[{. ]*([\w#+-][\w#.+-]*)")
_LISTED = re.compile(r"\{:?([^{}]*)\}")
_TITLE = re.compile(r"""\btitle=("[^"{}]+"|'[^'{}]+')""")
_LINES = re.compile(r"""\bhl_lines=("[\d\s-]+"|'[\d\s-]+')|\{([\d\s,-]+)\}""")
_BELOW = re.compile(r"[ ]*\{:([^{}\n]*)\}[ ]*")


class FencedCode(FencedCodeExtension):
    """Registers `FencedCodePreprocessor` in the place of Python-Markdown's own."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run before raw HTML is looked for (20), since code may look like it."""
        super().extendMarkdown(md)
        md.preprocessors.register(FencedCodePreprocessor(md, self.getConfigs()), "fenced_code_block", 25)


class FencedCodePreprocessor(FencedBlockPreprocessor):
    """Takes fences out of the text. What becomes of each is left to Python-Markdown."""

    def run(self, lines: list[str]) -> list[str]:
        """See the module."""
        return self.rewrite("\n".join(lines)).split("\n")

    def rewrite(self, source: str) -> str:
        """The text with a placeholder for each fence."""
        if self.checked_for_deps and not has_fences(source):
            return source
        if not has_fences(source):
            return "\n".join(super().run(source.split("\n")))
        lines = source.split("\n")
        rewritten: list[str] = []
        at = 0
        moved: Fence | None = None
        for fence in find_fences(lines):
            placeholder = self._take(lines, fence)
            at_mark = [fence.head + placeholder] if fence.head else []
            rewritten += _move([*lines[at : fence.first], *at_mark], moved)
            at = fence.last + 1
            if (
                at < len(lines)
                and (below := _BELOW.fullmatch(lines[at]))
                and is_attribute_list(below[1].strip())
            ):
                at += 1
            if not fence.head:
                rewritten += [fence.quote.rstrip(), (fence.quote or " " * fence.margin) + placeholder]
            if not (fence.head and at < len(lines) and begins_item(lines[at])):
                rewritten.append(fence.quote.rstrip())
            moved = fence if fence.item >= 0 else None
        return "\n".join((*rewritten, *_move(lines[at:], moved)))

    def _take(self, lines: list[str], fence: Fence) -> str:
        """Stash the code, and return its placeholder."""
        depth = fence.quote.count(">")
        code = [unquote_line(line, depth) for line in lines[fence.first + 1 : fence.last]]
        code = [_unindent(line, fence.indent) for line in code]
        below = _BELOW.fullmatch(lines[fence.last + 1]) if fence.last + 1 < len(lines) else None
        more = below[1].strip() if below and is_attribute_list(below[1].strip()) else ""
        marks = "~~~"
        while any(marks in line for line in code):
            marks += "~"
        taken = super().run([marks + self._header(fence.info, more), *code, marks])
        return next(line for line in taken if line)

    def _header(self, info: str, more: str) -> str:
        """What follows the fence, in the one form that Python-Markdown reads."""
        listed = _LISTED.fullmatch(info)
        if listed and is_attribute_list(listed[1].strip()):
            return f"{{{listed[1].strip()} {more}}}"
        language = _LANGUAGE.match(info)
        name = language[1].rstrip(".") if language else ""
        if not name and more.startswith(".language-"):
            first, _, more = more.partition(" ")
            name = first.removeprefix(".language-")
        title, emphasised = _TITLE.search(info), _LINES.search(info)
        if title:
            more += f" {title[0]}"
        if emphasised and self.codehilite_conf:
            numbers = (emphasised[1] or emphasised[2]).strip("\"'").replace(",", " ")
            more += f' hl_lines="{numbers}"'
        return f"{{.{name or 'text'} {more.strip()}}}" if more.strip() else name


def _unindent(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _move(lines: list[str], fence: Fence | None) -> list[str]:
    """Lines after a fence in a list item: those of the item as far indented as the placeholder."""
    if fence is None:
        return lines
    moved = list(lines)
    distance = " " * max(0, fence.margin - fence.indent)
    for number, line in enumerate(lines):
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= fence.item:
                # Otherwise it would be a part of the item's last paragraph.
                moved.insert(number, "")
                break
            moved[number] = distance + line
    return moved
