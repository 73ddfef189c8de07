"""References become destinations: links and images, checked without opening a body."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from site_builder.model.addresses import collision_key
from site_builder.model.diagnostics import Diagnostic, Search, source_name, warning
from site_builder.model.documents import Entry, PostHead, Reference, ReferenceKind, SeriesHead, Text
from site_builder.model.site import (
    Destination,
    Destinations,
    Part,
    Post,
    ResolvedLinks,
    Series,
    SiteLink,
    StaticPage,
)
from site_builder.stages.text.other_tools import TEMPLATE_TAG_HINT, is_template_tag

_NO_TEXT = Text()


class LinkTargets(NamedTuple):
    """All that a link can lead to.

    `content` is what the content folder is called; `urls`, `anchors` are by source path; `announced` are
    hidden parts that may be named; `hidden_urls` are the site paths of what must leave no trace; `files` maps
    published files to their site paths.
    """

    content: str
    urls: Mapping[str, str]
    anchors: dict[str, tuple[str, ...]]
    announced: set[str]
    unreadable: set[str]
    hidden_urls: set[str]
    files: Mapping[str, str]
    all_files: frozenset[str]
    series: Mapping[str, Series]


_Entry = TypeVar("_Entry", Post, StaticPage)


class Owner(msgspec.Struct, frozen=True):
    """Whose references are being resolved."""

    path: str
    series: str = ""


class Resolver:
    """Resolves references and gathers what is wrong with them."""

    def __init__(self, whereabouts: LinkTargets) -> None:
        self._where = whereabouts
        self._parts = {
            slug: {part.number: part for part in one.parts} for slug, one in whereabouts.series.items()
        }
        self._hidden = {collision_key(url) for url in whereabouts.hidden_urls}
        self._hidden -= {collision_key(url) for url in whereabouts.urls.values()}
        self.diagnostics: list[Diagnostic] = []
        self.site_links: list[SiteLink] = []

    def answered(self, entry: _Entry) -> _Entry:
        """The post or page with its references resolved."""
        answers = self.answers(entry.head)
        return entry if answers is _NO_ANSWERS else msgspec.structs.replace(entry, answers=answers)

    def answered_series(self, series: Series, posts: Mapping[str, Post]) -> Series:
        """The series with its references resolved and its parts' posts replaced by resolved ones."""
        parts = tuple(_with_post(part, posts) for part in series.parts)
        return msgspec.structs.replace(series, answers=self.answers(series.head), parts=parts)

    def knowing(self, anchors: Mapping[str, tuple[str, ...]]) -> Resolver:
        """One that knows of other anchors, by source path, and has found nothing yet."""
        other = copy.copy(self)
        other._where = self._where._replace(anchors={**self._where.anchors, **anchors})
        other.diagnostics, other.site_links = [], []
        return other

    def learn(self, anchors: Mapping[str, tuple[str, ...]]) -> None:
        """From now on, these texts have these anchors."""
        self._where.anchors.update(anchors)

    def answers(self, head: Entry | SeriesHead) -> ResolvedLinks:
        """Where the references of a visible post, page or series lead."""
        body = head.body
        note = head.content_note if isinstance(head, Entry) else None
        notes = head.editor_notes if isinstance(head, Entry) else ()
        if not body.references and head.image is None and note is None and not notes:
            return _NO_ANSWERS
        owner = _owner(head)
        return ResolvedLinks(
            body=self._destinations(owner, body.references),
            teaser=self._silently(owner, body.teaser),
            content_note=self._destinations(owner, (note or _NO_TEXT).references),
            notes=tuple(self._destinations(owner, one.text.references) for one in notes),
            image=self._image(owner, head),
        )

    def _destinations(self, owner: Owner, references: Sequence[Reference]) -> Destinations:
        return tuple(self._destination(owner, reference) for reference in references)

    def _silently(self, owner: Owner, teaser: Text) -> Destinations:
        """A teaser's references are the body's too, and have been reported there."""
        if not teaser.references:
            return ()
        reported, linked = len(self.diagnostics), len(self.site_links)
        destinations = self._destinations(owner, teaser.references)
        del self.diagnostics[reported:], self.site_links[linked:]
        return destinations

    def _image(self, owner: Owner, head: Entry | SeriesHead) -> Destination | None:
        if head.image is None:
            return None
        return self._destination(
            owner, Reference(ReferenceKind.IMAGE, head.image.src, place=head.image.place)
        )

    def _destination(self, owner: Owner, reference: Reference) -> Destination | None:
        # Nothing before the ? or #: the text's own page.
        target = reference.target or owner.path
        if target.startswith("part:"):
            return self._part(owner, reference)
        if target.startswith("mention:"):
            return self._mentioned(owner, target.removeprefix("mention:"))
        if target.startswith("/"):
            return self._site_path(owner, reference)
        if "://" in target or target.startswith("//"):
            return Destination(target)
        for path in (target, target.rstrip("/") + "/index.md"):
            if path in self._where.urls:
                return self._in_entry(owner, reference, path, self._where.urls[path])
            if path in self._where.anchors or path in self._where.unreadable:
                self._report_hidden(owner, reference, path)
                return None
        if target in self._where.files:
            return Destination(self._where.files[target], reference.fragment, reference.query)
        self._report_missing(owner, reference)
        return None

    def _in_entry(self, owner: Owner, reference: Reference, path: str, url: str) -> Destination:
        fragment = reference.fragment
        if fragment and fragment not in self._where.anchors.get(path, ()):
            self._warn(
                owner,
                reference,
                "broken-anchor",
                f"there is no heading or id '#{fragment}' in {self._named(path)}",
                "link to a heading that exists, or give one that id",
                Search("anchors", fragment, path),
            )
        return Destination(url, fragment, reference.query)

    def _part(self, owner: Owner, reference: Reference) -> Destination | None:
        number = reference.target.removeprefix("part:")
        parts = self._parts.get(owner.series)
        if parts is None:
            # Where a series is named that there is not, it has been said why.
            if not owner.series:
                self._warn(
                    owner,
                    reference,
                    "broken-link",
                    f"'{reference.target}' means a part of a series, and this text belongs to none",
                    "add series and series_part to the front matter, or link to the file",
                )
            return None
        part = parts.get(int(number)) if number.isdecimal() else None
        if part is None:
            self._warn(
                owner,
                reference,
                "broken-link",
                f"the series '{owner.series}' has no part '{number}'",
                f"its parts are {_enumerate(parts)}" if parts else "it has no parts yet",
            )
            return None
        if part.post is None:
            if not (part.date or part.title):
                self._warn(
                    owner,
                    reference,
                    "hidden-link",
                    f"part {number} is neither published nor announced",
                    "publish it, or announce it in the series file under planned",
                )
            return None
        return self._in_entry(owner, reference, part.post.head.path, part.post.url)

    def _mentioned(self, owner: Owner, number: str) -> Destination | None:
        """A part that a text only names: what is wrong with that is not said of a link."""
        part = self._parts.get(owner.series, {}).get(int(number)) if number.isdecimal() else None
        return Destination(part.post.url) if part is not None and part.post is not None else None

    def _site_path(self, owner: Owner, reference: Reference) -> Destination | None:
        if collision_key(reference.target) in self._hidden:
            self._warn(
                owner,
                reference,
                "hidden-link",
                f"{reference.target} is a draft or scheduled",
                "it becomes a link automatically once that is published",
            )
            return None
        destination = Destination(reference.target, reference.fragment, reference.query)
        self.site_links.append(SiteLink(destination, owner.path, reference.place))
        return destination

    def _report_hidden(self, owner: Owner, reference: Reference, path: str) -> None:
        """An announced part may be named, without a link, until it is live."""
        if path not in self._where.announced and path not in self._where.unreadable:
            self._warn(
                owner,
                reference,
                "hidden-link",
                f"{self._named(path)} is a draft or not published yet",
                "it becomes a link automatically once that is published",
            )

    def _report_missing(self, owner: Owner, reference: Reference) -> None:
        is_image = reference.kind is ReferenceKind.IMAGE
        name = reference.target.rpartition("/")[2]
        search = None
        if reference.target in self._where.all_files:
            hint = "the file belongs to a draft or scheduled post, and is published with it"
        elif is_template_tag(reference.target):
            hint = TEMPLATE_TAG_HINT
        elif name.startswith("www."):
            hint = f"write https://{name}"
        else:
            hint = "paths are relative to the folder of the file that they are in"
            search = Search("images" if is_image else "files", reference.target, owner.path)
        what = "image" if is_image else "file"
        self._warn(
            owner,
            reference,
            "missing-image" if is_image else "broken-link",
            f"there is no {what} {self._named(reference.target)}",
            hint,
            search,
        )

    def _named(self, path: str) -> str:
        return source_name(self._where.content, path)

    def _warn(
        self,
        owner: Owner,
        reference: Reference,
        code: str,
        message: str,
        hint: str,
        search: Search | None = None,
    ) -> None:
        self.diagnostics.append(warning(code, message, owner.path, reference.place, hint, search))


_NO_ANSWERS = ResolvedLinks()


def _owner(head: Entry | SeriesHead) -> Owner:
    if isinstance(head, SeriesHead):
        return Owner(head.path, head.slug)
    return Owner(head.path, head.series if isinstance(head, PostHead) else "")


def _with_post(part: Part, posts: Mapping[str, Post]) -> Part:
    return part if part.post is None else msgspec.structs.replace(part, post=posts[part.post.head.path])


def _enumerate(parts: Mapping[int, Part]) -> str:
    return ", ".join(map(str, sorted(parts)))
