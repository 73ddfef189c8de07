"""The record at a target: what deploys have put there, and who is deploying to it just now.

It is written before the first change, with what is there and what is coming, and made final after the last. A
deploy that ends in between leaves nothing behind that the next one would not know as its own.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from site_builder.model.deploy import Store
from site_builder.model.errors import DeployRefused
from site_builder.model.output_names import DEPLOYED, flaw_of_output_path

CLAIM = timedelta(minutes=10)
"""How long a deploy claims a target for, each time it writes the record."""
GOING = "-"
"""What is coming where a file is being deleted."""
_VERSION = 1
_LARGEST = 256 * 1024 * 1024


class HeldFile(msgspec.Struct, frozen=True, array_like=True):
    """A file at the target that is ours: the digest of its bytes and the deploy that put it there.

    `coming` is the digest of what a deploy is putting in its place, or `GOING`; empty if none is, and only
    then are the bytes known. `unused_since` is when the site ceased to have it, empty while it has it.
    """

    digest: str
    deploy: str
    coming: str = ""
    unused_since: str = ""


class TargetRecord(msgspec.Struct, frozen=True):
    """All that is ours at a target. `site` is the id of the site, `deploy` the last one that was begun.

    `holder` is the machine that is deploying, until `until` at the latest; both are empty otherwise.
    `adopted` are files of others that the user wants to stay.
    """

    site: str
    deploy: str = ""
    files: dict[str, HeldFile] = {}
    adopted: tuple[str, ...] = ()
    holder: str = ""
    until: str = ""
    version: int = _VERSION

    def is_claimed(self, holder: str, now: datetime) -> bool:
        """Whether another machine is deploying to the target."""
        return bool(self.until) and self.holder != holder and datetime.fromisoformat(self.until) > now


def read_record(store: Store) -> TargetRecord | None:
    """None for a target that no deploy has ever written to. Raises DeployRefused for one that is damaged."""
    data = store.read(DEPLOYED)
    if data is None:
        return None
    try:
        inflater = zlib.decompressobj(wbits=31)
        text = inflater.decompress(data, _LARGEST)
        if not inflater.eof:
            raise ValueError
        record = msgspec.json.decode(text, type=TargetRecord)
        if record.until:
            datetime.fromisoformat(record.until)
    except (zlib.error, msgspec.DecodeError, ValueError) as failure:
        raise DeployRefused(
            f"{DEPLOYED} at the target, which records what deploys have put there, is damaged",
            "delete it there, and deploy with --adopt: files of the site are then put there again",
        ) from failure
    if record.version > _VERSION:
        raise DeployRefused(
            "a newer version of the site builder has deployed to this target", "update the site builder here"
        )
    files = {path: held for path, held in record.files.items() if not flaw_of_output_path(path)}
    return msgspec.structs.replace(record, files=files)


def encode_record(record: TargetRecord) -> bytes:
    """The same record gives the same bytes."""
    return gzip.compress(msgspec.json.encode(record, order="sorted"), 6, mtime=0)


def claimed(
    record: TargetRecord, files: Mapping[str, HeldFile], holder: str, deploy: str, now: datetime
) -> TargetRecord:
    """The record while a deploy is running; both its times are in UTC."""
    until = (now + CLAIM).isoformat(timespec="seconds")
    return msgspec.structs.replace(record, files=dict(files), holder=holder, deploy=deploy, until=until)
