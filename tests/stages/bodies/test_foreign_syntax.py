"""What other tools would read, and what goes wrong without a sign of it, is said once for each kind.

Covers `stages/text/other_tools`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.config import MarkdownSettings, ParserSettings
from site_builder.stages.bodies import BodyConverter
from site_builder.stages.bodies.code_fences import unclosed_fences
from site_builder.stages.bodies.foreign_syntax import find_foreign_syntax
from tests.stages.bodies.reading import convert, html_of


def said(converter: BodyConverter, source: str) -> list[tuple[str, int, int, str]]:
    return [
        (one.code, one.place.line, one.place.column, one.message)
        for one in convert(converter, source).diagnostics
    ]


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        ("a\n\n{% highlight ruby %}\nb\n{% endhighlight %}", 3, 1, "'{% highlight …' is a template tag"),
        ('a {{< figure src="b" >}} {{< c >}}', 1, 3, "'{{< figure …' is a template tag"),
        ("[a]({{ site.url }}/b)", 1, 5, "'{{ site.url …' is a template tag"),
        ("[a]({% post_url 2020-01-01-b %})", 1, 5, "'{% post_url …' is a template tag"),
        ('[caption id="a"]b[/caption] [caption]', 1, 2, "'[caption]' is a shortcode"),
        ("a\n\nhttps://www.youtube.com/watch?v=b\n\nc", 3, 1, "the address of a video"),
        ("a\n\n<!--nextpage-->\n\nb", 3, 1, "<!--nextpage--> splits a post"),
        ("see [[Some Page]]", 1, 5, "'[[Some Page]]' is a wiki link"),
        ("a^[a note] b^[c]", 1, 2, "a footnote inside the text"),
        ("[a][nope] and [b][nope too]", 1, 1, "nothing defines '[nope]'"),
        ("- a\n  - b\n  - c", 2, 3, "this list item is indented by less"),
        ("text\na | b\n- | -\n1 | 2", 2, 1, "this table is right below"),
        ("a | b\n- | -\n1 | 2\ntext", 4, 1, "this line is right below a table"),
        ("a\n\n{: .b }\n\nc", 3, 1, "'{: .b }' is not attached to any block"),
        ("a\n\n{:toc}", 3, 1, "'{:toc}' is not a list of attributes"),
    ],
)
def test_syntax_of_other_tools_is_reported_once(
    converter: BodyConverter, source: str, line: int, column: int, message: str
) -> None:
    (found,) = said(converter, source)
    assert found[:3] == ("foreign-syntax", line, column)
    assert found[3].startswith(message)


@pytest.mark.parametrize(
    "source",
    [
        "`{% raw %}` and `[[a]]`\n\n    {{ x }}\n\n```\n[caption]\n```",
        "[caption](a.md) \\[video] [a][b] ![c][b]\n\n[b]: e.png",
        "- a\n    - b\n\n| a | b |\n| - | - |\n| c | d |\n\ntext",
        "see https://youtu.be/b here",
        "a[^1]: b\n\n[^1]: c",
        "text\n{: .c }",
        "x^2 [a] {b} [c, d]",
    ],
)
def test_what_is_right_here_is_not_reported(converter: BodyConverter, source: str) -> None:
    found = [one for one in said(converter, source) if one[0] not in ("broken-link", "missing-image")]
    assert found == []


def test_wiki_links_are_not_reported_where_a_site_has_them() -> None:
    converter = BodyConverter(ParserSettings(markdown=MarkdownSettings(extensions=("wikilinks",))))
    assert not [one for one in said(converter, "[[Page]]") if one[0] == "foreign-syntax"]


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        ("a\n\n```js\nb", "fence-unclosed", 3, 1),
        ("a[^x]\n\n[^x]: b\n\n[^x]: c", "footnote-duplicate", 5, 1),
        ("a[^x] b[^x]", "footnote-missing", 1, 2),
        ("a\n\n[^x]: b", "footnote-unused", 3, 1),
    ],
)
def test_fences_and_footnotes_that_go_wrong_in_silence(
    converter: BodyConverter, source: str, code: str, line: int, column: int
) -> None:
    assert [one[:3] for one in said(converter, source)] == [(code, line, column)]


def test_references_from_128_to_159_are_letters(converter: BodyConverter) -> None:
    body = convert(converter, "It&#146;s &#147;old&#148; &#x97; &#128;")
    assert html_of(body) == "<p>It’s “old” — €</p>"
    assert body.diagnostics == ()


def test_styles_are_reported_once_a_file(converter: BodyConverter) -> None:
    source = "\n\n".join(f'<p style="color: #{number:03}">a</p>' for number in range(900))
    (found,) = convert(converter, "b\n\n" + source).diagnostics
    assert (found.code, found.place.line) == ("inline-code", 3)
    assert "there are 900" in found.hint


def test_pictures_from_other_hosts_are_reported_once_a_file(converter: BodyConverter) -> None:
    source = 'a\n\n![b](https://e.org/c.png) ![d](//f.org/g.png)\n\n<img src="http://h.org/i.png" alt="j">'
    (found,) = convert(converter, source).diagnostics
    assert (found.code, found.place.line, found.place.column) == ("third-party-image", 3, 6)
    assert "there are 3" in found.hint


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("[a](javascript:alert(1))", 5),
        ('<a href="java&#10;script:alert(1)">a</a>', 1),
        ('<a href="b.md" onclick="c()">a</a>', 16),
        ('<button formaction="JavaScript:b()">a</button>', 21),
        ("[a](data:text/html,b)", 5),
    ],
)
def test_a_script_in_a_link_or_an_attribute_is_reported(
    converter: BodyConverter, source: str, column: int
) -> None:
    (found,) = said(converter, source)
    assert found[:2] == ("inline-code", 1)
    assert found[2] == column or "&#10;" in source


@pytest.mark.parametrize("anchor", ["top", "_reply", "_comments", "comment-1"])
def test_places_that_every_page_has_are_not_broken(converter: BodyConverter, anchor: str) -> None:
    assert said(converter, f"[a](#{anchor})") == []


def test_an_empty_alternative_text_is_not_missed_at_a_link_to_the_same_file(converter: BodyConverter) -> None:
    assert said(converter, '[a](b.png) <img src="b.png" alt="">') == []
    assert [one[0] for one in said(converter, "![][b]\n\n[b]: b.png")] == ["image-alt-missing"]


@pytest.mark.parametrize(
    "html",
    [
        '<svg><use href="icons.svg#a"></use></svg>',
        '<svg><use xlink:href="icons.svg#a"></use></svg>',
        '<svg><image href="a.png"></image></svg>',
        '<button formaction="a.html">b</button>',
        '<input type="submit" formaction="a.html">',
    ],
)
def test_links_in_inline_svg_and_of_buttons_are_resolved(converter: BodyConverter, html: str) -> None:
    body = convert(converter, f"<div>{html}</div>")
    assert len(body.head.references) == 1


def test_a_fragment_in_inline_svg_stays_one(converter: BodyConverter) -> None:
    body = convert(converter, '<svg><use href="#a"></use></svg>')
    assert body.head.references == ()
    assert 'href="#a"' in html_of(body)


@given(
    st.lists(
        st.sampled_from(
            ["```", "```js", "~~~", "~~~~", "````", "> ```", "    ```", "- a", "text", "", "```a```", "``` `"]
        ),
        max_size=9,
    )
)
def test_a_fence_that_nothing_closes_is_found_in_any_order_of_lines(lines: list[str]) -> None:
    source = "\n".join(lines)
    found = [one for one in find_foreign_syntax(source) if one.code == "fence-unclosed"]
    assert bool(found) == bool(unclosed_fences(lines))
