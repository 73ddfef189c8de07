"""Runs Python-Markdown's own test suite with the accelerated converter in stock's place.

    PYTHONPATH=. python tests/fastmarkdown/upstream.py FOLDER_OF_THE_SDIST

Run as a file, not as a module: the suite is a package named `tests` too.

Each `Markdown` is accelerated when it is first asked to convert: after the test has configured it to the end.
"""

from __future__ import annotations

import os
import sys
import unittest
from collections import Counter
from pathlib import Path

import markdown

from site_builder.fastmarkdown import accelerate

CONVERTED: Counter[str] = Counter()
"""How many converters were accelerated, and how many were of a class that is not."""


def _convert_fast(converter: markdown.Markdown, source: str) -> str:
    accelerate(converter)
    CONVERTED["stock" if type(converter) is markdown.Markdown else "fast"] += 1
    if type(converter) is markdown.Markdown:
        return _stock_convert(converter, source)
    return converter.convert(source)


_stock_convert = markdown.Markdown.convert


def main(folder: str) -> int:
    """Run the suite; print a line with the counts; return an exit code."""
    os.chdir(Path(folder))
    markdown.Markdown.convert = _convert_fast  # type: ignore[method-assign, assignment]
    suite = unittest.defaultTestLoader.discover("tests", top_level_dir=".")
    result = unittest.TextTestRunner(verbosity=0).run(suite)
    print(f"{result.testsRun} tests, {len(result.skipped)} skipped, {dict(CONVERTED)} converters")
    return 0 if result.wasSuccessful() and result.testsRun and not CONVERTED["stock"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
