"""What a build was asked for, and what it works with."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from site_builder.engine.output.made_with import MadeWith, remember_made_with
from site_builder.engine.preparing.request import Request
from site_builder.engine.preparing.settings import Settings
from site_builder.engine.session import Session
from site_builder.engine.store.lock import OutputLock
from site_builder.engine.store.output_store import OutputStore
from site_builder.model.diagnostics import Diagnostic, has_errors
from site_builder.model.errors import BuildFailed


class Order(NamedTuple):
    """What a build was asked for, and what it works with."""

    request: Request
    settings: Settings
    session: Session
    notices: tuple[Diagnostic, ...]
    lock: OutputLock
    is_strict: bool
    may_take_over: bool
    explain_url: str

    @property
    def output(self) -> Path:
        """The output folder."""
        return output_path(self.request, self.settings)

    @property
    def outputs(self) -> OutputStore:
        """What is remembered of the output folder."""
        return self.session.cache.outputs(remembered_as(self.output, self.request.root))

    @property
    def known_as(self) -> str:
        """What this site was known by when it last wrote to the output folder; empty if it never did."""
        return (self.session.cache.derived.get(self._owner_key) or b"").decode(errors="replace")

    def remember_made_with(self) -> None:
        """Keep what the output folder was built with."""
        made = MadeWith(self.request.with_drafts, self.request.with_future, self.settings.config.base_url)
        remember_made_with(self.session.cache, self.outputs.folder, made)

    def remember_owner(self) -> None:
        """Keep what the site is known by to the output folder."""
        if self.known_as != self.settings.site:
            self.session.cache.derived.put(self._owner_key, self.settings.site.encode())

    @property
    def _owner_key(self) -> bytes:
        return b"owner" + self.outputs.folder.encode(errors="surrogateescape")

    def fail_on(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Raises BuildFailed if anything among these forbids writing."""
        if has_errors(diagnostics) or (self.is_strict and diagnostics):
            raise BuildFailed(diagnostics)


def output_path(request: Request, settings: Settings) -> Path:
    """The output folder of a request."""
    return request.overrides.output or request.root / settings.config.paths.output


def remembered_as(folder: Path, root: Path) -> str:
    """The name of an output folder in the cache: one inside the site is remembered as moving with it."""
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
