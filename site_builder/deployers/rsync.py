"""`kind: rsync`: a folder of a server, by the real rsync over the user's own ssh.

In passes: new files, changed ones, then deletions. One pass would send pages before the assets they name. By
checksums, since the dates of files that were built again say nothing.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Release, TargetChanges, Tree
from site_builder.model.errors import DeployRefused
from site_builder.model.output_names import DEPLOYED
from site_builder.stages.programs.outgoing import (
    SentRecord,
    changed_passes,
    changes_by_lists,
    new_passes,
    outgoing_folder,
    read_sent,
    record_bytes,
)
from site_builder.stages.programs.program import Program, Said
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue, WholeNumber
from site_builder.stages.text.invalid_value import InvalidValue

_MISSING = 23
"""Rsync's exit code where some file is not there, or cannot be read."""
_NOTHING = "No such file or directory"
_ESCAPE = re.compile(r"\\#(\d{3})")
_DELETING = "*deleting"


def _read_word(text: str) -> str | InvalidValue:
    if re.fullmatch(r"[\w.@%:\[\]][\w.@%:\[\]-]*", text):
        return text
    return InvalidValue(f"is not a name that ssh accepts: '{text}'", "write one such as ssh.example.org")


def _read_path(text: str) -> str | InvalidValue:
    if text.startswith("-") or text.strip("/~") == "":
        return InvalidValue(
            f"cannot be the folder of a site: '{text}'", "write the folder that the web server reads"
        )
    return text


FIELDS = (
    Field("host", TextValue(refine=_read_word), "The server, or its name in ~/.ssh/config.", required=True),
    Field("path", TextValue(refine=_read_path), "The folder there, absolute or from home.", required=True),
    Field("user", TextValue(refine=_read_word), "Who logs in, if ssh's own settings do not say."),
    Field("port", WholeNumber(1, 65535), "The port of ssh, if ssh's own settings do not say."),
    Field("ssh_config", TextValue(), "Settings of ssh to read instead of ~/.ssh/config."),
)
LIBRARY = ("", "")


def describe(target: DeployTarget) -> str:
    user = target.options.get("user")
    return (
        f"{user}@{target.options['host']}:{target.options['path']}"
        if user
        else (f"{target.options['host']}:{target.options['path']}")
    )


def open_tree(target: DeployTarget, surroundings: DeploySurroundings) -> Tree:
    program = Program("rsync", surroundings.environment, "install rsync, here and on the server")
    return _RemoteTree(program, target, surroundings)


