"""`wrangler.jsonc`, by which Cloudflare's own tool publishes an output folder as it is."""

from __future__ import annotations

import json

from site_builder.stages.text.slugs import slugify

CONFIG = "/wrangler.jsonc"
IGNORED = "/.assetsignore"
_LONGEST_NAME = 63
_COMPATIBLE = "2025-10-01"
"""A day from Cloudflare's calendar of its own changes, which a Worker has to name; static files need none."""


def workers_config(host: str) -> str:
    """The settings of a Worker that is nothing but this folder. `host` is that of the site's address."""
    name = slugify(host.replace(".", "-"))[:_LONGEST_NAME].strip("-")
    settings = {
        "name": name if name.isascii() and name else "site",
        "compatibility_date": _COMPATIBLE,
        "assets": {
            "directory": ".",
            "html_handling": "auto-trailing-slash",
            "not_found_handling": "404-page",
        },
    }
    about = (
        "// Written by site-builder. In the folder of this file, npx wrangler deploy publishes all of it.\n"
        "// A wrangler.jsonc of your own belongs in content/static/ and replaces this one.\n"
    )
    return about + json.dumps(settings, indent=2) + "\n"


def ignored_files() -> str:
    """What is in the output folder and no reader's business."""
    return "wrangler.jsonc\n.assetsignore\n.site-builder-*\n"
