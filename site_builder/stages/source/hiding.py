"""Keys that hide a post in other tools, and keys that look like them.

A post that is published by mistake cannot be taken back. So a key with one meaning is read however it is
spelt, and one whose meaning is not certain is an error instead of a warning.
"""

from __future__ import annotations

from functools import cache

from site_builder.model.expressions import expression
from site_builder.stages.schema.nodes import Node, Reading, Scalar
from site_builder.stages.text.suggestions import plain_key

CODE = "front-matter-hiding"

# How words are compared: without case, hyphens, underscores and spaces. Each leads to the key that is read.
READ = {
    "draft": "draft",
    "isdraft": "draft",
    "status": "status",
    "poststatus": "status",
    "published": "published",
    "publish": "published",
    "public": "published",
    "ispublished": "published",
    "private": "private",
    "isprivate": "private",
    "wip": "private",
    "visibility": "visibility",
    "date": "date",
    "publishdate": "publish_date",
    "publishon": "publish_date",
    "publishedat": "publish_date",
    "pubdate": "publish_date",
    "embargo": "publish_date",
    "expirydate": "expiry_date",
    "expiredate": "expiry_date",
    "expires": "expiry_date",
    "unpublishdate": "expiry_date",
}
_HIDES_IF_SET = frozenset(
    {"hidden", "hide", "unlisted", "exclude", "protected", "secret", "confidential", "archived", "disabled"}
    | {"headless", "ignore", "skip", "password", "eleventyexcludefromcollections", "build"}
)
_HIDES_IF_FALSE = frozenset({"visible", "enabled", "active", "show", "listed", "render"})
_PIECES = ("draft", "publish", "private", "visib", "embargo", "expir", "unlist")
_HARMLESS = frozenset({"publisher", "publishers", "publication"})
_NO = frozenset({"false", "no", "off", "n", "0", "", "~", "null", "never"})
_FLAGS = _NO | {"true", "yes", "on", "y", "1", "always"}
_STATES = frozenset({"draft", "private", "pending", "future", "hidden", "publish", "published", "unlisted"})
_DATE = expression(r"[0-9]{4}[-/.][0-9]")


def refuse_if_hiding(key: Scalar, value: Node, reading: Reading) -> bool:
    """Report an unknown key that may be meant to hide the post. True if nothing else is to be said of it."""
    text = value.text if isinstance(value, Scalar) else None
    if key.text == "<<":
        reading.error(
            "yaml-syntax",
            "a merge key (<<) is not read, so what it brings would be missing",
            key.place,
            "write the keys themselves here",
        )
        return True
    if may_hide(key.text, text):
        _report(key, reading)
        return True
    return plain_key(key.text) in _HIDES_IF_SET | _HIDES_IF_FALSE


def may_hide(key: str, text: str | None) -> bool:
    """Whether an unknown key with this value may be meant to hide a post. A list or a group has no text."""
    name = plain_key(key)
    said = "…" if text is None else text.strip().lower()
    if name in _HIDES_IF_FALSE or name in _HIDES_IF_SET:
        return (said in _NO) is (name in _HIDES_IF_FALSE)
    if name in _HARMLESS:
        return False
    if "password" in name:
        return True
    if said not in _FLAGS and said not in _STATES and not _DATE.match(said):
        return False
    return any(piece in name for piece in _PIECES) or _resembles_hiding(name)


@cache
def _resembles_hiding(name: str) -> bool:
    """One letter wrong, left out, too many or exchanged with its neighbour; two in a long word."""
    # Imported late: only an unknown key needs it.
    from rapidfuzz.distance import OSA

    known = (READ.keys() - {"date"}) | _HIDES_IF_SET
    return any(OSA.distance(name, word) <= _mistakes_allowed(word) for word in known)


def _mistakes_allowed(word: str) -> int:
    return 0 if len(word) < 5 else 1 if len(word) < 7 else 2


def _report(key: Scalar, reading: Reading) -> None:
    reading.error(
        CODE,
        f"'{key.text}' looks as if it should hide this text, and is not a key that does",
        key.place,
        "write draft: true to hide it; if the key means something else, "
        f"add front_matter: {{ignore: [{key.text}]}} to config.yaml",
    )


_HIDING_LINE = expression(
    r"(?im)^[\"']?(?:is[-_]?)?(?:(?:draft|private|wip)[\"']?[ \t]*:[ \t]*[\"']?(?:true|yes|on|1)"
    r"|publish(?:ed)?[\"']?[ \t]*:[ \t]*[\"']?(?:false|no|off|0)"
    r"|(?:status|visibility)[\"']?[ \t]*:[ \t]*[\"']?(?:draft|private|pending))[\"']?[ \t]*(?:#.*)?$"
)


def says_draft(yaml: str) -> bool:
    """Whether a line of front matter that is not valid YAML as a whole says that this is a draft."""
    return bool(_HIDING_LINE.search(yaml))
