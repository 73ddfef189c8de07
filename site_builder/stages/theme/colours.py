"""Colours as CSS writes them in hex, and how well one can be read on another (WCAG 2.2)."""

from __future__ import annotations


def opaque(colour: str) -> str:
    """`#ABC` as `#aabbcc`."""
    digits = colour.removeprefix("#").lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, brighter = sorted((_luminance(one), _luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def lighter(colour: str) -> str:
    """A step towards white, which is reached in the end."""
    return "#" + "".join(f"{part + (255 - part + 15) // 16:02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    """Relative luminance: sRGB made linear, weighed as the eye does."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[int]:
    digits = opaque(colour)[1:]
    return [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
