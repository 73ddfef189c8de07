"""Ids that XML allows."""

from __future__ import annotations

import re

from site_builder.model.expressions import expression

_NAME = expression(r"[A-Za-z][A-Za-z0-9_.-]*")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9.-]")


def xml_name(identifier: str) -> str:
    """An id as XML allows it (NCName): what is one already stays, and no two ids become the same.

    None begins with `_`, with which the book's own ids begin.
    """
    if _NAME.fullmatch(identifier) and not identifier.startswith("x-"):
        return identifier
    return "x-" + _NOT_IN_NAME.sub(lambda sign: f"_{ord(sign[0]):x}_", identifier)
