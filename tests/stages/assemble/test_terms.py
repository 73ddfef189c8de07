from __future__ import annotations

import msgspec
import pytest

from site_builder.model.config import Permalinks
from tests.stages.assemble.heads import CONFIG, assembled, codes, labels, post, said


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Rest", "rest", "rest"], "rest"),
        (["night shift", "Night-shift", "night shift"], "night shift"),
        (["night  shift", "nightshift", "nightshift"], "nightshift"),
        (["men's health", "men’s health", "men’s health"], "men’s health"),
        (["Grün", "grün", "grün"], "grün"),
        (["cafe\u0301", "café", "café"], "café"),
        (["b", "B"], "B"),
    ],
)
def test_spellings_of_one_tag_are_one_and_the_commonest_is_kept(names: list[str], expected: str) -> None:
    posts = [post(f"p{number}", tags=labels(name)) for number, name in enumerate(names)]
    result = assembled(*posts)
    assert [(tag.name, len(tag.posts)) for tag in result.site.tags] == [(expected, len(names))]
    variants = [(head.path, "term-spelling") for head in posts if head.tags[0].name != expected]
    assert sorted(codes(result)) == variants


def test_another_spelling_is_reported_at_its_place() -> None:
    result = assembled(post("a", tags=labels("rest")), post("b", tags=labels("x", "Rest")))
    assert said(result) == [
        "warning posts/a.md:3 term-spelling: the tag 'rest' is spelt 'Rest' elsewhere; they are treated as "
        "one; write 'Rest'"
    ]


def test_tags_that_differ_in_more_cannot_share_a_url() -> None:
    result = assembled(post("a", tags=labels("C++")), post("b", tags=labels("C#")))
    assert said(result) == [
        "error posts/a.md:3 url-collision: the tags 'C++' and 'C#' share a URL: both make 'c';"
        " write one of the two in letters, here or in all posts with the tag 'C#'"
    ]


def test_a_tag_and_a_category_of_one_name_are_two() -> None:
    site = assembled(post("a", tags=labels("Rest"), categories=labels("Rest"))).site
    assert [term.url for term in (*site.tags, *site.categories)] == ["/tags/rest/", "/categories/rest/"]


def test_terms_are_listed_by_name_their_posts_newest_first_and_a_posts_own_in_its_order() -> None:
    site = assembled(
        post("old", "2026-01-01", tags=labels("zeal", "Ale")),
        post("new", "2026-01-02", tags=labels("Ale")),
    ).site
    assert [tag.name for tag in site.tags] == ["Ale", "zeal"]
    assert [one.head.slug for one in site.tags[0].posts] == ["new", "old"]
    assert [tag.name for tag in site.terms_of["posts/old.md"][0]] == ["zeal", "Ale"]


def test_hidden_posts_lend_no_tag() -> None:
    site = assembled(
        post("a", tags=labels("seen")),
        post("b", is_draft=True, tags=labels("secret", "seen")),
        post("c", "2026-04-01", tags=labels("later"), categories=labels("later")),
    ).site
    assert [(tag.name, len(tag.posts)) for tag in site.tags] == [("seen", 1)]
    assert site.categories == ()


def test_urls_follow_the_pattern() -> None:
    config = msgspec.structs.replace(CONFIG, permalinks=Permalinks(tags="/about/{slug}/"))
    site = assembled(post("a", tags=labels("Night shift")), config=config).site
    assert site.tags[0].url == "/about/night-shift/"
