"""A branch of a bare repository, cloned afterwards.

Covers `stages/programs/program`.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from site_builder.deployers import git
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Release, TargetChanges, Tree
from site_builder.model.errors import DeployFailed, DeployRefused, UsageError
from site_builder.stages.config.keys import read_config
from site_builder.stages.programs.program import Program
from tests.deployers.releases import release, target
from tests.driver import CONFIG, Project, post
from tests.engine.deploying.deploying import deploy, with_target
from tests.requirements import requires

pytestmark = requires("git")
FILES = {
    "index.html": b"<p>Home\r\n",
    "über/uns/index.html": b"<p>\xc3\xbc",
    "assets/a.css": b"p{}" * 1000,
    "assets/deep/er/b.css": b"",
    ".nojekyll": b"",
    "ignored.log": b"the user's global gitignore has no say",
}
PATH = {"PATH": os.environ["PATH"]}


class Remote:
    """A bare repository, and a machine that deploys to it."""

    def __init__(self, root: Path, **settings: str) -> None:
        self.root = root
        self.folder = root / "remote.git"
        self.environment = {**PATH, "HOME": str(root / "home"), "GIT_CONFIG_NOSYSTEM": "1", **settings}
        (root / "home").mkdir(exist_ok=True)
        (root / "home/ignore").write_text("*.log\nassets/\n")
        (root / "home/.gitconfig").write_text(
            f"[core]\nautocrlf = true\nexcludesFile = {root}/home/ignore\n[init]\ndefaultBranch = odd\n"
        )
        self.git("init", "--quiet", "--bare", str(self.folder))

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            env=self.environment,
            cwd=self.root,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def target(self, **options: object) -> DeployTarget:
        return target("git", remote=str(self.folder), **options)

    def surroundings(self, machine: str = "site") -> DeploySurroundings:
        return DeploySurroundings(
            str(self.root / machine), str(self.root / "home"), self.environment, lambda seconds: None
        )

    def tree(self, wanted: DeployTarget, machine: str = "site") -> Tree:
        return git.open_tree(wanted, self.surroundings(machine))

    def deploy(
        self,
        files: dict[str, bytes],
        number: str = "20260301-120000",
        machine: str = "site",
        **options: object,
    ) -> TargetChanges:
        made = self.release(files, number)
        tree = self.tree(self.target(**options), machine)
        changes = tree.compare(made)
        if not changes.is_empty:
            tree.send(made, changes)
        return changes

    def release(self, files: dict[str, bytes], number: str = "20260301-120000") -> Release:
        return release(self.root / f"output-{number}", files, f"{number}-here")

    def commits(self, branch: str = "gh-pages") -> list[str]:
        return self.git("--git-dir", str(self.folder), "log", "--format=%s", branch).split("\n")[:-1]

    def held(self, branch: str = "gh-pages") -> dict[str, bytes]:
        """What a clone has, its bytes unconverted."""
        clone = self.root / f"clone-{len(list(self.root.iterdir()))}"
        options = ["-c", "core.autocrlf=false", "clone", "--quiet", "--branch", branch]
        self.git(*options, str(self.folder), str(clone))
        files = (file for file in clone.rglob("*") if file.is_file() and ".git" not in file.parts)
        return {file.relative_to(clone).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


def test_a_clone_has_every_file_byte_for_byte(remote: Remote) -> None:
    changes = remote.deploy(FILES)
    assert (len(changes.added), changes.changed, changes.deleted) == (len(FILES), (), ())
    assert remote.held() == FILES
    assert remote.commits() == ["Publish https://tests.example/"]


def test_a_second_deploy_is_one_commit_without_a_parent(remote: Remote) -> None:
    remote.deploy(FILES)
    files = {**FILES, "index.html": b"new", "c/index.html": b"c"}
    del files["ignored.log"]
    changes = remote.deploy(files, "20260302-120000")
    assert changes == TargetChanges(("c/index.html",), ("index.html",), ("ignored.log",), unchanged=4)
    assert remote.held() == files
    assert len(remote.commits()) == 1
    body = remote.git(
        "--git-dir", str(remote.folder), "log", "-1", "--format=%B%ad", "--date=iso", "gh-pages"
    )
    assert "6 files, 1 added, 1 changed, 1 deleted" in body
    assert "2026-03-02 12:00:00 +0000" in body


def test_a_push_sends_what_has_changed_and_nothing_else(remote: Remote) -> None:
    pages = {f"p{number}/index.html": str(number).encode() for number in range(200)}
    remote.git("--git-dir", str(remote.folder), "config", "receive.unpackLimit", "100000")
    remote.deploy({**FILES, **pages})
    count = ["--git-dir", str(remote.folder), "count-objects"]
    before = int(remote.git(*count).split()[0])
    for day, machine in ((2, "site"), (3, "another"), (4, "site")):
        files = {**FILES, **pages, "p7/index.html": b"new" * day}
        remote.deploy(files, f"2026030{day}-120000", machine=machine)
        after = int(remote.git(*count).split()[0])
        # A file, its folder, the top and the commit.
        assert after - before == 4
        assert remote.held() == files
        before = after


def test_where_nothing_differs_there_is_no_commit(remote: Remote) -> None:
    remote.deploy(FILES)
    before = remote.git("--git-dir", str(remote.folder), "rev-parse", "gh-pages")
    assert remote.deploy(FILES, "20260302-120000").is_empty
    assert remote.deploy(FILES, "20260302-120000", machine="another").is_empty
    assert remote.git("--git-dir", str(remote.folder), "rev-parse", "gh-pages") == before


@pytest.mark.parametrize(("history", "count"), [("1", 1), ("3", 3), ("keep", 6)])
def test_history_is_as_long_as_it_is_wanted(history: str, count: int, remote: Remote) -> None:
    files: dict[str, bytes] = {}
    for day in range(1, 7):
        files = {**FILES, "index.html": str(day).encode()}
        # From another machine too, which knows nothing of the branch.
        remote.deploy(files, f"2026030{day}-120000", machine=f"machine-{day % 2}", history=history)
        assert len(remote.commits()) == min(day, count)
    log = remote.git("--git-dir", str(remote.folder), "log", "--format=%H", "gh-pages").split()
    homes = [remote.git("--git-dir", str(remote.folder), "show", f"{one}:index.html") for one in log]
    assert homes == [str(day) for day in range(6, 6 - count, -1)]
    assert remote.held() == files


def test_a_domain_that_the_host_wrote_stays(remote: Remote) -> None:
    remote.deploy(FILES)
    clone = remote.root / "work"
    remote.git("clone", "--quiet", "--branch", "gh-pages", str(remote.folder), str(clone))
    (clone / "CNAME").write_text("my-blog.example")
    who = ["-c", "user.name=A", "-c", "user.email=a@a.example"]
    remote.git("-C", str(clone), "add", "CNAME")
    message = remote.git("-C", str(clone), "log", "-1", "--format=%B")
    remote.git("-C", str(clone), *who, "commit", "--quiet", "-F", "-", stdin=message.encode())
    remote.git("-C", str(clone), "push", "--quiet")
    remote.deploy({**FILES, "index.html": b"new"}, "20260302-120000")
    assert remote.held() == {**FILES, "index.html": b"new", "CNAME": b"my-blog.example"}
    remote.deploy({**FILES, "CNAME": b"other.example"}, "20260303-120000")
    assert remote.held()["CNAME"] == b"other.example"


WORK = {"index.html": "mine", "run.sh": "#!/bin/sh\n"}


def put_sources(remote: Remote, files: Mapping[str, str] = MappingProxyType(WORK)) -> None:
    """Somebody's work on the branch main."""
    work = remote.root / "sources"
    remote.git("init", "--quiet", "--initial-branch=main", str(work))
    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text)
        (work / name).chmod(0o755)
    remote.git("-C", str(work), "add", "--all")
    remote.git(
        "-C", str(work), "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "--quiet", "-m", "x"
    )
    remote.git("-C", str(work), "push", "--quiet", str(remote.folder), "main")


