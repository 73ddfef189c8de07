"""Covers `cli/importing`, `engine/importing`, `importers/wordpress/addresses`, `importers/wordpress/blog`,
`cli/import_summary`, `cli/wordpress_import`,
`importers/wordpress/blocks`, `importers/wordpress/body`, `importers/wordpress/entry_text`,
`importers/wordpress/generated`, `importers/wordpress/records`, `importers/wordpress/shortcodes`,
`importers/wordpress/site_config`, `importers/wordpress/survey`, `importers/wordpress/wxr`,
`importers/wordpress/zones`.
"""

from __future__ import annotations

import random
import re
import tracemalloc
from pathlib import Path

import pytest

from site_builder.cli import main
from site_builder.importers.wordpress.autop import paragraphs
from site_builder.importers.wordpress.wxr import read_export
from tests.importers.export import (
    ADDRESS,
    LOGIN,
    MAIL,
    NETWORK,
    body,
    bring,
    comment,
    export,
    item,
    meta,
    report,
)


def everything(root: Path) -> str:
    return "\n".join(
        f"{file}\n{file.read_bytes().decode('utf-8', 'replace')}"
        for file in root.rglob("*")
        if file.is_file()
    )


def test_posts_come_with_their_address_id_and_author_and_the_site_builds(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item("Hello & <em>you</em>", "One.\n\nTwo.", number=n) for n in (1, 2)]))
    text = (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert f'id: "{ADDRESS}/?p=1"' in text
    assert "authors: [Ann Other]" in text
    assert "permalink" not in text
    assert body(root) == "One.\n\nTwo."
    assert 'posts: "/{year}/{month}/{slug}/"' in (root / "config.yaml").read_text(encoding="utf-8")
    assert main(["build", "-c", str(root), "--strict"]) == 0
    assert (root / "output/2020/03/post-1/index.html").is_file()
    assert f"<id>{ADDRESS}/?p=1</id>" in (root / "output/feed.xml").read_text(encoding="utf-8")


def test_nothing_private_comes(tmp_path: Path) -> None:
    hidden = [
        item("Hidden", "canary", number=number, status=status)
        for number, status in enumerate(("draft", "private", "pending", "future", "trash"), 2)
    ]
    locked = item("Locked", "canary", number=9, extra="<wp:post_password>x</wp:post_password>")
    talk = [
        comment(1, f"Write to {MAIL}"),
        comment(2, "canary", approved="0"),
        comment(3, "canary", approved="spam"),
        comment(4, "canary", kind="pingback"),
        comment(5, "canary", kind="note"),
        comment(6, "old comment", kind=""),
        comment(8).replace("Visitor 8", LOGIN),
        comment(7, "<script>canary</script>safe", parent=6),
    ]
    secret = meta("_edit_lock", "canary") + meta("mail", MAIL)
    root = bring(tmp_path, export([item(extra="".join(talk) + secret), *hidden, locked]))
    assert main(["build", "-c", str(root)]) == 0
    found = everything(root / "content") + everything(root / "output")
    for word in ("canary", MAIL, NETWORK, LOGIN, "gravatar"):
        assert word not in found
    assert "old comment" in found
    assert "author: Ann Other" in found
    assert "safe" in found
    said = report(root)
    assert "private notes of the editors" in said
    assert said.count("not public") == 6


def test_hidden_items_come_as_drafts_when_asked_for(tmp_path: Path) -> None:
    later = item("F", number=2, status="future").replace("[2020-", "[2999-")
    root = bring(tmp_path, export([item("D", number=1, status="draft"), later]), "--drafts")
    assert "draft: true" in (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert "draft" not in (root / "content/posts/post-2.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["post", "page"])
@pytest.mark.parametrize("date", ["2020-03-03 10:00:00", "0000-00-00 00:00:00"])
def test_what_wordpress_has_missed_to_publish_becomes_a_draft(kind: str, date: str, tmp_path: Path) -> None:
    missed = item("F", number=2, status="future", kind=kind).replace("2020-03-03 10:00:00", date)
    root = bring(tmp_path, export([item(number=1), missed]), "--drafts")
    assert "draft: true" in (root / f"content/{kind}s/post-2.md").read_text(encoding="utf-8")
    assert "Scheduled posts that are drafts now" in report(root)
    assert main(["build", "-c", str(root)]) == 0
    assert "<h1>F</h1>" not in everything(root / "output")


def test_the_counts_add_up(tmp_path: Path) -> None:
    items = [
        item(number=1),
        item(number=1),
        item("P", number=3, kind="page", link=f"{ADDRESS}/post-3/"),
        item("A", number=4, kind="attachment"),
        item("M", number=5, kind="nav_menu_item"),
        item("W", number=6, kind="odd_plugin_type"),
        item("B", number=7, kind="wp_block"),
        item("D", number=8, status="draft"),
    ]
    said = report(bring(tmp_path, export(items)))
    totals = re.findall(r"\*\*(?:items in the export|sum)\*\* \| (\d+)", said)
    assert totals == ["8", "8"]
    assert "odd_plugin_type" in said


def test_importing_twice_changes_nothing_and_edits_are_kept(tmp_path: Path) -> None:
    text = export([item(number=1), item(number=2)])
    root = bring(tmp_path, text)
    before = everything(root / "content")
    bring(tmp_path, text)
    assert everything(root / "content") == before
    post = root / "content/posts/post-1.md"
    post.write_text("mine", encoding="utf-8")
    bring(tmp_path, export([item(content="Changed.", number=1), item(number=2), item(number=3)]))
    assert post.read_text(encoding="utf-8") == "mine"
    assert "Changed." in post.with_name("post-1.md.new").read_text(encoding="utf-8")
    assert (root / "content/posts/post-3.md").is_file()
    assert "post-1.md.new" in report(root)


def test_what_was_deleted_here_stays_deleted_and_a_new_version_is_not_published(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item(number=1), item(number=2)]))
    posts = root / "content/posts"
    for number in (1, 2):
        (posts / f"post-{number}.md").unlink()
    bring(tmp_path, export([item(number=1), item(content="Changed.", number=2)]))
    assert [one.name for one in posts.iterdir()] == ["post-2.md.new"]
    said = report(root)
    assert "| files deleted since, and left out | 1 |" in said
    assert (
        "## Deleted since the last import\n\n- `content/posts/post-2.md.new is what the export says`" in said
    )


def test_what_was_taken_back_since_the_last_import_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heading = "Imported earlier, and no longer in the export"
    root = bring(tmp_path, export([item(number=1, extra=comment(1)), item(number=2), item(number=3)]))
    (root / "content/posts/post-3.md").unlink()
    assert heading not in report(root)
    capsys.readouterr()
    bring(tmp_path, export([item(number=1, status="private", extra=comment(1)), item(number=2)]))
    words = "`still here: delete it if readers should not see it any more`"
    assert (
        f"## {heading}\n\n- {words}: `content/comments/post-1.yaml`, `content/posts/post-1.md`\n"
        in report(root)
    )
    assert f"  {heading}: see the report\n" in capsys.readouterr().out


def test_settings_that_were_here_stay_and_what_the_addresses_need_is_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "site/config.yaml"
    config.parent.mkdir()
    config.write_text("title: Mine\nbase_url: https://mine.example/\n", encoding="utf-8")
    root = bring(tmp_path, export([item()]))
    heading = "config.yaml was here before, and the old addresses need what config.yaml.new says"
    assert f"  {heading}: see the report\n" in capsys.readouterr().out
    assert "title: Mine" in config.read_text(encoding="utf-8")
    beside = root / "config.yaml.new"
    assert 'posts: "/{year}/{month}/{slug}/"' in beside.read_text(encoding="utf-8")
    beside.unlink()
    bring(tmp_path, export([item()]))
    assert not beside.exists()
    assert heading not in report(root)
    bring(tmp_path, export([item(), item(number=2).replace("2020-03", "2021-05")]))
    assert "/2021/05/" in beside.read_text(encoding="utf-8")
    assert not (root / "config.yaml.new.new").exists()


def test_settings_that_an_import_has_written_are_the_writers_from_then_on(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item()]))
    (root / "config.yaml").write_text("title: Mine\nbase_url: https://mine.example/\n", encoding="utf-8")
    bring(tmp_path, export([item()]))
    assert "title: Mine" in (root / "config.yaml").read_text(encoding="utf-8")
    assert not (root / "config.yaml.new").exists()


