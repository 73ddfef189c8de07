"""What writers type who come from other tools.

Covers `stages/bodies/syntax/inline_marks`, `stages/bodies/syntax/lists_after_text`,
`stages/bodies/syntax/task_lists`, `stages/bodies/syntax/typographic_marks`.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from markdown.blockprocessors import BlockProcessor

from site_builder.fastmarkdown import accelerate
from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.stages.bodies.extensions import build_markdown
from site_builder.stages.bodies.markdown_run import Conversions
from site_builder.stages.language.words import Words


@pytest.fixture(scope="module")
def conversions() -> Conversions:
    return Conversions(ParserSettings())


def items(*texts: str, name: str = "ul") -> str:
    return f"<{name}>\n" + "".join(f"<li>{text}</li>\n" for text in texts) + f"</{name}>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("We ship:\n- a\n- b", "<p>We ship:</p>\n" + items("a", "b")),
        ("We ship:\n* a\n+ b", "<p>We ship:</p>\n" + items("a", "b")),
        ("Steps:\n1. a\n2. b", "<p>Steps:</p>\n" + items("a", "b", name="ol")),
        ("It was\n1986. Then", "<p>It was\n1986. Then</p>"),
        ("a\n-b", "<p>a\n-b</p>"),
        ("a\n- - -\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("> a\n> - b", "<blockquote>\n<p>a</p>\n" + items("b") + "\n</blockquote>"),
        ("## a\n- b", '<h2 id="a">a</h2>\n' + items("b")),
        ("- a\n- b", items("a", "b")),
    ],
)
def test_a_list_may_follow_a_line_of_text(conversions: Conversions, source: str, html: str) -> None:
    assert conversions.convert(source, "-x-")[0] == html


def test_a_table_whose_rule_looks_like_a_list_is_a_table(conversions: Conversions) -> None:
    html, _ = conversions.convert("a | b\n- | -\n1 | 2", "-x-")
    assert html.startswith("<table>")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("a\\\\\nb", "<p>a\\\nb</p>"),
        ("a\\", "<p>a\\</p>"),
        ("`a\\\nb`", "<p><code>a\\\nb</code></p>"),
        ("is ~~not *so*~~ true", "<p>is <del>not <em>so</em></del> true</p>"),
        ("~~[a](b)~~ `~~c~~`", '<p><del><a href="b">a</a></del> <code>~~c~~</code></p>'),
        ("a ~~ b ~~ c", "<p>a ~~ b ~~ c</p>"),
        ("~a~ ~~~b~~~", "<p>~a~ ~~~b~~~</p>"),
    ],
)
def test_line_breaks_and_strikethrough(conversions: Conversions, source: str, html: str) -> None:
    assert conversions.convert(source, "-x-")[0] == html


BOX = '<input disabled type="checkbox">'
TICKED = '<input checked disabled type="checkbox">'


def test_task_lists_are_boxes_that_their_text_labels(conversions: Conversions) -> None:
    html, _ = conversions.convert("- [ ] to *do*\n- [x] done\n- [X] also\n- [y] not", "-x-")
    assert html == (
        '<ul>\n<li class="task-list-item"><label>' + BOX + " to <em>do</em></label></li>\n"
        '<li class="task-list-item"><label>' + TICKED + " done</label></li>\n"
        '<li class="task-list-item"><label>' + TICKED + " also</label></li>\n"
        "<li>[y] not</li>\n</ul>"
    )


def test_task_lists_with_paragraphs(conversions: Conversions) -> None:
    html, _ = conversions.convert("1. [x] done\n\n    more\n\n2. [ ] to do", "-x-")
    assert f"<p><label>{TICKED} done</label></p>\n<p>more</p>" in html
    assert f"<p><label>{BOX} to do</label></p>" in html


def link(address: str, text: str = "") -> str:
    return f'<a href="{address}">{text or address}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("see https://e.org/a_b_c.", f"see {link('https://e.org/a_b_c')}."),
        ("(http://e.org/x_(y))", f"({link('http://e.org/x_(y)')})"),
        ("*https://e.org/*!", f"<em>{link('https://e.org/')}</em>!"),
        ("https://e.org/?a=1&b=2", link("https://e.org/?a=1&amp;b=2")),
        ("**https://e.org**, x", f"<strong>{link('https://e.org')}</strong>, x"),
        ("<b>https://e.org/</b>", f"<b>{link('https://e.org/')}</b>"),
        ("<https://e.org/>", link("https://e.org/")),
        ("`https://e.org/`", "<code>https://e.org/</code>"),
        ("[https://e.org/](https://f.org/)", link("https://f.org/", "https://e.org/")),
        ("[a *https://e.org/*](b)", link("b", "a <em>https://e.org/</em>")),
        ('<a href="x">at <b>https://e.org/</b></a>', '<a href="x">at <b>https://e.org/</b></a>'),
        ('<a href="x">a</a> https://e.org/', '<a href="x">a</a> ' + link("https://e.org/")),
        ('<img alt="" src="https://e.org/a.png">', '<img alt="" src="https://e.org/a.png">'),
        ("![a](https://e.org/a.png)", '<img alt="a" src="https://e.org/a.png">'),
        ("xhttps://e.org https://", "xhttps://e.org https://"),
    ],
)
def test_bare_addresses_are_links(conversions: Conversions, source: str, html: str) -> None:
    assert conversions.convert(source, "-x-")[0] == f"<p>{html}</p>"


def test_addresses_in_code_and_raw_html_are_left_alone(conversions: Conversions) -> None:
    source = "```\nhttps://e.org/\n```\n\n    https://e.org/\n\n<div>https://e.org/</div>"
    assert "<a" not in conversions.convert(source, "-x-")[0]


def test_a_site_can_leave_out_what_it_does_not_want() -> None:
    ours = ("bare_urls", "line_breaks", "lists_after_text", "strikethrough", "task_lists")
    source = "a\\\n- b ~~c~~ https://e.org/\n\n- [x] d"
    md = build_markdown(ParserSettings(markdown=MarkdownSettings(without=ours)), Words("en-GB"))
    assert md.convert(source) == "<p>a\\\n- b ~~c~~ https://e.org/</p>\n<ul>\n<li>[x] d</li>\n</ul>"
    for name in ours:
        others = tuple(one for one in ours if one != name)
        md = build_markdown(ParserSettings(markdown=MarkdownSettings(without=others)), Words("en-GB"))
        assert md.convert(source) != "<p>a\\\n- b ~~c~~ https://e.org/</p>\n<ul>\n<li>[x] d</li>\n</ul>", name


def test_plain_paragraphs_cost_no_more_than_with_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    md = build_markdown(ParserSettings(), Words("en-GB"))
    asked: list[str] = []
    for kind in {type(processor) for processor in md.parser.blockprocessors}:

        def counted(self: BlockProcessor, parent: Element, block: str, _test: Any = kind.test) -> bool:
            asked.append(type(self).__name__)
            return bool(_test(self, parent, block))

        monkeypatch.setattr(kind, "test", counted)
    md.convert("\n\n".join(["Plain prose, and more of it; (no marks) at all."] * 50))
    assert asked == ["EmptyBlockProcessor"]  # about what follows the last newline
    report = accelerate(md)
    slow = [part for part in report.left_to_stock if not part.kind.startswith("site_builder.")]
    assert slow == []
    assert all(
        part.is_fast for part in report.parts if part.registry in ("blockprocessors", "inlinePatterns")
    )