def project(remote: Remote, **options: str) -> Project:
    """A site that is deployed there by the engine."""
    more = "".join(f", {name}: {value}" for name, value in options.items())
    made = Project({"config.yaml": CONFIG, "content/posts/a.md": post("A")}, remote.root / "site")
    return with_target(made, f"live: {{kind: git, remote: {remote.folder}{more}}}").build()


def test_a_branch_of_somebodys_work_is_refused_and_adopted_files_stay_for_good(remote: Remote) -> None:
    put_sources(remote)
    site = project(remote, branch="main", history="keep")
    with pytest.raises(DeployRefused, match=r"no deploy has put there, such as index\.html"):
        deploy(site, environment=remote.environment)
    assert remote.commits("main") == ["x"]
    deploy(site, adopts=True, environment=remote.environment)
    assert remote.commits("main")[1:] == ["x"]
    assert remote.held("main")["run.sh"] == b"#!/bin/sh\n"
    site.append("content/posts/a.md", "More.").build()
    deploy(site, days=1, environment=remote.environment)
    held = remote.held("main")
    assert held["run.sh"] == b"#!/bin/sh\n"
    assert held["a/index.html"] == (site.output / "a/index.html").read_bytes()
    modes = remote.git("--git-dir", str(remote.folder), "ls-tree", "main", "run.sh")
    assert modes.startswith("100755")


