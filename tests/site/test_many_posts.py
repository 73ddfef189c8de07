"""A site of some size builds without trouble. `python -m benchmarks.corpus` makes larger ones."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import make_posts, write_site
from tests.driver import Project
from tests.site.crawl import Crawl

POSTS = 60


def test_sixty_posts_in_series_build_without_a_word_and_every_link_is_right(tmp_path: Path) -> None:
    write_site(tmp_path, list(make_posts(POSTS, 300)))
    project = Project({"config.yaml": (tmp_path / "config.yaml").read_bytes()}, tmp_path)
    project.build("2027-01-01", jobs=2)
    assert project.report.diagnostics == ()
    crawl = Crawl(project.output, "https://corpus.example/")
    assert sum(path.startswith("post-") for path in crawl.pages) == POSTS
    # Twenty series are finished, and each of them is one entry of the home page.
    assert "page/2/index.html" in crawl.pages
    assert "page/4/index.html" not in crawl.pages
    assert crawl.broken() == []
