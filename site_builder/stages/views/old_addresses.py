"""All old URLs that hosts lead on from: those of texts, of config.yaml and of feeds."""

from __future__ import annotations

from site_builder.model.site import Site
from site_builder.stages.assemble.redirects import is_rule
from site_builder.stages.views.feed_addresses import old_folders


def old_addresses(site: Site) -> list[tuple[str, str]]:
    """Old URLs, each with the site path that took its place, in the order of a host's table.

    Those that hosts would read as other patterns are left out.
    """
    redirects = [(one.old, one.new) for one in site.redirects]
    pairs = [pair for pair in redirects if not pair[0].endswith("*")]
    pairs += old_folders(site)
    # Hosts take the first rule that fits, and some want those for many addresses last.
    pairs += redirects[len(redirects) - sum(old.endswith("*") for old, _ in redirects) :]
    return [(old, new) for old, new in pairs if is_rule(old)]
