"""HTML as a book may hold it.

Covers `xhtml_model`.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.stages.bodies.xhtml import to_xhtml

HERE = "https://tests.example/walk/"


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("<p>a<br>b&nbsp;&copy;&hellip;", "<p>a<br/>b\xa0©…</p>"),
        ("<P CLASS=x>a</P>", '<p class="x">a</p>'),
        ('<p style="color:var(--x)" onclick="x()" data-y="1">a</p>', "<p>a</p>"),
        ("a<!-- b -- c -->d", "ad"),
        ("<script>x</script><style>y</style><p>z</p>", "<p>z</p>"),
        # Ids: none twice, none that XML forbids, and links follow.
        ('<p id="a">1</p><p id="a">2</p>', '<p id="a">1</p><p>2</p>'),
        ('<p id="a:b">1</p><a href="#a:b">2</a>', '<p id="x-a_3a_b">1</p><a href="#x-a_3a_b">2</a>'),
        (f'<p id="ü">1</p><a href="{HERE}#%C3%BC">2</a>', '<p id="x-_fc_">1</p><a href="#x-_fc_">2</a>'),
        (f'<a href="{HERE}#_comments">talk</a>', f'<a href="{HERE}#_comments">talk</a>'),
        ('<a href="#nowhere">a</a>', f'<a href="{HERE}#nowhere">a</a>'),
        # Addresses.
        ('<a href="https://x.example/a b|c?q=[1]#d">a</a>',
         '<a href="https://x.example/a%20b%7Cc?q=%5B1%5D#d">a</a>'),
        ('<a href="https://[::1]/x">a</a>', '<a href="https://[::1]/x">a</a>'),
        ('<a href="https://[x/">a</a>', "<a>a</a>"),
        ('<a href="https:///x">a</a>', "<a>a</a>"),
        ('<a href="https://x.example/100%">a</a>', '<a href="https://x.example/100%25">a</a>'),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="sms:85258">a</a>', "<a>a</a>"),
        ('<a href="tel:116123">a</a>', '<a href="tel:116123">a</a>'),
        ('<a href="part-2.xhtml#b">a</a>', '<a href="part-2.xhtml#b">a</a>'),
        # Pictures, and what no book holds.
        ('<img src="images/a.jpg" alt="A" width="9" height="auto" srcset="b 2x" loading="lazy">',
         '<img src="images/a.jpg" alt="A" width="9"/>'),
        ('<img src="https://x.example/a.jpg" alt="A &lt; B">',
         '<a href="https://x.example/a.jpg">A &lt; B</a>'),
        ('<a href="/x"><img src="https://x.example/a.jpg" alt="A"></a>', '<a href="/x"><span>A</span></a>'),
        ('<iframe src="https://x.example/v" title="A film"></iframe>',
         '<a href="https://x.example/v">A film</a>'),
        ('<video><source src="https://x.example/v.mp4">Old</video>',
         '<a href="https://x.example/v.mp4">https://x.example/v.mp4</a>'),
        ('<svg viewBox="0 0 1 1"><title>A chart</title><path d=""/></svg>', "A chart"),
        ('<svg aria-label="A &amp; B"><path d=""/></svg>', "A &amp; B"),
        ("<svg><text>One</text><text>two</text></svg>", "One two"),
        ('<math alttext="x squared"><mi>x</mi></math>', "x squared"),
        ('<ul><li><input type="checkbox" checked disabled> done</li></ul>',
         "<ul><li><span>☑</span> done</li></ul>"),
        ("<picture><source srcset=a.webp><img src=images/a.jpg alt=A></picture>",
         '<span></span><img src="images/a.jpg" alt="A"/>'),
        # Structure.
        ("<ul>a<li>b</li>c<p>d</p></ul>", "<ul><li>a</li><li>bc<p>d</p></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<li>a</li><dd>b</dd><figcaption>c</figcaption>", "<div>a</div><div>b</div><div>c</div>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<dl><dd>b</dd></dl>", "<div><div>b</div></div>"),
        ("<span><div>a</div></span>b", "<span><span>a</span> </span>b"),
        ("<a href='tel:1'><div>a</div></a>", '<a href="tel:1"><div>a</div></a>'),
        ("<em><a href='tel:1'><div>a</div></a></em>",
         '<em><a href="tel:1"><span>a</span> </a></em>'),
        ("<table><tr><td>a<tfoot><tr><td>b</tfoot><tbody><tr><td>c</table>",
         "<table><tbody><tr><td>a</td></tr></tbody><tbody><tr><td>b</td></tr></tbody>"
         "<tbody><tr><td>c</td></tr></tbody></table>"),
        ("<table><tr><td>a<caption>b</table>",
         "<table><caption>b</caption><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<details><summary>a</summary>b</details>", "<div><p>a</p>b</div>"),
        ("<ruby>a<rt>b</rt></ruby><ruby>c</ruby>", "<ruby>a<rt>b</rt></ruby><span>c</span>"),
        ("<figure><figcaption>a</figcaption><p>b</p></figure>",
         "<figure><figcaption>a</figcaption><p>b</p></figure>"),
        ("<ol start=x type=q reversed><li value=z>a</ol>", '<ol reversed="reversed"><li>a</li></ol>'),
        ("<bdo>a</bdo><bdo dir=rtl>b</bdo>", '<span>a</span><bdo dir="rtl">b</bdo>'),
        ('<p lang="de" dir="odd">a</p>', '<p lang="de" xml:lang="de">a</p>'),
        ("<time datetime=soon>a</time>", "<time>a</time>"),
    ],
)  # fmt: skip
def test_what_a_browser_forgives_is_put_right(written: str, bound: str) -> None:
    assert to_xhtml(written, {"images/a.jpg"}, HERE) == bound


def test_footnotes_are_those_of_books() -> None:
    text = (
        '<p>A<sup id="fnref-a-x"><a class="footnote-ref" href="#fn-a-x" role="doc-noteref">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn-a-x"><p>Note.<a class="footnote-backref" href="#fnref-a-x" '
        'role="doc-backlink">↩</a></p></li></ol></div>'
    )
    assert to_xhtml(text) == (
        '<p>A<sup id="fnref-a-x"><a class="footnote-ref" href="#fn-a-x" role="doc-noteref" '
        'epub:type="noteref">1</a></sup></p><section class="footnotes" epub:type="footnotes">\n'
        '<aside id="fn-a-x" epub:type="footnote" role="doc-footnote"><p>1. Note.<a class="footnote-backref" '
        'href="#fnref-a-x" role="doc-backlink" epub:type="backlink">↩</a></p></aside>\n</section>'
    )


def test_what_is_nested_too_deeply_keeps_its_words() -> None:
    made = to_xhtml("<div>" * 3000 + "deep<br>down" + "</div>" * 3000)
    assert "deepdown" in made
    assert made.count("<div>") < 100


TOKENS = st.sampled_from(
    """<p> </p> <div> </div> <ul> <li> </ul> <dl> <dt> <dd> </dl> <table> <tr> <td> <caption> <tfoot> </table>
    <span> </span> <em> </em> <a> <a&#32;href=x> </a> <h2> </h2> <figure> <figcaption> </figure> <ruby> <rt>
    </ruby> <br> <hr> <img> <svg> </svg> <math> <pre> </pre> <!-- --> <![CDATA[ ]]> &lt; & < > " <?x?> word
    <details> <summary> </details> <input> <video> <source> </video> <script> </script> &nbsp; &#0;""".split()
)


@given(st.lists(TOKENS, max_size=40).map(lambda tokens: html.unescape(" ".join(tokens))))
def test_any_soup_becomes_well_formed(soup: str) -> None:
    made = to_xhtml(soup)
    root = etree.fromstring(f'<div xmlns:epub="x">{made}</div>')
    assert re.findall(r"&(?!lt;|gt;|amp;|quot;|#)", made) == []
    for item in root.iter("li"):
        assert item in [child for parent in root.iter() if parent.tag in ("ul", "ol") for child in parent]
    for phrase in (one for one in root.iter() if one.tag in ("p", "span", "em", "h2")):
        inside = {one.tag for one in phrase.iter()} - {phrase.tag}
        assert inside & {"div", "ul", "table", "dl", "p", "figure", "h2", "pre", "hr"} == set()
