"""The blog as the first reading of its export shows it: what comes, under which file and address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from site_builder.importers.wordpress.records import Channel, Item
from site_builder.importers.wordpress.terms import USUAL_BASES, BlogTerms
from site_builder.model.imports import ProposedSeries, Remark


@dataclass(frozen=True)
class ImportedEntry:
    """A post or page that comes: its file under content/, its slug, and its address."""

    item: Item
    kind: str
    file: str
    slug: str
    url: str
    permalink: str
    is_draft: bool
    date: datetime | None
    key: str


@dataclass
class Survey:
    """All that is known before the first file is written. Filled once, by `survey`.

    `linked` counts the links of texts to paths that end in the slug of a category or tag. `uploads` has the
    attachment of each path in the uploads folder, `shown` the address of each path that texts show.
    """

    channel: Channel
    pattern: str = "/{slug}/"
    timezone: str = "UTC"
    hosts: frozenset[str] = frozenset()
    base_path: str = ""
    entries: dict[str, ImportedEntry] = field(default_factory=dict)
    by_path: dict[str, ImportedEntry] = field(default_factory=dict)
    by_id: dict[str, ImportedEntry] = field(default_factory=dict)
    by_alias: dict[str, ImportedEntry] = field(default_factory=dict)
    attachments: dict[str, Item] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    menu: list[Item] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    left: list[Remark] = field(default_factory=list)
    series: list[ProposedSeries] = field(default_factory=list)
    linked: Counter[str] = field(default_factory=Counter)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    terms: BlogTerms = field(default_factory=lambda: BlogTerms({}, (), (), USUAL_BASES))
