"""Categories and tags: which name each is written by, and what leads on from its old address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from site_builder.importers.wordpress.addresses import decoded
from site_builder.importers.wordpress.records import Channel, ImportedTerm, Item
from site_builder.model.addresses import collision_key
from site_builder.model.imports import Remark
from site_builder.stages.from_html.tree import parse_html
from site_builder.stages.text.slugs import slugify, spelling_key, within_a_name

_KINDS = {"category": "category", "post_tag": "tag", "tag": "tag"}
USUAL_BASES = {"category": "category", "tag": "tag"}
_FEWEST_LINKS = 2


class BlogTerms(NamedTuple):
    """Names by kind and old name, pairs of old and new paths, and what the report should say.

    `bases` are what paths of categories and of tags begin with, without slashes.
    """

    names: dict[tuple[str, str], str]
    redirects: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]
    bases: Mapping[str, str]


def kind_of(domain: str) -> str:
    """`category`, `tag`, or nothing for a grouping that this project does not have."""
    return _KINDS.get(domain, "")


def one_line(text: str) -> str:
    """One line of text without markup."""
    root = parse_html(text) if "<" in text or "&" in text else None
    return " ".join((text if root is None else "".join(root.itertext())).split())


def recognise_bases(channel: Channel, linked: Mapping[str, int], taken: Container[str]) -> dict[str, str]:
    """What the paths of categories and tags begin with: no export says so, but links in texts show it.

    `linked` has how often texts link to a path, `taken` the paths of posts and pages.
    """
    bases = dict(USUAL_BASES)
    parents = _parents(channel)
    for kind in bases:
        slugs = {decoded(one.slug) for one in channel.terms if kind_of(one.domain) == kind}
        slugs -= {decoded(one.slug) for one in channel.terms if kind_of(one.domain) != kind}
        counted: Counter[str] = Counter()
        for path, count in linked.items():
            slug = path.strip("/").rpartition("/")[2]
            if slug in slugs and path not in taken:
                end = _path(slug, parents) if kind == "category" else slug
                counted[path.strip("/").removesuffix(end).rstrip("/")] += count
        best = counted.most_common(1)
        is_plain = bool(best) and re.fullmatch(r"[\w-]+(?:/[\w-]+)*", best[0][0]) is not None
        if is_plain and best[0][1] >= _FEWEST_LINKS:
            bases[kind] = best[0][0]
    return bases if bases["category"] != bases["tag"] else dict(USUAL_BASES)


def gather_blog_terms(
    channel: Channel, items: Iterable[tuple[Item, bool]], language: str, bases: Mapping[str, str]
) -> BlogTerms:
    """The terms of all items that come. Two that would share a URL are told apart by their old slugs.

    Each item comes with whether it is public: what only drafts have has no page that its old address could
    lead to.
    """
    used: dict[tuple[str, str, str], bool] = {}
    for item, is_listed in items:
        for term in item.terms:
            if (kind := kind_of(term.domain)) and (name := one_line(term.name)):
                key = (kind, name, decoded(term.slug))
                used[key] = used.get(key, False) or is_listed
    names: dict[tuple[str, str], str] = {}
    remarks: list[Remark] = []
    owners: dict[tuple[str, str], str] = {}
    for kind, name, slug in used:
        if (kind, name) in names:
            continue
        written = within_a_name(name if slugify(name, language) else slug)
        if not slugify(written, language):
            names[kind, name] = ""
            words = f"the {kind} {name} is left out: a name needs a letter or a digit"
            remarks.append(Remark("Categories and tags with other names", words))
            continue
        owner = owners.setdefault((kind, collision_key(slugify(written, language))), spelling_key(written))
        if owner != spelling_key(written):
            written = f"{name} ({slug})"
            owners.setdefault((kind, collision_key(slugify(written, language))), spelling_key(written))
        if written != name:
            words = f"the {kind} {name} is now {written}: its URL would be too long, or that of another one"
            remarks.append(Remark("Categories and tags with other names", words))
        names[kind, name] = written
    parents = _parents(channel)
    pages = {
        f"/{bases[kind]}/{slugify(written, language)}/" for (kind, _), written in names.items() if written
    }
    redirects: list[tuple[str, str]] = []
    for (kind, name, slug), is_shown in used.items():
        if not is_shown or not names[kind, name]:
            continue
        new = f"/{bases[kind]}/{slugify(names[kind, name], language)}/"
        path = _path(slug, parents) if kind == "category" else slug
        if path and f"/{bases[kind]}/{path}/" not in pages:
            redirects.append((f"/{bases[kind]}/{path}/", new))
        if kind == "category" and "/" in path:
            words = f"{name} was below {path.rpartition('/')[0]}: it is now a category like the others"
            remarks.append(Remark("Nested categories, which this project does not have", words))
    return BlogTerms(names, tuple(redirects), tuple(remarks), bases)


def _parents(channel: Channel) -> dict[str, str]:
    return {decoded(one.slug): decoded(one.parent) for one in channel.terms if one.domain == "category"}


def _path(slug: str, parents: dict[str, str]) -> str:
    """A category's path as WordPress has it: the slugs of all that it is below, first."""
    pieces = [slug]
    while (parent := parents.get(pieces[0], "")) and parent not in pieces:
        pieces.insert(0, parent)
    return "/".join(pieces)


def names_of(terms: Iterable[ImportedTerm], kind: str, known: BlogTerms) -> list[str]:
    """The categories or tags of one item as they are written, each once whatever its case."""
    names = [one_line(term.name) for term in terms if kind_of(term.domain) == kind]
    written = [known.names.get((kind, name), name) for name in names if name]
    return list({spelling_key(name): name for name in written if name}.values())
