"""Where references and problems are in the source: `‸` marks the spot, and is taken out beforehand.

Covers `masking`.
"""

from __future__ import annotations

import pytest

from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import convert, problems

REFERENCES = {
    "an inline link": "One.\n\nSee [x](‸x.md).",
    "an image": "![x](‸x.png)",
    "an image in a link": "[![x](‸x.png)](‸x.md)",
    "a link with a title": 'a\n[x](‸x.md "x.md")',
    "a link in angle brackets": "[x](<‸my x.md>)",
    "an escaped link": r"[x](‸a\_b.md)",
    "an entity": "[x](‸a&amp;b.md)",
    "the use of a definition": "See ‸[this][x].\n\n[x]: x.md",
    "a short use": "See ‸[x].\n\n[x]: x.md",
    "a collapsed use": "See ‸[X][].\n\n[x]: x.md",
    "several uses": "See ‸[x] and ‸[that][X].\n\n[x]: x.md",
    "raw HTML": "Text\n<a class='x' href='‸x.md'>x</a>",
    "raw HTML without quotes": "<a href=‸x.md>x</a>",
    "after inline code": "`[x](x.md)` [x](‸x.md)",
    "after inline code with more ticks": "``a ` [x](x.md)`` [x](‸x.md)",
    "an unclosed tick hides nothing": "` [x](‸x.md)\n\n`x` [x](‸x.md)",
    "after a fence": "```\n[x](x.md)\n```\n[x](‸x.md)",
    "an unclosed fence hides nothing": "~~~\n[x](‸x.md) [x](‸x.md)",
    "after indented code": "One.\n\n    [x](x.md)\n\n[x](‸x.md)",
    "indented text in a list": "1. One.\n\n    [x](‸x.md)\n\n    [x](‸x.md)",
    "code in a list": "- One.\n\n        [x](x.md)\n\n    [x](‸x.md)",
    "after a comment": "<!-- [x](x.md)\n-->\n\n[x](‸x.md)",
    "equal links in their order": "[x](‸x.md) [y](‸y.md)\n\n[x](‸x.md) [y](‸y.md)",
    "one name inside another": "[x](‸a.md) [y](‸aa.md)",
    "on a line of CRLF": "One.\r\n\r\nSee [x](‸x.md).\r\n",
}


@pytest.mark.parametrize("marked", REFERENCES.values(), ids=REFERENCES)
def test_references_have_the_place_of_their_source(converter: BodyConverter, marked: str) -> None:
    expected = []
    lines = marked.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, 10):
        pieces = line.split("‸")
        column = 1
        for piece in pieces[:-1]:
            column += len(piece)
            expected.append((number, column))
    body = converter.body(marked.replace("‸", ""), path="posts/essay.md", first_line=10)
    assert sorted((one.place.line, one.place.column) for one in body.head.references) == expected


PROBLEMS = {
    "![](a.png)": ["1:5 image-alt-missing"],
    "![x](a.png)\n\n![](a.png)\n\n![x](a.png)": ["3:5 image-alt-missing"],
    '<img src="a.png">': ["1:11 image-alt-missing"],
    '<img src="a.png" alt="">': [],
    "One.\n\n[x](../../up.md)": ["3:5 link-outside-content"],
    "[x]()": ["1:3 link-empty"],
    "One.\n\n<iframe src='https://example.org/'></iframe>": ["3:14 third-party-embed"],
    "<script src='//example.org/x.js'></script>": ["1:14 third-party-embed"],
    "[a](https://x.example/a.mp3) <a href='https://x.example/a.mp3'>b</a>\n\n"
    "<audio src='https://x.example/a.mp3'></audio>\n\n<audio src='https://x.example/a.mp3'></audio>": [
        "3:13 third-party-embed",
        "5:13 third-party-embed",
    ],
    "<script src='x.js'></script>": [],
    "One.\n\n<script>x()</script>": ["3:1 inline-code"],
    "<script type='application/ld+json'>{}</script>": [],
    "<style>p {}</style>": ["1:1 inline-code"],
    'Two.\n<b style="color: red">x</b>': ["2:11 inline-code"],
    # One for all of a text.
    'Two.\n<b style="color: red">x</b>\n<i style="color: blue">y</i>': ["2:11 inline-code"],
    "One\x02.\n\nTwo\x00\x02.": ["1:4 control-character", "3:4 control-character"],
    "One &#1; `&#1;`": ["1:5 control-character"],
    "## A {: #a }\n\n## B {: #a }": ["1:9 anchor-duplicate"],
    'x\n\n<img src="a.png" alt="A" srcset="b.png 2x">': [],
    '<source srcset="a.webp, b.webp 2x">': ["1:17 srcset-candidates"],
}


@pytest.mark.parametrize(("markdown", "expected"), PROBLEMS.items())
def test_problems(converter: BodyConverter, markdown: str, expected: list[str]) -> None:
    assert problems(convert(converter, markdown)) == expected
