"""The Jinja environment of the site's templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, UndefinedError
from jinja2.utils import missing

from site_builder.stages.rendering.bytecode import BytecodeFolder
from site_builder.stages.rendering.filters import printable
from site_builder.stages.theme.templates import TemplateLookup, read_template

_WITHOUT_GLOBALS = ("lipsum", "cycler", "joiner")
_WITHOUT_FILTERS = ("random", "shuffle")


class UndefinedName(UndefinedError):
    """A name that the view does not have; `owner` is what was asked for it, or None for a variable."""

    def __init__(self, owner: object, name: object, message: str) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


class Missing(StrictUndefined):
    """An undefined value that remembers what was asked of what."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        failure: Any = partial(UndefinedName, None if obj is missing else obj, name)
        super().__init__(hint, obj, name, failure)


class LookupLoader(BaseLoader):
    """Jinja's view of our lookup. Code calls itself by the template's label, not by a path of one machine."""

    def __init__(self, lookup: TemplateLookup) -> None:
        self._lookup = lookup

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The source and label of a template, read once for the life of the environment."""
        path = self._lookup.find(template)
        if path is None:
            raise TemplateNotFound(template)
        label = self._lookup.label(template)
        return read_template(path, label), label, None


def build_environment(
    lookup: TemplateLookup,
    functions: Mapping[str, Callable[..., Any]],
    filters: Mapping[str, Callable[..., Any]],
    bytecode_cache: Path | None,
) -> Environment:
    """An environment in which a page's bytes follow from its view, its templates, `functions`, `filters`."""
    environment = Environment(
        loader=LookupLoader(lookup),
        autoescape=True,
        undefined=Missing,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=BytecodeFolder(bytecode_cache) if bytecode_cache else None,
    )
    environment.globals.update(functions)
    environment.filters.update(filters)
    for name in _WITHOUT_GLOBALS:
        environment.globals.pop(name, None)
    for name in _WITHOUT_FILTERS:
        environment.filters.pop(name, None)
    return environment
