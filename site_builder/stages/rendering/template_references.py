"""What a template's source names: other templates, assets, and fields of the site. Read, never run."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from site_builder.model.diagnostics import Diagnostic, Place, error
from site_builder.model.errors import TemplateFailed
from site_builder.model.expressions import expression

if TYPE_CHECKING:
    from jinja2 import Environment, nodes


_STATEMENT = expression(
    r"{#.*?#}|{%[-+]?\s*(?:raw\s*[-+]?%}.*?{%[-+]?\s*endraw|(?P<name>\w+)(?P<rest>.*?))\s*[-+]?%}", re.DOTALL
)
_CLOSED = frozenset("if for block macro call filter set autoescape with".split())
_ENDS_OPEN = expression(r"innermost block that needs|was looking for the following tags|Unexpected end")

_CHANGING = frozenset(
    "append clear extend insert pop popitem remove reverse setdefault sort update add discard".split()
)


def references(source: str, name: str, label: str = "") -> tuple[str, ...]:
    """The templates that a source extends, imports or includes, sorted.

    A name put together from a folder and something known only later (`"comments/" ~ page.kind ~ ".html"`)
    stands for all of that folder, as `comments/*`. Any other computed name cannot be followed.
    Raises TemplateFailed for such a name, for a syntax error, and for a macro that changes what it does not
    own: an imported template lives through many pages, and none may see what another left in it. `label` is
    what messages call the file.
    """
    from jinja2 import nodes

    found: set[str] = set()
    tree = _parsed(source, name, label)
    _refuse_shared_state(tree, label or name)
    for node in tree.find_all(nodes.Stmt):
        if not isinstance(node, (nodes.Extends, nodes.Import, nodes.FromImport, nodes.Include)):
            continue
        names = _names_in(node.template)
        if names is None:
            raise TemplateFailed(
                error(
                    "template-dynamic",
                    "the name of this template is computed, so what it depends on cannot be known",
                    label or name,
                    Place(node.lineno),
                    'write the name in quotes, or at least its folder: "comments/" ~ name ~ ".html"',
                )
            )
        found.update(names)
    return tuple(sorted(found))


def asset_references(source: str, name: str, label: str = "") -> tuple[str, ...] | None:
    """The assets that a source asks for with `asset("…")`, sorted; None if any name is computed."""
    from jinja2 import nodes

    found: set[str] = set()
    for call in _parsed(source, name, label).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "asset":
            argument = call.args[0] if call.args else None
            if not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
                return None
            found.add(argument.value)
    return tuple(sorted(found))


def site_references(source: str, name: str, label: str = "") -> tuple[str, ...] | None:
    """The fields of `site` that a source names, sorted; None if it hands the whole on, to a macro perhaps."""
    from jinja2 import nodes

    tree = _parsed(source, name, label)
    named = [one for one in tree.find_all(nodes.Getattr) if _is_site(one.node)]
    if len(named) < sum(map(_is_site, tree.find_all(nodes.Name))):
        return None
    return tuple(sorted({one.attr for one in named}))


def _is_site(node: nodes.Node) -> bool:
    from jinja2 import nodes

    return isinstance(node, nodes.Name) and node.name == "site" and node.ctx != "param"


def _refuse_shared_state(tree: nodes.Template, label: str) -> None:
    from jinja2 import nodes

    for macro in tree.find_all(nodes.Macro):
        own = {name.name for name in macro.find_all(nodes.Name) if name.ctx != "load"}
        for node in macro.find_all((nodes.NSRef, nodes.Call)):
            match node:
                case nodes.NSRef(name=name):
                    pass
                case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name), attr=attr)) if (
                    attr in _CHANGING
                ):
                    pass
                case _:
                    continue
            if name not in own:
                raise TemplateFailed(
                    error(
                        "template-shared-state",
                        f"this macro changes '{name}', which outlives the page that is being made",
                        label,
                        Place(node.lineno),
                        "pass it to the macro as an argument, or create it inside the macro",
                    )
                )


@functools.cache
def _parser() -> Environment:
    from jinja2 import Environment

    return Environment(autoescape=True)


@functools.lru_cache(maxsize=1)
def _parsed(source: str, name: str, label: str) -> nodes.Template:
    from jinja2 import TemplateSyntaxError

    try:
        return _parser().parse(source, name)
    except TemplateSyntaxError as failure:
        raise TemplateFailed(syntax_error(failure, label or name)) from failure


def syntax_error(failure: Exception, label: str) -> Diagnostic:
    """Jinja's complaint about a template's syntax (a `TemplateSyntaxError`), placed in its file."""
    message = str(getattr(failure, "message", None) or failure).rstrip(".")
    opened = _still_open(getattr(failure, "source", None) or "") if _ENDS_OPEN.search(message) else None
    if opened is not None:
        name, line = opened
        said = f"this {{% {name} %}} is never closed"
        return error("template-syntax", said, label, Place(line), f"write {{% end{name} %}} where it ends")
    return error("template-syntax", message, label, Place(getattr(failure, "lineno", 0)))


def _still_open(source: str) -> tuple[str, int] | None:
    """The innermost statement that nothing closes, and its line: what a writer has forgotten the end of."""
    opened: list[tuple[str, int]] = []
    for tag in _STATEMENT.finditer(source):
        name = tag["name"] or ""
        if name.startswith("end"):
            while opened and opened[-1][0] != name[3:]:
                return opened[-1]
            if opened:
                opened.pop()
        elif name in _CLOSED and not (name == "set" and "=" in tag["rest"]):
            opened.append((name, source.count("\n", 0, tag.start()) + 1))
    return opened[-1] if opened else None


def _names_in(node: nodes.Node) -> tuple[str, ...] | None:
    from jinja2 import nodes

    match node:
        case nodes.Const(value=str(name)):
            return (name,)
        case nodes.Const(value=tuple(several)) if all(isinstance(one, str) for one in several):
            return several
        case nodes.Tuple(items=items) | nodes.List(items=items):
            each = [_names_in(item) for item in items]
            return None if None in each else tuple(name for one in each if one for name in one)
        case nodes.CondExpr(expr1=first, expr2=second) if second is not None:
            either = (_names_in(first), _names_in(second))
            return None if None in either else tuple(name for one in either if one for name in one)
        case nodes.Concat(nodes=[nodes.Const(value=str(folder)), *_]) if "/" in folder:
            return (folder[: folder.rindex("/")] + "/*",)
    return None
