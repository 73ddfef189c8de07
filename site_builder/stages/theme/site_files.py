"""Files of the site that config.yaml names."""

from __future__ import annotations

from posixpath import normpath

from site_builder.model.addresses import is_site_path
from site_builder.model.site import Site


def published_at(site: Site, name: str) -> str:
    """The site path of a file, named by that or by its path under content/; empty if it is not published."""
    if is_site_path(name):
        return name if name in site.file_urls.values() else ""
    return site.file_urls.get(normpath(name), "")
