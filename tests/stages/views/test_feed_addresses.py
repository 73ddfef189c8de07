from __future__ import annotations

from site_builder.model.config import Feed
from site_builder.outputs import feeds, terms
from site_builder.stages.views.feed_addresses import author_feed, posts_by_author
from tests.outputs.presenters import presenter, view, views
from tests.stages.assemble.heads import labels, post

POSTS = (
    post("a", "2026-01-01", tags=labels("Walks"), categories=labels("Life"), authors=("Zoë Ash",)),
    post("b", "2026-01-02", tags=labels("Walks"), authors=("Zoë Ash", "Bo")),
    post("c", "2026-01-03"),
)


def test_categories_tags_and_authors_have_feeds_only_if_wanted() -> None:
    assert views(feeds.plan(presenter(*POSTS))).keys() == {"/feed.xml", "/feed.json"}
    each = Feed(each=("category", "tag", "author"))
    made = views(feeds.plan(presenter(*POSTS, feed=each)))
    assert made.keys() - {"/feed.xml", "/feed.json"} == {
        "/categories/life/feed.xml",
        "/tags/walks/feed.xml",
        "/authors/zoë-ash/feed.xml",
        "/authors/bo/feed.xml",
    }
    assert [one.title for one in made["/tags/walks/feed.xml"].entries] == ["B", "A"]
    assert made["/authors/bo/feed.xml"].id == "https://tests.example/authors/bo/feed.xml"


def test_a_term_announces_its_feed_if_it_has_one() -> None:
    made = presenter(*POSTS, feed=Feed(each=("tag",)))
    assert view(terms.plan(made), "/tags/walks/").meta.feeds[-1].url == "/tags/walks/feed.xml"
    assert len(view(terms.plan(made), "/categories/life/").meta.feeds) == 2


def test_posts_without_authors_belong_to_the_author_of_the_site() -> None:
    site = presenter(*POSTS, feed=Feed(each=("author",)), author="Cy").site
    assert {name: len(found) for name, found in posts_by_author(site).items()} == {
        "Cy": 1,
        "Zoë Ash": 2,
        "Bo": 1,
    }
    assert author_feed("Zoë Ash") == "/authors/zoë-ash/feed.xml"
