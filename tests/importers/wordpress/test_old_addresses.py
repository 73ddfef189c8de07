from __future__ import annotations

from pathlib import Path

from site_builder.cli import main
from tests.importers.export import ADDRESS, bring, export, item, meta, report


def rules(root: Path) -> list[str]:
    assert main(["build", "-c", str(root), "--strict", "-q"]) == 0
    return (root / "output/_redirects").read_text(encoding="utf-8").splitlines()


def test_old_addresses_of_posts_and_pages_lead_on(tmp_path: Path) -> None:
    odd = item("Odd", number=2, link=f"{ADDRESS}/somewhere/else/")
    plain = [item(number=n) for n in (4, 5, 6)]
    uml = item("Ü", number=3, slug="%C3%BCber-uns", link=f"{ADDRESS}/2020/03/%C3%BCber-uns/")
    page = item("About", number=8, kind="page", slug="about", link=f"{ADDRESS}/about/")
    root = bring(tmp_path, export([item(extra=meta("_wp_old_slug", "earlier")), odd, uml, page, *plain]))
    assert 'permalink: "/somewhere/else/"' in (root / "content/posts/post-2.md").read_text(encoding="utf-8")
    found = rules(root)
    assert "/2020/03/earlier/ /2020/03/post-1/ 301" in found
    assert "/ p=1 /2020/03/post-1/ 301" in found
    assert "/ page_id=8 /about/ 301" in found
    assert (root / "output/2020/03/über-uns/index.html").is_file()


def test_nested_pages_keep_their_path(tmp_path: Path) -> None:
    pages = [
        item("Us", number=1, kind="page", slug="us", link=f"{ADDRESS}/us/"),
        item(
            "History",
            'See <a href="/us/">us</a>.',
            number=2,
            kind="page",
            slug="history",
            link=f"{ADDRESS}/us/history/",
        ),
        item(
            "Early",
            '<a href="/us/history/">up</a>',
            number=3,
            kind="page",
            slug="early",
            link=f"{ADDRESS}/us/history/early/",
        ),
    ]
    root = bring(tmp_path, export(pages))
    assert rules(root)
    for path in ("us", "us/history", "us/history/early"):
        assert (root / f"output/{path}/index.html").is_file()
    assert "[up](history.md)" in (root / "content/pages/early.md").read_text(encoding="utf-8")


def test_attachment_pages_lead_to_what_they_were_attached_to(tmp_path: Path) -> None:
    picture = item(
        "Mug",
        number=9,
        kind="attachment",
        status="inherit",
        link=f"{ADDRESS}/2020/03/post-1/mug/",
        extra=f"<wp:attachment_url>{ADDRESS}/wp-content/uploads/mug.jpg</wp:attachment_url>",
    ).replace("<wp:post_parent>0", "<wp:post_parent>1")
    found = rules(bring(tmp_path, export([item(), picture])))
    assert "/2020/03/post-1/mug/ /2020/03/post-1/ 301" in found
    assert "/ attachment_id=9 /2020/03/post-1/ 301" in found


def test_years_months_and_authors_lead_to_the_archive_and_the_feed_is_kept(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item(), item(number=2).replace("loginname42", "another")]))
    found = rules(root)
    assert "/2020/ /archive/2020/ 301" in found
    assert "/2020/03/ /archive/2020/ 301" in found
    assert "/feed/ /feed.xml 301" in found
    assert found[-1] == "/author/* /archive/ 301"
    assert (root / "output/feed/index.xml").is_file()
    assert not (root / "output/feed/index.html").exists()


def test_the_only_author_has_the_home_page(tmp_path: Path) -> None:
    assert rules(bring(tmp_path, export([item()])))[-1] == "/author/* / 301"


def test_the_report_says_what_each_host_makes_of_old_addresses(tmp_path: Path) -> None:
    said = report(bring(tmp_path, export([item()])))
    for words in ("Netlify", "Cloudflare Pages", "GitLab Pages", "GitHub Pages", "nginx", "/page/N/", "?p=N"):
        assert words in said


def test_a_post_with_more_old_addresses_than_a_post_may_have_builds(tmp_path: Path) -> None:
    pictures = [
        item(
            number=number,
            kind="attachment",
            status="inherit",
            link=f"{ADDRESS}/2020/03/post-1/a-picture-with-a-long-name-{number}/",
        ).replace("<wp:post_parent>0", "<wp:post_parent>1")
        for number in range(10, 700)
    ]
    root = bring(tmp_path, export([item(), *pictures]), "-q")
    assert len(rules(root)) > 900
    assert "more old addresses than a post can have" in report(root)
