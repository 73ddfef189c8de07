"""What is wrong with one text, before it is known where it is.

Apart from `shapes`, so that a text from the command line can be checked without a YAML library.
"""

from __future__ import annotations

from typing import NamedTuple


class InvalidValue(NamedTuple):
    """What is wrong with a text: `message` follows the key's name, `code` follows the file's kind."""

    message: str
    hint: str
    code: str = "type"
