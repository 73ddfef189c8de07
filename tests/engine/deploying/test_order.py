"""In which order files travel."""

from __future__ import annotations

from site_builder.engine.deploying.order import steps
from site_builder.model.deploy import TargetChanges


def order(changes: TargetChanges) -> list[str]:
    signs = {False: "+", True: "-"}
    return [signs[step.is_deletion] + path for step in steps(changes) for path in step.paths]


def test_assets_come_before_pages_and_these_before_feeds_and_deletions() -> None:
    assert order(
        TargetChanges(
            added=("a/index.html", "assets/a.css", "feed.xml"),
            changed=("b.png", "b/index.html", "index.html", "sitemap.xml"),
            deleted=("assets/c.css", "c/index.html"),
        )
    ) == [
        "+assets/a.css",
        "+b.png",
        "+a/index.html",
        "+b/index.html",
        "+index.html",
        "+feed.xml",
        "+sitemap.xml",
        "-c/index.html",
        "-assets/c.css",
    ]


def test_what_is_where_a_folder_is_needed_goes_first_and_so_does_a_folder_where_a_file_is() -> None:
    assert order(TargetChanges(added=("a/b.png", "c"), deleted=("a", "c/index.html", "d.png"))) == [
        "-a",
        "-c/index.html",
        "+a/b.png",
        "+c",
        "-d.png",
    ]


def test_a_compressed_copy_goes_with_the_file_that_it_is_a_copy_of() -> None:
    changed = ("a/index.html.gz", "assets/a.css.br", "feed.xml.gz", "index.html.br", "z/index.html")
    assert order(TargetChanges(changed=changed)) == [
        "+assets/a.css.br",
        "+a/index.html.gz",
        "+z/index.html",
        "+index.html.br",
        "+feed.xml.gz",
    ]
