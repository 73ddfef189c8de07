"""What each piece of Markdown and raw HTML becomes.

Covers `stages/text/attributes`, `converter`, `edits`, `figures`, `findings`, `scanner`, `targets`, `urls`,
`characters`.
"""

from __future__ import annotations

import pytest

from site_builder.model.config import ParserSettings
from site_builder.stages.bodies import BodyConverter
from tests.stages.bodies.reading import convert, html_of, problems

CASES = {
    "typography is set, with the characters themselves": (
        'He said "it\'s late" -- and left...',
        "<p>He said “it’s late” – and left…</p>",
    ),
    "a template's braces are text": ("{{ x }} {% y %}", "<p>{{ x }} {% y %}</p>"),
    "a pull quote is a paragraph or quote with a class": (
        "Rest is work too.\n{: .pull-quote }",
        '<p class="pull-quote">Rest is work too.</p>',
    ),
    "an image alone with a title is a figure": (
        '![A desk](images/desk.png "Where I "write"")',
        "<figure>⟦image: posts/images/desk.png alt='A desk'⟧"
        "<figcaption>Where I “write”</figcaption></figure>",
    ),
    "a linked image alone is a figure": (
        '[![A desk](desk.png "My desk")](https://example.org/)',
        "<figure><a href=\"https://example.org/\">⟦image: posts/desk.png alt='A desk'⟧</a>"
        "<figcaption>My desk</figcaption></figure>",
    ),
    "an image in a sentence stays there": (
        'Look: ![A desk](desk.png "My desk")',
        "<p>Look: ⟦image: posts/desk.png alt='A desk' title='My desk'⟧</p>",
    ),
    "a foreign image is a reference too": (
        "![A cat](https://example.org/cat.png)",
        "<p>⟦image: https://example.org/cat.png alt='A cat'⟧</p>",
    ),
    "an image made of data stays where it is": (
        '<img alt="" src="data:image/gif;base64,AAAA">',
        '<p><img alt="" src="data:image/gif;base64,AAAA"></p>',
    ),
    "a link in raw HTML loses its quotes to the reference": (
        "<a class=x href=b.md>b</a> <a href='c.md' title='>'>c</a>",
        "<p><a class=x⟦href: posts/b.md⟧>b</a> <a⟦href: posts/c.md⟧ title='>'>c</a></p>",
    ),
    "foreign links stay": (
        "[a](https://example.org/) [m](mailto:x@example.org) [b](tel:123) [c](//example.org/x)",
        '<p><a href="https://example.org/">a</a> <a href="mailto:x@example.org">m</a> '
        '<a href="tel:123">b</a> <a href="//example.org/x">c</a></p>',
    ),
    "headings below a first-level one move down with it": (
        "# One\n\n## Two\n\n###### Six\n\n<h1 class=x>Raw</h1>",
        '<h2 id="one">One</h2>\n<h3 id="two">Two</h3>\n<h6 id="six">Six</h6>\n<h2 class=x>Raw</h2>',
    ),
    "without one they stay": ("## Two\n\n### Three", '<h2 id="two">Two</h2>\n<h3 id="three">Three</h3>'),
    "a first-level heading in code counts for nothing": (
        "## Two\n\n    <h1>\n\n<!-- <h1>x</h1> -->",
        '<h2 id="two">Two</h2>\n<pre><code>&lt;h1&gt;\n</code></pre>\n<!-- <h1>x</h1> -->',
    ),
    "heading ids keep their script, differ, and are never empty": (
        "## 静かな夜\n\n## Same\n\n## Same\n\n## !!!",
        '<h2 id="静かな夜">静かな夜</h2>\n<h2 id="same">Same</h2>\n<h2 id="same_1">Same</h2>\n'
        '<h2 id="section">!!!</h2>',
    ),
    "table cells are aligned by class": (
        "a | b | c\n:-- | :-: | --:\n1 | 2 | 3",
        '<table>\n<thead>\n<tr>\n<th class="align-left">a</th>\n<th class="align-center">b</th>\n'
        '<th class="align-right">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class="align-left">1</td>\n'
        '<td class="align-center">2</td>\n<td class="align-right">3</td>\n</tr>\n</tbody>\n</table>',
    ),
    "a cell with a class keeps it": (
        '<table><tr><td class="x" style="text-align: right">1</td></tr></table>',
        '<table><tr><td class="x align-right">1</td></tr></table>',
    ),
    "footnotes carry the post's name": (
        "Text.[^1] Again.[^1]\n\n[^1]: Note.",
        '<p>Text.<sup id="fnref-essay-1">'
        '<a class="footnote-ref" role="doc-noteref" href="⟦here⟧#fn-essay-1">1</a></sup>'
        ' Again.<sup id="fnref2-essay-1">'
        '<a class="footnote-ref" role="doc-noteref" href="⟦here⟧#fn-essay-1">1</a></sup></p>\n'
        '<div class="footnote">\n<hr>\n<ol>\n<li id="fn-essay-1">\n<p>Note.&#160;'
        '<a class="footnote-backref" role="doc-backlink" href="⟦here⟧#fnref-essay-1" '
        'aria-label="Back to where footnote 1 is mentioned">&#8617;</a>'
        '<a class="footnote-backref" role="doc-backlink" href="⟦here⟧#fnref2-essay-1" '
        'aria-label="Back to where footnote 1 is mentioned">&#8617;</a>'
        "</p>\n</li>\n</ol>\n</div>",
    ),
    "a footnote's label may have blanks": (
        "Text.[^my note]\n\n[^my note]: Note.",
        '<p>Text.<sup id="fnref-essay-my-note">'
        '<a class="footnote-ref" role="doc-noteref" href="⟦here⟧#fn-essay-my-note">1</a></sup></p>\n'
        '<div class="footnote">\n<hr>\n<ol>\n<li id="fn-essay-my-note">\n<p>Note.&#160;'
        '<a class="footnote-backref" role="doc-backlink" href="⟦here⟧#fnref-essay-my-note" '
        'aria-label="Back to where footnote 1 is mentioned">&#8617;</a></p>\n</li>\n</ol>\n</div>',
    ),
    "the inside of scripts, styles and comments is left alone": (
        '<!-- <a href="a.md"> -->\n\n<textarea><a href="b.md"></textarea>',
        '<!-- <a href="a.md"> -->\n\n<textarea><a href="b.md"></textarea>',
    ),
    "a fragment of an icon stays a fragment": (
        '<svg><use href="#icon"></use></svg>',
        '<p><svg><use href="#icon"></use></svg></p>',
    ),
    "a picture's own sources are links": (
        '<picture><source srcset="a.webp"><img src="a.jpg" alt="A"></picture>',
        '<p><picture><source⟦srcset: posts/a.webp⟧><img⟦src: posts/a.jpg⟧ alt="A"></picture></p>',
    ),
    "media in raw HTML is resolved": (
        '<video src="a.mp4" poster="../a.jpg"></video>',
        "<video⟦src: posts/a.mp4⟧⟦poster: a.jpg⟧></video>",
    ),
    "a marker in code is code": (
        "One.\n\n    <!--more-->\n\n`<!--more-->`",
        "<p>One.</p>\n<pre><code>&lt;!--more--&gt;\n</code></pre>\n<p><code>&lt;!--more--&gt;</code></p>",
    ),
}


