"""A deploy, from the choice of the target to the last file: first what would be done, then doing it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.build import build
from site_builder.engine.deploying.history import DeployHistory, PastDeploy
from site_builder.engine.deploying.kinds import chosen_target, kind_of
from site_builder.engine.deploying.readiness import files_of, ready_files
from site_builder.engine.deploying.retries import PatientStore
from site_builder.engine.deploying.source_commit import source_commit
from site_builder.engine.deploying.target_changes import TargetComparison, compare_with_target, listed_paths
from site_builder.engine.deploying.target_record import TargetRecord, read_record
from site_builder.engine.deploying.transfers import Transfer
from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.preparing.request import Overrides, Request
from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.engine.store.folder import FOLDER, SITES
from site_builder.engine.store.lock import deploy_lock
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import (
    DeploySurroundings,
    LocalKind,
    Release,
    Store,
    StoreKind,
    TargetChanges,
    TreeKind,
)
from site_builder.model.diagnostics import plural
from site_builder.model.errors import DeployLocked, DeployRefused, UsageError

_FEW_DELETIONS = 10
_MANY_DELETIONS = 100


class DeployOrder(NamedTuple):
    """What is asked for. `rollback` is how many deploys to go back, 0 for a deploy of what is built now.

    `chance` is any text that no other machine is likely to have; `max_deletes` is None for the usual limit.
    """

    request: Request
    target: str
    surroundings: DeploySurroundings
    chance: str
    rollback: int = 0
    adopts: bool = False
    max_deletes: int | None = None


class Deployment(NamedTuple):
    """A deploy that can begin: what it will do, and where. `send` does it and says how, in a few words."""

    target: DeployTarget
    where: str
    release: Release
    changes: TargetChanges
    overlapping: tuple[str, ...]
    send: Callable[[], str]


def deploy_settings(request: Request) -> Settings:
    """The configuration as the file has it: a remembered one may have come with the folder from elsewhere,
    and this one says where to write to.
    """
    return read_settings(request.config_file, None, request.overrides)


@contextlib.contextmanager
def begin_deploy(order: DeployOrder) -> Iterator[Deployment]:
    """Look at both sides and work out what to do. Until `send` is called, nothing is changed at the target.

    Raises UsageError, DeployRefused, DeployFailed, DeployLocked, BuildFailed.
    """
    settings = deploy_settings(order.request)
    target = chosen_target(settings.config, order.target)
    kind = kind_of(target)
    _refuse_own_folders(order, settings, target, kind)
    history = DeployHistory(order.request.root)
    with deploy_lock(order.request.root, target.name):
        release = _release(order, settings, target, history)
        if not release.files:
            raise DeployRefused("the site has no files: nothing was deployed", "run site-builder build")
        begun = _Begun(order, settings, target, history, release)
        if hasattr(kind, "open_tree"):
            tree = kind.open_tree(target, order.surroundings)
            changes = tree.compare(release)
            begun.refuse_foreign(changes)
            begun.refuse_deletions(changes)
            yield begun.deployment(kind, changes, lambda kept: str(tree.send(kept, changes)))
            return
        with contextlib.closing(kind.open_store(target, order.surroundings)) as store:
            patient = PatientStore(store, order.surroundings.sleep)
            comparison, record = begun.look_at(patient)
            begun.refuse_deletions(comparison.changes)
            yield begun.deployment(
                kind,
                comparison.changes,
                lambda kept: begun.transfer(patient, kept, comparison, record),
                comparison.overlapping,
            )


def _refuse_own_folders(
    order: DeployOrder, settings: Settings, target: DeployTarget, kind: StoreKind | TreeKind
) -> None:
    """A deploy must not write among the sources, nor into the output that it takes its files from."""
    if not isinstance(kind, LocalKind):
        return
    place = Path(kind.local_path(target, order.surroundings)).resolve()
    paths = settings.config.paths
    for name in (paths.content, paths.templates, paths.output):
        own = (order.request.root / name).resolve()
        if place.is_relative_to(own) or own.is_relative_to(place):
            given = target.options["path"]
            raise UsageError(
                f"deploy.{target.name} would write to {given}, and {name}/ is the site's own",
                "name a folder that has nothing to do with it, such as ../public",
            )


def _release(order: DeployOrder, settings: Settings, target: DeployTarget, history: DeployHistory) -> Release:
    request = order.request
    now = request.now.astimezone(UTC)
    number = f"{now:%Y%m%d-%H%M%S}.{now.microsecond // 1000:03}-{order.chance[:6]}"
    if order.rollback:
        return history.before(target.name, order.rollback, number)
    config = settings.config
    base_url = target.base_url or config.base_url
    if base_url == config.base_url:
        files = ready_files(request, order.surroundings.progress)
    else:
        folder = request.root / FOLDER / SITES / target.name
        request = request._replace(overrides=Overrides(base_url, folder))
        report = build(request, order.surroundings.progress)
        files = files_of(OutputFolder(report.output))
    return Release(number, files, base_url, source_commit(request.root))


class _Begun(NamedTuple):
    """What the steps of a deploy have in common."""

    order: DeployOrder
    settings: Settings
    target: DeployTarget
    history: DeployHistory
    release: Release

    @property
    def now(self) -> datetime:
        """The time of the deploy, in UTC."""
        return self.order.request.now.astimezone(UTC)

    def deployment(
        self,
        kind: object,
        changes: TargetChanges,
        act: Callable[[Release], str],
        overlapping: tuple[str, ...] = (),
    ) -> Deployment:
        """`act` sends a release whose bytes are kept."""

        def send() -> str:
            said = act(self.history.keep_bytes(self.target.name, self.release, self.settings.site))
            self._remember(changes)
            return said

        where = str(kind.describe(self.target))  # type: ignore[attr-defined]
        return Deployment(self.target, where, self.release, changes, overlapping, send)

    def look_at(self, store: Store) -> tuple[TargetComparison, TargetRecord]:
        """What there is to do at a store. Raises DeployRefused for files that no deploy has put there."""
        found = read_record(store)
        record = found or TargetRecord(self.settings.site)
        holder = self.history.holder(self.order.chance, is_kept=False)
        if record.is_claimed(holder, self.now):
            raise DeployLocked(
                f"another machine is deploying to {self.target.name}",
                f"wait for it to finish; if it was stopped, its claim ends at {record.until}",
            )
        if self._is_of_other_site(record):
            if not self.order.adopts:
                raise DeployRefused(
                    f"another site has been deployed to {self.target.name}, and has "
                    f"{len(record.files):,} files there",
                    "choose another place; if this is that site under another title or address, or if both "
                    "should be there, deploy once with --adopt, which deletes none of its files",
                )
            strangers = tuple(sorted({*record.adopted, *record.files} - self.release.files.keys()))
            record = TargetRecord(self.settings.site, adopted=strangers)
        listed, is_whole = listed_paths(store, found, self.release)
        comparison = compare_with_target(
            self.release, record, listed, self.now, self.target.keep_assets, is_whole=is_whole
        )
        self.refuse_foreign(comparison.changes)
        adopted = {*record.adopted, *comparison.changes.foreign} - self.release.files.keys()
        kept = TargetRecord(self.settings.site, record.deploy, record.files, tuple(sorted(adopted)))
        return comparison, kept

    def _is_of_other_site(self, record: TargetRecord) -> bool:
        if record.site == self.settings.site:
            return False
        return record.site not in {one.site for one in self.history.past(self.target.name)}

    def refuse_foreign(self, changes: TargetChanges) -> None:
        """Raises DeployRefused for files that no deploy has put there, unless they are to be adopted."""
        if changes.foreign and not self.order.adopts:
            count, first = len(changes.foreign), changes.foreign[0]
            raise DeployRefused(
                f"{self.target.name} holds {plural(count, 'file')} that no deploy has "
                f"put there, such as {first}",
                "is this the right place? If so, deploy once with --adopt: they then stay for good, except "
                "those in the way of a file of the site, which are replaced",
            )

    def refuse_deletions(self, changes: TargetChanges) -> None:
        """Raises DeployRefused for more deletions than there are likely to be meant."""
        count = len(changes.deleted)
        limit = self.order.max_deletes if self.order.max_deletes is not None else self.target.max_deletes
        if limit is None:
            third = (count + changes.unchanged + len(changes.changed)) // 3
            limit = max(_FEW_DELETIONS, min(_MANY_DELETIONS, third))
        if count > limit:
            raise DeployRefused(
                f"this would delete {count:,} files at {self.target.name}, such as {changes.deleted[0]}, "
                f"and the limit is {limit:,}",
                f"if all of them may go, add --max-deletes {count}",
            )

    def transfer(
        self, store: Store, release: Release, comparison: TargetComparison, record: TargetRecord
    ) -> str:
        """Send what differs to a store."""
        holder = self.history.holder(self.order.chance, is_kept=True)
        progress = self.order.surroundings.progress
        sent = Transfer(store, record, release, comparison, holder, self.now, progress).run()
        return f"{sent:,} bytes sent"

    def _remember(self, changes: TargetChanges) -> None:
        release = self.release
        past = PastDeploy(
            number=release.number,
            at=self.now.isoformat(timespec="seconds"),
            site=self.settings.site,
            base_url=release.base_url,
            files={path: (entry.size, entry.digest) for path, entry in release.files.items()},
            commit=release.commit,
            restores=release.restores,
            added=len(changes.added),
            changed=len(changes.changed),
            deleted=len(changes.deleted),
        )
        self.history.keep(self.target.name, past, self.target.keep_deploys)


def past_deploys(request: Request, name: str) -> tuple[DeployTarget, list[PastDeploy]]:
    """A target, and the deploys to it that this machine knows, oldest first."""
    target = chosen_target(deploy_settings(request).config, name)
    return target, DeployHistory(Path(request.root)).past(target.name)
