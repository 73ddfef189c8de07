"""The Python that a template becomes, with shorter ways to what every page does hundreds of times.

Jinja asks its environment for each attribute, and escapes each value by two calls. Nearly all attributes are
those of views, and most values hold nothing to escape, so both have a method of the environment that looks
for that first (`Sandbox.field` and `Sandbox.shown`). What it does not know goes the way that Jinja takes.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class ShorterCode(CodeGenerator):
    """For environments that have the methods `field` and `shown`."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """An attribute. Whether its name is one that no template may ask for is known here already."""
        self.write("environment.getattr(" if node.attr.startswith("_") else "environment.field(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

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
