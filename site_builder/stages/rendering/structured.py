"""What a page is to a machine: JSON-LD (json-ld.org) in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from site_builder.model.views import (
    Author,
    Link,
    Meta,
    Moment,
    Note,
    PageView,
    PartView,
    PostPage,
    SeriesPage,
    TextPage,
    WholeSeriesPage,
)

Properties = dict[str, object]
"""A JSON object, as the filter `json` writes it soonest: of texts, numbers, lists and other objects."""


def structured_data(
    page: PageView, *, title: str, tagline: str, language: str, address: str, url: str
) -> Properties:
    """All that a page says of itself, where it is, and the site: fields of `site` by their own names."""
    # JSON-LD knows no base URL, so links become full addresses.
    origin = address[: len(address) - len(url)]
    website: Properties = {
        "@type": "WebSite",
        "@id": address + "#site",
        "url": address,
        "name": title,
        "description": tagline,
        "inLanguage": language,
    }
    graph: list[Properties] = []
    match page:
        case PostPage():
            graph.append(_posting(page, title, language, address, origin))
        case TextPage():
            graph.append(_page(page, language))
        case SeriesPage():
            graph.append(_series(page, language, origin))
        case WholeSeriesPage():
            graph.append(_whole_series(page, language, origin))
    meta = getattr(page, "meta", None)
    if isinstance(meta, Meta) and meta.breadcrumbs:
        graph.append(_breadcrumbs(meta.breadcrumbs, origin))
    return {"@context": "https://schema.org", "@graph": [*graph, website]}


def _posting(page: PostPage, title: str, language: str, address: str, origin: str) -> Properties:
    within: list[Properties] = [{"@id": address + "#site"}]
    posting: Properties = {
        "@type": "BlogPosting",
        "@id": page.meta.canonical + "#post",
        "url": page.meta.canonical,
        "headline": page.title,
        "description": page.meta.description,
        "inLanguage": language,
        "wordCount": page.words,
        "timeRequired": f"PT{page.minutes}M",
        "isPartOf": within,
    }
    if page.series:
        within.append(
            {"@type": "CreativeWorkSeries", "name": page.series.title, "url": origin + page.series.url}
        )
        posting["position"] = page.series.number
    return posting | _without_empty(
        datePublished=_iso(page.date),
        dateModified=_iso(page.updated),
        author=[_author(author, title, origin) for author in page.authors],
        image=page.meta.image_url,
        keywords=_titles(page.tags),
        articleSection=_titles(page.categories),
        correction=[_correction(note) for note in page.dated_notes],
        commentCount=page.thread.count if page.thread else None,
    )


def _page(page: TextPage, language: str) -> Properties:
    return {
        "@type": "WebPage",
        "@id": page.meta.canonical,
        "url": page.meta.canonical,
        "name": page.title,
        "description": page.meta.description,
        "inLanguage": language,
    } | _without_empty(dateModified=_iso(page.updated))


def _series(page: SeriesPage, language: str, origin: str) -> Properties:
    return {
        "@type": "CreativeWorkSeries",
        "@id": page.meta.canonical,
        "url": page.meta.canonical,
        "name": page.series.title,
        "description": page.meta.description,
        "inLanguage": language,
        "hasPart": [_part(part, origin) for part in page.series.parts if part.url],
    }


def _whole_series(page: WholeSeriesPage, language: str, origin: str) -> Properties:
    return {
        "@type": "WebPage",
        "@id": page.meta.canonical,
        "url": page.meta.canonical,
        "name": page.meta.title,
        "description": page.meta.description,
        "inLanguage": language,
        "timeRequired": f"PT{page.minutes}M",
        "about": {"@type": "CreativeWorkSeries", "name": page.series.title, "url": origin + page.series.url},
        "hasPart": [
            {
                "@type": "BlogPosting",
                "position": part.number,
                "headline": part.title,
                "url": origin + part.url,
            }
            | _without_empty(datePublished=_iso(part.date))
            for part in page.parts
        ],
    }


def _part(part: PartView, origin: str) -> Properties:
    return {
        "@type": "BlogPosting",
        "position": part.number,
        "headline": part.title,
        "url": origin + part.url,
        "datePublished": _iso(part.date),
    }


def _author(author: Author, site_title: str, origin: str) -> Properties:
    person: Properties = {
        "@type": "Organization" if author.name == site_title else "Person",
        "name": author.name,
    }
    return (
        person | {"url": origin + author.url if author.url.startswith("/") else author.url}
        if author.url
        else person
    )


def _correction(note: Note) -> Properties:
    text = Markup(note.html.text).striptags() if note.html else ""
    return {"@type": "CorrectionComment"} | _without_empty(text=text, datePublished=_iso(note.date))


def _breadcrumbs(links: Iterable[Link], origin: str) -> Properties:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": link.title, "item": origin + link.url}
            for place, link in enumerate(links, 1)
        ],
    }


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else moment.iso


def _titles(links: Iterable[Link]) -> list[str]:
    return [link.title for link in links]


def _without_empty(**properties: object) -> Properties:
    """A count of 0 says something; nothing at all, no text and no items do not."""
    return {name: value for name, value in properties.items() if value is not None and value not in ("", [])}
