"""`python -m site_builder` is `site-builder`."""

from __future__ import annotations

import sys

from site_builder.cli import main

if __name__ == "__main__":
    sys.exit(main())
