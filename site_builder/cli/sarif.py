"""Problems as SARIF 2.1.0 (OASIS), which GitHub and GitLab show beside the line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from site_builder import __version__
from site_builder.model.codes import CODES
from site_builder.model.diagnostics import Diagnostic

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SITE"
_NO_FILE = "."
"""The site's root, for what belongs to no file: GitHub drops results without a place."""


def sarif_log(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """One run. Paths are relative to the site's root; columns count Unicode code points."""
    found = tuple(diagnostics)
    codes = list(dict.fromkeys(one.code for one in found))
    driver = {
        "name": "site-builder",
        "semanticVersion": __version__,
        "rules": [{"id": code, "shortDescription": {"text": CODES[code]}} for code in codes],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder of config.yaml"}}},
                "results": [_result(one, codes.index(one.code)) for one in found],
            }
        ],
    }


def _result(one: Diagnostic, rule: int) -> dict[str, Any]:
    text = one.message + (f". Hint: {one.hint}" if one.hint else "")
    location: dict[str, Any] = {
        "artifactLocation": {"uri": quote(one.path or _NO_FILE, safe="/-._~"), "uriBaseId": _ROOT}
    }
    if one.path and one.place.line:
        location["region"] = {"startLine": one.place.line}
        if one.place.column:
            location["region"] |= {
                "startColumn": one.place.column,
                "endColumn": one.place.column + max(1, one.place.length),
            }
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
