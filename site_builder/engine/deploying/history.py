"""The last deploys to each target, with all their bytes: for `--rollback` and `--list`.

Bytes are kept under their digest, once for all deploys and all targets, so an unchanged file costs nothing.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from site_builder.engine.deploying.transfers import read_verified
from site_builder.engine.store.folder import DEPLOYS, FOLDER
from site_builder.model.deploy import FileEntry, Release
from site_builder.model.errors import DeployFailed, UsageError

_OBJECTS = "objects"
_TARGETS = "targets"
_HOLDER = "machine"
_BEGUN = "begun"
"""The file of a deploy that is not done, or was broken off."""


class PastDeploy(msgspec.Struct, frozen=True):
    """A deploy that was done. `files` has size and digest by path; for a rollback, `restores` is the deploy
    whose files they are. `at` is its time in UTC, ISO 8601; `site` is the id of the site.
    """

    number: str
    at: str
    site: str
    base_url: str
    files: dict[str, tuple[int, str]]
    commit: str = ""
    restores: str = ""
    added: int = 0
    changed: int = 0
    deleted: int = 0


class DeployHistory:
    """The deploys of the site at `root`. Raises DeployFailed where its folder cannot be written."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER / DEPLOYS

    def past(self, target: str) -> list[PastDeploy]:
        """The deploys to a target, oldest first. Files that cannot be read are passed over."""
        files = sorted((self._folder / _TARGETS / target).glob("*.json"))
        return [deploy for file in files for deploy in _read(file)]

    def before(self, target: str, steps: int, number: str) -> Release:
        """The release that was there `steps` deploys ago, as a new one named `number`. Raises UsageError."""
        past = self.past(target)
        originals = [one for one in past if not one.restores]
        live = past[-1].restores or past[-1].number if past else ""
        position = next((index for index, one in enumerate(originals) if one.number == live), len(originals))
        if position - steps < 0:
            known = f"{position} before it" if position else "none before it"
            raise UsageError(
                f"the deploys to {target} that this machine knows are the current one and {known}",
                "site-builder deploy --list shows them; a deploy of another machine is rolled back there",
            )
        wanted = originals[position - steps]
        return self.release_of(wanted)._replace(number=number, restores=wanted.number)

    def release_of(self, deploy: PastDeploy) -> Release:
        """What a deploy has sent, with the bytes that are kept of it."""
        files = {
            path: FileEntry(path, digest, size, str(self._object(digest)))
            for path, (size, digest) in deploy.files.items()
        }
        return Release(deploy.number, files, deploy.base_url, deploy.commit, deploy.restores)

    def keep_bytes(self, target: str, release: Release, site: str) -> Release:
        """The same release, its files being copies of our own which no build will touch.

        They are named in a file of the target's first, so that a deploy to another target does not take them
        for what nobody needs.
        """
        kept = {}
        sizes = {path: (entry.size, entry.digest) for path, entry in release.files.items()}
        try:
            begun = PastDeploy(release.number, "", site, release.base_url, sizes)
            self._write(self._folder / _TARGETS / target / _BEGUN, begun)
            for path, entry in release.files.items():
                place = self._object(entry.digest)
                if not place.exists():
                    data = read_verified(entry)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    fresh = place.with_suffix(".new")
                    fresh.write_bytes(data)
                    os.replace(fresh, place)
                kept[path] = entry._replace(file=str(place))
        except OSError as failure:
            raise DeployFailed(
                f"{failure.filename} cannot be written: {failure.strerror}", "nothing was deployed"
            ) from failure
        return release._replace(files=kept)

    def keep(self, target: str, deploy: PastDeploy, most: int) -> None:
        """Add a deploy, and forget those before the last `most`, with the bytes that only they had."""
        folder = self._folder / _TARGETS / target
        try:
            self._write(folder / f"{deploy.number}.json", deploy)
            (folder / _BEGUN).unlink(missing_ok=True)
            past = self.past(target)
            oldest = min([one.number for one in past if not one.restores][-most:], default="")
            live = deploy.restores or deploy.number
            for one in past:
                if one.number < oldest and one.number not in {live, deploy.number}:
                    (folder / f"{one.number}.json").unlink(missing_ok=True)
            self._forget_bytes()
        except OSError as failure:
            raise DeployFailed(
                f"{failure.filename} cannot be written: {failure.strerror}",
                "the site was deployed, but this deploy cannot be rolled back to",
            ) from failure

    def holder(self, chance: str, *, is_kept: bool) -> str:
        """The name of this machine at targets. `chance` becomes it, at the first time that it is to
        be kept.
        """
        file = self._folder / _HOLDER
        try:
            if not file.exists():
                if not is_kept:
                    return chance
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(chance, encoding="utf-8")
            return file.read_text(encoding="utf-8").strip() or chance
        except (OSError, UnicodeDecodeError):
            return chance

    def _write(self, file: Path, deploy: PastDeploy) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name("fresh")
        fresh.write_bytes(msgspec.json.encode(deploy))
        os.replace(fresh, file)

    def _forget_bytes(self) -> None:
        targets = self._folder / _TARGETS
        names = [one.name for one in targets.iterdir() if one.is_dir()]
        known = [one for name in names for one in (*self.past(name), *_read(targets / name / _BEGUN))]
        used = {digest for one in known for _, digest in one.files.values()}
        for folder in (self._folder / _OBJECTS).iterdir():
            for file in folder.iterdir():
                if folder.name + file.name not in used:
                    file.unlink(missing_ok=True)

    def _object(self, digest: str) -> Path:
        return self._folder / _OBJECTS / digest[:2] / digest[2:]


def _read(file: Path) -> list[PastDeploy]:
    """What a file says of a deploy: nothing where it cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return [msgspec.json.decode(file.read_bytes(), type=PastDeploy)]
    return []
