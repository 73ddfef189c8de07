"""Numbers of parts, as titles and texts write them: `2`, `II`, `two`, `second`."""

from __future__ import annotations

_NAMES = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ROMAN = {"i": 1, "v": 5, "x": 10}
NUMBER = r"(\d{1,2}|[ivx]{1,5}|" + "|".join(_NAMES) + r")"
ORDINAL = "(" + "|".join(_ORDINALS) + ")"


def number_of(text: str) -> int:
    """1 for `1`, `I`, `one` and `first`; 0 for what is no number."""
    text = text.lower()
    if text.isdecimal():
        return int(text)
    for names in (_NAMES, _ORDINALS):
        if text in names:
            return names.index(text) + 1
    total = 0
    for sign, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN.get(sign, 0)
        total += -value if value < _ROMAN.get(following, 0) else value
    return total
