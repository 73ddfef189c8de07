"""Tags and categories: spellings that differ only in case, blanks, hyphens or apostrophes are one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from site_builder.model.addresses import collision_key
from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, error, warning
from site_builder.model.documents import Label, PostHead
from site_builder.model.site import Post, Term
from site_builder.stages.text.slugs import spelling_key

Terms = tuple[Term, ...]
Spelling = tuple[str, str]
"""A label's name and slug."""
_PLURALS = {"tag": "tags", "category": "categories"}


def gather_terms(
    config: Config, posts: tuple[Post, ...], diagnostics: list[Diagnostic]
) -> tuple[Terms, Terms, dict[str, tuple[Terms, Terms]]]:
    """All tags, all categories (each by name), and both for each post's path, in the writer's order."""
    tags, tags_of = _gather("tag", posts, lambda head: head.tags, config.permalinks.tags, diagnostics)
    categories, categories_of = _gather(
        "category", posts, lambda head: head.categories, config.permalinks.categories, diagnostics
    )
    of = {
        post.head.path: (tags_of.get(post.head.path, ()), categories_of.get(post.head.path, ()))
        for post in posts
    }
    return tags, categories, of


def _gather(
    kind: str,
    posts: tuple[Post, ...],
    labels_of: Callable[[PostHead], tuple[Label, ...]],
    pattern: str,
    diagnostics: list[Diagnostic],
) -> tuple[Terms, dict[str, Terms]]:
    spellings: defaultdict[str, Counter[Spelling]] = defaultdict(Counter)
    members: defaultdict[str, dict[str, Post]] = defaultdict(dict)
    for post in posts:
        for label in labels_of(post.head):
            key = spelling_key(label.name)
            spellings[key][label.name, label.slug] += 1
            members[key][post.head.path] = post
    chosen = {key: _most_used(counter) for key, counter in spellings.items()}
    terms = {
        key: Term(name, slug, pattern.replace("{slug}", slug), tuple(members[key].values()))
        for key, (name, slug) in chosen.items()
    }
    owners: dict[str, str] = {}
    for key in sorted(chosen, key=chosen.__getitem__):
        owners.setdefault(collision_key(chosen[key][1]), key)
    usual = {
        name: chosen[key][0]
        for key, counter in spellings.items()
        for name, _ in counter
        if name != chosen[key][0]
    }
    of: dict[str, Terms] = {}
    for post in posts:
        labels = labels_of(post.head)
        if labels:
            keys = dict.fromkeys([spelling_key(label.name) for label in labels])
            of[post.head.path] = tuple([terms[key] for key in keys])
            if usual:
                _report_variants(kind, post.head.path, labels, usual, diagnostics)
            if len(owners) < len(terms):
                _report_shared_slugs(kind, post.head.path, labels, chosen, owners, diagnostics)
    pages = (terms[key] for key in owners.values())
    return tuple(sorted(pages, key=lambda term: (term.name.casefold(), term.name))), of


def _most_used(counter: Counter[Spelling]) -> Spelling:
    return min(counter, key=lambda spelling: (-counter[spelling], spelling))


def _report_variants(
    kind: str, path: str, labels: Iterable[Label], usual: dict[str, str], diagnostics: list[Diagnostic]
) -> None:
    for label in labels:
        if label.name in usual:
            name = usual[label.name]
            diagnostics.append(
                warning(
                    "term-spelling",
                    f"the {kind} '{label.name}' is spelt '{name}' elsewhere; they are treated as one",
                    path,
                    label.place,
                    f"write '{name}'",
                )
            )


def _report_shared_slugs(
    kind: str,
    path: str,
    labels: Iterable[Label],
    chosen: dict[str, Spelling],
    owners: dict[str, str],
    diagnostics: list[Diagnostic],
) -> None:
    """ "C++" and "C#" are two tags, and neither can have the page of the other."""
    for label in labels:
        name, slug = chosen[spelling_key(label.name)]
        owner, _ = chosen[owners[collision_key(slug)]]
        if owner != name:
            diagnostics.append(
                error(
                    "url-collision",
                    f"the {_PLURALS[kind]} '{label.name}' and '{owner}' share a URL: both make '{slug}'",
                    path,
                    label.place,
                    f"write one of the two in letters, here or in all posts with the {kind} '{owner}'",
                )
            )
