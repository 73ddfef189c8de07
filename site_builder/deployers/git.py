"""`kind: git`: a branch of a remote repository, such as the one that GitHub Pages publishes.

Git's plumbing makes the objects, in a repository of our own inside `.site-builder/`: nothing is cloned or
checked out, and no index, filter or ignored file of anybody's has a say. The message of each commit says that
a deploy made it, and names the files that others had put there before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Release, TargetChanges, Tree
from site_builder.model.diagnostics import plural
from site_builder.model.errors import DeployFailed, DeployRefused
from site_builder.stages.programs.program import Program, Said
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue
from site_builder.stages.text.invalid_value import InvalidValue

_KEPT_ALWAYS = frozenset({"CNAME"})
"""GitHub writes it into the branch when a domain is set in its settings."""
_MARK = "Deployed-By: site-builder"
_FOREIGN = "Not-Of-The-Site: "
_FILE = "100644"
_SOURCE = re.compile(
    r"(?:config|_config|mkdocs)\.ya?ml|(?:config|hugo|pyproject)\.toml|package\.json"
    r"|(?!readme\.)(?:.*/)?[^/]+\.(?:md|markdown)",
    re.IGNORECASE,
)
"""What a site is made from, and what no tool publishes; a README at the top is in published branches too."""
_OF_GIT = re.compile(r"GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|PREFIX|ALTERNATE\w*)\Z")
_BRANCH = re.compile(r"(?!-)(?!.*(?:\.\.|//|@\{|\.lock(?:/|\Z)))[^\s~^:?*\[\\\x00-\x20\x7f]+(?<![./])\Z")


def _read_remote(text: str) -> str | InvalidValue:
    if re.match(r"https?://[^/]*@", text):
        return InvalidValue(
            "must not have a name, password or token in it",
            "delete it, and let git's credential helper know it; revoke a token that was in this file",
            "secret",
        )
    if text.startswith("-") or re.match(r"ext::|fd::", text):
        return InvalidValue(
            "is not the address of a repository", "write git@github.com:owner/name.git", "url"
        )
    return text


def _read_branch(text: str) -> str | InvalidValue:
    if _BRANCH.match(text):
        return text
    return InvalidValue(f"is not the name of a branch: '{text}'", "write one such as gh-pages")


def _read_history(text: str) -> str | InvalidValue:
    if text == "keep" or (text.isdecimal() and 1 <= int(text) <= 1000):
        return text
    return InvalidValue(f"must be a number from 1 to 1000, or keep, not '{text}'", "write history: 20")


FIELDS = (
    Field(
        "remote",
        TextValue(refine=_read_remote),
        "The repository, as git push takes it: git@github.com:owner/name.git.",
        required=True,
    ),
    Field(
        "branch", TextValue(refine=_read_branch), "The branch that the host publishes.", default="gh-pages"
    ),
    Field(
        "history",
        TextValue(refine=_read_history),
        "How many commits the branch has: 1, another number, or keep for all.",
        default="1",
    ),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    return f"{target.options['remote']}, branch {target.options.get('branch', 'gh-pages')}"


def open_tree(target: DeployTarget, surroundings: DeploySurroundings) -> Tree:
    environment = {name: value for name, value in surroundings.environment.items() if not _OF_GIT.match(name)}
    environment.setdefault("GIT_TERMINAL_PROMPT", "0")
    git = Program("git", environment, "install git (https://git-scm.com)")
    folder = Path(surroundings.root, ".site-builder", "deploys", "git", f"{target.name}.git")
    return _Branch(git, folder, target)


class _Blob(NamedTuple):
    mode: str
    name: str


class _Tip(NamedTuple):
    """What a branch holds: its commit (empty for no branch), files by path, and those that are not ours."""

    commit: str = ""
    files: Mapping[str, _Blob] = {}
    foreign: frozenset[str] = frozenset()


class _Branch:
    def __init__(self, git: Program, folder: Path, target: DeployTarget) -> None:
        self._git, self._folder = git, folder
        self._remote = str(target.options["remote"])
        self._ref = f"refs/heads/{target.options.get('branch', 'gh-pages')}"
        self._history = str(target.options.get("history", "1"))
        self._most_kept = target.keep_deploys
        self._tip = _Tip()

    # -- looking -----------------------------------------------------------------------------------------

    def compare(self, release: Release) -> TargetChanges:
        """By the names that git gives to the same bytes."""
        self._tip = tip = self._look()
        names = self._blobs(release, release.files, is_kept=False)
        there = {path: blob for path, blob in tip.files.items() if path in names}
        changed = sorted(path for path, blob in there.items() if blob != _Blob(_FILE, names[path]))
        rest = tip.files.keys() - names.keys()
        foreign: tuple[str, ...] = ()
        if tip.foreign == frozenset(tip.files):
            foreign = tuple(sorted((rest | set(changed)) - _KEPT_ALWAYS))
            self._refuse_sources(foreign)
        return TargetChanges(
            added=tuple(sorted(names.keys() - there.keys())),
            changed=tuple(changed),
            deleted=tuple(sorted(rest - tip.foreign - _KEPT_ALWAYS)),
            foreign=foreign,
            unchanged=len(there) - len(changed),
        )

    def _look(self) -> _Tip:
        said = self._git.run(["ls-remote", "--", self._remote, self._ref])
        if said.code:
            raise self._git.failure(
                said, "git ls-remote has to work in a terminal, without asking for anything"
            )
        lines = (line.split("\t") for line in said.output.decode().splitlines())
        commit = next((name for name, ref in lines if ref == self._ref), "")
        self._make_repository(len(commit))
        if not commit:
            return _Tip()
        depth = 1 if self._history in {"1", "keep"} else int(self._history)
        if depth > 1 or self._run("cat-file", "-e", f"{commit}^{{tree}}").code:
            options = [
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--update-shallow",
                f"--depth={depth}",
            ]
            fetched = self._run("fetch", *options, "--", self._remote, f"+{self._ref}:refs/tip")
            if fetched.code:
                raise self._git.failure(fetched)
        message = self._output("cat-file", "commit", commit).decode(errors="replace")
        listed = self._output("ls-tree", "-r", "-z", "--full-tree", commit)
        files = dict(_entries(listed))
        if _MARK in message.splitlines():
            marked = (line for line in message.splitlines() if line.startswith(_FOREIGN))
            return _Tip(commit, files, frozenset(line.removeprefix(_FOREIGN) for line in marked))
        return _Tip(commit, files, frozenset(files))

    def _refuse_sources(self, foreign: Sequence[str]) -> None:
        """Raises DeployRefused for a branch of others that a deploy would harm, whatever was asked for.

        With fewer commits than all, theirs would be gone from the branch, and nobody could take them back.
        """
        branch = self._ref.removeprefix("refs/heads/")
        if source := next(filter(_SOURCE.fullmatch, foreign), ""):
            raise DeployRefused(
                f"the branch {branch} holds what sites are made from, such as {source}, and no deploy has "
                "written to it",
                "write another branch into config.yaml, such as branch: gh-pages; deploy makes it",
            )
        if foreign and self._history != "keep":
            raise DeployRefused(
                f"the branch {branch} holds {plural(len(foreign), 'file')} that no deploy has put there, "
                f"such as {foreign[0]}, and its commits would be lost",
                "write another branch into config.yaml; if this is where another tool has published the "
                "site, write history: keep, and deploy once with --adopt",
            )

    def _make_repository(self, length: int) -> None:
        if not (self._folder / "HEAD").is_file():
            kind = "sha256" if length == 64 else "sha1"
            options = ["--quiet", "--bare", "--template=", f"--object-format={kind}"]
            self._git.output(["init", *options, "--", str(self._folder)])

    # -- making ------------------------------------------------------------------------------------------

    def send(self, release: Release, changes: TargetChanges) -> str:
        """One commit, pushed only onto what was looked at."""
        tip = self._tip
        files = {path: blob for path, blob in tip.files.items() if path in tip.foreign | _KEPT_ALWAYS}
        names = self._blobs(release, (*changes.added, *changes.changed), is_kept=True)
        # All others are objects here already: those of the commit that was looked at.
        files |= {path: tip.files[path] for path in release.files.keys() - names.keys()}
        files |= {path: _Blob(_FILE, name) for path, name in names.items()}
        foreign = sorted(tip.foreign & tip.files.keys() - release.files.keys() - _KEPT_ALWAYS)
        message = _message(release, changes, foreign)
        commit = self._commit(self._tree(files), self._parents(tip), message, release.number)
        lease = f"--force-with-lease={self._ref}:{tip.commit}"
        if tip.commit and self._history == "1":
            # A push from a shallow repository leaves out what the remote has, even if no commit is shared.
            (self._folder / "shallow").write_text(f"{tip.commit}\n", encoding="ascii")
        said = self._run(
            "push", "--porcelain", "--no-verify", lease, "--", self._remote, f"{commit}:{self._ref}"
        )
        if said.code:
            words = said.errors + said.output.decode(errors="replace")
            if "stale info" in words or "fetch first" in words or "rejected" in words:
                told = " ".join(self._git.scrubbed(words).split())[-300:]
                raise DeployFailed(
                    "the branch was changed by somebody else meanwhile, or its repository refuses the push: "
                    + told,
                    "deploy again to see what is there now; a protected branch has to allow force pushes",
                )
            raise self._git.failure(said)
        self._keep(release.number, commit)
        return f"commit {commit[:12]}"

    def _blobs(self, release: Release, paths: Iterable[str], *, is_kept: bool) -> dict[str, str]:
        """Git's names of files. With `is_kept`, their bytes become objects."""
        wanted = sorted(paths)
        listed = "".join(f"{release.files[path].file}\n" for path in wanted).encode()
        options = ["-w"] if is_kept else []
        said = self._output("hash-object", *options, "--no-filters", "--stdin-paths", stdin=listed)
        return dict(zip(wanted, said.decode().split(), strict=True))

    def _tree(self, files: Mapping[str, _Blob]) -> str:
        """Folders become objects from the innermost outwards, all of one depth in one run."""
        levels: dict[int, dict[str, list[str]]] = {0: {"": []}}
        for path, blob in files.items():
            folder, _, name = path.rpartition("/")
            levels.setdefault(_depth(folder), {}).setdefault(folder, []).append(
                _line(blob.mode, blob.name, name)
            )
        made: dict[str, str] = {}
        for depth in range(max(levels), -1, -1):
            folders = levels.setdefault(depth, {})
            for folder, name in made.items():
                above, _, last = folder.rpartition("/")
                folders.setdefault(above, []).append(_line("040000", name, last))
            stdin = "\0".join("".join(lines) for lines in folders.values()).encode(errors="surrogateescape")
            said = self._output("mktree", "-z", "--batch", stdin=stdin)
            made = dict(zip(folders, said.decode().split(), strict=True))
        return made[""]

    def _parents(self, tip: _Tip) -> list[str]:
        if not tip.commit or self._history == "1":
            return []
        if self._history == "keep":
            return [tip.commit]
        most = int(self._history) - 1
        listed = (
            self._output("rev-list", "--first-parent", f"--max-count={most + 1}", tip.commit).decode().split()
        )
        if len(listed) <= most:
            return [tip.commit]
        parent = ""
        for commit in reversed(listed[:most]):
            lines = self._output("cat-file", "commit", commit).split(b"\n")
            end = lines.index(b"")
            head = [line for line in lines[:end] if not line.startswith(b"parent ") and b"gpgsig" not in line]
            head[1:1] = [b"parent " + parent.encode()] if parent else []
            data = b"\n".join([*head, *lines[end:]])
            parent = self._output("hash-object", "-t", "commit", "-w", "--stdin", stdin=data).decode().strip()
        return [parent]

    def _commit(self, tree: str, parents: Sequence[str], message: str, number: str) -> str:
        named = self._run("var", "GIT_COMMITTER_IDENT").code == 0
        who = {} if named else {"NAME": "site-builder", "EMAIL": "site-builder@localhost"}
        at = f"{int(_time_of(number).timestamp())} +0000"
        more = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        more |= {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        options = [word for parent in parents for word in ("-p", parent)]
        return (
            self._output("commit-tree", tree, *options, "-F", "-", stdin=message.encode(), **more)
            .decode()
            .strip()
        )

    def _keep(self, number: str, commit: str) -> None:
        """The last deploys stay; what only older ones had goes."""
        self._output("update-ref", f"refs/deploys/{number}", commit)
        listed = self._output("for-each-ref", "--format=%(refname)", "refs/deploys/").decode().split()
        old = sorted(listed)[: -self._most_kept]
        self._run("update-ref", "-d", "refs/tip")
        if old:
            self._output("update-ref", "--stdin", stdin="".join(f"delete {ref}\n" for ref in old).encode())
            self._run("gc", "--quiet", "--prune=now")

    # -- git ---------------------------------------------------------------------------------------------

    def _run(self, *arguments: str, stdin: bytes = b"", **more: str) -> Said:
        return self._git.run([f"--git-dir={self._folder}", *arguments], stdin, **more)

    def _output(self, *arguments: str, stdin: bytes = b"", **more: str) -> bytes:
        return self._git.output([f"--git-dir={self._folder}", *arguments], stdin, **more)


def _entries(listed: bytes) -> Iterator[tuple[str, _Blob]]:
    for record in listed.decode(errors="surrogateescape").split("\0"):
        facts, tab, path = record.partition("\t")
        if tab:
            mode, _, name = facts.split(" ")
            yield path, _Blob(mode, name)


def _line(mode: str, name: str, path: str) -> str:
    kind = {"040000": "tree", "160000": "commit"}.get(mode, "blob")
    return f"{mode} {kind} {name}\t{path}\0"


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _time_of(number: str) -> datetime:
    return datetime.strptime(number[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def _message(release: Release, changes: TargetChanges, foreign: Sequence[str]) -> str:
    what = f"Restore {release.restores}" if release.restores else f"Publish {release.base_url}"
    source = f"from commit {release.commit}: " if release.commit else ""
    counts = f"{len(release.files):,} files, {len(changes.added):,} added, {len(changes.changed):,} changed"
    lines = [what, "", f"{source}{counts}, {len(changes.deleted):,} deleted", "", _MARK]
    return "\n".join([*lines, f"Deploy: {release.number}", *(_FOREIGN + path for path in foreign)]) + "\n"
