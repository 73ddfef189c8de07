"""What `check` says of whole sites, and that it reads in their pages what another reader finds there."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.checking.check import check
from site_builder.model.codes import CHECK_CODES
from site_builder.model.finished import FinishedPage, site_path_of
from site_builder.stages.finished.read import kind_of_file, read_file
from tests.driver import Project
from tests.site.crawl import Crawl
from tests.site.sites import ROOT, SUB_PATH, VARIANTS, build_variant, sources_of

OWN = VARIANTS["own"].now


def findings(project: Project) -> list[str]:
    report = check(project.request(), lambda what, done, total: None)
    assert report.is_complete
    return [f"{one.path}:{one.place.line} {one.code}" for one in report.diagnostics]


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH])
@pytest.mark.parametrize("future", [False, True], ids=["today", "once all is published"])
def test_the_repositorys_own_site_has_nothing_wrong(base_url: str, future: bool, tmp_path: Path) -> None:
    """Not even a warning: it passes `check --strict`."""
    project = Project(sources_of(""), tmp_path)
    project.build(OWN, base_url=base_url, future=future, drafts=future)
    assert findings(project) == []


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH])
@pytest.mark.parametrize("name", ["twin", "plain", "rtl"])
def test_sites_that_are_right_have_nothing_wrong(name: str, base_url: str, tmp_path: Path) -> None:
    """But for what a build warns of, and for links that are only offered."""
    found = findings(build_variant(name, base_url, tmp_path))
    faults = set(CHECK_CODES) - {"mention-unlinked"}
    assert [one for one in found if one.rpartition(" ")[2] in faults] == []


@pytest.mark.parametrize("base_url", [ROOT, SUB_PATH])
@pytest.mark.parametrize("name", ["own", "twin", "showcase"])
def test_every_address_that_another_reader_finds_is_read(name: str, base_url: str, tmp_path: Path) -> None:
    """html5lib reads pages as browsers do, and ElementTree reads feeds."""
    crawl = Crawl(build_variant(name, base_url, tmp_path).output, base_url)
    expected: dict[str, set[str]] = {}
    for one in crawl.found():
        if one.value and not (one.kind.endswith("ping") or one.value == "#"):
            expected.setdefault(one.path, set()).add(one.value)
    assert len(expected) > 10
    missed: dict[str, set[str]] = {}
    for path, values in expected.items():
        page = FinishedPage(site_path_of(path), base_url, "en", kind_of_file(path))
        read_file(crawl.files[path], page)
        if left := values - {address.value for address in page.addresses}:
            missed[path] = left
    assert missed == {}
