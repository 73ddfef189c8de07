"""How little the accelerated converter does, counted rather than timed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import markdown
import pytest
from markdown import htmlparser, inlinepatterns

from site_builder.fastmarkdown import accelerate
from site_builder.fastmarkdown.anchors import anchored_search
from site_builder.fastmarkdown.literals import required_literals

from .pairs import make_converter
from .posts import realistic_post


@pytest.fixture
def fast() -> markdown.Markdown:
    converter = make_converter("project")
    accelerate(converter)
    return converter


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Counter[str]]:
    """Counts the calls of a method, by the class of the object."""

    def watch(owner: Any, name: str) -> Counter[str]:
        calls: Counter[str] = Counter()
        original = getattr(owner, name)

        def counted(self: Any, *arguments: Any, **options: Any) -> Any:
            calls[type(self).__name__] += 1
            return original(self, *arguments, **options)

        monkeypatch.setattr(owner, name, counted)
        return calls

    return watch


Watch = Callable[[Any, str], "Counter[str]"]


@pytest.mark.parametrize(
    ("source", "parses"),
    [
        ("plain & simple, R&B; 3 < 4", 0),
        ("a <kbd>key</kbd> and <https://example.org>", 0),
        ("a\n\n<!--more-->\n\nb", 0),
        ("a\n\n<div>b</div>", 1),
        ("a &#12 b", 1),
    ],
)
def test_html_is_parsed_only_where_it_is_more_than_inline(
    fast: markdown.Markdown, count: Watch, source: str, parses: int
) -> None:
    fed = count(htmlparser.HTMLExtractor, "feed")
    fast.convert(source)
    assert fed.total() == parses


def test_plain_paragraphs_ask_no_block_processor(fast: markdown.Markdown, count: Watch) -> None:
    asked = [count(kind, "test") for kind in {type(processor) for processor in fast.parser.blockprocessors}]
    fast.convert("\n\n".join(["Plain prose, and more of it; (no marks) at all."] * 50))
    assert sum(asked, Counter[str]()) == {"EmptyBlockProcessor": 1}  # about what follows the last newline


def test_a_heading_asks_only_those_that_its_first_character_concerns(
    fast: markdown.Markdown, count: Watch
) -> None:
    asked = [count(kind, "test") for kind in {type(processor) for processor in fast.parser.blockprocessors}]
    fast.convert("# Heading")
    assert sum(asked, Counter[str]()) == {"HashHeaderProcessor": 1, "EmptyBlockProcessor": 1}


def test_plain_prose_asks_no_inline_pattern(fast: markdown.Markdown, count: Watch) -> None:
    kinds = {type(pattern) for pattern in fast.inlinePatterns}
    handled = [count(kind, "handleMatch") for kind in kinds]
    compiled = count(inlinepatterns.Pattern, "getCompiledRegExp")
    fast.convert("warm up")
    compiled.clear()
    fast.reset().convert("\n\n".join(["Plain prose, and more of it; (no marks) at all."] * 50))
    assert sum(calls.total() for calls in handled) == 0
    # Once for each pattern and document: is it still the expression that the plan was made of?
    assert compiled.total() == len(fast.inlinePatterns) + _patterns_of_smarty(fast)


def _patterns_of_smarty(converter: markdown.Markdown) -> int:
    smarty: Any = converter.treeprocessors["smarty"]
    return len(smarty.inlinePatterns)


def test_a_plan_is_made_once(fast: markdown.Markdown, monkeypatch: pytest.MonkeyPatch) -> None:
    from site_builder.fastmarkdown import inline, plan

    made: list[plan.Plan] = []

    def make(*arguments: Any) -> plan.Plan:
        made.append(plan.Plan(*arguments))
        return made[-1]

    monkeypatch.setattr(inline, "Plan", make)
    for seed in range(4):
        fast.reset().convert(realistic_post(seed, 300))
    assert len(made) == 2


def test_no_state_piles_up_in_a_converter_used_many_times(fast: markdown.Markdown) -> None:
    def sizes() -> list[int]:
        things = [fast, fast.parser, *fast.treeprocessors, *fast.inlinePatterns, *fast.postprocessors]
        held = [value for thing in things for value in vars(thing).values()]
        return [len(value) for value in held if isinstance(value, list | dict | set)]

    post = realistic_post(1, 800)
    fast.convert(post)
    before = sizes()
    for _ in range(20):
        fast.reset().convert(post)
    assert sizes() == before


@pytest.mark.parametrize(
    ("expression", "required"),
    [
        (r"\[\^([^\]]*)\]", [{"[^"}, {"]"}]),
        (r"(?<!-)-{3}(?!-)", [{"---"}]),
        (r"\*|_", [{"*", "_"}]),
        (r"(?:ab|cd)+e?", [{"ab", "cd"}]),
        (r"(?i)x1", [{"1"}]),
        (r"(?:\\(?=`)|(?<!\\)`)", [{"`"}]),
        (r"a*", []),
        (r"[^x]", []),
    ],
)
def test_literals_that_an_expression_requires(expression: str, required: list[set[str]]) -> None:
    assert required_literals(re.compile(expression)) == required


@pytest.mark.parametrize(
    "expression",
    [
        r"(?<!!)\[",
        r"(\s|&nbsp;|--)'(?=\w)",
        r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)",
        r"[ab]?'",
        r"^'",
        r"\B'|--",
    ],
)
def test_an_anchored_search_finds_what_a_search_finds(expression: str) -> None:
    regex = re.compile(expression)
    search = anchored_search(regex)
    text = " '!['a&nbsp;'b --'c''d `e\\\\`f'g-'' --' \\`"
    for position in range(len(text) + 1):
        expected, found = regex.search(text, position), search(text, position)
        assert (found and (found.span(), found.groups())) == (
            expected and (expected.span(), expected.groups())
        )
