"""A differential fuzz: soups of Markdown's tokens, converted by stock and by the accelerated converter.

    python -m tests.fastmarkdown.fuzz 50000 [first seed]

A soup is made from its number alone, so that a difference can be looked at again.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import markdown

from site_builder.fastmarkdown import accelerate

from .pairs import EXTENSION_SETS, make_converter, outcome

WORDS = [
    "a",
    "word",
    "Title",
    "1986",
    "x_y",
    "naïve",
    "don't",
    "x's",
    "'80s",
    "WHO",
    "TOC",
    "fnref2:1",
    "é",
    "中文",
]
# fmt: off
MARKS = [
    '*', '**', '***', '_', '__', '___', '`', '``', '```', '~~~', '\\', '\\*', '\\`', '\\\\', '\\_', '\\[',
    '!', '[', ']', '(', ')', '](', '][', '] [', '![', '[^1]', '[^n]', '[^', '^', '[ref]', '[ref][]',
    '![ref]', '[x][ref]', '[WHO]', '<', '>', '<<', '>>', '&', '&amp;', '&#39;', '&#8211;', '&#12', '&nbsp;',
    '&copy', '&#x27;', '@', ';', '://', '|', "'", '"', '"\'', '\'"', '--', '---', '...', '....', '-', '.',
    ':', '#', '=', '+', '{', '}', '{: .c #i }', '{.k}', '{ w }', '\x02', '\x03', '\x02klzzwxh:0000\x03',
    '\x02wzxhzdk:0\x03', 'klzzwxh:0001', 'wzxhzdk:1', '\r', '\t', '  ', '    ', 'http://e.org/',
    "<http://e.org/a'b>", '<me@e.org>', 'www.e.org', '[a](b)', "[a](<b c> 'd')", '[a](b "t")', '![i](s)',
    '[a](b(c))', '[a]( b \'q" )', '[`c`](*d*)', '**[a](b)**', '*a*', '__b__', '***c***', '`d`', '``e`f``',
    '*a**b*', '(c)', '<b>', '</b>', '<br>', '<br/>', "<i class='q'>", '</i', '<a href="x\'y">',
    '<kbd>k</kbd>', '<!--', '-->', '<!-- c -->', '<?php', '?>', '<![CDATA[', ']]>', '<div>', '</div>',
    '<div markdown="1">', '<p>', '</p>', '<hr>', '<script>', '</script>', "<span markdown='span'>",
    '</span>', '<pre>', '</pre>', '<td>', '<style>', '</style>', '</>', '<3', '</ b>', '<b\n>',
]
STARTS = [
    '# ', '## ', '### ', '#', '###### ', '* ', '- ', '+ ', '1. ', '2. ', '10. ', '٣. ', '> ', '>', '>> ',
    '    ', '        ', '   ', "[ref]: http://e.org 't'", '[ref]: <u>\n', '[^1]: ', '[^n]: ', '*[WHO]: ',
    ': ', ':   ', '!!! note\n    ', '!!! a b "t"\n    ', '```\n', '``` python\n', "```{.c hl_lines='1'}\n",
    '~~~\n', '    - ', '    * ', '    1. ', '***\n', '- - -\n', '---\n', '===\n',
    '| a | b |\n| - | :-: |\n| ', 'a | b\n- | -\n', '|a|\n|-|\n', '[TOC]\n', '\n', '\t',
    '///Footnotes Go Here///\n', '  \n', ' \n',
]
# fmt: on
BREAKS = (
    ["\n\n"] * 8
    + ["\n"] * 6
    + ["  \n", "\n\n\n", "\n    ", "\n\n    ", "\n> ", "\n   ", "\n===\n", "\n---\n", "\r\n"]
)


def soup(seed: int) -> str:
    """A document of anything in any order, with enough structure to reach every processor."""
    rng = random.Random(seed)
    parts: list[str] = []
    for _ in range(rng.choice((1, 2, 3, 5, 8, 13))):
        if rng.random() < 0.5:
            parts.append(rng.choice(STARTS))
        for _ in range(rng.choice((1, 2, 4, 7, 12))):
            parts.append(rng.choice(MARKS if rng.random() < 0.6 else WORDS))
            if rng.random() < 0.5:
                parts.append(" ")
        parts.append(rng.choice(BREAKS))
    return "".join(parts)


class Difference(NamedTuple):
    seed: int
    extensions: str
    source: str
    stock: object
    fast: object


def differences(seeds: range, progress: Callable[[int], None] = lambda done: None) -> Iterator[Difference]:
    """Compare on each seed; the converters are reused from soup to soup, as a site builder does."""
    pairs: list[tuple[str, Any, Any]] = []
    for name in EXTENSION_SETS:
        fast = make_converter(name)
        accelerate(fast)
        pairs.append((name, make_converter(name), fast))
    for seed in seeds:
        name, stock, fast = pairs[seed % len(pairs)]
        source = soup(seed // len(pairs))
        expected, actual = outcome(stock, source), outcome(fast, source)
        if expected != actual:
            yield Difference(seed, name, source, expected, actual)
            pairs[seed % len(pairs)] = (name, make_converter(name), _accelerated(name))
        progress(seed)


def _accelerated(name: str) -> markdown.Markdown:
    converter = make_converter(name)
    accelerate(converter)
    return converter


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 50_000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    found = 0
    for difference in differences(range(first, first + count)):
        found += 1
        print(f"seed {difference.seed} ({difference.extensions}): {difference.source!r}")
        print(f"  stock {difference.stock}\n  fast  {difference.fast}")
        if found == 10:
            break
    print(f"{count} soups over {len(EXTENSION_SETS)} sets of extensions: {found} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
