"""Going back to what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.engine.deploying.history import DeployHistory
from site_builder.engine.store.digests import digest_of
from site_builder.model.deploy import FileEntry, Release
from site_builder.model.errors import DeployFailed, UsageError
from tests.driver import Project
from tests.engine.deploying.deploying import deploy, held, ours, published


def states(site: Project, public: Path, count: int) -> list[dict[str, bytes]]:
    """Deploy so many different sites, and return what each was."""
    found = []
    for number in range(count):
        site.write("content/pages/p.md", f"---\ntitle: P\n---\n\nState {number}.\n").build()
        deploy(site, days=number)
        found.append(published(site))
        assert ours(held(public)) == found[-1]
    return found


def test_a_rollback_puts_back_what_was_there_before(small: Project, public: Path) -> None:
    before = states(small, public, 3)
    deploy(small, days=10, rollback=1)
    assert ours(held(public)) == before[1]
    deploy(small, days=11, rollback=1)
    assert ours(held(public)) == before[0]
    with pytest.raises(UsageError, match="none before it"):
        deploy(small, days=12, rollback=1)
    deploy(small, days=13)
    assert ours(held(public)) == before[2]


def test_a_rollback_goes_back_several_deploys_at_once(small: Project, public: Path) -> None:
    before = states(small, public, 4)
    deploy(small, days=10, rollback=3)
    assert ours(held(public)) == before[0]


def test_the_last_five_deploys_are_kept_and_what_they_share_is_kept_once(
    small: Project, public: Path
) -> None:
    before = states(small, public, 7)
    history = DeployHistory(small.root)
    past = history.past("live")
    assert len(past) == 5
    deploys = held(small.root / ".site-builder/deploys/objects")
    kept = {data for state in before[2:] for data in state.values()}
    assert sorted(deploys.values()) == sorted(kept)
    with pytest.raises(UsageError, match="the current one and 4 before it"):
        deploy(small, days=10, rollback=5)


def test_a_deploy_to_another_target_leaves_the_bytes_of_one_that_is_under_way(
    small: Project, public: Path
) -> None:
    states(small, public, 1)
    history = DeployHistory(small.root)
    files = {"x.txt": FileEntry("x.txt", digest_of(b"x").hex(), 1, str(small.root / "x.txt"))}
    small.write("x.txt", b"x")
    kept = history.keep_bytes("other", Release("1", files, "https://tests.example/"), "site")
    small.write("content/pages/p.md", "---\ntitle: P\n---\n\nAnother state.\n").build()
    deploy(small, days=1)
    assert Path(kept.files["x.txt"].file).read_bytes() == b"x"


def test_a_rollback_does_not_need_the_output(small: Project, public: Path) -> None:
    before = states(small, public, 2)
    small.write("content/pages/p.md", "---\ntitle: [\n---\n")
    deploy(small, days=10, rollback=1)
    assert ours(held(public)) == before[0]


def test_kept_bytes_that_were_damaged_are_not_deployed(small: Project, public: Path) -> None:
    states(small, public, 2)
    now = ours(held(public))
    for file in (small.root / ".site-builder/deploys/objects").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    with pytest.raises(DeployFailed, match="has other bytes than were to be deployed"):
        deploy(small, days=10, rollback=1)
    assert ours(held(public)) == now


def test_the_list_says_what_was_deployed(small: Project, public: Path) -> None:
    states(small, public, 2)
    deploy(small, days=10, rollback=1)
    first, second, back = DeployHistory(small.root).past("live")
    assert first.at == "2026-03-01T12:00:00+00:00"
    assert first.added == len(first.files)
    assert (second.added, second.restores) == (0, "")
    assert back.restores == first.number
    assert back.files == first.files
