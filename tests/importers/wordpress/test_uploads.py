from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.importers.wordpress.uploads import uploads_in
from tests.engine.network.web_server import Asked, Reply, serving
from tests.importers.export import ADDRESS, body, bring, export, item, report

UPLOADS = "/wp-content/uploads"


def picture(number: int, path: str, parent: int, site: str) -> str:
    return item(
        number=number,
        kind="attachment",
        status="inherit",
        extra=f"<wp:attachment_url>{site}{UPLOADS}/{path}</wp:attachment_url>",
    ).replace("<wp:post_parent>0", f"<wp:post_parent>{parent}")


def answer(asked: Asked) -> Reply:
    name = asked.target.removeprefix(UPLOADS + "/")
    there = {"mug.txt", "alone.txt", "2020/cup.txt"}
    return Reply(body=f"this is {name}".encode()) if name in there else Reply(404)


def test_media_are_downloaded_once_as_originals_and_hidden_ones_never(tmp_path: Path) -> None:
    with serving(answer) as server:
        site = server.address
        shown = f'<a href="{site}{UPLOADS}/mug-300x200.txt?w=10">mug</a> '
        shown += f'<a href="{UPLOADS}/2020/cup.txt">cup</a> '
        shown += f'<a href="{site}{UPLOADS}/none.txt">none</a>'
        hidden = f'<img src="{site}{UPLOADS}/secret.txt">'
        text = export(
            [
                item(content=shown, number=1),
                item(content=hidden, number=2, status="draft"),
                picture(8, "alone.txt", 0, site),
                picture(9, "hidden.txt", 2, site),
            ]
        ).replace(ADDRESS, site)
        root = bring(tmp_path, text, "--download", "--allow-private")
        assert sorted(one.target.removeprefix(UPLOADS) for one in server.asked) == [
            "/2020/cup.txt",
            "/alone.txt",
            "/mug.txt",
            "/none.txt",
        ]
        bring(tmp_path, text, "--download", "--allow-private")
        assert [one.target for one in server.asked[4:]] == [f"{UPLOADS}/none.txt"]
    assert "[mug](../wp-content/uploads/mug.txt) [cup](../wp-content/uploads/2020/cup.txt)" in body(root)
    assert (root / "content/wp-content/uploads/alone.txt").read_bytes() == b"this is alone.txt"
    assert "none.txt: the host answers 404" in report(root)
    assert "media files that were there already | 3" in report(root)


def test_private_addresses_are_not_asked_unless_it_is_said_and_dry_runs_ask_nobody(tmp_path: Path) -> None:
    with serving(answer) as server:
        text = export([item(content=f'<a href="{UPLOADS}/mug.txt">x</a>')]).replace(ADDRESS, server.address)
        root = bring(tmp_path, text, "--download", "--dry-run", "--allow-private")
        assert not root.exists()
        said = report(bring(tmp_path, text, "--download"))
        assert server.asked == []
    assert "is not a port that web sites have" in said


def test_only_the_blogs_own_hosts_are_asked_unless_others_are_named(tmp_path: Path) -> None:
    with serving(answer) as server:
        text = export([item(content=f'<a href="{server.address}{UPLOADS}/mug.txt">x</a>')])
        bring(tmp_path, text, "--download", "--allow-private")
        assert server.asked == []
        root = bring(tmp_path, text, "--download", "--allow-private", "--own-host", "127.0.0.1")
        assert len(server.asked) == 1
    assert "(../wp-content/uploads/mug.txt)" in body(root)


def test_media_come_from_one_place(tmp_path: Path) -> None:
    bring(tmp_path, export([item()]), "--download", "--media", str(tmp_path), code=2)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            '<img srcset="https://b.example/wp-content/uploads/a-1x1.jpg 1w, '
            '//www.b.example/wp-content/uploads/b.jpg 2w">',
            ["a-1x1.jpg", "b.jpg"],
        ),
        ("[audio https://b.example/wp-content/uploads/a.mp3]", ["a.mp3"]),
        ('<img src="https://i0.wp.com/b.example/wp-content/uploads/a.jpg?w=1">', ["a.jpg"]),
        ('<img src="https://other.example/wp-content/uploads/a.jpg">', []),
        ('<img src="/wp-content/uploads/../../wp-config.php">', []),
        ('<a href="https://b.example/about/">x</a>', []),
    ],
)
def test_the_files_of_the_blog_are_seen_in_a_text(text: str, paths: list[str]) -> None:
    assert list(uploads_in(text, frozenset({"b.example"}))) == paths
