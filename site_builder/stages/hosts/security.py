"""The headers that keep a page from loading or running what is not the site's: true of one very site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.model.hosts import ForeignLoad

_DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "script": ("script-src",),
    "link": ("style-src",),
    "img": ("img-src",),
    "font": ("font-src",),
    "audio": ("media-src",),
    "video": ("media-src",),
    "source": ("media-src",),
    "track": ("media-src",),
    "iframe": ("frame-src",),
    "embed": ("object-src", "frame-src"),
    "object": ("object-src", "frame-src"),
    "connect": ("connect-src",),
    "style attribute": ("style-src-attr",),
}
"""Which directives have to allow what an element loads."""

_SEARCH = ("script-src", "'wasm-unsafe-eval'")
"""Pagefind's index is searched by WebAssembly, which needs this word and none of the dangerous ones."""


def security_policy(loads: Iterable[ForeignLoad], *, has_search: bool) -> str:
    """A Content-Security-Policy that allows the site itself, these loads, and nothing else."""
    allowed: dict[str, set[str]] = {}
    for load in loads:
        for directive in _DIRECTIVES.get(load.element, ("default-src",)):
            allowed.setdefault(directive, set()).add(load.source)
    if has_search:
        allowed.setdefault(_SEARCH[0], set()).add(_SEARCH[1])
    parts = [_directive("default-src", allowed.pop("default-src", set()))]
    objects = allowed.pop("object-src", set())
    parts += [_directive(name, allowed[name]) for name in sorted(allowed)]
    parts.append(_directive("object-src", objects) if objects else "object-src 'none'")
    return "; ".join([*parts, "base-uri 'self'", "frame-ancestors 'self'"])


def _directive(name: str, sources: set[str]) -> str:
    own = [] if name == "style-src-attr" else ["'self'"]
    return " ".join([name, *own, *sorted(sources)])


def widened(policy: str) -> str:
    """The same policy in fewer characters: any https host in the place of more than three."""
    parts = []
    for directive in policy.split("; "):
        name, *sources = directive.split(" ")
        if sum(one.startswith("http") for one in sources) > 3:
            sources = [one for one in sources if not one.startswith("http")] + ["https:"]
        parts.append(" ".join([name, *sources]))
    return "; ".join(parts)


def security_headers(policy: str) -> tuple[tuple[str, str], ...]:
    """All security headers, names and values."""
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
    )
