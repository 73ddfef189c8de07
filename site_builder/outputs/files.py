"""Files that are published as they are, and what every static host needs."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.images import CLEANED
from site_builder.model.routes import Copied, ImageVariant, Literal, Origin, Route
from site_builder.stages.views.presenter import Presenter

NO_JEKYLL = "/.nojekyll"


def plan(presenter: Presenter) -> Iterator[Route]:
    """Images and other files, and the mark that keeps GitHub Pages from running Jekyll over the site."""
    for file in presenter.site.files:
        info = presenter.pictures.info(file.url)
        is_cleaned = info is not None and info.kind in CLEANED
        yield Route(
            file.url,
            ImageVariant(file.source, None) if is_cleaned else Copied(file.source),
            Origin(file.source),
        )
    for path, source, variant in presenter.pictures.shown_variants():
        yield Route(path, ImageVariant(source, variant), Origin(source))
    if NO_JEKYLL not in presenter.site.file_urls.values():
        yield Route(NO_JEKYLL, Literal(b""), Origin("the mark for GitHub Pages", is_file=False))
