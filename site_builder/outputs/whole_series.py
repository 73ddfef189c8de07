"""All live parts of a series on one page, for those who read or print it in one go.

The parts themselves are what search engines should find, so this page is neither indexed nor in the sitemap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from site_builder.model.addresses import encode_fragment
from site_builder.model.documents import HERE
from site_builder.model.routes import Rendered, Route
from site_builder.model.site import Destination, Post, Series
from site_builder.model.views import (
    FeedLink,
    Html,
    Link,
    Note,
    TocEntry,
    WholePart,
    WholeSeriesPage,
)
from site_builder.stages.views.chapters import has_words
from site_builder.stages.views.entry_traits import has_support, series_origin
from site_builder.stages.views.page_addresses import SERIES_INDEX, book_path, whole_path
from site_builder.stages.views.presenter import ATOM_TYPE, Presenter
from site_builder.stages.views.shared_page import links_beside_others

_TOC_LEVEL = 2


def plan(presenter: Presenter) -> Iterator[Route]:
    """One route for each series of which two parts are live."""
    for series in presenter.site.series.values():
        if path := whole_path(presenter.config, series):
            yield Route(
                path,
                Rendered(
                    "series-whole.html",
                    partial(_page, presenter, series, path),
                    book=book_path(presenter.config, series),
                ),
                series_origin(series),
            )


def _page(presenter: Presenter, series: Series, path: str) -> WholeSeriesPage:
    head, words = series.head, presenter.words
    on_page = {post.url: post for post in series.live}
    return WholeSeriesPage(
        meta=presenter.meta(
            path,
            words.text("whole_series_title", title=head.title),
            head.description or head.body.excerpt,
            trail=(
                Link(words.text("series"), presenter.link(SERIES_INDEX)),
                Link(head.title, presenter.link(series.url)),
            ),
            is_noindex=True,
            pictured=series,
            feeds=(FeedLink(head.title, presenter.link(series.url + "feed.xml"), ATOM_TYPE),),
        ),
        series=presenter.series_summary(series),
        minutes=sum(post.minutes for post in series.live),
        has_support=any(has_support(post.head) for post in series.live),
        book=presenter.book_link(series),
        parts=tuple(_part(presenter, post, on_page) for post in series.live),
        params=head.params,
    )


def _part(presenter: Presenter, post: Post, on_page: Mapping[str, Post]) -> WholePart:
    head, answers = post.head, post.answers
    prefix = _prefix(post)
    link = presenter.link(post.url)
    note = presenter.content_note(post, here=HERE)
    notes = presenter.notes(head.editor_notes, answers.notes, here=HERE)
    return WholePart(
        id=f"part-{post.part}",
        number=post.part,
        title=head.title,
        url=link,
        description=head.description,
        date=presenter.date(post) if head.date else None,
        updated=presenter.moment(post.updated),
        is_updated=post.is_updated,
        minutes=post.minutes,
        authors=presenter.authors(head.authors),
        image=presenter.pictures.of_entry(head.image, answers.image),
        content_note=_here(note, post, prefix, link) if note else None,
        has_support=has_support(head),
        notes=tuple(Note(one.kind, _here(one.html, post, prefix, link), one.date) for one in notes),
        toc=tuple(
            TocEntry(prefix + heading.id, Html(heading.html), heading.level)
            for heading in head.body.headings
            if heading.level == _TOC_LEVEL and head.toc is not False and has_words(heading.html)
        ),
        body=presenter.body_beside_others(post, prefix, partial(_on_page, on_page)),
        state=post.state.value,
    )


def _prefix(post: Post) -> str:
    """Before every id of a part: `part-1-` and `part-11-` cannot be mistaken for each other."""
    return f"part-{post.part}-"


def _on_page(on_page: Mapping[str, Post], destination: Destination) -> str | None:
    """The fragment for a link that leads to a part on this page."""
    post = on_page.get(destination.path)
    if post is None or destination.query:
        return None
    if not destination.fragment:
        return f"#part-{post.part}"
    is_in_text = destination.fragment in post.head.body.anchors
    return "#" + encode_fragment(_prefix(post) + destination.fragment) if is_in_text else None


def _here(text: Html, post: Post, prefix: str, link: str) -> Html:
    """A short text whose links lead into a part on this page, or else to the part's own page."""
    if HERE not in text.text:
        return text
    return Html(links_beside_others(text.text, prefix, post.head.body.anchors).replace(HERE, link))
