"""Telephone numbers as people write them, and the URLs that ring (RFC 3966) or text (RFC 5724) them."""

from __future__ import annotations

import re

from site_builder.model.expressions import expression

_TRUNK_ZERO = expression(r"(?<=[0-9 ])\(0\)")
_NOT_DIALLED = re.compile(r"[^0-9+]")
_WORD_TO_SEND = re.compile(r"\b[A-Z]{2,}\b")
_NUMBER = expression(r"\+?[0-9](?:[ \u00a0-]?[0-9]){2,}")


_EMERGENCY = {
    "112": frozenset(
        "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IN IS IT LI LT LU LV MT NL NO PL PT RO SE".split()
        + "SI SK TR UA".split()
    ),
    "911": frozenset({"US", "CA", "MX", "PR", "PH"}),
    "999": frozenset({"GB", "GG", "IM", "JE", "HK", "KE"}),
    "000": frozenset({"AU"}),
    "111": frozenset({"NZ"}),
}
"""One number for police, fire and ambulance, with the regions (ISO 3166-1) where it is the first to ring."""


def ring_url(phone: str) -> str:
    """`tel:` and what is dialled. The (0) of "+44 (0)20 …" is not dialled from abroad."""
    written = _TRUNK_ZERO.sub("", phone) if phone.startswith("+") else phone
    return "tel:" + _NOT_DIALLED.sub("", written)


def text_url(text: str) -> str:
    """`sms:`, the number and the word in "SHOUT to 85258"; empty where there is not just one number.

    What is to be written is the one word in capitals; where there is none, or there are several, the reader
    writes it.
    """
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return ""
    words = _WORD_TO_SEND.findall(text)
    return "sms:" + _NOT_DIALLED.sub("", numbers[0]) + (f"?body={words[0]}" if len(words) == 1 else "")


def emergency_number(language: str) -> str:
    """The number for emergencies in the region of a language tag (`en-GB`); empty where that is not known."""
    regions = [part.upper() for part in language.replace("_", "-").split("-")[1:] if len(part) == 2]
    return next((number for number, where in _EMERGENCY.items() if where.intersection(regions)), "")