def test_an_interrupted_import_leaves_no_half_file_and_the_next_one_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = export([item(number=1), item(number=2)])
    really = Path.write_bytes

    def interrupted(file: Path, data: bytes) -> int:
        written = really(file, data)
        if "post-2" in file.name:
            raise KeyboardInterrupt
        return written

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", interrupted)
        (tmp_path / "export.xml").write_text(text, encoding="utf-8")
        root = tmp_path / "site"
        assert main(["import", "wordpress", str(tmp_path / "export.xml"), "--into", str(root)]) == 130
    assert [one.name for one in root.rglob("post-*")] == ["post-1.md"]
    assert not list(root.rglob("*.part"))
    bring(tmp_path, text)
    assert (root / "content/posts/post-2.md").is_file()
    assert not list(root.rglob("*.new"))


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = bring(tmp_path, export([item()]), "--dry-run")
    assert not root.exists()
    assert "dry run" in capsys.readouterr().out


def test_links_between_posts_name_files(tmp_path: Path) -> None:
    links = " ".join(
        f'<a href="{url}">x</a>'
        for url in (
            f"{ADDRESS}/2020/03/post-2/#why",
            "http://www.old.example/2020/03/post-2/",
            "//old.example/?p=2",
            "/2020/03/post-2/",
        )
    )
    root = bring(tmp_path, export([item(content=links), item(number=2)]))
    assert body(root) == "[x](post-2.md#why) [x](post-2.md) [x](post-2.md) [x](post-2.md)"