@pytest.mark.parametrize(("markdown", "expected"), CASES.values(), ids=CASES)
def test_html(converter: BodyConverter, markdown: str, expected: str) -> None:
    body = convert(converter, markdown)
    assert html_of(body) == expected
    warned = {"foreign-syntax", "third-party-image"}
    assert [one for one in body.diagnostics if one.code not in warned] == []


@pytest.mark.parametrize(
    ("markdown", "mended"),
    [
        ("*[42]: answer\n\n\\* 42", '<p>* <abbr title="answer">42</abbr></p>'),
    ],
)
def test_a_stumble_of_python_markdown_is_mended_and_reported(
    converter: BodyConverter, markdown: str, mended: str
) -> None:
    body = convert(converter, markdown)
    assert html_of(body) == mended
    assert [one.code for one in body.diagnostics] == ["markdown-placeholder"]


LINKS = {
    "police-part-1.md#why": "posts/police-part-1.md#why",
    "../posts/x.md": "posts/x.md",
    "./a/../b.md": "posts/b.md",
    "images/my%20desk%C3%A9.png": "posts/images/my deské.png",
    "<my desk.png>": "posts/my desk.png",
    "folder/": "posts/folder/",
    "part:1": "part:1",
    "part:1#why": "part:1#why",
    "/about/?x=1&y=2#top": "/about/?x=1&y=2#top",
    "/tags/gr%C3%BCn/": "/tags/grün/",
}


@pytest.mark.parametrize(("written", "target"), LINKS.items())
def test_targets(converter: BodyConverter, written: str, target: str) -> None:
    body = convert(converter, f"[x]({written})")
    assert html_of(body) == f"<p><a⟦href: {target}⟧>x</a></p>"


@pytest.mark.parametrize(
    ("written", "printed"), [("#why", "#why"), ("#caf%C3%A9", "#caf%C3%A9"), ("#a&b", "#a&amp;b")]
)
def test_a_link_within_the_page_waits_for_the_pages_address(
    converter: BodyConverter, written: str, printed: str
) -> None:
    body = convert(converter, f"[x]({written})")
    assert html_of(body) == f'<p><a href="⟦here⟧{printed}">x</a></p>'
    assert problems(body) == ["1:5 broken-anchor"]


def test_a_link_within_the_page_finds_its_heading(converter: BodyConverter) -> None:
    assert problems(convert(converter, "## Why\n\n[x](#why)")) == []
    (found,) = convert(converter, "## Why me\n\n[x](#whyme)").diagnostics
    assert found.hint == "did you mean #why-me?"


@pytest.mark.parametrize("path", ["posts/2021/essay.md", "posts/essay/index.md"])
def test_a_link_begins_at_the_documents_own_folder(converter: BodyConverter, path: str) -> None:
    folder = path.rpartition("/")[0]
    assert html_of(convert(converter, "[x](y.md)", path)) == f"<p><a⟦href: {folder}/y.md⟧>x</a></p>"


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("posts/police-part-2.md", "fn-police-part-2-1"),
        ("posts/2021/part.md", "fn-2021.part-1"),
        ("posts/2021-part.md", "fn-2021-part-1"),
    ],
)
def test_footnotes_of_two_posts_never_share_an_id(converter: BodyConverter, path: str, prefix: str) -> None:
    assert prefix in convert(converter, "x[^1]\n\n[^1]: y", path).head.anchors


@pytest.mark.parametrize(
    ("language", "heading", "identifier"),
    [("tr", "I\u015eIK \u0130", "\u0131\u015f\u0131k-i"), ("en", "IS I", "is-i")],
)
def test_heading_ids_are_in_the_lower_case_of_the_language(
    language: str, heading: str, identifier: str
) -> None:
    converter = BodyConverter(ParserSettings(language=language))
    body = converter.body(f"## {heading}", path="posts/a.md", first_line=1)
    assert f'<h2 id="{identifier}">' in "".join(body.chunks)
