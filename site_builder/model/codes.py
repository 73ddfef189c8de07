"""Every diagnostic's code and what it means, for the reference page and the tests that hold it complete."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_YAML_AND_FIELDS: dict[str, str] = {}

_BODIES: dict[str, str] = {}

_SITE: dict[str, str] = {}

_TEMPLATES: dict[str, str] = {}

CODES: Mapping[str, str] = MappingProxyType(_YAML_AND_FIELDS | _BODIES | _SITE | _TEMPLATES)
