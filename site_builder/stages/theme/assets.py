"""Theme assets under names that change with their bytes, so browsers may keep them for ever."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from site_builder.model.diagnostics import Place, error
from site_builder.model.errors import TemplateFailed
from site_builder.model.expressions import expression

_CSS_TOKEN = re.compile(
    r"""
      /\*.*?\*/                                                          # a comment
    | (?P<before>url\(\s*)(?P<url>"[^"\n]*"|'[^'\n]*'|[^)"'\s]*)(?=\s*\))
    | (?P<at>@import\s+)(?P<imported>"[^"\n]*"|'[^'\n]*')
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                          # any other string
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ELSEWHERE = expression(r"[a-z][a-z0-9+.-]*:|/|#|\?|$", re.IGNORECASE)


def asset_name(name: str, data: bytes) -> str:
    """`style.css` and its bytes give `style.1f2e3d4c5b6a.css`."""
    folder, _, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    digest = hashlib.blake2b(data, digest_size=6).hexdigest()
    printed = f"{stem}.{digest}{dot}{ending}" if stem else f"{last}.{digest}"
    return f"{folder}/{printed}" if folder else printed


def fingerprint_assets(
    sources: Mapping[str, bytes], label: Callable[[str], str] = "theme:assets/{}".format
) -> dict[str, tuple[str, bytes]]:
    """Published name and bytes of each asset, by its name.

    A style sheet's `url(…)` and `@import` of another asset follow it to its published name, which therefore
    goes into the sheet's own. Raises TemplateFailed for a reference to nothing and for a circle of imports;
    `label` gives what messages call an asset.
    """
    return _Fingerprints(sources, label).all()


class _Fingerprints:
    def __init__(self, sources: Mapping[str, bytes], label: Callable[[str], str]) -> None:
        self._sources = sources
        self._label = label
        self._done: dict[str, tuple[str, bytes]] = {}
        self._under_way: list[str] = []

    def all(self) -> dict[str, tuple[str, bytes]]:
        return {name: self._one(name) for name in self._sources}

    def _one(self, name: str) -> tuple[str, bytes]:
        if name not in self._done:
            data = self._sources[name]
            if name.lower().endswith(".css"):
                self._under_way.append(name)
                data = self._rewritten(name, data)
                self._under_way.pop()
            self._done[name] = (asset_name(name, data), data)
        return self._done[name]

    def _rewritten(self, name: str, data: bytes) -> bytes:
        try:
            sheet = data.decode("utf-8-sig")
        except UnicodeDecodeError as failure:
            line = data.count(b"\n", 0, failure.start) + 1
            raise self._failed(
                "asset-encoding", "this style sheet is not UTF-8", name, line, "save it again as UTF-8"
            ) from failure

        def replaced(match: re.Match[str]) -> str:
            written = match["url"] or match["imported"]
            if not written:
                return match[0]
            mark = written[0] if written[0] in "\"'" else ""
            url = written.strip(mark) if mark else written
            if _ELSEWHERE.match(url):
                return match[0]
            line = sheet.count("\n", 0, match.start()) + 1
            return (match["before"] or match["at"]) + mark + self._published(name, url, line) + mark

        return _CSS_TOKEN.sub(replaced, sheet).encode()

    def _published(self, name: str, url: str, line: int) -> str:
        bare = re.split(r"[?#]", url, maxsplit=1)[0]
        here = posixpath.dirname(name)
        target = posixpath.normpath(posixpath.join(here, unquote(bare)))
        if target not in self._sources:
            raise self._failed(
                "asset-missing",
                f"there is no asset '{target}'",
                name,
                line,
                "a style sheet can use files beside it, by relative paths",
            )
        if target in self._under_way:
            circle = " → ".join([*self._under_way[self._under_way.index(target) :], target])
            raise self._failed(
                "asset-cycle",
                f"these style sheets lead to each other in a circle: {circle}",
                name,
                line,
                "put what they share into a third one",
            )
        return quote(posixpath.relpath(self._one(target)[0], here or ".")) + url[len(bare) :]

    def _failed(self, code: str, message: str, name: str, line: int, hint: str) -> TemplateFailed:
        return TemplateFailed(error(code, message, self._label(name), Place(line), hint))
