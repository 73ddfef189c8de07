"""Telephone numbers as people write them, and the URLs that ring (RFC 3966) or text (RFC 5724) them."""

from __future__ import annotations

import re

_TRUNK_ZERO = re.compile(r"(?<=[0-9 ])\(0\)")
_NOT_DIALLED = re.compile(r"[^0-9+]")
_NUMBER = re.compile(r"\+?[0-9](?:[ \u00a0-]?[0-9]){2,}")


def ring_url(phone: str) -> str:
    """`tel:` and what is dialled. The (0) of "+44 (0)20 …" is not dialled from abroad."""
    written = _TRUNK_ZERO.sub("", phone) if phone.startswith("+") else phone
    return "tel:" + _NOT_DIALLED.sub("", written)


def text_url(text: str) -> str:
    """`sms:` and the number in "SHOUT to 85258"; empty where there is not just one number."""
    numbers = _NUMBER.findall(text)
    return "sms:" + _NOT_DIALLED.sub("", numbers[0]) if len(numbers) == 1 else ""
