"""The page of all corrections and updates. Its feed is among the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from site_builder.model.routes import Origin, Rendered, Route
from site_builder.model.site import Site
from site_builder.model.views import CorrectionEntry, CorrectionsPage, FeedLink, Note
from site_builder.stages.assemble.corrections import Correction
from site_builder.stages.views.feed_addresses import feed_below
from site_builder.stages.views.page_addresses import CORRECTIONS
from site_builder.stages.views.presenter import ATOM_TYPE, Presenter


def plan(presenter: Presenter) -> Iterator[Route]:
    """Where a text has a dated update or correction, and no text of the site has that address."""
    site = presenter.site
    if presenter.corrections and not _has_text_there(site):
        yield Route(
            CORRECTIONS,
            Rendered("corrections.html", partial(_page, presenter)),
            Origin("the page of corrections", is_file=False),
            in_sitemap=True,
            updated=presenter.corrections[0].date,
        )


def _has_text_there(site: Site) -> bool:
    return any(post.url == CORRECTIONS for post in site.posts) or any(
        page.url == CORRECTIONS for page in site.pages
    )


def _page(presenter: Presenter) -> CorrectionsPage:
    words = presenter.words
    title = words.text("corrections")
    feed = presenter.link(feed_below(CORRECTIONS))
    return CorrectionsPage(
        meta=presenter.meta(
            CORRECTIONS,
            title,
            words.text("corrections_description"),
            feeds=(FeedLink(title, feed, ATOM_TYPE),),
        ),
        entries=tuple(_entry(presenter, one) for one in presenter.corrections),
        feed_url=feed,
    )


def _entry(presenter: Presenter, one: Correction) -> CorrectionEntry:
    entry = one.entry
    note = Note(
        one.note.kind.value,
        presenter.text(one.note.text, one.destinations, entry.url),
        presenter.moment(one.date),
    )
    return CorrectionEntry(entry.head.title, presenter.link(entry.url), note)
