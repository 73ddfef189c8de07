"""The configuration, remembered by its bytes: an idle build reads no YAML."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from site_builder import deployers
from site_builder.engine.features import find_modules
from site_builder.engine.preparing.request import Overrides
from site_builder.engine.store.cache import BuildCache
from site_builder.engine.store.code_digests import parser_code_digest
from site_builder.engine.store.digests import digest_of
from site_builder.model.config import LANGUAGES, Config, MarkdownSettings
from site_builder.model.diagnostics import Diagnostic, Severity
from site_builder.model.errors import ConfigInvalid, UsageError

if TYPE_CHECKING:
    from site_builder.stages.schema.fields import Field


class Settings(msgspec.Struct, frozen=True):
    """A checked configuration and its warnings; `site` is what the file makes the site known by."""

    config: Config
    diagnostics: tuple[Diagnostic, ...]
    site: str


def read_settings(file: Path, cache: BuildCache | None, overrides: Overrides) -> Settings:
    """Raises UsageError for a missing file or impossible override, ConfigInvalid with all that is wrong."""
    try:
        if file.exists() and not file.is_file():
            raise UsageError(f"{file} is not a file", "name the site's configuration file with --config")
        data = file.read_bytes()
    except FileNotFoundError as failure:
        raise UsageError(
            f"there is no {file.name} in {file.parent}",
            "run the command in the site's folder, name the file with --config, "
            "or make a site with: site-builder init DIR",
        ) from failure
    except OSError as failure:
        raise UsageError(f"{file} cannot be read: {failure.strerror}") from failure
    settings = _remembered(file.name, data, cache)
    settings = _with_own_language(settings, file.parent, data)
    if overrides.base_url is not None:
        config = msgspec.structs.replace(settings.config, base_url=_checked_url(overrides.base_url))
        settings = Settings(config, settings.diagnostics, settings.site)
    if overrides.output is not None:
        _check_output(overrides.output, file.parent, settings.config)
    return settings


def _with_own_language(settings: Settings, root: Path, data: bytes) -> Settings:
    """With the words of the site's language files, or a warning where neither it nor the theme has any."""
    from site_builder.stages.language.words import has_catalogue

    if has_catalogue(settings.config.language) and not (root / LANGUAGES).is_dir():
        return settings
    from site_builder.engine.preparing.own_language import untranslated, with_own_language

    return replace(
        settings,
        config=with_own_language(settings.config, root),
        diagnostics=(*settings.diagnostics, *untranslated(settings.config, root, data)),
    )


def _remembered(name: str, data: bytes, cache: BuildCache | None) -> Settings:
    key = b"config" + parser_code_digest() + name.encode() + digest_of(data)
    kept = cache.derived.get(key) if cache is not None else None
    if kept is not None:
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
            settings = msgspec.msgpack.decode(kept, type=Settings)
            if _may_be_believed(settings.config):
                return settings
    from site_builder.stages.config.keys import read_config

    config, diagnostics = read_config(data, name, deploy_keys)
    if config is None or any(one.severity is Severity.ERROR for one in diagnostics):
        raise ConfigInvalid(diagnostics)
    settings = Settings(config, diagnostics, config.identity)
    if cache is not None:
        cache.derived.put(key, msgspec.msgpack.encode(settings))
    return settings


def deploy_keys() -> dict[str, Sequence[Field]]:
    """The keys of each kind of deploy target, by the name of its module."""
    kinds = find_modules(deployers.__name__, with_folders=True)
    return {module.__name__.rpartition(".")[2]: module.FIELDS for module in kinds}


def _may_be_believed(config: Config) -> bool:
    """Whether a remembered configuration, which anybody may have forged, could do no harm to what is not the
    site's: it names no code to load and no folder outside. Any other is read from config.yaml each time.
    """
    folders = (config.paths.content, config.paths.templates, config.paths.output)
    parts = [part for folder in folders for part in folder.strip("/").split("/")]
    return (
        config.markdown == MarkdownSettings()
        and not any(folder.startswith("/") for folder in folders)
        and not any(part.startswith(".") or ":" in part or "\\" in part or not part for part in parts)
        and len(set(folders)) == len(folders)
        and not config.paths.links
    )


def _checked_url(url: str) -> str:
    from site_builder.stages.config.value_checks import read_base_url
    from site_builder.stages.text.invalid_value import InvalidValue

    checked = read_base_url(url)
    if isinstance(checked, InvalidValue):
        raise UsageError(f"--base-url {checked.message}", checked.hint)
    return checked


def _check_output(output: Path, root: Path, config: Config) -> None:
    """What `paths` may not say in config.yaml (see `check_paths`), the command line may not say either."""
    output = output.resolve()
    if root.resolve().is_relative_to(output):
        raise UsageError(f"--output {output} contains the site's own folder", "choose a folder of its own")
    for name in (config.paths.content, config.paths.templates):
        folder = (root / name).resolve()
        if output.is_relative_to(folder) or folder.is_relative_to(output):
            raise UsageError(
                f"--output {output} and {name}/ overlap: one is inside the other",
                "choose a folder of its own",
            )
