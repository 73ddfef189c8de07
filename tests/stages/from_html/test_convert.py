"""Covers `markdown_text`, `tidy`, `tokens`, `tree`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model.config import ParserSettings
from site_builder.stages.from_html.convert import MarkdownWriter
from site_builder.stages.from_html.tidy import Rewriting, tidy
from site_builder.stages.from_html.tokens import shown
from site_builder.stages.from_html.tree import parse_html

AS_IT_IS = Rewriting(lambda url: url, lambda url, _: url, lambda url: url)
WRITER = MarkdownWriter(ParserSettings())


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>One <strong>two</strong> <em>three</em></p>", "One **two** *three*"),
        ("<h3 id='why'>Why</h3>", "### Why {: #why }"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n    - b\n- c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p><a href='https://x.example/'>x</a></p>", "[x](https://x.example/)"),
        ("<pre><code class='language-python'>a = [1]\n</code></pre>", "```python\na = [1]\n```"),
        (
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b|c</td></tr></tbody></table>",
            "| a |\n| --- |\n| b\\|c |",
        ),
        (
            "<figure><img src='a.jpg' alt='A'><figcaption>Cap</figcaption></figure>",
            '![A](a.jpg "Cap")',
        ),
        ("<p>a<br>b</p>", "a  \nb"),
        ("<hr>", "---"),
    ],
)
def test_html_becomes_the_markdown_that_a_writer_would_write(source: str, written: str) -> None:
    assert WRITER.write(source, AS_IT_IS) == (written, True, 0)


@pytest.mark.parametrize(
    "words",
    [
        "1. not a list",
        "# not a heading",
        "- not a list",
        "+ nor this",
        "&gt; not a quotation",
        "a *star* and _line_ and `tick`",
        "[x] and [x](y) and [^1]",
        "----",
        "====",
        "$a$ costs $5 and $6",
        "&lt;b&gt; &amp;amp; &amp;copy;",
        "~~struck~~",
        "!!! note",
        ": defined",
        "https://bare.example/ stays text",
        "{: .class }",
        "*[RTA]: road",
        "| a | b |",
        "\\*",
    ],
)
def test_text_that_markdown_would_misread_is_text(words: str) -> None:
    made = WRITER.write(f"<p>{words}</p><p>second</p>", AS_IT_IS)
    assert made.is_same
    assert made.kept == 0, made.text


def test_what_markdown_cannot_say_stays_html() -> None:
    made = WRITER.write("<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>", AS_IT_IS)
    assert made.is_same
    assert made.text.startswith("<table>")


def test_two_lists_in_a_row_stay_two() -> None:
    made = WRITER.write("<ul><li>a</li></ul><ul><li>b</li></ul>", AS_IT_IS)
    assert made.is_same
    assert made.kept == 0


def test_frames_become_links_and_scripts_go() -> None:
    source = '<iframe src="//www.youtube.com/embed/abc123"></iframe><script>alert(1)</script><p>a</p>'
    made = WRITER.write(source, AS_IT_IS)
    assert "https://www.youtube.com/watch?v=abc123" in made.text
    assert "iframe" not in made.text
    assert "alert" not in made.text


def test_addresses_that_run_code_are_dropped() -> None:
    made = WRITER.write(
        '<p><a href="javascript:x()">a</a> <img src="data:text/html,x" alt="b"></p>', AS_IT_IS
    )
    assert "javascript" not in made.text
    assert "data:" not in made.text


def test_a_picture_that_is_in_the_text_itself_stays() -> None:
    address = "data:image/png;base64,iVBORw0KGgo="
    html = f'<p><img src="{address[:30]}\n {address[30:]}" alt="b"></p>'
    assert WRITER.write(html, AS_IT_IS).text == f"![b]({address})"


def test_deep_nesting_keeps_its_words() -> None:
    made = WRITER.write("<div><blockquote>" * 600 + "deep words" + "</blockquote></div>" * 600, AS_IT_IS)
    assert "deep words" in made.text.replace("\n", " ")


PIECES = st.sampled_from(
    "<p> </p> <div> </div> <em> </em> <ul> <li> </li> </ul> <b> <blockquote> </blockquote> <pre> </pre> <br> "
    "<table> <tr> <td> </table> <a href=x> </a> <img> <h2> </h2> <code> </code> <!--more--> &amp; & < * _ "
    "[ ] 1. # words ` | \n \n\n <figure> </figure> <iframe> <!-- > ''' \" -- ... \x00 é 漢".split(" ")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_html_ends_in_a_traceback_and_all_words_are_kept(pieces: list[str]) -> None:
    source = " ".join(pieces)
    root = parse_html(source)
    tidy(root, AS_IT_IS)
    made = WRITER.write(source, AS_IT_IS)
    if made.is_same:
        assert shown(WRITER.rendered(made.text)) == shown(root)


@pytest.mark.parametrize(
    ("source", "is_note"),
    [
        ("<p>Editor's note: this was written before.</p>", True),
        ("<p><strong>Editor’s note:</strong> this was written before.</p>", True),
        ("<blockquote><p>Editor's note: theirs.</p></blockquote>", False),
        ("<ul><li><p>Editor's note: listed</p><p>more</p></li></ul>", False),
    ],
)
def test_only_a_paragraph_of_the_text_itself_is_an_editors_note(source: str, is_note: bool) -> None:
    made = WRITER.write(source, AS_IT_IS)
    assert made.is_same
    assert bool(list(WRITER.rendered(made.text).iter("aside"))) is is_note
