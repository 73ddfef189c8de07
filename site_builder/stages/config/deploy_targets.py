"""`deploy:` in config.yaml: targets by their names, each with the keys of its kind.

A kind's own keys are known to its module, which is above the stages: whoever reads the file hands them in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from site_builder.model.config import DeployTarget
from site_builder.model.diagnostics import has_errors
from site_builder.model.expressions import expression
from site_builder.stages.config.value_checks import read_base_url
from site_builder.stages.schema import nodes
from site_builder.stages.schema.fields import Field, Fields, unique_pairs
from site_builder.stages.schema.nodes import Node, Reading, Scalar
from site_builder.stages.schema.shapes import (
    Flag,
    Schema,
    TextValue,
    WholeNumber,
    is_empty,
    is_null,
    refuse,
    shorten,
)
from site_builder.stages.text.suggestions import guess_or

Kinds = Callable[[], Mapping[str, Sequence[Field]]]
"""Gives the keys of each kind of target, by the kind's name."""

COMMON = (
    Field("default", Flag(), "The target of `deploy` where no other is named.", default=False),
    Field(
        "base_url",
        TextValue(refine=read_base_url),
        "The public address of this target, if it is another than the site's; `deploy` builds for it.",
    ),
    Field(
        "verify", Flag(), "Ask the public address after each deploy whether it is up to date.", default=False
    ),
    Field("keep_deploys", WholeNumber(1, 1000), "Deploys whose files are kept for a rollback.", default=5),
    Field(
        "keep_assets",
        WholeNumber(0, 3650),
        "Days that files with a fingerprint in their name stay when no page uses them any longer.",
        default=30,
    ),
    Field("max_deletes", WholeNumber(0, 1_000_000), "Files that one deploy may delete without being asked."),
)
"""The keys of every target, whatever its kind."""

_NAME = expression(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_SECRET = expression(
    r"pass(?:word|phrase|wd)?\Z|secret|token|credential|private_?key|(?:api|access|account)_?key|\Apat\Z|\Aauth\Z",
    re.I,
)
_IN_ADDRESS = expression(r"[a-z][a-z0-9+.-]*://[^/\s@:]*:[^/\s@]+@", re.I)


class TargetsLater:
    """The place of `deploy:` among the keys. What is in it is read by `read_targets`, with the
    kinds' keys.
    """

    def read(self, node: Node, name: str, reading: Reading) -> None:
        if not is_null(node) and type(node) is not nodes.Mapping:
            hint = "write a name for each target, and its keys below it"
            refuse(reading, node, name, "a group of targets", hint)

    def schema(self) -> Schema:
        return {"type": "object"}


def read_targets(root: nodes.Mapping, reading: Reading, kinds: Kinds) -> tuple[DeployTarget, ...]:
    """The targets that are right. Where no kind is known at all, they are not read."""
    node = next((value for key, value in root.pairs if key.text == "deploy"), None)
    if type(node) is not nodes.Mapping or not (known := kinds()):
        return ()
    found = [_target(key, value, reading, known) for key, value in unique_pairs(node, reading)]
    targets = tuple(one for one in found if one is not None)
    defaults = [one for one in targets if one.default]
    if len(defaults) > 1:
        reading.error(
            "config-deploy",
            f"{' and '.join(one.name for one in defaults[:2])} are both the default target",
            defaults[1].place,
            "keep default: true at one of them",
        )
    return targets


def _target(
    name: Scalar, node: Node, reading: Reading, kinds: Mapping[str, Sequence[Field]]
) -> DeployTarget | None:
    if not _NAME.match(name.text):
        reading.error(
            "config-deploy",
            f"a target cannot be called '{shorten(name.text)}'",
            name.place,
            "use letters, digits, - and _ only",
        )
        return None
    if type(node) is not nodes.Mapping:
        refuse(reading, node, name.text, "a group of keys", "indent its keys (kind: …) below it")
        return None
    if _has_secret(node, reading):
        return None
    kind = next((value for key, value in node.pairs if key.text == "kind"), None)
    if not isinstance(kind, Scalar) or is_empty(kind):
        reading.error(
            "config-missing",
            f"deploy.{name.text} has no kind",
            name.place,
            f"add a line kind: …, one of {', '.join(sorted(kinds))}",
        )
        return None
    if kind.text not in kinds:
        hint = guess_or(kind.text, kinds, f"write one of {', '.join(sorted(kinds))}")
        reading.error("config-deploy", f"there is no kind '{shorten(kind.text)}' of target", kind.place, hint)
        return None
    return _of_kind(name, kind.text, node, reading, kinds[kind.text])


def _of_kind(
    name: Scalar, kind: str, node: nodes.Mapping, reading: Reading, keys: Sequence[Field]
) -> DeployTarget | None:
    fields = Fields(
        (Field("kind", TextValue(), "The kind."), *COMMON, *keys),
        dict,
        strict=True,
        prefix=f" in deploy.{name.text} (kind {kind})",
    )
    count = len(reading.diagnostics)
    values = fields.read(node, f"deploy.{name.text}", reading)
    if values is None or has_errors(reading.diagnostics[count:]):
        return None
    common = {field.name for field in COMMON}
    settings = {key: value for key, value in values.items() if key in common}
    options = {key: value for key, value in values.items() if key not in common and key != "kind"}
    target = DeployTarget(name.text, kind, options=options, place=name.place)
    return msgspec.structs.replace(target, **settings)


def _has_secret(node: nodes.Mapping, reading: Reading) -> bool:
    """Whether a key or a value of a target is a secret; each is an error, which does not repeat it."""
    hint = "delete it here, and change it if this file has been shared: secrets come from the environment"
    found = False
    for key, value in node.pairs:
        texts = [one for one in (value, *getattr(value, "items", ())) if isinstance(one, Scalar)]
        if _SECRET.search(key.text):
            reading.error("config-secret", f"{key.text} looks like a secret", key.place, hint)
            found = True
        elif place := next((one.place for one in texts if _IN_ADDRESS.search(one.text)), None):
            reading.error("config-secret", f"{key.text} has a password in it", place, hint)
            found = True
    return found


def targets_schema(kinds: Kinds) -> Schema:
    """JSON Schema of `deploy:`."""
    of_kinds: list[dict[str, Any]] = []
    for kind, keys in sorted(kinds().items()):
        schema = Fields((*COMMON, *keys), dict).schema()
        schema["properties"] = {"kind": {"const": kind}, **schema["properties"]}
        schema["required"] = ["kind", *schema.get("required", [])]
        of_kinds.append(schema)
    return {"additionalProperties": {"anyOf": of_kinds}} if of_kinds else {}
