"""Covers `shared_page`: a text that shares its page with others."""

from __future__ import annotations

import re

import pytest

from site_builder.model.documents import HERE
from site_builder.stages.views.body_html import join_body
from site_builder.stages.views.shared_page import beside_others, links_beside_others


@pytest.mark.parametrize(
    ("alone", "beside"),
    [
        ('<h2 id="why">Why</h2>', '<h3 id="p-why">Why</h3>'),
        ("<h5 class=x>A</h5><h6>B</h6>", "<h6 class=x>A</h6><h6>B</h6>"),
        ("<H2>A</H2>", "<H3>A</H3>"),
        (f'<p id="a"><a href="{HERE}#a">Up</a></p>', '<p id="p-a"><a href="#p-a">Up</a></p>'),
        (f'<a href="{HERE}#_comments">Talk</a>', f'<a href="{HERE}#_comments">Talk</a>'),
        (
            f'<p id="größe &amp; form"><a href="{HERE}#gr%C3%B6%C3%9Fe%20&amp;%20form">x</a></p>',
            '<p id="p-größe &amp; form"><a href="#p-gr%C3%B6%C3%9Fe%20&amp;%20form">x</a></p>',
        ),
        ("<p id=plain>x</p>", '<p id="p-plain">x</p>'),
        ("<p id='single'>x</p>", '<p id="p-single">x</p>'),
        ('<a name="old"></a><meta name="old">', '<a name="p-old"></a><meta name="old">'),
        (
            '<label for="f">x</label><input id="f"><label for="g">y</label>',
            '<label for="p-f">x</label><input id="p-f"><label for="g">y</label>',
        ),
        (
            '<p id="a">x</p><p id="b" aria-labelledby="a b elsewhere">y</p>',
            '<p id="p-a">x</p><p id="p-b" aria-labelledby="p-a p-b elsewhere">y</p>',
        ),
        (
            '<svg><g id="dot"/><use href="#dot"/><rect fill="url(#dot)"/></svg>',
            '<svg><g id="p-dot"/><use href="#p-dot"/><rect fill="url(#p-dot)"/></svg>',
        ),
        (
            '<map name="m"></map><img usemap="#m" alt="">',
            '<map name="p-m"></map><img usemap="#p-m" alt="">',
        ),
        (
            '<!-- <h2 id="no"> --><script>"<p id=no>"</script><p>id="no"</p>',
            '<!-- <h2 id="no"> --><script>"<p id=no>"</script><p>id="no"</p>',
        ),
    ],
)
def test_ids_get_a_prefix_and_what_names_them_follows(alone: str, beside: str) -> None:
    assert beside_others(alone, "p-") == beside


def test_a_body_with_a_prefix_is_joined_so() -> None:
    chunks = (f'<h2 id="a">A</h2><p><a href="{HERE}#a">a</a> <a href="{HERE}#_top">b</a> <a', ">c</a></p>")
    assert join_body(chunks, (' href="/x/"',), "/own/", prefix="part-2-") == (
        '<h3 id="part-2-a">A</h3><p><a href="#part-2-a">a</a> <a href="/own/#_top">b</a> '
        '<a href="/x/">c</a></p>'
    )


def test_a_note_leads_into_its_text() -> None:
    note = f'<a href="{HERE}#a">a</a> <a href="{HERE}#b">b</a>'
    assert links_beside_others(note, "p-", {"a"}) == f'<a href="#p-a">a</a> <a href="{HERE}#b">b</a>'


def test_a_tag_that_is_never_closed_is_read_in_one_pass() -> None:
    text = "<p " + 'id="a" ' * 20_000
    assert len(re.findall(r'id="p-a"', beside_others(text, "p-"))) == 1
