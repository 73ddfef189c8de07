"""The Jinja environment of the site's templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sized
from contextlib import suppress
from functools import partial, update_wrapper
from pathlib import Path
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import msgspec
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    Undefined,
    UndefinedError,
    nodes,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup, escape

from site_builder.model.views import View
from site_builder.stages.rendering import growth
from site_builder.stages.rendering.bytecode import BytecodeFolder
from site_builder.stages.rendering.code_generator import VIEWS, ShorterCode, views_with
from site_builder.stages.rendering.filters import force_escaped, printable
from site_builder.stages.theme.templates import TemplateLookup, read_template

_WITHOUT_GLOBALS = ("lipsum", "cycler", "joiner")
_WITHOUT_FILTERS = ("random", "shuffle")


MOST_STEPS = 3_000_000
"""Rounds of loops and calls that one page may take. An archive of 10,000 posts takes 100,000."""
_CHARACTERS_A_STEP = 10
_ROUNDS, _LENGTH, _SIZE = "rounds of a loop", "length of a text", "size of a list"
"""The names of filters that no template can write."""


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


_HARMLESS = VIEWS | {LoopContext, TemplateModule}
_LASTING = (View, FunctionType, TemplateModule)
"""Of what a template may call `site`, `t` or a module: what prints the same for as long as it is there."""
_TO_ESCAPE = re.compile("[&<>'\"]").search


class PlainMacro(Macro):
    """A macro; `_takes` is how many arguments its `_body` has if it can be given no others, else -1."""

    def __init__(self, *defined: Any) -> None:
        super().__init__(*defined)
        _, self._body, _, arguments, *takes_others, _ = defined
        self._takes = -1 if any(takes_others) else len(arguments)


class KeptPart:
    """A fixed part of a template: `text` is what it prints while `needed` are what its names stand for.

    `steps` is how many it took, which each page that prints it takes. `unknown` are things that no name
    stands for.
    """

    __slots__ = ("needed", "steps", "text", "unknown")

    def __init__(self, needs: int) -> None:
        self.unknown: tuple[Any, ...] = (object(),) * needs
        self.needed = self.unknown
        self.text, self.steps = "", 0


class Endless(Exception):
    """A page took more steps than any page needs."""


class Sandbox(SandboxedEnvironment):
    """Templates reach what their view shows them and nothing behind it, and come to an end.

    Steps are counted, not seconds, so that a page fails on every machine or on none: each call is one, and
    each loop as many as it has rounds. So are the characters of texts that grow.
    """

    code_generator_class = ShorterCode
    Macro = PlainMacro
    new_part = KeptPart
    views_with = staticmethod(views_with)
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """In one mapping, which is copied for every page."""
        return {**self.globals, **(d or {})}

    def begin_page(self) -> None:
        """Count from nothing again."""
        self.steps = 0

    def keep_part(self, part: KeptPart, needed: tuple[Any, ...], text: str, steps_before: int) -> None:
        """Keep what a fixed part prints, for as long as its names stand for things that do not change."""
        part.needed = needed if all(isinstance(one, _LASTING) for one in needed) else part.unknown
        part.text, part.steps = text, self.steps - steps_before

    def take_steps(self, count: int) -> None:
        """Raises Endless."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise Endless

    def take_length(self, count: int) -> None:
        """Of a text or list that is about to be made. Raises Endless."""
        self.take_steps(count // _CHARACTERS_A_STEP)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Arguments of templates may have any name, so these have names that no template can give.

        Macros, and functions that nothing was noted on, are called as `Context.call` does in the end; what a
        macro is not given is `missing`.
        """
        __self.steps += 1
        if __self.steps > MOST_STEPS:
            raise Endless
        kind = __obj.__class__
        if kind is PlainMacro:
            left = __obj._takes - len(args)
            if left < 0 or kwargs or not __context.eval_ctx.autoescape:
                return __obj(__context.eval_ctx, *args, **kwargs)
            if left:
                args += (missing,) * left
            # As `Markup` does it, which would first look whether this is markup already.
            return str.__new__(Markup, __obj._body(*args))
        if kind is FunctionType and not __obj.__dict__:
            return __obj(*args, **kwargs)
        if type(__obj) in {BuiltinMethodType, MethodType}:
            __self.take_length(growth.of_method(__obj.__self__, __obj.__name__, args, kwargs))
        return super().call(__context, __obj, *args, **kwargs)

    def field(self, obj: Any, attribute: str) -> Any:
        """An attribute whose name begins with no underscore.

        As the sandbox has it; views, of which nearly everything is asked, need not be looked at twice.
        """
        if obj.__class__ in _HARMLESS or isinstance(obj, msgspec.Struct):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return self.getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What filters such as `map` and `groupby` ask for by a name, of views nearly always."""
        kind = obj.__class__
        if kind in VIEWS and isinstance(argument, str) and kind in views_with(argument):
            return getattr(obj, argument)
        return super().getitem(obj, argument)

    def shown(self, value: Any) -> str:
        """What `{{ … }}` prints of a value where everything is escaped."""
        kind = value.__class__
        if kind is str:
            return value if _TO_ESCAPE(value) is None else escape(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return str(value)
        return "" if kind is Undefined else escape(printable(value))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A product or power that would fill the memory is as bad as a loop without end."""
        is_number = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or (operator == "*" and not is_number):
            factors = [one if isinstance(one, int | float) else len(one) for one in (left, right)]
            size = abs(factors[0]) * abs(factors[1])
            self.take_steps(int(min(size, MOST_STEPS + 1)))
        elif operator == "%" and isinstance(left, str):
            self.take_length(growth.of_printf(left, right))
        elif operator == "+" and isinstance(left, Sized) and isinstance(right, Sized):
            self.take_length(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """As the sandbox has it; what the fields ask for is counted first."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None
        pattern, is_map = str(value.__self__), value.__name__ == "format_map"

        def measured(*args: Any, **kwargs: Any) -> str:
            named = args[0] if is_map and args else kwargs
            growth.FieldWidths(self, self.take_length).vformat(pattern, () if is_map else args, named)
            return wrapped(*args, **kwargs)

        return update_wrapper(measured, value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in list(tree.find_all((nodes.For, nodes.Concat, nodes.Operand, nodes.Getitem))):
            match node:
                case nodes.For():
                    node.iter = nodes.Filter(node.iter, _ROUNDS, [], [], None, None, lineno=node.lineno)
                case nodes.Concat():
                    node.nodes = list(map(_measured_first, node.nodes))
                case nodes.Operand(op="in" | "notin"):
                    node.expr = _searched_first(node.expr)
                case nodes.Getitem(arg=nodes.Slice()):
                    node.node = _searched_first(node.node)
        return tree


def _measured_first(one: nodes.Expr) -> nodes.Expr:
    is_written_out = isinstance(one, nodes.Const)
    return one if is_written_out else nodes.Filter(one, _LENGTH, [], [], None, None, lineno=one.lineno)


def _searched_first(one: nodes.Expr) -> nodes.Expr:
    is_written_out = isinstance(one, nodes.Literal)
    return one if is_written_out else nodes.Filter(one, _SIZE, [], [], None, None, lineno=one.lineno)


@pass_context
def _counted(context: Context, items: Any) -> Any:
    """What a loop goes through, its rounds counted."""
    if items.__class__ is not tuple and not hasattr(items, "__len__"):
        items = list(items)
    environment: Any = context.environment
    environment.take_steps(len(items))
    return items


@pass_context
def _measured(context: Context, value: Any) -> Any:
    """A part of a longer text, its characters counted."""
    if isinstance(value, str):
        environment: Any = context.environment
        environment.take_length(len(value))
    return value


@pass_context
def _searched(context: Context, value: Any) -> Any:
    """A text or list that is searched or copied, its characters or items counted."""
    environment: Any = context.environment
    environment.take_length(growth.of_search(value))
    return value


def _bounded(jinja: Callable[..., Any], added: Callable[..., int] | None) -> Callable[..., Any]:
    """One of Jinja's filters, what it goes through and what it adds counted first."""
    passed = getattr(jinja, "jinja_pass_arg", None)

    @pass_context
    def bounded(context: Context, *args: Any, **kwargs: Any) -> Any:
        environment: Any = context.environment
        if args:
            environment.take_length(growth.of_search(args[0]))
        if added is not None:
            with suppress(TypeError, AttributeError):  # The filter itself says what is wrong.
                environment.take_length(added(*args, **kwargs))
        own = {"eval_context": context.eval_ctx, "environment": environment, "context": context}
        return jinja(*((own[passed.name],) if passed else ()), *args, **kwargs)

    return bounded


def build_environment(
    lookup: TemplateLookup,
    functions: Mapping[str, Callable[..., Any]],
    filters: Mapping[str, Callable[..., Any]],
    bytecode_cache: Path | None,
) -> Sandbox:
    """An environment in which a page's bytes follow from its view, its templates, `functions`, `filters`."""
    environment = Sandbox(
        loader=LookupLoader(lookup),
        autoescape=True,
        undefined=Missing,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        optimized=False,
        bytecode_cache=BytecodeFolder(bytecode_cache) if bytecode_cache else None,
    )
    environment.globals.update(functions)
    environment.filters["forceescape"] = force_escaped
    for name in environment.filters.keys() - growth.AT_ONCE:
        environment.filters[name] = _bounded(environment.filters[name], growth.OF_FILTERS.get(name))
    environment.filters.update(filters)
    environment.filters |= {_ROUNDS: _counted, _LENGTH: _measured, _SIZE: _searched}
    environment.begin_page()
    for name in _WITHOUT_GLOBALS:
        environment.globals.pop(name, None)
    for name in _WITHOUT_FILTERS:
        environment.filters.pop(name, None)
    return environment
