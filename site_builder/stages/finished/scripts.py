"""The addresses that a script asks for, as far as they are written out in it.

A script can put an address together in ways that only running it would show. What is written out next to a
call that loads something is found: imports, `fetch`, workers, sockets, beacons, and `src` that is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(
    r"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)|/\*.*?(?:\*/|\Z)|//[^\n]*+""",
    re.DOTALL,
)
_LOADS = re.compile(
    r"""(?:
        \bimport\s*+\(?\s*+
      | \bfrom\s*+
      | \b(?:fetch|importScripts|sendBeacon|Request|Worker|SharedWorker|WebSocket|EventSource|Image|register)
        \s*+\(\s*+
      | \.open\(\s*+["'`][A-Za-z]++["'`]\s*+,\s*+
      | \.(?:src|srcset|poster|data)\s*+=\s*+
      | \bsetAttribute\(\s*+["'](?:src|srcset|poster|data)["']\s*+,\s*+
    )
    (?:new\s++URL\(\s*+)?+
    (?:"([^"\n]++)"|'([^'\n]++)'|`([^`$]++)`)""",
    re.VERBOSE,
)


def addresses_in_script(text: str) -> Iterator[str]:
    """Addresses with a scheme and host, or `//host`, that a script loads as soon as it runs there."""
    if "//" not in text:
        return
    bare = _COMMENT.sub(lambda match: match[1] or " ", text)
    for match in _LOADS.finditer(bare):
        value = next(group for group in match.groups() if group).strip()
        if re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", value, re.IGNORECASE):
            yield value