def test_media_are_taken_from_the_folder_as_originals(tmp_path: Path) -> None:
    media = tmp_path / "uploads/2020/03"
    media.mkdir(parents=True)
    (media / "mug.txt").write_bytes(b"pretend")
    (tmp_path / "secret.txt").write_bytes(b"canary")
    source = f"{ADDRESS}/wp-content/uploads"
    text = (
        f'<a href="{source}/2020/03/mug-300x200.txt">mug</a> <a href="{source}/2020/03/none.txt">none</a> '
        f'<a href="{source}/../secret.txt">up</a>'
    )
    root = bring(tmp_path, export([item(content=text)]), "--media", str(tmp_path / "uploads"))
    assert "[mug](../wp-content/uploads/2020/03/mug.txt)" in body(root)
    assert (root / "content/wp-content/uploads/2020/03/mug.txt").read_bytes() == b"pretend"
    assert "2020/03/none.txt" in report(root)
    assert b"canary" not in b"".join(file.read_bytes() for file in root.rglob("*.txt"))


def test_blocks_footnotes_and_patterns(tmp_path: Path) -> None:
    text = (
        "<!-- wp:paragraph --><p>A<sup data-fn='f1'><a href='#f1'>1</a></sup></p><!-- /wp:paragraph -->"
        '<!-- wp:block {"ref":7} /--><!-- wp:latest-posts /--><!-- wp:footnotes /-->'
        '<!-- wp:embed {"url":"https://youtu.be/x1"} --><figure>x</figure><!-- /wp:embed -->'
    ).replace("'", '"')
    notes = meta("footnotes", '[{"id":"f1","content":"The <em>note<\\/em>."}]')
    pattern = item(
        "Pattern", "<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->", number=7, kind="wp_block"
    )
    root = bring(tmp_path, export([item(content=text, extra=notes), pattern]))
    made = body(root)
    assert made.startswith("A[^1]\n\nShared")
    assert "[^1]: The *note*." in made
    assert "https://youtu.be/x1" in made
    assert "latest-posts" in report(root)


def test_the_home_page_is_that_here_and_a_page_of_that_name_keeps_its_own(tmp_path: Path) -> None:
    front = item("Welcome", "Come in.", number=1, kind="page", slug="welcome", link=f"{ADDRESS}/")
    named = item("Home", "My house.", number=2, kind="page", slug="home", link=f"{ADDRESS}/home/")
    post = item(content=f'<a href="{ADDRESS}/">a</a> <a href="{ADDRESS}/home/">b</a>', number=3)
    root = bring(tmp_path, export([front, named, post]))
    assert "[a](../pages/home.md) [b](../pages/home-2.md)" in body(root, "post-3")
    assert (
        "home page of the blog, and is shown at the top of the home page now: `content/pages/home.md`"
        in report(root)
    )
    assert main(["build", "-c", str(root), "--strict"]) == 0
    assert "Come in." in (root / "output/index.html").read_text(encoding="utf-8")
    assert "My house." in (root / "output/home/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", ["draft", "private", "trash", ""])
