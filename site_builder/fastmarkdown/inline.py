"""The tree processor that applies inline patterns, trying only those that can match.

What it does to the tree, and in which order, is what `markdown.treeprocessors.InlineProcessor` does; the
order of everything that has a memory (stashes, footnote references) follows from it. Recursion takes at
most as many frames a level as there: one for a nested element, where stock takes two.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any

from markdown import inlinepatterns, util
from markdown.extensions.smarty import SubstituteTextPattern
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from .plan import Apply, Plan, Step, has_fixed_regex

PREFIX = util.INLINE_PLACEHOLDER_PREFIX
SUFFIX = util.ETX
PLACEHOLDER = util.INLINE_PLACEHOLDER_RE
HTML_PREFIX, HTML_SUFFIX = util.HTML_PLACEHOLDER.split("%s")


class FastInlineProcessor(InlineProcessor):
    """Applies inline patterns to a tree."""

    _plan: Plan
    _tree: etree.Element | None = None

    @property
    def parent_map(self) -> dict[etree.Element, etree.Element]:  # type: ignore[override]
        """Each element's parent. Stock builds this for each document and has no use for it; a pattern may."""
        elements = () if self._tree is None else self._tree.iter()
        return {child: parent for parent in elements for child in parent}

    def run(self, tree: etree.Element, ancestors: list[str] | None = None) -> etree.Element:
        plan = vars(self).get("_plan")
        if plan is None or not plan.is_for(self.inlinePatterns):
            self._plan = Plan(list(self.inlinePatterns), _step_for)
        self._tree = tree
        self.stashed_nodes: dict[str, etree.Element | str] = {}
        queue = [(tree, [*(ancestors or ()), tree.tag.lower()])]
        for element, parents in queue:
            self.ancestors = parents
            if element is not tree:
                parents.append(element.tag.lower())
            queue += self._process_children(element)
        self._tree = None
        return tree

    def _process_children(self, element: etree.Element) -> list[tuple[etree.Element, list[str]]]:
        """Apply the patterns to the text and tail of each child; return the elements that have children to
        process.

        An element made from a child's tail becomes the next child of this very loop, as in stock.
        """
        steps_for, is_newline_idle = self._plan.steps, self._plan.is_newline_idle
        pending: list[tuple[etree.Element, list[str]]] = []
        made: list[tuple[etree.Element, list[etree.Element]]] = []
        for child in element:
            text = child.text
            if text and not isinstance(text, AtomicString):
                steps = steps_for(text)
                if steps or PREFIX in text:
                    made.append((child, self._process_text(child, text, steps, pending)))
            tail = child.tail
            if tail and not (tail == "\n" and is_newline_idle):
                if not isinstance(tail, AtomicString) and (steps := steps_for(tail)):
                    child.tail = tail = self._apply(steps, tail)
                if PREFIX in tail:
                    self._expand_tail(tail, child, element)
            if len(child):
                pending.append((child, self.ancestors[:]))
        for child, nodes in made:
            for position, node in enumerate(nodes):
                child.insert(position, node)
        return pending

    def _process_text(
        self,
        child: etree.Element,
        text: str,
        steps: tuple[Step, ...],
        pending: list[tuple[etree.Element, list[str]]],
    ) -> list[etree.Element]:
        """Give `child` its text anew; return the elements made of it, to go in when all children are done."""
        self.ancestors.append(child.tag.lower())
        text = self._apply(steps, text)
        nodes: list[etree.Element] = []
        if PREFIX in text:
            child.text = None
            nodes = self._expand(text, child, True)
            pending += [(node, self.ancestors[:]) for node in nodes if len(node)]
        else:
            child.text = text
        self.ancestors.pop()
        return nodes

    def _expand_tail(self, tail: str, child: etree.Element, element: etree.Element) -> None:
        holder = etree.Element("d")
        child.tail = None
        nodes = self._expand(tail, holder, False)
        if holder.tail:
            child.tail = holder.tail
        position = list(element).index(child) + 1
        for node in reversed(nodes):
            element.insert(position, node)

    def _apply(self, steps: tuple[Step, ...], text: str) -> str:
        """The text with placeholders where patterns have matched."""
        for step in steps:
            for literal in step.requires:
                if literal not in text:
                    break
            else:
                match = step.search(text, 0)
                if match:
                    text = step.apply(self, step, text, match)
        return text

    def apply_pattern(self, step: Step, text: str, match: re.Match[str] | None) -> str:
        """Replace all matches of a pattern, of which `match` is the first, by placeholders."""
        if self._is_excluded(step.pattern):
            return text
        search = step.search
        handle: Any = step.pattern.handleMatch
        while match:
            node, start, end = handle(match, text)
            if start is None or end is None:
                position = match.end()
                if match.start() == position:
                    return self.apply_by_scanning(step, text, None)
            elif node is None:
                position = end
            else:
                if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                    self._apply_within(node, step.rank)
                identity = f"{len(self.stashed_nodes):04d}"
                self.stashed_nodes[identity] = node
                head = f"{text[:start]}{PREFIX}{identity}{SUFFIX}"
                text, position = head + text[end:], len(head)
            match = search(text, position)
        return text

    def apply_reference(self, step: Step, text: str, match: re.Match[str] | None) -> str:
        """As `apply_pattern`, for references: without a definition there is nothing to refer to."""
        return self.apply_pattern(step, text, match) if step.pattern.md.references else text

    def _apply_within(self, node: etree.Element, index: int) -> None:
        """Apply the patterns after `index` to what a pattern has made, and those from `index` on to what
        follows it.
        """
        steps_for, ancestors = self._plan.steps, self.ancestors
        for child in [node, *node]:
            text = child.text
            if text and not isinstance(text, AtomicString) and (steps := steps_for(text, index + 1)):
                ancestors.append(child.tag.lower())
                child.text = self._apply(steps, text)
                ancestors.pop()
            tail = child.tail
            if tail and not isinstance(tail, AtomicString) and (steps := steps_for(tail, index)):
                child.tail = self._apply(steps, tail)

    def apply_substitution(self, step: Step, text: str, match: re.Match[str] | None) -> str:
        """As `apply_pattern`, for smarty's patterns: they swap characters for entities, which are stashed
        as raw HTML.

        The entity's own placeholder goes into the text at once. To the expressions that look at its
        surroundings it is as good as the inline placeholder, since both begin with STX and end with ETX.
        Not so for patterns that also keep what they matched: that has to be out of sight.
        """
        search, nodes = step.search, self.stashed_nodes
        parts, stash = step.pattern.replace, step.pattern.md.htmlStash  # type: ignore[attr-defined]
        while match:
            result = ""
            for part in parts:
                if isinstance(part, int):
                    result += match[part]
                else:
                    result += f"{HTML_PREFIX}{stash.html_counter}{HTML_SUFFIX}"
                    stash.rawHtmlBlocks.append(part)
                    stash.html_counter += 1
            identity = f"{len(nodes):04d}"
            nodes[identity] = result
            if len(parts) > 1:
                result = f"{PREFIX}{identity}{SUFFIX}"
            start, end = match.span()
            text = text[:start] + result + text[end:]
            match = search(text, start + len(result))
        return text

    def apply_by_scanning(self, step: Step, text: str, match: re.Match[str] | None) -> str:
        """Stock's own way, for patterns of the old style and those that may match nothing at all."""
        position, is_matched = 0, True
        while is_matched:
            text, is_matched, position = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                step.pattern, text, step.rank, position
            )
        return text

    def _is_excluded(self, pattern: Pattern) -> bool:
        return any(tag.lower() in self.ancestors for tag in pattern.ANCESTOR_EXCLUDES)

    def _expand(self, text: str, parent: etree.Element, is_text: bool) -> list[etree.Element]:
        """Put the stashed nodes back. What precedes the first element goes to the text or tail of
        `parent`.
        """
        stash = self.stashed_nodes
        nodes: list[etree.Element] = []
        plain: list[str] = []
        position = 0
        while (index := text.find(PREFIX, position)) >= 0:
            match = PLACEHOLDER.search(text, index)
            node = stash.get(match[1]) if match else None
            if node is None or match is None:
                end = index + len(PREFIX)
                plain.append(text[position:end])
                position = end
                continue
            plain.append(text[position:index])
            position = match.end()
            if isinstance(node, str):
                plain.append(node)
                continue
            _add_text("".join(plain), nodes, parent, is_text)
            plain = []
            for child in [node, *node]:
                if child.tail and PREFIX in child.tail:
                    self._expand_within(node, child, False)
                if child.text and PREFIX in child.text:
                    self._expand_within(child, child, True)
            nodes.append(node)
        _add_text("".join(plain), nodes, parent, is_text)
        rest = text[position:]
        _add_text(AtomicString(rest) if isinstance(text, AtomicString) else rest, nodes, parent, is_text)
        return nodes

    def _expand_within(self, element: etree.Element, child: etree.Element, is_text: bool) -> None:
        if is_text:
            text, child.text = child.text or "", None
        else:
            text, child.tail = child.tail or "", None
        nodes = self._expand(text, child, is_text)
        position = 0 if is_text or element is child else list(element).index(child) + 1
        for node in reversed(nodes):
            element.insert(position, node)


def _add_text(text: str, nodes: list[etree.Element], parent: etree.Element, is_text: bool) -> None:
    """Add to the end of what there is so far. In an empty place an `AtomicString` stays one."""
    if not text:
        return
    if nodes:
        tail = nodes[-1].tail
        nodes[-1].tail = tail + text if tail else text
    elif is_text:
        parent.text = parent.text + text if parent.text else text
    else:
        parent.tail = parent.tail + text if parent.tail else text


def _step_for(index: int, pattern: Pattern) -> tuple[Apply, tuple[str, ...]]:
    if not (isinstance(pattern, inlinepatterns.InlineProcessor) and has_fixed_regex(pattern)):
        return FastInlineProcessor.apply_by_scanning, ()
    if type(pattern) is SubstituteTextPattern and _only_stashes(pattern):
        return FastInlineProcessor.apply_substitution, ()
    if getattr(pattern, "is_reference", False):
        return FastInlineProcessor.apply_reference, ()
    return FastInlineProcessor.apply_pattern, getattr(pattern, "also_requires", ())


def _only_stashes(pattern: Pattern) -> bool:
    md: Any = pattern.md
    return not pattern.ANCESTOR_EXCLUDES and type(md.htmlStash) is util.HtmlStash
