"""URLs in attributes: which become references, and which are only worth a warning."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from site_builder.model.addresses import encode_fragment
from site_builder.model.documents import HERE, ReferenceKind
from site_builder.model.expressions import expression
from site_builder.stages.bodies.edits import Edit, Edits, ScannedLink
from site_builder.stages.bodies.findings import Finding
from site_builder.stages.bodies.targets import Target, is_external, loads_elsewhere, read_target
from site_builder.stages.text.attributes import Attribute

_SRCSET_URL = expression(r"(?:^|(?<=,))\s*+([^\s,]\S*+)")

URL_ATTRIBUTES = {
    "a": ("href", "xlink:href"),
    "area": ("href",),
    "audio": ("src",),
    "blockquote": ("cite",),
    "button": ("formaction",),
    "del": ("cite",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "ins": ("cite",),
    "link": ("href",),
    "object": ("data",),
    "q": ("cite",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# Digital Publishing WAI-ARIA, by the classes that the footnotes extension gives.
_FOOTNOTE_ROLES = {"footnote-ref": "doc-noteref", "footnote-backref": "doc-backlink"}
# What leads to a place that every page has: to its top, or to what the theme adds around a text.
_PLACES_OF_THE_PAGE = expression(r"top|_\w[\w-]*|comment-.+", re.IGNORECASE)
_SCRIPTS = ("javascript:", "vbscript:", "data:text/html")
_EMBEDS = frozenset({"audio", "embed", "iframe", "link", "object", "source", "track", "video"})


def read_urls(scan: Edits, name: str, named: dict[str, Attribute], token: re.Match[str]) -> None:
    if name == "img":
        _check_alt(scan, named)
        if "src" in named and "srcset" not in named and not scan.open_pictures:
            _read_image(scan, named.pop("src"), tuple(named.values()), token)
            return
    for attribute_name in URL_ATTRIBUTES[name]:
        attribute = named.get(attribute_name)
        if attribute is None:
            continue
        if attribute_name == "srcset":
            _read_srcset(scan, attribute)
        elif name in _EMBEDS and loads_elsewhere(attribute.value):
            scan.findings.append(Finding("third-party-embed", name, attribute.value))
        else:
            read_url(scan, name, attribute, named)


def _check_alt(scan: Edits, named: dict[str, Attribute]) -> None:
    alt, source = named.get("alt"), named.get("src")
    written = source.value if source else ""
    if alt is None:
        scan.findings.append(Finding("image-alt-missing", "img", written))
    elif not alt.value.strip():
        scan.findings.append(Finding("image-alt-empty", "img", written))


def _read_image(scan: Edits, source: Attribute, others: tuple[Attribute, ...], token: re.Match[str]) -> None:
    written = source.value.strip()
    if written[:5].lower() == "data:":
        scan.data_images = True
        return
    if is_external(written):
        if loads_elsewhere(written):
            scan.remote_images.append(source.value)
        target: Target | None = Target(written)
    else:
        target = _resolve(scan, "img", written)
    if target is not None:
        attributes = tuple((one.name, one.value) for one in others)
        _add_link(
            scan, ScannedLink(ReferenceKind.IMAGE, target, source.value, "src", attributes), *token.span()
        )


def read_url(scan: Edits, name: str, attribute: Attribute, named: dict[str, Attribute]) -> None:
    written = attribute.value.strip()
    if written.startswith("#"):
        # In `<use href="#icon">` and the like a fragment must stay a fragment.
        if name in ("a", "area"):
            _read_fragment(scan, attribute, named)
        return
    # A browser drops blanks and control characters before it looks for the scheme.
    if ":" in written and re.sub(r"[\x00-\x20]", "", written).lower().startswith(_SCRIPTS):
        scan.findings.append(Finding("script-link", name, attribute.value))
        return
    if is_external(written):
        if name == "image" or (name == "input" and attribute.name == "src"):
            scan.remote_images.append(attribute.value)
        return
    target = _resolve(scan, name, written)
    if target is not None:
        _add_value(scan, ScannedLink(ReferenceKind.LINK, target, attribute.value, attribute.name), attribute)


def _read_fragment(scan: Edits, attribute: Attribute, named: dict[str, Attribute]) -> None:
    fragment = unquote(attribute.value.strip()[1:])
    if not fragment:
        return
    classes = named.get("class")
    role = _FOOTNOTE_ROLES.get(classes.value) if classes else None
    if classes and role:
        fragment = "-".join(fragment.split())
        scan.edits.append(Edit(classes.end, classes.end, f' role="{role}"'))
        if "title" in named:
            # The link's text is an arrow: what it is for has to be its name, not an afterthought.
            start = named["title"].whole
            scan.edits.append(Edit(start, start + len("title"), "aria-label"))
    elif not _PLACES_OF_THE_PAGE.fullmatch(fragment):
        scan.fragments.append((fragment, attribute.value))
    url = html.escape(HERE + "#" + encode_fragment(fragment))
    scan.edits.append(Edit(start_with_blank(scan, attribute), attribute.end, f' href="{url}"'))


def _read_srcset(scan: Edits, attribute: Attribute) -> None:
    """Of several candidates the first stands for all, since a reference has one target."""
    candidates = [match[1] for match in _SRCSET_URL.finditer(attribute.value)]
    remote = [candidate for candidate in candidates if is_external(candidate)]
    if remote:
        scan.remote_images.append(attribute.value)
        return
    if len(candidates) > 1:
        scan.findings.append(Finding("srcset-candidates", "srcset", attribute.value))
    target = _resolve(scan, "source", candidates[0] if candidates else "")
    if target is not None:
        _add_value(scan, ScannedLink(ReferenceKind.LINK, target, attribute.value, "srcset"), attribute)


def _resolve(scan: Edits, name: str, written: str) -> Target | None:
    if written == "":
        scan.findings.append(Finding("link-empty", name, ""))
        return None
    if "{{" in written or "{%" in written:
        # The tag itself is reported with the rest of what other tools read.
        return None
    target = read_target(written, scan.folder)
    if target is None:
        scan.findings.append(Finding("link-outside-content", name, written))
    return target


def _add_value(scan: Edits, link: ScannedLink, attribute: Attribute) -> None:
    """A reference for the whole attribute with the blank before it."""
    _add_link(scan, link, start_with_blank(scan, attribute), attribute.end)


def _add_link(scan: Edits, link: ScannedLink, start: int, end: int) -> None:
    scan.edits.append(Edit(start, end, len(scan.links)))
    scan.links.append(link)


def start_with_blank(scan: Edits, attribute: Attribute) -> int:
    """Where the attribute begins, or the blank before it; `class="a"href="b"` has none."""
    return attribute.whole - (scan.html[attribute.whole - 1] in " \t\n/")
