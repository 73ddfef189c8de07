"""What each step of assembling works with."""

from __future__ import annotations

from typing import NamedTuple

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic
from site_builder.stages.assemble.visibility import Visibility


class Assembly(NamedTuple):
    """`diagnostics` is the one list in which all steps put what is wrong."""

    config: Config
    visibility: Visibility
    diagnostics: list[Diagnostic]