class _RemoteTree:
    def __init__(self, rsync: Program, target: DeployTarget, surroundings: DeploySurroundings) -> None:
        options = target.options
        self._rsync, self._name = rsync, target.name
        self._surroundings = surroundings
        self._there = f"{describe(target).rstrip('/')}/"
        ssh = ["ssh", "-o", "BatchMode=yes"]
        if options.get("port"):
            ssh += ["-p", str(options["port"])]
        if options.get("ssh_config"):
            file = Path(surroundings.root, surroundings.from_home(options["ssh_config"]))
            ssh += ["-F", str(file)]
        self._usual = ["--rsh", shlex.join(ssh), "--secluded-args", "--recursive", "--perms", "--times"]
        self._usual += ["--omit-dir-times", "--chmod=D755,F644"]
        self._record = SentRecord()
        self._others: tuple[str, ...] = ()

    def compare(self, release: Release) -> TargetChanges:
        """By a dry run of rsync, which reads both sides, and by the record that the target has."""
        self._record = read_sent(self._fetched())
        with outgoing_folder(self._surroundings.root, self._name, release) as folder:
            options = ["--dry-run", "--checksum", "--delete", "--itemize-changes", "--out-format=%i %n"]
            said = self._run([*options, f"{folder}/", self._there])
        there = set(release.files)
        changed: set[str] = set()
        for line in said.output.decode(errors="surrogateescape").splitlines():
            sign, _, name = line.partition(" ")
            path = _ESCAPE.sub(
                lambda match: chr(int(match[1], 8)), name.strip() if sign == _DELETING else name
            )
            path = (
                path.encode("latin-1", "ignore").decode(errors="surrogateescape") if "\\#" in name else path
            )
            if path.endswith("/"):
                continue
            if sign == _DELETING:
                there.add(path)
            elif sign[1:2] == "f" and sign[2:3] == "+":
                there.discard(path)
            elif sign[1:2] == "f" and sign[:1] in "<>c" and sign[2:4].strip("."):
                changed.add(path)
        changes = changes_by_lists(release, there, changed, self._record)
        self._others = tuple(there - release.files.keys() - set(changes.deleted))
        return changes

    def send(self, release: Release, changes: TargetChanges) -> str:
        """New files, changed ones, deletions; the record before the first and after the last."""
        record = self._record._replace(adopted=self._record.adopted | set(changes.foreign))
        count = 0
        with outgoing_folder(self._surroundings.root, self._name, release) as folder:
            self._put_record(record_bytes(release, record, is_final=False))
            for paths in new_passes(changes):
                # What an interrupted deploy has left half-sent is not there under its own name.
                self._send(folder, paths, ["--ignore-existing"])
                count += len(paths)
            changed = [path for paths in changed_passes(changes) for path in paths]
            if changed:
                self._send(folder, changed, ["--checksum", "--delay-updates"])
            if changes.deleted:
                self._delete(folder, changes.deleted)
            self._put_record(record_bytes(release, record, is_final=True))
        return f"{count + len(changed):,} files sent"

    def _send(self, folder: Path, paths: Sequence[str], options: Sequence[str]) -> None:
        listed = "".join(f"{path}\0" for path in paths).encode(errors="surrogateescape")
        arguments = [*options, "--files-from=-", "--from0", f"{folder}/", self._there]
        self._run(arguments, listed)

    def _delete(self, folder: Path, deleted: Sequence[str]) -> None:
        """A run that sends nothing, and deletes what is not here: all but what is others'."""
        kept = [*self._others, DEPLOYED]
        folders = {parent.as_posix() for path in deleted for parent in Path(path).parents}
        with tempfile.NamedTemporaryFile("wb", suffix=".rules") as rules:
            rules.write(b"".join(_protected(path) for path in kept))
            rules.flush()
            options = ["--delete-after", "--existing", "--ignore-existing"]
            options += [f"--max-delete={len(deleted) + len(folders)}", f"--filter=. {rules.name}"]
            self._run([*options, f"{folder}/", self._there])

    def _fetched(self) -> bytes | None:
        with tempfile.TemporaryDirectory() as here:
            said = self._rsync.run([*self._usual, f"{self._there}{DEPLOYED}", f"{here}/"])
            if said.code == _MISSING and _NOTHING in said.errors:
                return None
            if said.code:
                raise self._failure(said)
            return Path(here, DEPLOYED).read_bytes()

    def _put_record(self, data: bytes) -> None:
        with tempfile.TemporaryDirectory() as here:
            Path(here, DEPLOYED).write_bytes(data)
            self._run(["--ignore-times", f"{here}/{DEPLOYED}", self._there])

    def _run(self, arguments: Iterable[str], stdin: bytes = b"") -> Said:
        said = self._rsync.run([*self._usual, *arguments], stdin)
        if said.code:
            raise self._failure(said)
        return said

    def _failure(self, said: Said) -> Exception:
        if "Host key verification failed" in said.errors:
            return DeployRefused(
                "the server's key is not among those that ssh knows",
                "log in once with ssh, and compare the key that it shows with what your host says",
            )
        return self._rsync.failure(
            said,
            "deploy again, which completes what was begun; "
            "ssh must be able to log in without asking for a password",
        )


def _protected(path: str) -> bytes:
    """A rule of rsync that keeps one file. Where a name has a wildcard, signs are escaped by backslashes."""
    if re.search(r"[*?\[\n]", path):
        path = re.sub(r"([*?\[\\])", r"\\\1", path).replace("\n", "?")
    return f"P /{path}\n".encode(errors="surrogateescape")
