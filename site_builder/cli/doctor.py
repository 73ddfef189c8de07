"""`site-builder doctor`."""

from __future__ import annotations

import argparse
import platform
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from site_builder import __version__
from site_builder.cli.options import (
    Subparsers,
    add_command,
    add_common,
    add_json,
    add_output,
    config_file,
    cores,
)
from site_builder.cli.output import Console
from site_builder.engine.health import (
    HealthCheck,
    HealthStatus,
    examine_converter,
    examine_features,
    examine_site,
    library_versions,
    python_version,
)
from site_builder.engine.preparing.request import Overrides
from site_builder.engine.preparing.settings import Settings, read_settings
from site_builder.model.config import ParserSettings
from site_builder.model.errors import ConfigInvalid, UsageError

_SUBJECT = 11
_NARROWEST = 60


def register(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "doctor",
        run,
        summary="check the installation and the site's folders",
        description="Report the versions of Python and the libraries, whether Markdown is converted fast, "
        "which features are available, and whether the site's folders and the build cache are in "
        "order. Nothing is changed. Include its output in bug reports.",
        example="site-builder doctor\n"
        "site-builder doctor --verbose     with every part of the Markdown converter\n"
        "site-builder doctor --json        for other programs",
    )
    add_common(parser)
    add_output(parser, "the folder to look at")
    add_json(parser, "what was found")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Examine the program, then the site if there is one. Problems make the exit code 1.

    Where the configuration cannot be read, the command ends after what it says of the program.
    """
    file = config_file(arguments)
    settings, failure = _settings(file)
    config = settings.config if settings else None
    findings = [*_program(ParserSettings.of(config) if config else ParserSettings())]
    if config is not None:
        output = arguments.output.absolute() if arguments.output else file.parent / config.paths.output
        findings += examine_site(file.parent, config, output)
    site = str(file) if config is not None else None
    if arguments.json:
        console.json({"version": __version__, "site": site, "findings": [one._asdict() for one in findings]})
    else:
        _print(findings, site, console, arguments.verbosity)
    if failure is not None:
        raise failure
    return 1 if any(one.state is HealthStatus.PROBLEM for one in findings) else 0


def _settings(file: Path) -> tuple[Settings | None, UsageError | None]:
    try:
        return read_settings(file, None, Overrides()), None
    except (ConfigInvalid, UsageError) as failure:
        return None, failure


def _program(parser: ParserSettings) -> list[HealthCheck]:
    from site_builder.preview.watching.watcher import backend

    encodings = f"file names in {sys.getfilesystemencoding()}, output in {sys.stdout.encoding}"
    versions = ", ".join(f"{name} {version}" for name, version in library_versions().items())
    return [
        HealthCheck("python", HealthStatus.FINE, f"{python_version()} at {sys.executable}"),
        HealthCheck("system", HealthStatus.FINE, f"{platform.platform()}, {cores()} cores"),
        HealthCheck("encodings", HealthStatus.FINE, encodings),
        HealthCheck("libraries", HealthStatus.FINE, versions),
        examine_converter(parser),
        *examine_features(),
        HealthCheck("preview", HealthStatus.FINE, f"watches files with {backend()}"),
    ]


def _print(findings: Sequence[HealthCheck], site: str | None, console: Console, verbosity: int) -> None:
    if verbosity:
        console.print(f"site-builder {__version__}" + (f", {site}" if site else ""))
    for one in findings:
        is_problem = one.state is HealthStatus.PROBLEM
        if verbosity or is_problem:
            _print_finding(one.subject, f"PROBLEM: {one.text}" if is_problem else one.text, console)
            for detail in one.details if verbosity > 1 else ():
                console.print(f"{'':{_SUBJECT}}{detail}")


def _print_finding(subject: str, text: str, console: Console) -> None:
    """On a terminal, in lines that fit."""
    width = max(_NARROWEST, console.columns - _SUBJECT) if console.columns else len(text) + 1
    for line in textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False):
        console.print(f"{subject:{_SUBJECT}}{line}")
        subject = ""
