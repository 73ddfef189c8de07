"""Every core block becomes what it showed; those that WordPress makes as it shows a page are reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.cli import main
from tests.importers.export import body, bring, export, item, report

# A line of `=====` and a name, the block as WordPress writes it, a line of `-----`, the Markdown.
_TEXT = (Path(__file__).parent / "core_blocks.txt").read_text(encoding="utf-8")
_PIECES = re.split(r"^===== (.+)\n", _TEXT, flags=re.MULTILINE)[1:]
_PARTS = (one.split("\n-----\n") for one in _PIECES[1::2])
STATIC = dict(zip(_PIECES[::2], _PARTS, strict=True))
DYNAMIC = (
    "archives avatar calendar categories comments latest-comments latest-posts loginout navigation "
    "page-list post-author post-author-biography post-author-name post-comments-form post-content "
    "post-date post-excerpt post-featured-image post-navigation-link post-terms post-title query "
    "query-title read-more rss search site-logo site-tagline site-title tag-cloud template-part "
    "term-description terms-query breadcrumbs"
).split()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All static blocks, one to a post, imported and built."""
    posts = [
        item(content=markup, number=number, slug=f"with-{name}")
        for number, (name, (markup, _)) in enumerate(STATIC.items(), 1)
    ]
    root = bring(tmp_path_factory.mktemp("blocks"), export(posts), "-q")
    assert main(["build", "-c", str(root), "-q"]) == 0
    return root


@pytest.mark.parametrize("name", STATIC)
def test_a_block_becomes_what_it_showed(imported: Path, name: str) -> None:
    assert body(imported, f"with-{name}") == STATIC[name][1].strip()
    assert f"with-{name}.md" not in report(imported) or name == "query"


@pytest.mark.parametrize("name", DYNAMIC)
@pytest.mark.parametrize("values", ["", ' {"a":{"b":[1]}}'])
def test_a_block_that_is_made_when_a_page_is_shown_is_reported(
    tmp_path: Path, name: str, values: str
) -> None:
    whole = f"<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph --><!-- wp:{name}{values} /-->"
    around = f"<!-- wp:{name}{values} --><div><!-- wp:site-logo /--></div><!-- /wp:{name} -->"
    root = bring(tmp_path, export([item(content=whole), item(content=whole + around, number=2)]), "-q")
    assert body(root) == "A"
    assert name in report(root).partition("## Made when a page is shown")[2]


def test_a_synced_pattern_within_itself_ends(tmp_path: Path) -> None:
    text = '<!-- wp:block {"ref":7} /-->'
    pattern = item(
        "P", f"<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->{text}", number=7, kind="wp_block"
    )
    root = bring(tmp_path, export([item(content=text), pattern]), "-q")
    assert body(root) == "Shared"
    assert "a synced pattern that is not public, or not in the export" in report(root)
