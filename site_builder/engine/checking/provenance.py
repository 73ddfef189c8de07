"""From flaws of finished pages to diagnostics at the lines that made them.

A page is made of its source, of archived comments, of config.yaml and of templates. Each flaw says what to
look for, and the first of these that has it is to blame. What a page only repeats (a teaser in a list, a
title in a link) is found at the text that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from site_builder.engine.checking.written import SourceText
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.preparing.theme import ASSETS_URL
from site_builder.model.addresses import output_path
from site_builder.model.diagnostics import Diagnostic, Place
from site_builder.model.documents import PageHead, PostHead, SeriesHead
from site_builder.model.finished import Flaw, Wanted
from site_builder.model.routes import Literal, Rendered
from site_builder.stages.assemble.threads import thread_name

_MOST_SOURCES = 300
"""Sources that are searched for one flaw which a template or config.yaml has as well."""

Spot = tuple[str, Place]


class Provenance:
    """Knows what each page of a site is made of."""

    def __init__(self, prepared: Prepared, config_name: str) -> None:
        self._prepared = prepared
        self._config_name = config_name
        self._content = prepared.config.paths.content
        self._texts: dict[str, SourceText | None] = {}
        site = prepared.site
        self._heads: dict[str, PostHead | PageHead | SeriesHead] = {}
        self._heads.update((output_path(post.url), post.head) for post in site.posts)
        self._heads.update((output_path(page.url), page.head) for page in site.pages)
        self._heads.update((output_path(one.url), one.head) for one in site.series.values())

    def placed(self, flaws: Iterable[Flaw]) -> Iterator[Diagnostic]:
        """The diagnostics of all flaws. One that many pages share is reported once for each of its places."""
        groups: dict[tuple[str, str, Wanted, str], list[Flaw]] = {}
        for flaw in flaws:
            problem = flaw.problem
            where = "" if flaw.wanted.texts else f"{flaw.page} {problem.path}"
            key = (problem.code, problem.message, flaw.wanted, where)
            groups.setdefault(key, []).append(flaw)
        told: set[tuple[str, Wanted]] = set()
        places: set[tuple[str, str, Place]] = set()
        elsewhere: list[list[Flaw]] = []
        for group in groups.values():
            found = list(self._of_group(group))
            told.update((one.code, _kin(group[0].wanted)) for one in found)
            for one in found:
                if not one.place.line or (one.code, one.path, one.place) not in places:
                    places.add((one.code, one.path, one.place))
                    yield one
            if not found:
                elsewhere.append(group)
        for group in elsewhere:
            if (group[0].problem.code, _kin(group[0].wanted)) not in told and not self._is_repeated(group):
                yield self._at_page(group)

    def _of_group(self, group: list[Flaw]) -> Iterator[Diagnostic]:
        first = group[0]
        if first.problem.path and (first.problem.place.line or not first.wanted.texts):
            yield first.problem
        elif first.problem.path:
            text = self._text_of_site(first.problem.path)
            places = text.find(first.wanted) if text else []
            yield _diagnostic(first, first.problem.path, places[0] if places else Place())
        elif not first.wanted.texts:
            yield _diagnostic(first, *self._at_key(first))
        else:
            for spot in dict.fromkeys(self._spots(group)):
                yield _diagnostic(first, *spot, _pages(group) if self._is_shared(spot[0]) else "")

    def _is_repeated(self, group: list[Flaw]) -> bool:
        """Whether lists only repeat what is wrong, such as a teaser whose text is written otherwise."""
        return group[0].wanted.kind == "text" and not any(
            output_path(flaw.page) in self._heads for flaw in group
        )

    # -- places ------------------------------------------------------------------------------------------

    def _at_key(self, flaw: Flaw) -> Spot:
        """The key of a text's front matter that a flaw comes from, or its first line; else the file."""
        path = output_path(flaw.page)
        head = self._heads.get(path)
        if head is None:
            route = self._prepared.routes.get(path)
            if route is None or not route.origin.is_file:
                return "", Place()
            return f"{self._content}/{route.origin.name}", Place(*route.origin.place)
        keys = (flaw.wanted.key, *(("summary",) if flaw.wanted.key == "description" else ()), "title")
        place = next((head.places[key] for key in keys if key in head.places), Place(1, 1))
        return f"{self._content}/{head.path}", place

    def _spots(self, group: list[Flaw]) -> Iterator[Spot]:
        wanted = group[0].wanted
        shared = list(self._shared_spots(group))
        found: dict[Spot, None] = {}
        is_explained = True
        for page in dict.fromkeys(flaw.page for flaw in group[: _MOST_SOURCES if shared else None]):
            own = [(text.path, place) for text in self._own_texts(page) for place in text.find(wanted)]
            found.update(dict.fromkeys(own))
            is_explained &= bool(own) or output_path(page) not in self._heads
        yield from found
        if not found or not is_explained:
            yield from shared
        if not found and not shared and wanted.kind in ("address", "link", "load"):
            yield from list(self._spots_of_others(wanted)) or self._spots_of_ends(group)

    def _spots_of_others(self, wanted: Wanted) -> Iterator[Spot]:
        """In the newest texts, which feeds and lists repeat."""
        for head in list(self._heads.values())[:_MOST_SOURCES]:
            yield from self._spots_in(f"{self._content}/{head.path}", wanted)

    def _spots_in(self, name: str, wanted: Wanted) -> Iterator[Spot]:
        text = self._text_of_site(name)
        yield from ((name, place) for place in (text.find(wanted) if text else ()))

    def _shared_spots(self, group: list[Flaw]) -> Iterator[Spot]:
        """In config.yaml and templates."""
        wanted = group[0].wanted
        if wanted.kind not in ("tag", "link"):
            yield from self._spots_in(self._config_name, wanted)
        for text in self._templates(group):
            yield from ((text.path, place) for place in text.find(wanted))

    def _spots_of_ends(self, group: list[Flaw]) -> Iterator[Spot]:
        """Where an address is put together, by its last parts; in templates first, where that is usual."""
        texts = [
            *self._templates(group),
            *(text for flaw in group[:20] for text in self._own_texts(flaw.page)),
        ]
        for text in texts:
            for spelling in group[0].wanted.texts:
                places = text.find_end(spelling.partition("://")[2].partition("/")[2] or spelling)
                if places:
                    yield text.path, places[0]
                    return

    def _at_page(self, group: list[Flaw]) -> Diagnostic:
        """A flaw that no source shows: reported at the page's file or template, or by the page's URL."""
        flaw = group[0]
        route = self._prepared.routes.get(output_path(flaw.page))
        if route is not None and route.origin.is_file:
            return _diagnostic(flaw, f"{self._content}/{route.origin.name}", Place(), f" (on {flaw.page})")
        for text in self._templates(group):
            return _diagnostic(flaw, text.path, Place(), _pages(group))
        return _diagnostic(flaw, "", Place(), _pages(group))

    # -- texts -------------------------------------------------------------------------------------------

    def _own_texts(self, page: str) -> Iterator[SourceText]:
        """What only this page is made of: its file, its series' file, its comments."""
        path = output_path(page)
        route = self._prepared.routes.get(path)
        if route is None:
            return
        names = [f"{self._content}/{route.origin.name}"] if route.origin.is_file else []
        head = self._heads.get(path)
        if isinstance(head, PostHead):
            site = self._prepared.site
            if thread := site.threads.get(thread_name(head)):
                names.append(f"{self._content}/{thread.path}")
            if (series := site.series.get(head.series)) and series.head.is_declared:
                names.append(f"{self._content}/{series.head.path}")
        for name in names:
            if text := self._text_of_site(name):
                yield text
        if isinstance(route.content, Literal) and path.startswith(ASSETS_URL[1:]):
            yield from self._asset(page)

    def _templates(self, group: list[Flaw]) -> Iterator[SourceText]:
        names: dict[str, None] = {}
        for flaw in group:
            route = self._prepared.routes.get(output_path(flaw.page))
            if route is not None and isinstance(route.content, Rendered):
                names[route.content.template] = None
        closures = dict.fromkeys(
            one for name in names for one in (name, *self._prepared.theme.closure_of(name))
        )
        lookup = self._prepared.theme.lookup
        for name in closures:
            if (path := lookup.find(name)) and (text := self._text(lookup.label(name), path)):
                yield text

    def _asset(self, page: str) -> Iterator[SourceText]:
        """The file of the theme that was published with a fingerprint in its name."""
        link = self._prepared.presenter.link(page)
        lookup = self._prepared.theme.lookup
        for name, known in self._prepared.theme.links.items():
            path = lookup.find(f"assets/{name}") if known == link else None
            if path and (text := self._text(lookup.label(f"assets/{name}"), path)):
                yield text

    def _is_shared(self, path: str) -> bool:
        return not path.startswith(self._content + "/")

    def _text_of_site(self, name: str) -> SourceText | None:
        return self._text(name, self._prepared.root / name)

    def _text(self, label: str, file: Path) -> SourceText | None:
        if label not in self._texts:
            try:
                text = file.read_bytes().decode("utf-8-sig", errors="replace")
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                self._texts[label] = SourceText(label, text)
            except OSError:
                self._texts[label] = None
        return self._texts[label]


def _diagnostic(flaw: Flaw, path: str, place: Place, more: str = "") -> Diagnostic:
    problem = flaw.problem
    return Diagnostic(problem.severity, problem.code, problem.message + more, path, place, problem.hint)


def _pages(group: list[Flaw]) -> str:
    pages = list(dict.fromkeys(flaw.page for flaw in group))
    return f" (on {pages[0]})" if len(pages) == 1 else f" (on {len(pages):,} pages, such as {pages[0]})"


def _kin(wanted: Wanted) -> Wanted:
    """The same for tags of one name, wherever they are looked for."""
    return wanted._replace(texts=wanted.texts[:2]) if wanted.kind == "tag" else wanted
