from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.documents import HERE
from site_builder.model.views import Picture
from site_builder.stages.views.body_html import escape_attribute, join_body, link_headings, print_picture

TEXT = st.text(st.one_of(st.sampled_from("&\"'<>=/; \n"), st.characters(exclude_categories=["Cs"])))


class _Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def tags(markup: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """The start tags, after checking that nothing of them leaked out as text."""
    parsed = _Tags(markup)
    assert parsed.text == ""
    return parsed.seen


def attributes(picture: Picture, **settings: str) -> dict[str, str | None]:
    (found,) = [attrs for tag, attrs in tags(print_picture(picture, **settings)) if tag == "img"]
    assert len(dict(found)) == len(found), "an attribute twice"
    return dict(found)


def test_a_body_is_its_chunks_with_what_is_printed_between_them() -> None:
    printed = (' href="/x/"', "", Picture("/i.png", "alt", 2, 1, is_lazy=False))
    joined = join_body(("<a", ">x</a> <a", ">y</a> ", "."), printed)
    assert joined == '<a href="/x/">x</a> <a>y</a> <img src="/i.png" alt="alt" width="2" height="1">.'


def test_links_within_the_page_get_its_address() -> None:
    chunks = (f'<a href="{HERE}#why">',)
    assert join_body(chunks, ()) == '<a href="#why">'
    assert join_body(chunks, (), "https://a.example/x/?a&b") == '<a href="https://a.example/x/?a&amp;b#why">'


@given(st.lists(st.text(st.characters(exclude_characters=HERE)), min_size=1))
def test_a_body_without_references_in_it_is_its_chunks(chunks: list[str]) -> None:
    assert join_body(chunks, [""] * (len(chunks) - 1)) == "".join(chunks)


def test_chunks_and_references_have_to_fit() -> None:
    with pytest.raises(ValueError, match="2 chunks do not fit 2 references"):
        join_body(("a", "b"), ("", ""))


@given(TEXT)
def test_an_escaped_attribute_reads_as_it_was(value: str) -> None:
    escaped = escape_attribute(value)
    assert not set('"<>') & set(escaped)
    assert html.unescape(escaped) == value


@given(TEXT, TEXT, TEXT, TEXT)
def test_nothing_in_a_picture_breaks_out_of_its_tag(src: str, alt: str, title: str, srcset: str) -> None:
    picture = Picture(
        src, alt, srcset=srcset, sources=(("image/webp", srcset),), attributes=(("title", title),)
    )
    assert [tag for tag, _ in tags(print_picture(picture))] == ["picture", "source", "img"]


def test_measures_are_printed_only_where_they_are_known() -> None:
    assert "width" not in attributes(Picture("/a.svg"))
    assert attributes(Picture("/a.png", width=3, height=2))["height"] == "2"


@pytest.mark.parametrize(
    ("written", "measures"),
    [
        ({"width": "300"}, ("300", "150")),
        ({"height": "300"}, ("600", "300")),
        ({"width": "300", "height": "10"}, ("300", "10")),
        ({"width": "50%"}, ("800", "400")),
    ],
)
def test_a_measure_that_the_writer_gave_keeps_the_proportions(
    written: dict[str, str], measures: tuple[str, str]
) -> None:
    found = attributes(Picture("/a.png", width=800, height=400, attributes=tuple(written.items())))
    assert (found["width"], found["height"]) == measures


def test_a_lazy_picture_says_so_unless_the_writer_says_otherwise() -> None:
    assert attributes(Picture("/a.png"))["loading"] == "lazy"
    assert attributes(Picture("/a.png"))["decoding"] == "async"
    assert "loading" not in attributes(Picture("/a.png", is_lazy=False))
    assert attributes(Picture("/a.png", attributes=(("LOADING", "eager"),)))["loading"] == "eager"


def test_sizes_stand_where_widths_do_and_nowhere_else() -> None:
    by_width = Picture("/a.png", srcset="/a.png 400w, /b.png 800w", sources=(("image/webp", "/a.webp 400w"),))
    assert [dict(attrs).get("sizes") for _, attrs in tags(print_picture(by_width, "50vw"))] == [
        None,
        "50vw",
        "50vw",
    ]
    assert "sizes" not in attributes(Picture("/a.png", srcset="/b.png 2x"))
    assert "sizes" not in attributes(Picture("/a.png"))


def test_classes_of_the_writer_and_of_the_template_go_together() -> None:
    picture = Picture("/a.png", attributes=(("class", "wide"), ("title", "T")))
    assert attributes(picture, class_="lead")["class"] == "wide lead"
    assert attributes(picture)["title"] == "T"


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ('<h2 id="why">Why <em>so</em></h2>', '<h2 id="why"><a href="#why">Why <em>so</em></a></h2>'),
        ('<h3 class="x" id="b">B</h3>', '<h3 class="x" id="b"><a href="#b">B</a></h3>'),
        ('<h2 id="a"><a href="/x/">A</a> b</h2>', '<h2 id="a"><a href="/x/">A</a> b</h2>'),
        ("<h2>No id</h2>", "<h2>No id</h2>"),
        ('<h2 id="empty"></h2>', '<h2 id="empty"></h2>'),
        ('<h2 id="a">A<h3 id="b">B</h3>', '<h2 id="a">A<h3 id="b"><a href="#b">B</a></h3>'),
    ],
)
def test_headings_with_an_id_and_no_link_lead_to_themselves(html: str, linked: str) -> None:
    assert link_headings(html) == linked


def test_a_wide_picture_is_as_wide_as_the_margin_allows() -> None:
    wide = Picture("/i.png", srcset="/i.480.webp 480w", attributes=(("class", "wide"),))
    assert str(attributes(wide)["sizes"]).startswith("(min-width: 76rem)")
    assert attributes(wide, sizes="10rem")["sizes"] == "10rem"
