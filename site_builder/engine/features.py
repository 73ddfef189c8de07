"""Features are modules in a folder: nothing else has to change for a new one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def find_modules(package: str, *, with_folders: bool = False) -> tuple[ModuleType, ...]:
    """Every module of a package, by name: one feature, one file. Folders in it are other features, or with
    `with_folders` features of several files.
    """
    paths = import_module(package).__path__
    names = (found.name for found in pkgutil.iter_modules(paths) if with_folders or not found.ispkg)
    return tuple(import_module(f"{package}.{name}") for name in names)
