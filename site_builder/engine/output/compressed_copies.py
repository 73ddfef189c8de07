"""Compressed copies beside the files of a site, for hosts that send them in the place of those.

They are made of an output's bytes, so they are made after it; a build owns them like any other output. One
whose file has not changed is left as it is. Brotli is asked for only where a copy has to be made.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import msgspec

from site_builder.engine.output.output_folder import OutputFolder
from site_builder.engine.output.staging import Stage, stage_bytes
from site_builder.engine.preparing.prepare import Prepared
from site_builder.engine.session import Session
from site_builder.engine.store.code_digests import installed_versions
from site_builder.engine.store.output_store import OutputRecord
from site_builder.model.caching import is_fingerprinted
from site_builder.model.diagnostics import Diagnostic, warning
from site_builder.model.hosts import chosen_hosts
from site_builder.model.media_types import COMPRESSIBLE

_WORTH_IT = 512
"""Bytes below which a host's answer is as long either way."""
_GZIP_LEVEL = 9
_BEST, _QUICK = 11, 10
"""Brotli's quality for files that are kept for ever, and for pages, of which there may be thousands."""


class CompressedCopies(msgspec.Struct, frozen=True):
    """Copies by output path: what each is made of, and the digest of its bytes. `staged` are new."""

    fingerprints: dict[str, bytes]
    digests: dict[str, bytes]
    staged: dict[str, str]


class _Copy(msgspec.Struct, frozen=True):
    path: str
    source: str
    encoding: str
    fingerprint: bytes


def compression_problems(prepared: Prepared, config_name: str) -> Iterator[Diagnostic]:
    """Why there will be fewer copies than the site's hosts could send."""
    if _encodings(prepared) == (".gz",):
        titles = [one.title for one in chosen_hosts(prepared.config.hosts) if one.sends_compressed]
        yield warning(
            "brotli-unavailable",
            f"brotli is not installed, so {' and '.join(titles)} can send files compressed by gzip only",
            config_name,
            hint="install it with: pip install brotli",
        )


def _encodings(prepared: Prepared) -> tuple[str, ...]:
    """The endings of copies, none where no host sends any."""
    if not any(host.sends_compressed for host in chosen_hosts(prepared.config.hosts)):
        return ()
    return (".gz",) if find_spec("brotli") is None else (".br", ".gz")


def copies_as_they_are(
    output: OutputFolder, prepared: Prepared, kept: Mapping[str, OutputRecord], digests: Mapping[str, bytes]
) -> CompressedCopies | None:
    """The copies in the output folder, if all that there should be were made of files with these digests."""
    found = CompressedCopies({}, {}, {})
    sizes = {path: record.stat.size for path, record in kept.items()} if prepared.config.hosts else {}
    for copy in _wanted(prepared, digests, sizes):
        record = kept.get(copy.path)
        if not _is_made_of(record, copy, output):
            return None
        assert record is not None
        found.fingerprints[copy.path], found.digests[copy.path] = copy.fingerprint, record.digest
    return found


def make_copies(
    session: Session,
    stage: Stage,
    prepared: Prepared,
    kept: Mapping[str, OutputRecord],
    digests: Mapping[str, bytes],
    staged: Mapping[str, str],
) -> CompressedCopies:
    """Compress what has changed: files in the output folder, unless they are `staged`.

    Raises OSError, and OutputRefused where somebody else's file is in a copy's place.
    """
    made = CompressedCopies({}, {}, {})
    encodings = _encodings(prepared)
    if not encodings:
        return made
    files = {path: Path(staged.get(path) or stage.output.folder / path) for path in digests}
    sizes = {path: file.stat().st_size for path, file in files.items()}
    stale = []
    for copy in _wanted(prepared, digests, sizes):
        record = kept.get(copy.path)
        made.fingerprints[copy.path] = copy.fingerprint
        if record is not None and _is_made_of(record, copy, stage.output):
            made.digests[copy.path] = record.digest
        else:
            stale.append(copy)
    folder = stage.folder / "compressed"
    folder.mkdir()

    def make(copy: _Copy) -> bytes:
        return _COMPRESS[copy.encoding](copy.source, files[copy.source].read_bytes())

    for number, (copy, data) in enumerate(_in_threads(make, stale, session.jobs)):
        one = stage_bytes(stage.output, copy.path, data, f"{folder}/{number}")
        made.digests[copy.path] = one.digest
        if one.staged is not None:
            made.staged[copy.path] = one.staged
        session.progress("compressing", number + 1, len(stale))
    stage.output.refuse_foreign(made.digests)
    return made


def _in_threads(
    make: Callable[[_Copy], bytes], copies: list[_Copy], jobs: int
) -> Iterator[tuple[_Copy, bytes]]:
    """Both libraries let other threads run while they work."""
    if jobs < 2 or len(copies) < 2:
        yield from ((copy, make(copy)) for copy in copies)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs) as pool:
        for start in range(0, len(copies), 256):
            some = copies[start : start + 256]
            yield from zip(some, pool.map(make, some), strict=True)


def _wanted(prepared: Prepared, digests: Mapping[str, bytes], sizes: Mapping[str, int]) -> Iterator[_Copy]:
    """Every copy that there should be. The writer's own file at its path comes first."""
    encodings = _encodings(prepared)
    libraries = {encoding: _library(encoding) for encoding in encodings}
    for path, digest in digests.items() if encodings else ():
        if path.rpartition(".")[2] not in COMPRESSIBLE or sizes.get(path, 0) < _WORTH_IT:
            continue
        for encoding in encodings:
            if path + encoding not in prepared.routes:
                key = hashlib.blake2b(libraries[encoding] + digest, digest_size=16)
                yield _Copy(path + encoding, path, encoding, key.digest())


def _is_made_of(record: OutputRecord | None, copy: _Copy, output: OutputFolder) -> bool:
    return (
        record is not None
        and record.fingerprint == copy.fingerprint
        and copy.path in output.owned
        and record.stat == output.stat(copy.path)
    )


def _library(encoding: str) -> bytes:
    """What makes a copy: another release may make other bytes."""
    version = installed_versions().get("brotli", "") if encoding == ".br" else zlib.ZLIB_RUNTIME_VERSION
    return f"{encoding} {version} {_GZIP_LEVEL} {_BEST} {_QUICK} ".encode()


def _gzip(path: str, data: bytes) -> bytes:
    """Without a name or a date in it, and without the operating system's number."""
    compress = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compress.compress(data) + compress.flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + body + zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")


def _brotli(path: str, data: bytes) -> bytes:
    import brotli

    quality = _BEST if is_fingerprinted(path) else _QUICK
    compressed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality)
    return compressed


_COMPRESS: Mapping[str, Callable[[str, bytes], bytes]] = {".br": _brotli, ".gz": _gzip}
