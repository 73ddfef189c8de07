"""Which parts of a template print the same on every page: those that depend on nothing but the site.

The menu, the footer and the theme's words come with each page. What is found here is printed once, and again
only where one of the names that it depends on stands for another thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

from jinja2 import nodes

_FUNCTIONS = frozenset({"t", "asset"})
_PRINTING = (nodes.Output, nodes.If, nodes.Expr, nodes.Helper)
_ANYTHING = frozenset({""})
"""The needs of what nobody can know to be fixed: no template can write this name."""


class TemplatePart(NamedTuple):
    """Nodes in a row. A fixed part has `names`, those that it depends on."""

    names: tuple[str, ...]
    nodes: list[nodes.Node]


class FixedParts:
    """Those of one template, which may have bound some of the names itself."""

    def __init__(self, template: nodes.Template) -> None:
        found = list(template.find_all((nodes.Import, nodes.Name)))
        imports = [one for one in found if isinstance(one, nodes.Import)]
        bound = {one.name for one in found if isinstance(one, nodes.Name) and one.ctx != "load"}
        modules = {one.target for one in imports} - {one.target for one in imports if one.with_context}
        self._functions = _FUNCTIONS - bound
        self._modules = modules - bound
        self._known = (self._functions | self._modules | {"site"}) - bound
        self._found: dict[nodes.Node, frozenset[str]] = {}

    def parts_of(self, body: Iterable[nodes.Node]) -> list[TemplatePart]:
        """A block from its beginning to its end, part by part."""
        runs = [self._part(list(run)) for _, run in groupby(_single(body), self._is_fixed)]
        return [
            TemplatePart(names, _joined(chain.from_iterable(run.nodes for run in alike)))
            for names, alike in groupby(runs, lambda run: run.names)
        ]

    def _part(self, run: list[nodes.Node]) -> TemplatePart:
        names = self._needs_of_all(run) if self._is_fixed(run[0]) else ()
        return TemplatePart(tuple(sorted(names)), run)

    def _is_fixed(self, one: nodes.Node) -> bool:
        return self._needs(one) <= self._known

    def _needs(self, node: nodes.Node) -> frozenset[str]:
        """The names that a node needs to be known."""
        if node not in self._found:
            self._found[node] = self._look(node)
        return self._found[node]

    def _look(self, node: nodes.Node) -> frozenset[str]:
        match node:
            case nodes.Name(name=name):
                return frozenset({name})
            case nodes.Call() if not self._is_of_known(node.node):
                return _ANYTHING
            case nodes.Getattr(attr="params"):  # Mappings, which a template may change for its page.
                return _ANYTHING
            case nodes.For():
                return _ANYTHING if node.recursive else self._needs_of_loop(node)
        return self._needs_of_all(node.iter_child_nodes()) if isinstance(node, _PRINTING) else _ANYTHING

    def _needs_of_loop(self, loop: nodes.For) -> frozenset[str]:
        """Its variables are known inside of it: neither to what it goes through, nor to its `else`."""
        inside = self._needs_of_all(loop.iter_child_nodes(only=("body", "test")))
        outside = self._needs_of_all(loop.iter_child_nodes(only=("iter", "else_")))
        return outside | (inside - self._needs(loop.target))

    def _needs_of_all(self, several: Iterable[nodes.Node]) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(self._needs, several)))

    def _is_of_known(self, called: nodes.Node) -> bool:
        """Whether it is a function that gives the same for the same: one of ours, or a module's macro."""
        match called:
            case nodes.Name(name=name):
                return name in self._functions
            case nodes.Getattr(node=nodes.Name(name=name)):
                return name in self._modules
        return False


def _single(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Each thing that is printed by itself."""
    for one in body:
        yield from map(_output, one.nodes) if isinstance(one, nodes.Output) else (one,)


def _joined(body: Iterable[nodes.Node]) -> list[nodes.Node]:
    """What is printed one after the other, printed at once."""
    joined: list[nodes.Node] = []
    for one in body:
        last = joined[-1] if joined else None
        if isinstance(one, nodes.Output) and isinstance(last, nodes.Output):
            last.nodes.extend(one.nodes)
        else:
            joined.append(one)
    return joined


def _output(thing: nodes.Expr) -> nodes.Output:
    return nodes.Output([thing], lineno=thing.lineno)