def test_a_synced_pattern_that_is_not_public_is_shown_nowhere(status: str, tmp_path: Path) -> None:
    pattern = item("Pattern", "<p>canary</p>", number=7, kind="wp_block", status=status)
    root = bring(tmp_path, export([item(content='<p>A</p><!-- wp:block {"ref":7} /-->'), pattern]))
    assert "canary" not in everything(root)
    assert f"- `not public: its status is {status or 'not known'}`: `wp_block 7: Pattern`" in report(root)


@pytest.mark.parametrize("kind", ["post", "page"])
@pytest.mark.parametrize("status", ["<wp:status><![CDATA[]]></wp:status>", ""])
def test_what_may_not_have_been_public_is_a_draft(kind: str, status: str, tmp_path: Path) -> None:
    one = item(kind=kind).replace("<wp:status><![CDATA[publish]]></wp:status>", status)
    root = bring(tmp_path, export([one]))
    assert "draft: true" in (root / f"content/{kind}s/post-1.md").read_text(encoding="utf-8")
    assert "- `the export does not say if it was public, so it is a draft:" in report(root)


def test_known_shortcodes_become_what_they_meant_and_code_is_left_alone(tmp_path: Path) -> None:
    text = (
        '[caption id="a" width="300"]<img src="https://x.example/a.jpg" alt="A" /> Said[/caption]\n\n'
        '[sourcecode language="python"]\nx[0] = [a-z]\n\ny[/sourcecode]\n\n'
        '[DataContract] and [a-z] stay.\n\n[youtube https://youtu.be/x1]\n\n[contact-form to="x"]'
    )
    root = bring(tmp_path, export([item(content=text)]))
    made = body(root)
    assert '![A](https://x.example/a.jpg "Said")' in made
    assert "```python\nx[0] = [a-z]\n\ny\n```" in made
    assert "\\[DataContract\\] and \\[a-z\\]" in made
    assert "](https://youtu.be/x1)" in made
    assert "contact-form" in made
    said = report(root)
    assert "[contact-form]" in said
    assert "DataContract" not in said


def test_generated_lines_go_and_are_listed(tmp_path: Path) -> None:
    root = bring(
        tmp_path,
        export([item(content="It's an approximate 10 minute read\n\nWords.\n\nPlease follow and like us:")]),
    )
    assert body(root) == "Words."
    assert "approximate 10 minute read" in report(root)


