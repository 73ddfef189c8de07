"""Features are modules in a folder: nothing has to be told of a new one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def find_modules(package: str) -> tuple[ModuleType, ...]:
    """Every module of a package, by name: one feature, one file."""
    paths = import_module(package).__path__
    return tuple(import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(paths))
