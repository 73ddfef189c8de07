"""Features are modules in a folder: nothing has to be told of a new one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def find_modules(package: str) -> tuple[ModuleType, ...]:
    """Every module of a package, by name: one feature, one file. Folders in it are other features."""
    paths = import_module(package).__path__
    names = (found.name for found in pkgutil.iter_modules(paths) if not found.ispkg)
    return tuple(import_module(f"{package}.{name}") for name in names)