ODD = {
    "control characters": export([item(content="a\x0bb\x00c\x1fd")]),
    "bare ampersands": export([item()]).replace("Old blog", "Old & blog &nbsp; &bogus;"),
    "undeclared prefixes": re.sub(r' xmlns:\w+="[^"]*"', "", export([item()])),
    "markup without CDATA": export([item(content="@@")]).replace("<![CDATA[@@]]>", "<p>a & b<br></p>"),
    "CDATA within CDATA": export([item(content="a <![CDATA[ b ]]> c <b>d</b>")]),
    "blanks around values": re.sub(
        r"<(wp:\w+)><!\[CDATA\[(.*?)\]\]>", r"<\1>\n <![CDATA[\2]]> \n", export([item()])
    ),
    "nothing but a title": export(["<item><title>Alone</title></item>"]),
    "year zero": export([item()]).replace("2020-03-02 10:00:00", "0000-00-00 00:00:00"),
    "a negative year": export([item()]).replace("2020-03-02 10:00:00", "-0001-11-30 00:00:00"),
    "line ends of Windows": export([item(content="a\n\nb")]).replace("\n", "\r\n"),
    "an empty body": export([item(content="")]),
    "a rest that is cut off": export([item(number=1), item(number=2)])[:-300],
    "a parent that is missing": export([item(kind="page", extra="<wp:post_parent>99</wp:post_parent>")]),
    "an end of an item in a text": export([item(content="<pre></item>\n<item> x</pre>"), item(number=2)]),
    "old names": export([item()]).replace("export/1.2/", "export/1.0/").replace('wp="http:', 'wp="https:'),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_what_real_exports_are_like_is_read(tmp_path: Path, text: str) -> None:
    root = bring(tmp_path, text)
    assert list((root / "content").rglob("*.md"))
    assert main(["build", "-c", str(root), "--drafts"]) in {0, 1}


def test_an_end_of_an_item_in_a_text_ends_no_item(tmp_path: Path) -> None:
    root = bring(tmp_path, ODD["an end of an item in a text"])
    assert len(list((root / "content/posts").iterdir())) == 2


def test_comments_fourteen_deep_keep_their_order(tmp_path: Path) -> None:
    talk = "".join(comment(n, f"depth {n}", parent=n - 1) for n in range(1, 15))
    root = bring(tmp_path, export([item(extra=talk)]))
    assert main(["build", "-c", str(root)]) == 0
    assert "depth 14" in (root / "output/2020/03/post-1/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_bombs_and_entities_from_elsewhere_are_refused(tmp_path: Path, head: str) -> None:
    text = export([item(content="&b;")]).replace("?>", f"?>{head}", 1)
    assert not bring(tmp_path, text, code=2).exists()


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    bring(tmp_path, "<html>no</html>", code=2)
    bring(tmp_path, "", code=2)


def test_no_damage_ends_in_a_traceback(tmp_path: Path) -> None:
    whole = export(
        [
            item(content="[gallery ids='1'] <p>x</p> <!-- wp:image {\"id\":1} -->", extra=comment(1))
            for _ in "ab"
        ]
    )
    chance = random.Random(7)
    signs = [
        "<",
        ">",
        "]]>",
        "<![CDATA[",
        "&",
        "\x00",
        "</item>",
        "<item>",
        "{",
        "[caption]",
        "é",
        "<!--",
        '"',
    ]
    for _ in range(60):
        text = list(whole)
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(text))
            text[place : place + chance.randint(0, 9)] = [chance.choice(signs)]
        file = tmp_path / "export.xml"
        file.write_text("".join(text), encoding="utf-8")
        code = main(["import", "wordpress", str(file), "--into", str(tmp_path / "site"), "-q", "--dry-run"])
        assert code in {0, 1, 2}


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    first, last = export(["@@"]).split("@@")
    with file.open("w", encoding="utf-8") as stream:
        stream.write(first)
        for number in range(400):
            stream.write(item(content="word " * 10_000, number=number))
        stream.write(last)
    tracemalloc.start()
    try:
        with file.open("rb") as opened:
            count = sum(kind == "item" for kind, _ in read_export(opened, "large.xml"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 400
    assert peak < file.stat().st_size / 2


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a\nb\n\nc", "<p>a<br />\nb</p>\n<p>c</p>\n"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<ul>\n<li>a</li>\n</ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p>\n<p>b</p>\n</blockquote>"),
        ("<h2>a</h2>\nb", "<h2>a</h2><p>b</p>\n"),
    ],
)
def test_paragraphs_are_made_as_the_classic_editor_does(text: str, made: str) -> None:
    assert paragraphs(text) == made


def excerpt(text: str, words: str) -> str:
    return text.replace("<excerpt:encoded><![CDATA[]]>", f"<excerpt:encoded><![CDATA[{words}]]>")


