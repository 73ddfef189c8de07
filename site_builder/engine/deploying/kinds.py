"""The kinds of deploy targets there are: modules of `deployers`, found by name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from site_builder import deployers
from site_builder.model.config import Config, DeployTarget
from site_builder.model.deploy import StoreKind, TreeKind
from site_builder.model.errors import UsageError
from site_builder.stages.text.suggestions import closest


def kind_of(target: DeployTarget) -> StoreKind | TreeKind:
    """The module of a target's kind. Raises UsageError if a library that it needs is not installed."""
    module = import_module(f"{deployers.__name__}.{target.kind}")
    library, extra = module.LIBRARY
    if library and find_spec(library) is None:
        raise UsageError(
            f"deploy.{target.name} needs {library}, which is not installed",
            f"pip install 'for-our-men-site-builder[{extra}]'",
        )
    return cast(StoreKind | TreeKind, module)


def chosen_target(config: Config, name: str) -> DeployTarget:
    """The target of this name; without a name the only one, else the default. Raises UsageError."""
    targets = {one.name: one for one in config.deploy}
    known = ", ".join(targets)
    if not targets:
        raise UsageError(
            "config.yaml names no target to deploy to",
            "add deploy: with a target to it; docs/how-to/deploy.md shows one for each kind of host",
        )
    if name:
        if name in targets:
            return targets[name]
        guess = closest(name, targets)
        hint = f"did you mean {guess}?" if guess else f"the targets are {known}"
        raise UsageError(f"config.yaml names no target '{name}'", hint)
    defaults = [one for one in config.deploy if one.default or len(targets) == 1]
    if not defaults:
        raise UsageError(
            f"there are several targets: {known}",
            "name one, as in site-builder deploy NAME, or write default: true at one of them",
        )
    return defaults[0]
