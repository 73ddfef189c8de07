"""What a preview serves is what a build writes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.driver import Options, Project, tree, url_of
from tests.preview.conftest import SHOWN
from tests.preview.running import bare, running
from tests.site.sites import ROOT, SUB_PATH, sources_of

pytestmark = pytest.mark.usefixtures("_no_index")


@pytest.fixture
def _no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview does not index for the search."""
    monkeypatch.setattr("site_builder.engine.build.index_search", lambda *_, **__: None, raising=False)


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH])
@pytest.mark.parametrize("options", [SHOWN, Options()], ids=["all", "published"])
def test_every_file_is_served_as_build_writes_it(base_url: str, options: Options, tmp_path: Path) -> None:
    project = Project(sources_of("plain"), tmp_path / "site").build_with(options._replace(base_url=base_url))
    written = tree(project.output)
    prefix = base_url.removeprefix("https://tests.example").rstrip("/")
    with running(project) as served:
        different = [
            path
            for path, data in written.items()
            if not path.startswith(".site-builder")
            and bare(served.get(prefix + quote(url_of(path))).body) != data
        ]
    assert different == []
    assert tree(project.output) == written


def test_only_pages_that_templates_make_get_the_script(tmp_path: Path) -> None:
    project = Project({"content/static/own.html": "<html><body>Mine</body></html>"}, tmp_path)
    with running(project) as served:
        assert served.text("/own.html") == "<html><body>Mine</body></html>"
        assert "/.site-builder/" in served.text("/")
        assert "/.site-builder/" not in served.text("/feed.xml")