@pytest.mark.parametrize("history", ["1", "20"])
def test_commits_of_somebody_else_are_never_lost(history: str, remote: Remote) -> None:
    put_sources(remote)
    site = project(remote, branch="main", history=history)
    with pytest.raises(DeployRefused, match="its commits would be lost"):
        deploy(site, adopts=True, environment=remote.environment)
    assert remote.commits("main") == ["x"]


def test_a_page_of_somebody_else_alone_is_refused_as_well(remote: Remote) -> None:
    put_sources(remote, {"index.html": "mine"})
    site = project(remote, branch="main", history="keep")
    with pytest.raises(DeployRefused, match=r"no deploy has put there, such as index\.html"):
        deploy(site, environment=remote.environment)
    assert remote.held("main") == {"index.html": b"mine"}


@pytest.mark.parametrize("name", ["config.yaml", "content/posts/a.md", "_config.yml", "docs/README.md"])
def test_sources_of_a_site_are_refused_even_if_files_are_to_be_adopted(name: str, remote: Remote) -> None:
    put_sources(remote, {name: "mine", "README.md": "about"})
    site = project(remote, branch="main", history="keep")
    with pytest.raises(DeployRefused, match=f"holds what sites are made from, such as {name}"):
        deploy(site, adopts=True, environment=remote.environment)
    assert remote.commits("main") == ["x"]


def test_a_readme_in_a_published_branch_does_not_make_it_sources(remote: Remote) -> None:
    put_sources(remote, {"README.md": "about", "old.html": "old"})
    deploy(project(remote, branch="main", history="keep"), adopts=True, environment=remote.environment)
    assert remote.held("main")["README.md"] == b"about"
    assert len(remote.commits("main")) == 2


def test_a_rollback_is_a_new_commit_with_the_older_files(remote: Remote) -> None:
    site = project(remote, history="keep")
    deploy(site, environment=remote.environment)
    before = remote.held()
    site.append("content/posts/a.md", "More.").build()
    deploy(site, days=1, environment=remote.environment)
    assert remote.held() != before
    deploy(site, days=2, rollback=1, environment=remote.environment)
    assert remote.held() == before
    assert len(remote.commits()) == 3
    assert remote.commits()[0].startswith("Restore ")
    assert not [path for path in before if path.startswith(".site-builder")]


