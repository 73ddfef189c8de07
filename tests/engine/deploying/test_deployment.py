"""A whole deploy to a folder: what arrives, what is refused, what is never touched.

Covers `readiness`, `kinds`, `target_changes`, `transfers`, `source_commit`, `engine/output/made_with`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from site_builder.engine.cleaning import clean
from site_builder.engine.store.lock import deploy_lock
from site_builder.model.errors import BuildFailed, ConfigInvalid, DeployLocked, DeployRefused, UsageError
from tests.driver import Project, post
from tests.engine.conftest import MakeProject
from tests.engine.deploying.deploying import deploy, held, ours, published, with_target
from tests.requirements import requires


def test_a_first_deploy_sends_all_that_was_built_and_nothing_else(small: Project, public: Path) -> None:
    done = deploy(small)
    assert ours(held(public)) == published(small)
    assert len(done.changes.added) == len(published(small))
    assert done.changes.changed == done.changes.deleted == ()


@requires("pagefind")
def test_what_is_made_of_pages_is_deployed_with_them(small: Project, public: Path) -> None:
    """Compressed copies, headers and redirects for hosts, the index of the search."""
    small.append("config.yaml", "search: true\nhosts: [netlify, apache]\n").build()
    deploy(small)
    assert ours(held(public)) == published(small)
    assert {"_headers", ".htaccess", "index.html.gz", "pagefind/pagefind.js"} <= held(public).keys()
    (small.root / "output/index.html.gz").unlink()
    with pytest.raises(DeployRefused, match="a build would change"):
        deploy(small, days=1)
    small.build()
    assert deploy(small, days=1).changes.is_empty


def test_a_second_deploy_has_nothing_to_do(small: Project, public: Path) -> None:
    deploy(small)
    assert deploy(small, is_dry=True).changes.is_empty


def test_only_what_differs_travels(small: Project, public: Path) -> None:
    deploy(small)
    before = {path: (public / path).stat().st_ino for path in ours(held(public))}
    small.edit("content/posts/a.md", "Some words.", "Other words.").build()
    done = deploy(small, days=1)
    assert "a/index.html" in done.changes.changed
    assert "b/index.html" not in done.changes.changed
    assert ours(held(public)) == published(small)
    written = {path for path, inode in before.items() if (public / path).stat().st_ino != inode}
    assert written == set(done.changes.changed)


def test_what_is_gone_from_the_site_goes_from_the_target(small: Project, public: Path) -> None:
    deploy(small)
    small.delete("content/posts/b.md").build()
    done = deploy(small, days=1)
    assert "b/index.html" in done.changes.deleted
    assert ours(held(public)) == published(small)
    assert not (public / "b").exists()


def test_a_dry_run_changes_nothing(small: Project, public: Path) -> None:
    public.chmod(0o500)
    done = deploy(small, is_dry=True)
    public.chmod(0o700)
    assert "a/index.html" in done.changes.added
    assert held(public) == {}
    assert not (small.root / ".site-builder/deploys").exists()


def test_files_of_others_are_refused_until_they_are_adopted_and_then_stay(
    small: Project, public: Path
) -> None:
    (public / "wp").mkdir()
    (public / "wp/old.html").write_text("old")
    with pytest.raises(
        DeployRefused, match=r"holds 1 file that no deploy has put there, such as wp/old\.html"
    ):
        deploy(small)
    assert held(public) == {"wp/old.html": b"old"}
    deploy(small, adopts=True)
    small.delete("content/posts/b.md").build()
    deploy(small, days=1)
    assert (public / "wp/old.html").read_text() == "old"
    assert ours(held(public)) == {**published(small), "wp/old.html": b"old"}


def test_a_file_of_others_in_the_place_of_a_page_is_replaced_only_if_adopted(
    small: Project, public: Path
) -> None:
    (public / "index.html").write_text("It works!")
    with pytest.raises(DeployRefused, match=r"index\.html"):
        deploy(small)
    deploy(small, adopts=True)
    assert ours(held(public)) == published(small)


def test_fingerprinted_assets_stay_for_thirty_days(small: Project, public: Path) -> None:
    deploy(small)
    old = next(path for path in held(public) if path.startswith("assets/style."))
    small.write("templates/assets/style.css", "body { color: black }").build()
    assert old not in published(small)
    assert deploy(small, days=1).changes.kept == 1
    assert old in held(public)
    assert deploy(small, days=30).changes.is_empty
    assert deploy(small, days=31.1).changes.deleted == (old,)
    assert old not in held(public)


def test_an_asset_that_comes_back_is_no_longer_counted_as_unused(small: Project, public: Path) -> None:
    deploy(small)
    small.write("templates/assets/style.css", "body { color: black }").build()
    deploy(small, days=1)
    small.delete("templates/assets/style.css").build()
    deploy(small, days=2)
    small.write("templates/assets/style.css", "body { color: black }").build()
    assert deploy(small, days=40).changes.deleted == ()


def test_many_deletions_need_a_word(project: MakeProject, public: Path) -> None:
    texts = {f"content/posts/p{number}.md": post(f"P {number}") for number in range(40)}
    site = with_target(project(texts), "live: {kind: folder, path: ../public}").build()
    deploy(site)
    for number in range(39):
        site.delete(f"content/posts/p{number}.md")
    site.build()
    with pytest.raises(DeployRefused, match=r"would delete 42 files .* such as p0/index\.html"):
        deploy(site, days=1)
    assert len(deploy(site, days=1, max_deletes=42).changes.deleted) == 42


# ── What is refused ──────────


def test_drafts_and_scheduled_posts_are_refused(small: Project, public: Path) -> None:
    small.write("content/posts/c.md", post("C", draft="true")).build(drafts=True)
    with pytest.raises(DeployRefused, match="built with drafts, which readers must not see"):
        deploy(as_for_readers(small))
    small.write("content/posts/c.md", post("C", date="2030-01-01")).build(future=True)
    with pytest.raises(DeployRefused, match="built with scheduled posts"):
        deploy(as_for_readers(small))
    assert held(public) == {}


def as_for_readers(project: Project) -> Project:
    """The same folder; what follows asks for a site as readers see it."""
    project.options = project.options._replace(drafts=False, future=False, base_url=None)
    return project


def test_another_base_url_is_refused(small: Project) -> None:
    small.build(base_url="https://user.example/repo/")
    with pytest.raises(DeployRefused, match=r"built for https://user\.example/repo/, and this target is"):
        deploy(as_for_readers(small))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/posts/a.md", "Some words.", "Newer words."),
        ("config.yaml", "title: Tests", "title: Trials"),
    ],
)
def test_an_output_that_is_older_than_its_sources_is_refused(
    small: Project, path: str, old: str, new: str
) -> None:
    small.edit(path, old, new)
    with pytest.raises(DeployRefused, match=r"is older than the sources.*a build would change"):
        deploy(small)


def test_a_post_whose_time_has_come_since_the_build_is_missed(small: Project) -> None:
    small.write("content/posts/c.md", post("C", date="2026-03-05")).build()
    deploy(small, days=1)
    with pytest.raises(DeployRefused, match="what is scheduled until now"):
        deploy(small, days=7)


def test_a_page_that_somebody_has_edited_in_the_output_is_noticed(small: Project) -> None:
    (small.root / "output/a/index.html").write_text("mine")
    with pytest.raises(DeployRefused, match=r"such as a/index\.html"):
        deploy(small)


def test_an_output_that_is_empty_or_was_never_built_is_refused(project: MakeProject, public: Path) -> None:
    site = with_target(project({"content/posts/a.md": post("A")}), "live: {kind: folder, path: ../public}")
    with pytest.raises(DeployRefused, match="no build has written to"):
        deploy(site)


def test_sources_with_errors_are_refused(small: Project) -> None:
    small.write("content/posts/a.md", "---\ntitle: [\n---\n")
    with pytest.raises(BuildFailed):
        deploy(small)


def test_the_target_of_another_site_is_refused(small: Project, public: Path, tmp_path: Path) -> None:
    deploy(small)
    other = Project({"content/posts/x.md": post("X")}, tmp_path / "other")
    with_target(other.edit("config.yaml", "Tests", "Others"), "live: {kind: folder, path: ../public}").build()
    with pytest.raises(DeployRefused, match="another site has been deployed to live"):
        deploy(other)
    before = set(ours(held(public)))
    deploy(other, adopts=True)
    assert before <= set(held(public))


def test_a_site_under_another_title_is_still_that_site(small: Project, public: Path) -> None:
    deploy(small)
    small.edit("config.yaml", "title: Tests", "title: Trials").build()
    deploy(small, days=1)
    assert ours(held(public)) == published(small)


def test_a_missing_folder_is_no_empty_one(small: Project, public: Path) -> None:
    public.rmdir()
    with pytest.raises(UsageError, match=r"there is no folder \.\./public"):
        deploy(small)


def test_a_damaged_record_is_no_empty_one(small: Project, public: Path) -> None:
    deploy(small)
    (public / ".site-builder-deployed.gz").write_bytes(b"damaged")
    with pytest.raises(DeployRefused, match="is damaged"):
        deploy(small, days=1)


# ── Two at once ──────────


def test_two_deploys_at_once_on_one_machine(small: Project, public: Path) -> None:
    with (
        deploy_lock(small.root, "live"),
        pytest.raises(DeployLocked, match="another deploy to live is running"),
    ):
        deploy(small)


# ── Which target ──────────


def test_the_target_is_the_only_one_or_the_default_or_named(project: MakeProject, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    site = with_target(
        project({"content/posts/a.md": post("A")}),
        "one: {kind: folder, path: ../one}",
        "two: {kind: folder, path: ../two}",
    ).build()
    with pytest.raises(UsageError, match="there are several targets: one, two"):
        deploy(site)
    with pytest.raises(UsageError, match="names no target 'tow'") as failure:
        deploy(site, "tow")
    assert failure.value.hint == "did you mean two?"
    deploy(site, "two")
    assert held(tmp_path / "one") == {}
    assert ours(held(tmp_path / "two")) == published(site)
    site.edit("config.yaml", "path: ../one}", "path: ../one, default: true}").build()
    deploy(site)
    assert ours(held(tmp_path / "one")) == published(site)


def test_without_any_target_the_message_says_where_to_read_on(project: MakeProject) -> None:
    with pytest.raises(UsageError, match="names no target to deploy to"):
        deploy(project({"content/posts/a.md": post("A")}).build())


def test_a_target_with_an_address_of_its_own_is_built_for_it(project: MakeProject, public: Path) -> None:
    site = project({"content/posts/a.md": post("A")})
    with_target(site, "live: {kind: folder, path: ../public, base_url: https://mirror.example/sub/}").build()
    deploy(site)
    page = (public / "a/index.html").read_text()
    assert "https://mirror.example/sub/a/" in page
    assert "https://tests.example/" not in page
    assert (site.root / "output/a/index.html").read_text() != page


def test_clean_removes_what_was_built_for_a_target_and_leaves_what_a_rollback_needs(
    project: MakeProject, public: Path
) -> None:
    site = project({"content/posts/a.md": post("A")})
    with_target(site, "live: {kind: folder, path: ../public, base_url: https://mirror.example/}").build()
    deploy(site)
    kept = held(site.root / ".site-builder/deploys")
    assert (site.root / ".site-builder/sites/live/index.html").is_file()
    report = clean(site.root, site.root / "output")
    assert report.kept == ()
    assert not (site.root / ".site-builder/sites").exists()
    assert held(site.root / ".site-builder/deploys") == kept


def test_adopting_is_recorded_even_if_nothing_else_changes(small: Project, public: Path) -> None:
    deploy(small)
    (public / "theirs.txt").write_text("theirs")
    assert not deploy(small, days=1, adopts=True).changes.is_empty
    assert deploy(small, days=2).changes.is_empty


def test_a_remembered_configuration_does_not_say_where_to_write(small: Project, public: Path) -> None:
    small.edit("config.yaml", "path: ../public", "path: ../elsewhere")
    with pytest.raises(UsageError, match=r"\.\./elsewhere"):
        deploy(small)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("live: {kind: foldr, path: x}", "there is no kind 'foldr' of target"),
        ("live: {path: x}", "deploy.live has no kind"),
        ("live: {kind: folder}", "deploy.live has no path"),
        ("live: {kind: folder, path: x, pth: y}", "there is no key 'pth' in deploy.live (kind folder)"),
        ("live: {kind: folder, path: x, password: y}", "password looks like a secret"),
        ("live: {kind: folder, path: x, secret_access_key: y}", "secret_access_key looks like a secret"),
        ("live: {kind: folder, path: 'https://me:hunter2@host/'}", "path has a password in it"),
        ("'a b': {kind: folder, path: x}", "a target cannot be called 'a b'"),
        ("live: folder", "live must be a group of keys, not 'folder'"),
    ],
)
def test_a_target_with_a_mistake_is_an_error_at_its_line(
    project: MakeProject, line: str, message: str
) -> None:
    site = with_target(project({}), line)
    with pytest.raises(ConfigInvalid) as failure:
        deploy(site)
    (found,) = failure.value.diagnostics
    assert found.message == message
    assert found.place.line == 5
    assert "hunter2" not in str(found)


# ── Where it came from ──────────


def test_a_deploy_knows_the_commit_of_its_sources(small: Project) -> None:
    from site_builder.engine.deploying.source_commit import source_commit

    assert source_commit(small.root) == ""

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@t.example", *arguments]
        return subprocess.run(command, cwd=small.root, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    git("add", "content", "config.yaml")
    git("commit", "-qm", "All")
    commit = git("rev-parse", "HEAD").strip()
    assert commit.startswith(source_commit(small.root))
    small.append("content/posts/a.md", "More.\n")
    assert source_commit(small.root).endswith("+")


@pytest.mark.parametrize("path", ["output", "output/site", "content/static/public", ".", "link"])
def test_nothing_is_deployed_among_the_sources_or_into_the_output(small: Project, path: str) -> None:
    (small.root / "link").symlink_to("content")
    (small.root / path).mkdir(parents=True, exist_ok=True)
    small.append("config.yaml", f"  own: {{kind: folder, path: {path}}}\n").build()
    before = held(small.root / "output")
    with pytest.raises(UsageError, match="is the site's own"):
        deploy(small, target="own", adopts=True)
    assert held(small.root / "output") == before


def test_no_archive_is_written_into_what_it_is_made_of(small: Project) -> None:
    small.append("config.yaml", "  own: {kind: archive, path: output/site.zip}\n").build()
    with pytest.raises(UsageError, match="output/ is the site's own"):
        deploy(small, target="own")