def test_an_excerpt_is_the_summary_of_a_post_and_the_caption_of_a_picture(tmp_path: Path) -> None:
    url = f"<wp:attachment_url>{ADDRESS}/wp-content/uploads/mug.jpg</wp:attachment_url>"
    mug = excerpt(item("Mug", number=9, kind="attachment", extra=url), "A <em>blue</em> mug")
    song = item("A song", number=8, kind="attachment", extra=url.replace("mug.jpg", "song.mp3"))
    post = item(content="[gallery ids='9'] [playlist ids='8']", extra=meta("_thumbnail_id", "9"))
    root = bring(tmp_path, export([excerpt(post, "Short &amp; <b>sweet</b>."), mug, song]))
    text = (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert 'summary: "Short & sweet."' in text
    assert "  caption: A blue mug" in text
    assert "<figcaption>A <em>blue</em> mug</figcaption>" in text
    assert "[A song](https://old.example/wp-content/uploads/song.mp3)" in text


def test_an_export_in_several_files_is_one_blog(tmp_path: Path) -> None:
    link = f'<a href="{ADDRESS}/2020/03/post-2/">on</a>'
    parts = {"1.xml": [item(content=link)], "2.xml": [item(number=2), item(number=1, content=link)]}
    for name, items in parts.items():
        (tmp_path / name).write_text(export(items), encoding="utf-8")
    root, files = tmp_path / "site", [str(tmp_path / name) for name in parts]
    assert main(["import", "wordpress", *files, "--into", str(root), "-q"]) == 0
    assert body(root) == "[on](post-2.md)"
    assert sorted(file.name for file in (root / "content/posts").iterdir()) == ["post-1.md", "post-2.md"]
    assert "the same item a second time" in report(root)


def test_dates_at_either_end_of_the_calendar_are_no_dates_and_the_post_is_a_draft(tmp_path: Path) -> None:
    dates = ("9999-12-31 23:59:59", "0001-01-01 00:00:00", "2020-13-45 99:00:00")
    items = [item(number=n).replace(f"2020-03-{n + 1:02} 10:00:00", date) for n, date in enumerate(dates, 1)]
    root = bring(tmp_path, export([*items, item(number=7)]))
    for number in (1, 2, 3):
        assert "draft: true" in (root / f"content/posts/post-{number}.md").read_text(encoding="utf-8")
    assert report(root).count("write its date, and delete draft: true") == 1
    assert main(["build", "-c", str(root), "-q"]) == 0


def test_addresses_that_no_two_files_can_have_are_changed_and_the_site_builds(tmp_path: Path) -> None:
    slugs = ("same", "SAME", "con", "index.html", "a" * 300)
    items = [item(number=n, slug=slug) for n, slug in enumerate(slugs, 1)]
    root = bring(tmp_path, export(items))
    said = report(root)
    taken = "/2020/03/SAME/ is now /post-2/: the address belongs to another post`: `content/posts/same-2.md`"
    assert taken in said
    assert "/2020/03/index.html/ is now /post-4/: a folder cannot have this name" in said
    assert "is now /post-5/: no file's name can be as long" in said
    assert (root / "content/posts/con-3.md").is_file()
    assert main(["build", "-c", str(root), "-q", "--strict"]) == 0
    assert (root / "output/2020/03/con/index.html").is_file()


def test_references_to_characters_that_no_page_may_contain_are_left_out(tmp_path: Path) -> None:
    root = bring(tmp_path, export([item(content="a&#xFFFF;b &#65534;c &#x9999999;d &#169; &#8212;")]))
    assert body(root).startswith("ab c d ©")
    assert main(["build", "-c", str(root), "-q", "--strict"]) == 0


def test_an_item_that_the_export_breaks_off_in_is_left_out_and_said(tmp_path: Path) -> None:
    whole = export([item(number=1), item("Secret draft", "canary " * 900, number=2, status="draft")])
    for end in ("canary canary", "<wp:post_name><![CDATA[post-2"):
        root = bring(tmp_path / end[:3].strip("<"), whole[: whole.rindex(end)])
        assert "it breaks off, in 'Secret draft', which is left out" in report(root)
        assert "canary" not in everything(root / "content")
    between = bring(tmp_path / "between", whole[: whole.index("</item>") + 8])
    assert "it breaks off, so there may have been more" in report(between)
    assert "breaks off" not in report(bring(tmp_path / "whole", whole))


@pytest.mark.parametrize("named", ["UTF-8", "ISO-8859-1"])
def test_letters_in_windows_1252_are_read(tmp_path: Path, named: str) -> None:
    text = export([item("Caf\xe9", "\u201cna\xefve\u201d")]).replace("UTF-8", named)
    (tmp_path / "export.xml").write_bytes(text.encode("cp1252"))
    root = tmp_path / "site"
    assert main(["import", "wordpress", str(tmp_path / "export.xml"), "--into", str(root)]) == 0
    assert "title: Café" in (root / "content/posts/post-1.md").read_text(encoding="utf-8")
    assert body(root) == "“naïve”"
    assert ("read as Windows-1252" in report(root)) == (named == "UTF-8")


def test_the_report_names_lines_of_lost_links_and_unknown_shortcodes(tmp_path: Path) -> None:
    text = f"One.\n\n[fancy a=1]\n\n<a href='{ADDRESS}/gone/'>x</a>"
    root = bring(tmp_path, export([item(content=text)]))
    lines = (root / "content/posts/post-1.md").read_text(encoding="utf-8").splitlines()
    said = report(root)
    for words, start in (("fancy", "[fancy]"), ("/gone/", f"{ADDRESS}/gone/")):
        number = next(number for number, line in enumerate(lines, 1) if words in line)
        assert f"`{start}`: `content/posts/post-1.md:{number}`" in said