def test_the_last_five_deploys_are_kept_here_and_no_more(remote: Remote) -> None:
    for day in range(1, 9):
        remote.deploy({**FILES, "index.html": str(day).encode() * 50}, f"2026030{day}-120000")
    folder = remote.root / "site/.site-builder/deploys/git/live.git"
    refs = remote.git("--git-dir", str(folder), "for-each-ref", "--format=%(refname)").split()
    assert refs == [f"refs/deploys/2026030{day}-120000-here" for day in range(4, 9)]
    old = remote.git("hash-object", "--stdin", stdin=b"1" * 50).strip()
    with pytest.raises(AssertionError):
        remote.git("--git-dir", str(folder), "cat-file", "-e", old)


def test_what_changed_between_a_look_and_a_push_is_not_overwritten(remote: Remote) -> None:
    remote.deploy(FILES)
    tree = remote.tree(remote.target())
    made = remote.release({**FILES, "index.html": b"mine"}, "20260302-120000")
    changes = tree.compare(made)
    remote.deploy({**FILES, "index.html": b"theirs"}, "20260302-110000", machine="another")
    with pytest.raises(DeployFailed, match="changed by somebody else meanwhile"):
        tree.send(made, changes)
    assert remote.held()["index.html"] == b"theirs"


def test_a_dry_run_leaves_the_remote_alone_even_where_writing_would_fail(remote: Remote) -> None:
    remote.deploy(FILES)
    hook = remote.folder / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    site = project(remote)
    deploy(site, adopts=True, is_dry=True, environment=remote.environment)
    with pytest.raises(DeployFailed):
        deploy(site, adopts=True, environment=remote.environment)
    assert remote.held() == FILES


def test_a_hook_of_git_in_which_it_runs_has_no_say(remote: Remote, tmp_path: Path) -> None:
    remote.environment |= {"GIT_DIR": str(tmp_path / "none"), "GIT_INDEX_FILE": str(tmp_path / "index")}
    tree = remote.tree(remote.target())
    made = remote.release(FILES)
    tree.send(made, tree.compare(made))
    del remote.environment["GIT_DIR"], remote.environment["GIT_INDEX_FILE"]
    assert remote.held() == FILES


def test_what_git_says_is_shown_without_secrets(remote: Remote) -> None:
    wanted = target("git", remote=str(remote.root / "none.git"))
    with pytest.raises(DeployFailed, match=r"git failed .*none\.git"):
        remote.tree(wanted).compare(remote.release(FILES))
    program = Program("git", {**PATH, "DEPLOY_TOKEN": "abcdef123456"}, "")
    text = (
        "https://me:hunter2@host.example/ ghp_0123456789abcdefghij0123 glpat-abcdefgh01234567XYZ abcdef123456"
    )
    assert program.scrubbed(text) == "https://…@host.example/ … … …"


def test_without_git_it_says_what_to_install(remote: Remote) -> None:
    remote.environment["PATH"] = ""
    with pytest.raises(UsageError, match="needs git, which is not installed"):
        remote.tree(remote.target())


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (
            "remote: 'https://ghp_x@github.com/a/b.git'",
            "config-secret",
            "remote must not have a name, password",
        ),
        ("remote: 'ext::sh -c id'", "config-url", "remote is not the address of a repository"),
        ("remote: a.git, branch: 'a b'", "config-type", "branch is not the name of a branch: 'a b'"),
        ("remote: a.git, branch: --all", "config-type", "branch is not the name of a branch: '--all'"),
        (
            "remote: a.git, history: all",
            "config-type",
            "history must be a number from 1 to 1000, or keep, not 'all'",
        ),
    ],
)
def test_mistakes_in_the_configuration_are_reported(line: str, code: str, message: str) -> None:
    text = f"title: T\nbase_url: https://t.example/\ndeploy:\n  live: {{kind: git, {line}}}\n"
    _, (problem,) = read_config(text.encode(), kinds=lambda: {"git": git.FIELDS})
    assert problem.message.startswith(message)
    assert problem.code == code
