"""Files that are published as they are, and what every static host needs."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.images import CLEANED
from site_builder.model.routes import Copied, ImageVersion, Literal, Origin, Route
from site_builder.stages.present import Presenter

NO_JEKYLL = "/.nojekyll"


def plan(desk: Presenter) -> Iterator[Route]:
    """Images and other files, and the mark that keeps GitHub Pages from running Jekyll over the site."""
    for file in desk.site.files:
        facts = desk.pictures.facts(file.url)
        is_cleaned = facts is not None and facts.kind in CLEANED
        yield Route(
            file.url,
            ImageVersion(file.source, None) if is_cleaned else Copied(file.source),
            Origin(file.source),
        )
    for path, source, version in desk.pictures.shown_versions():
        yield Route(path, ImageVersion(source, version), Origin(source))
    if NO_JEKYLL not in desk.site.file_urls.values():
        yield Route(NO_JEKYLL, Literal(b""), Origin("the mark for GitHub Pages", is_file=False))
