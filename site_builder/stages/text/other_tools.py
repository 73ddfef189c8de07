"""What other tools write into texts and is nothing here."""

from __future__ import annotations

TEMPLATE_TAG_HINT = (
    "this is a template tag of another tool, and nothing replaces it here: write the address itself"
)

_BEGINNINGS = ("{{", "{%", "%7B%7B", "%7B%25", "{%25")


def is_template_tag(target: str) -> bool:
    """Whether a link's target has a tag of Liquid, Jinja or a shortcode in it, percent-encoded or not."""
    return ("{" in target or "%7B" in target) and any(sign in target for sign in _BEGINNINGS)
