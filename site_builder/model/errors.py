"""Everything that means "cannot go on".

    SiteBuilderError            exit code 1
    ├── BuildFailed             the sources have errors; carries their diagnostics
    ├── TemplateFailed          a template or theme asset cannot be used; carries the diagnostics
    ├── OutputRefused           the output folder is not ours to write
    ├── OutputBroken            the output folder cannot be written (disk full, no permission)
    ├── SearchFailed            the search index could not be made
    ├── BuildLocked             another build is writing this site
    ├── DeployRefused           what would be deployed, or where, is not as it should be: nothing was changed
    ├── DeployFailed            the target did not do what was asked of it
    │   └── TransferFaulted     … and may do it if asked again: a lost connection, a server that is busy
    ├── DeployLocked            another deploy to the same target is running
    └── UsageError              exit code 2
        └── ConfigInvalid       config.yaml cannot be used; carries its diagnostics

Each ends the program with one line (or its diagnostics) and its exit code. Any other exception is a bug
and shows its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from site_builder.model.diagnostics import Diagnostic


class SiteBuilderError(Exception):
    """The root of the tree; `hint` says what the user can do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BuildFailed(SiteBuilderError):
    """Content or templates have errors: nothing was written."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("the site has errors")
        self.diagnostics = tuple(diagnostics)


class TemplateFailed(SiteBuilderError):
    """A template or theme asset has an error."""

    def __init__(self, diagnostic: Diagnostic, *others: Diagnostic) -> None:
        super().__init__(diagnostic.message, diagnostic.hint)
        self.diagnostic = diagnostic
        self.diagnostics = (diagnostic, *others)

    def __reduce__(self) -> tuple[type[TemplateFailed], tuple[Diagnostic, ...]]:
        """Exceptions cross from a worker process by what they were made of."""
        return type(self), self.diagnostics


class OutputRefused(SiteBuilderError):
    """The output folder holds files that no build of this site has written."""


class OutputBroken(SiteBuilderError):
    """The output folder cannot be written to."""


class SearchFailed(SiteBuilderError):
    """Pagefind did not make an index."""


class BuildLocked(SiteBuilderError):
    """Another process is building the same site."""


class DeployRefused(SiteBuilderError):
    """The output or the target is not as it should be. Nothing was changed there."""


class DeployFailed(SiteBuilderError):
    """The target did not do what was asked of it."""


class TransferFaulted(DeployFailed):
    """The target did not do what was asked, but may if asked again: it is tried a few times."""


class DeployLocked(SiteBuilderError):
    """Another deploy to the same target is running."""


class UsageError(SiteBuilderError):
    """The command line asks for something that cannot be."""

    exit_code: ClassVar[int] = 2


class ConfigInvalid(UsageError):
    """The configuration has errors."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("the configuration has errors")
        self.diagnostics = tuple(diagnostics)
