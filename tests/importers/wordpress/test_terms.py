from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.cli import main
from tests.importers.export import bring, export, item, report


def labelled(kind: str, *terms: tuple[str, str], number: int = 1) -> str:
    extra = "".join(
        f'<category domain="{kind}" nicename="{slug}"><![CDATA[{name}]]></category>' for name, slug in terms
    )
    return item(number=number, extra=extra)


def category(slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{name}</wp:cat_name></wp:category>"
    )


def built_rules(root: Path) -> list[str]:
    assert main(["build", "-c", str(root), "-q"]) == 0
    return (root / "output/_redirects").read_text(encoding="utf-8").splitlines()


def test_nested_categories_become_flat_ones_and_their_addresses_lead_on(tmp_path: Path) -> None:
    head = (
        category("life", "Life") + category("office", "Office", "life") + category("night", "Night", "office")
    )
    root = bring(tmp_path, export([labelled("category", ("Night", "night"), ("Life", "life"))], head=head))
    assert "categories: [Night, Life]" in (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert "/category/life/office/night/ /category/night/ 301" in built_rules(root)
    assert (root / "output/category/life/index.html").is_file()
    assert "Night was below life/office" in report(root)


def test_a_slug_that_is_not_made_of_the_name_leads_on(tmp_path: Path) -> None:
    root = bring(tmp_path, export([labelled("post_tag", ("Mental health", "mh"), ("Café", "caf%C3%A9"))]))
    assert "/tag/mh/ /tag/mental-health/ 301" in built_rules(root)
    assert (root / "output/tag/café/index.html").is_file()


@pytest.mark.parametrize(
    "terms", [(("C", "c"), ("C++", "c-2"), ("C#", "c-3")), (("!!!", "loud"), ("A", "a"))]
)
def test_names_that_would_share_a_url_or_have_none_are_told_apart(
    tmp_path: Path, terms: tuple[tuple[str, str], ...]
) -> None:
    root = bring(tmp_path, export([labelled("post_tag", *terms)]))
    assert built_rules(root)
    pages = [one.read_text(encoding="utf-8") for one in (root / "output/tag").glob("*/index.html")]
    assert sum("http-equiv" not in page for page in pages) == len(terms)
    assert "Categories and tags with other names" in report(root)


def test_a_tag_with_the_slug_of_another_gets_no_redirect_from_its_page(tmp_path: Path) -> None:
    root = bring(tmp_path, export([labelled("post_tag", ("Border", "shadow"), ("Shadow", "shadow-2"))]))
    assert not any(rule.startswith("/tag/shadow/ ") for rule in built_rules(root))


def test_circles_among_categories_end(tmp_path: Path) -> None:
    head = category("a", "A", "b") + category("b", "B", "a")
    assert built_rules(bring(tmp_path, export([labelled("category", ("A", "a"))], head=head)))


def test_a_name_without_letters_is_left_out_and_what_only_drafts_have_leads_nowhere(tmp_path: Path) -> None:
    shown = labelled("post_tag", ("---", "-"), ("Kept", "kept"))
    hidden = labelled("post_tag", ("Only a draft's", "old-slug"), number=2).replace("[publish]", "[draft]")
    root = bring(tmp_path, export([shown, hidden]), "--drafts")
    assert "tags: [Kept]" in (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert "the tag --- is left out: a name needs a letter or a digit" in report(root)
    assert "old-slug" not in (root / "config.yaml").read_text(encoding="utf-8")
    assert main(["build", "-c", str(root), "-q", "--strict"]) == 0


def tag(slug: str, name: str) -> str:
    return f"<wp:tag><wp:tag_slug>{slug}</wp:tag_slug><wp:tag_name>{name}</wp:tag_name></wp:tag>"


def test_bases_of_categories_and_tags_are_known_by_the_links_to_them(tmp_path: Path) -> None:
    head = category("life", "Life") + category("office", "Office", "life") + tag("night", "Night")
    menu = '<!-- wp:navigation-link {"type":"tag","url":"https:\\/\\/old.example\\/about\\/night\\/"} /-->'
    links = (
        '<a href="https://old.example/topics/life/office/">1</a> <a href="/topics/life/">2</a> '
        '<a href="https://old.example/about/night/">3</a> <a href="https://other.example/x/life/">4</a>'
    )
    text = labelled("category", ("Office", "office"), ("Life", "life")).replace("Words.", links)
    night = labelled("post_tag", ("Night", "night"), number=2)
    items = [text, night, item("Menu", menu, number=3, kind="wp_navigation")]
    root = bring(tmp_path, export(items, head=head))
    config = (root / "config.yaml").read_text(encoding="utf-8")
    assert 'categories: "/topics/{slug}/"' in config
    assert 'tags: "/about/{slug}/"' in config
    text = (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert "[1](/topics/office/) [2](/topics/life/)" in text
    assert "/topics/life/office/ /topics/office/ 301" in built_rules(root)
    assert (root / "output/topics/life/index.html").is_file()
    assert "not imported" not in report(root)


def test_one_link_or_one_to_a_page_is_no_base(tmp_path: Path) -> None:
    head = category("life", "Life") + tag("night", "Night")
    links = '<a href="/topics/life/">1</a>' + '<a href="https://old.example/about/night/">2</a>' * 3
    page = item("Night", kind="page", number=2, slug="night", link="https://old.example/about/night/")
    text = labelled("category", ("Life", "life")).replace("Words.", links)
    root = bring(tmp_path, export([text, page], head=head))
    config = (root / "config.yaml").read_text(encoding="utf-8")
    assert 'categories: "/category/{slug}/"' in config
    assert 'tags: "/tag/{slug}/"' in config
