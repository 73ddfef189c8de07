"""What every import says at its end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_builder.cli.options import shown
from site_builder.cli.output import Console


def summarise(console: Console, counts: Mapping[str, int], report: str, into: Path, *, is_dry: bool) -> None:
    """How many files there are of each kind, and what the report is about: with --verbose all of it."""
    console.say(", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "no files")
    for line in report.split("\n"):
        if line.startswith("## "):
            console.say(f"  {line[3:]}: see the report")
        elif line.startswith("- "):
            console.detail(f"    {line}")
    if is_dry:
        console.say("nothing was written: this was a dry run")
    else:
        console.say(f"the whole report is in {shown(into / 'import-report.md', is_folder=False)}")
