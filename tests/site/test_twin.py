"""A page with every element of the one that the builder was first ordered for, line by line.

It is part two of three, on 27 October 2021: part one is live, part three is planned for 2 November.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.driver import Project
from tests.site.reading import Page, text_of
from tests.site.sites import FIXTURES, ROOT, SUB_PATH, build_variant

PART_1, PART_2, PART_3 = (f"/a-year-on-the-allotment-part-{number}/" for number in (1, 2, 3))
TITLE = "A year on the allotment (part 2)"


@pytest.fixture(scope="module", params=[ROOT, SUB_PATH], ids=["root", "repo"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return build_variant("twin", request.param, tmp_path_factory.mktemp("twin") / "site")


@pytest.fixture
def page(site: Project) -> Page:
    return Page(site.page(PART_2))


def under(site: Project, path: str) -> str:
    """A link to a site path, wherever the site is."""
    return ("/repo" if site.options.base_url == SUB_PATH else "") + path


def test_it_builds_without_a_warning(site: Project) -> None:
    assert site.report.diagnostics == ()


# -- Header ----------------------------------------------------------------------------------------------


def test_the_sites_title_is_as_it_was_written(page: Page) -> None:
    assert text_of(page.one("p", class_="site-title")) == "For our Men"


def test_the_tagline_keeps_its_straight_apostrophe(page: Page) -> None:
    assert text_of(page.one("p", class_="tagline")) == "Men's mental and emotional health in the workplace"


def test_the_posts_title_is_the_heading_of_the_page(page: Page) -> None:
    assert text_of(page.one("h1")) == TITLE
    assert page.one("title").text == f"{TITLE} – For our Men"


def test_the_category_is_above_the_text(page: Page, site: Project) -> None:
    link = page.one("div", class_="kicker").find(".//a")
    assert link is not None
    assert (text_of(link), link.get("href")) == ("Allotment year", under(site, "/categories/allotment-year/"))


def test_a_caption_can_say_what_the_category_might_have(tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.write("content/images/plot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    made.edit(
        "content/posts/allotment-part-2.md",
        "categories: [Allotment year]",
        "image: {src: ../images/plot.svg, alt: A plot, caption: Allotment year}",
    )
    figure = Page(made.build_with(made.options).page(PART_2)).one("figure")
    assert text_of(figure) == "Allotment year"


# -- Opening ---------------------------------------------------------------------------------------------


def test_the_series_line_says_three_parts_though_two_are_live(page: Page) -> None:
    assert text_of(page.one("p", class_="series-line")) == (
        "This is Part Two of a three-part series discussing a year on the allotment."
        " It’s an approximate 10 minute read."
    )


def test_a_post_may_say_itself_how_long_it_takes(tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.edit("content/posts/allotment-part-2.md", "series_part: 2", "series_part: 2\nreading_time: 25")
    page = Page(made.build_with(made.options).page(PART_2))
    assert "It’s an approximate 25 minute read." in page.text


def test_the_prose_links_to_part_one_by_its_number_and_by_its_file(page: Page, site: Project) -> None:
    body = page.one("div", class_="body")
    links = [
        (text_of(one), one.get("href")) for paragraph in body.findall("p") for one in paragraph.iter("a")
    ]
    assert links == [
        ("In Part One", under(site, PART_1)),
        ("“the rude month”", under(site, PART_1 + "#waiting-lists")),
    ]


def test_numbers_are_written_in_words_and_roman_as_the_template_likes(page: Page) -> None:
    for form in ("(part 2)", "Part Two", "In Part One", "In part one", "Part III (final)"):
        assert form in page.text


# -- Body ------------------------------------------------------------------------------------------------


def test_the_words_of_the_body_come_through_untouched(page: Page, site: Project) -> None:
    source = site.source("content/posts/allotment-part-2.md").split("---\n", 2)[2]
    for markdown, plain in (
        ("## ", ""),
        ("[In Part One](part:1)", "In Part One"),
        ("[“the rude month”](allotment-part-1.md#waiting-lists)", "“the rude month”"),
    ):
        source = source.replace(markdown, plain)
    expected = [line for line in source.split("\n") if line]
    body = page.one("div", class_="body")
    made = ["".join(one.itertext()) for one in body.iter() if one.tag in {"p", "h2"}]
    assert [one.rstrip(" ") for one in made] == [one.rstrip(" ") for one in expected]
    text = "".join(body.itertext())
    for sign in "’“”\u00a0é/":
        assert text.count(sign) == source.count(sign) > 0, sign


def test_two_headings_have_their_ids(page: Page) -> None:
    headings = [(one.get("id"), text_of(one)) for one in page.one("div", class_="body").iter("h2")]
    assert headings == [
        ("the-month-of-nothing", "The month of nothing"),
        ("the-month-of-everything", "The month of everything"),
    ]


def test_the_pasted_editors_note_is_a_note_under_the_first_heading(page: Page) -> None:
    children = list(page.one("div", class_="body"))
    place = next(number for number, child in enumerate(children) if child.tag == "h2") + 1
    note = children[place]
    assert (note.tag, note.get("role")) == ("aside", "note")
    assert "editors-note" in note.get("class", "").split()
    assert text_of(note) == (
        "Editor’s note: This was written before the water was turned off for the winter,"
        " and a line has been added to say so."
    )
    assert not list(note.iter("time"))


# -- Closing ---------------------------------------------------------------------------------------------


def test_the_last_part_is_announced_by_its_number_and_date(page: Page) -> None:
    closing = page.one("p", class_="announcement")
    assert text_of(closing) == "Part III (final) will be published Nov 2."
    assert closing.find("a") is None
    assert page.one("ol", class_="parts").findall(".//li")[2].find(".//a") is None


def test_its_date_is_written_as_the_settings_say(tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.edit("config.yaml", "words_per_minute", "announcement_date_format: d MMMM yyyy\nwords_per_minute")
    page = Page(made.build_with(made.options).page(PART_2))
    assert text_of(page.one("p", class_="announcement")) == (
        "Part III (final) will be published 2 November 2021."
    )


def test_following_is_a_label_and_plain_links(page: Page, site: Project) -> None:
    follow = page.one("div", class_="follow")
    assert text_of(follow).split("\n")[0].startswith("Please follow and like us:")
    assert [(text_of(one), one.get("href")) for one in follow.iter("a")] == [
        ("Feed", under(site, "/feed.xml")),
        ("The shed", "https://social.example/@shed"),
    ]


@pytest.mark.parametrize(
    ("url", "rel"),
    [
        ("https://social.example/@shed", "me noreferrer"),
        ("/feed.xml", None),
        ("https://feeds.example/shed.rss", None),
        ("https://tests.example/about/", None),
        ("mailto:letters@tests.example", None),
    ],
)
def test_only_a_page_elsewhere_is_said_to_be_oneself(tmp_path: Path, url: str, rel: str | None) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.edit("config.yaml", '"https://social.example/@shed"', f'"{url}"')
    follow = Page(made.build_with(made.options).page(PART_2)).one("div", class_="follow")
    assert [one.get("rel") for one in follow.iter("a")] == [None, rel]


# -- Comments --------------------------------------------------------------------------------------------


def test_one_comment_is_one_thought(page: Page) -> None:
    thread = page.one("section", class_="thread")
    assert text_of(thread.findall("h2")[0]) == f"One thought on “{TITLE}”"
    comment = page.one("article", class_="comment")
    assert text_of(comment) == "Rowan\n26 October 2021\nWe had marrows on the stairs as well."


COMMENT = "- {{id: {number}, author: Reader {number}, date: 2021-10-26, body: Words., parent: {parent}}}\n"


NESTED = 9
"""How many lists of comments are within each other; further replies are side by side."""


@pytest.mark.parametrize(
    ("count", "heading"),
    [(0, "Leave a Reply"), (3, f"3 thoughts on “{TITLE}”"), (12, f"12 thoughts on “{TITLE}”")],
)
def test_the_heading_counts_and_is_not_there_for_nothing(count: int, heading: str, tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.write(
        "content/comments/a-year-on-the-allotment-part-2.yaml",
        "".join(
            COMMENT.format(number=number, parent=number - 1 if number > 1 else "")
            for number in range(1, count + 1)
        ),
    )
    page = Page(made.build_with(made.options).page(PART_2))
    assert text_of(page.one("section", class_="thread").findall(".//h2")[0]) == heading
    deepest = page.one("section", class_="thread")
    for _ in range(min(count, NESTED)):
        deepest = next(deepest.iter("ol")).findall("li")[0]
    assert deepest.findall("ol") == []
    assert len(page.all("article", class_="comment")) == count


def test_a_reply_is_led_to_where_it_can_be_sent(page: Page) -> None:
    reply = page.one("div", class_="reply")
    assert text_of(reply).startswith("Leave a Reply\nYou can reply by email to letters@tests.example.")
    mount = page.one("div", **{"data-provider": "placeholder"})
    assert mount.get("data-thread") == "posts/allotment-part-2.md"
    assert list(mount) == []
    assert page.all("form") == []


def test_where_nobody_can_reply_nothing_invites_to(tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    made.edit("config.yaml", "  reply:\n    email: letters@tests.example\n", "")
    page = Page(made.build_with(made.options).page(PART_2))
    assert page.all("div", class_="reply") == []
    assert text_of(page.one("section", class_="thread")).endswith("\nComments are closed.")
    assert "Leave a Reply" not in page.text


def test_the_privacy_notice_is_the_configured_one_with_its_link(page: Page, site: Project) -> None:
    notice = page.one("p", class_="privacy")
    assert text_of(notice) == (
        "This site keeps what you write until you ask us not to. Learn how your comment data is processed."
    )
    assert [one.get("href") for one in notice.iter("a")] == [under(site, "/series/")]


def test_it_is_only_there_if_it_is_configured(tmp_path: Path) -> None:
    made = build_variant("twin", ROOT, tmp_path)
    source = made.source("config.yaml")
    made.write("config.yaml", source[: source.index("  privacy_notice:")])
    assert Page(made.build_with(made.options).page(PART_2)).all("p", class_="privacy") == []


# -- Implied by the page ---------------------------------------------------------------------------------


def test_the_byline_has_its_author_and_date(page: Page) -> None:
    byline = page.one("p", class_="byline")
    assert text_of(byline) == "By The gardener 26 October 2021"
    assert page.all("time")[0].get("datetime") == "2021-10-26T09:00:00+01:00"


def test_categories_tags_menu_footer_and_feeds_are_linked(page: Page, site: Project) -> None:
    hrefs = {one.get("href") for one in page.all("a")}
    for path in (
        "/categories/allotment-year/",
        "/tags/outdoors/",
        "/tags/quiet-slow/",
        "/series/",
        "/feed.xml",
    ):
        assert under(site, path) in hrefs
    assert [text_of(one) for one in page.one("nav", class_="menu").iter("a")] == ["Home", "Series"]
    assert [one.get("href") for one in page.all("link", rel="alternate")] == [
        under(site, "/feed.xml"),
        under(site, "/feed.json"),
        under(site, "/series/allotment/feed.xml"),
    ]


def test_the_page_tells_machines_what_it_is(page: Page, site: Project) -> None:
    here = (site.options.base_url or ROOT) + PART_2[1:]
    assert page.one("html").get("lang") == "en-GB"
    assert page.one("link", rel="canonical").get("href") == here
    assert (page.meta("og:title"), page.meta("og:type"), page.meta("og:url")) == (TITLE, "article", here)
    assert page.meta("twitter:card") == "summary"
    posting = page.structured["@graph"][0]
    assert posting["@type"] == "BlogPosting"
    assert (posting["headline"], posting["url"], posting["position"]) == (TITLE, here, 2)
    assert posting["datePublished"] == "2021-10-26T09:00:00+01:00"
    assert posting["isPartOf"][1]["name"] == "A year on the allotment"
    assert posting["commentCount"] == 1


def test_the_first_link_skips_to_the_text(page: Page) -> None:
    first = page.all("a")[0]
    assert (text_of(first), first.get("href")) == ("Skip to the content", f"#{page.one('main').get('id')}")


# -- A fortnight later -----------------------------------------------------------------------------------


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH], ids=["root", "repo"])
def test_once_part_three_is_live_both_older_parts_lead_to_it(base_url: str, tmp_path: Path) -> None:
    made = build_variant("twin", base_url, tmp_path)
    third = (FIXTURES / "twin/later/part-3.md").read_bytes()
    made.write("content/posts/allotment-part-3.md", third)

    # Scheduled, but not live yet: announced, and nothing else of it is anywhere.
    made.build_with(made.options)
    made.assert_absent(PART_3)
    assert not [path for path, data in made.tree().items() if data and b"handing back the key" in data]
    for path in (PART_1, PART_2):
        closing = Page(made.page(path)).one("p", class_="announcement")
        assert text_of(closing) == "Part III (final) will be published Nov 2."
        assert closing.find("a") is None

    made.build("2021-11-02T12:00", base_url=base_url)
    assert made.report.diagnostics == ()
    for path in (PART_1, PART_2):
        page = Page(made.page(path))
        link = page.one("p", class_="announcement").find("a")
        assert link is not None
        assert (text_of(link), link.get("href")) == ("Part III (final)", under(made, PART_3))
        assert page.one("ol", class_="parts").findall(".//li")[2].find(".//a") is not None
    assert "This is Part Three of a three-part series" in Page(made.page(PART_3)).text
    assert Page(made.page(PART_3)).all("p", class_="announcement") == []
