"""The Python that a template becomes, with shorter ways to what every page does hundreds of times.

Jinja asks its environment for each attribute, and escapes each value by two calls. Nearly all attributes are
those of views, which are asked directly here, and most values hold nothing to escape. What is neither goes
to a method of the environment (`Sandbox.field` and `Sandbox.shown`), and from there the way that Jinja takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef

from site_builder.model.views import View
from site_builder.stages.rendering.fixed_parts import FixedParts, TemplatePart


def _kinds_of(view: type[View]) -> Iterator[type[View]]:
    yield view
    for kind in view.__subclasses__():
        yield from _kinds_of(kind)


VIEWS = frozenset(_kinds_of(View))


@cache
def views_with(attribute: str) -> frozenset[type[View]]:
    """The kinds of views that have an attribute, if a template may ask for it."""
    # Classes have a few names that what is made of them has not, such as `mro`.
    is_hidden = attribute.startswith("_") or hasattr(type(View), attribute)
    return frozenset(() if is_hidden else (kind for kind in VIEWS if hasattr(kind, attribute)))


class ShorterCode(CodeGenerator):
    """For environments that have `views_with`, `field`, `shown` and a `Macro` of their own.

    They call no function of theirs that asks for the context, so none is told of variables in it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()
        self._fixed = FixedParts(nodes.Template([]))
        self._kept: list[int] = []
        self._is_in_part = False

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """A template, with the views that have what it asks for, and room for its fixed parts."""
        self._fixed = FixedParts(node)
        super().visit_Template(node, frame)
        for attribute in sorted(self._asked):
            self.writeline(f"with_{attribute} = environment.views_with({attribute!r})")
        for number, needs in enumerate(self._kept):
            self.writeline(f"part_{number} = environment.new_part({needs})")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """What a block prints, its fixed parts only once."""
        if self._is_in_part or frame.require_output_check or not _is_escaped(frame):
            super().blockvisit(nodes, frame)
            return
        for part in self._fixed.parts_of(nodes) or [TemplatePart((), [])]:
            if part.names:
                self._visit_fixed(part, frame)
            else:
                super().blockvisit(part.nodes, frame)

    def _visit_fixed(self, part: TemplatePart, frame: Frame) -> None:
        kept = f"part_{len(self._kept)}"
        self._kept.append(len(part.names))
        resolve = self.get_resolve_func()
        needed = [frame.symbols.find_ref(name) or f"{resolve}({name!r})" for name in part.names]
        others = [f"{kept}.needed[{place}] is not {one}" for place, one in enumerate(needed)]
        self.writeline(f"if {' or '.join(others)}:")
        self.indent()
        steps = self.temporary_identifier()
        self.writeline(f"{steps} = environment.steps")
        making = frame.soft()
        self.buffer(making)
        self._is_in_part = True
        super().blockvisit(part.nodes, making)
        self._is_in_part = False
        text = f"concat({making.buffer})"
        self.writeline(f"environment.keep_part({kept}, ({', '.join(needed)},), {text}, {steps})")
        self.outdent()
        self.writeline("else:")
        self.indent()
        self.writeline(f"environment.take_steps({kept}.steps)")
        self.outdent()
        self.simple_write(f"{kept}.text", frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """An attribute. Whether its name is one that no template may ask for is known here already."""
        if views_with(node.attr):
            self._asked.add(node.attr)
            self.write(f"(owner.{node.attr} if (owner := ")
            self.visit(node.node, frame)
            self.write(f").__class__ in with_{node.attr} else environment.field(owner, {node.attr!r}))")
            return
        self.write("environment.getattr(" if node.attr.startswith("_") else "environment.field(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A call, of which each is counted."""
        self.write("environment.call(context, ")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro of the environment's own class."""
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame):
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_escaped(frame):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_escaped(frame: Frame) -> bool:
    """Whether all that is printed here is escaped; `{% autoescape %}` may leave that open."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
