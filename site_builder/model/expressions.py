"""Regular expressions that are compiled when they are first used.

To compile one takes a tenth of a millisecond or so, and the program has some hundred that most builds have no
use for: an idle build would spend a thirtieth of its time on them, and a process that parses as much again.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, cast


class _Expression:
    """Stands for a compiled expression, whose methods become its own one by one."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[Any]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """An expression that is compiled when it is first used. One that every text needs says `re.compile`."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))
