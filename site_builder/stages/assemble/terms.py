"""Tags and categories: spellings that differ only in case, blanks or hyphens are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from site_builder.model.config import Config
from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.documents import Label, PostHead
from site_builder.model.site import Post, Term

Terms = tuple[Term, ...]


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
    spellings: dict[str, Counter[Label]] = {}
    members: dict[str, list[Post]] = {}
    for post in posts:
        for key, label in {_key(label): label for label in reversed(labels_of(post.head))}.items():
            spellings.setdefault(key, Counter())[Label(label.name, label.slug)] += 1
            members.setdefault(key, []).append(post)
    chosen = {key: _most_used(counter) for key, counter in spellings.items()}
    terms = {
        key: Term(label.name, label.slug, pattern.replace("{slug}", label.slug), tuple(members[key]))
        for key, label in chosen.items()
    }
    of: dict[str, Terms] = {}
    for post in posts:
        labels = labels_of(post.head)
        if labels:
            of[post.head.path] = tuple(terms[key] for key in dict.fromkeys(map(_key, labels)))
            _report_variants(kind, post.head.path, labels, chosen, diagnostics)
    return tuple(sorted(terms.values(), key=lambda term: (term.name.casefold(), term.name))), of


def _key(label: Label) -> str:
    return label.slug.replace("-", "").casefold()


def _most_used(counter: Counter[Label]) -> Label:
    return min(counter, key=lambda label: (-counter[label], label.name))


def _report_variants(
    kind: str, path: str, labels: Iterable[Label], chosen: dict[str, Label], diagnostics: list[Diagnostic]
) -> None:
    for label in labels:
        usual = chosen[_key(label)].name
        if label.name != usual:
            diagnostics.append(
                warning(
                    "term-spelling",
                    f"the {kind} '{label.name}' is spelt '{usual}' elsewhere; they are taken as one",
                    path,
                    label.place,
                    f"write '{usual}'",
                )
            )
