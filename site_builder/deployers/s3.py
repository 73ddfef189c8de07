"""`kind: s3`: a bucket of any store with the protocol of S3, and of Google Cloud Storage and Azure.

Credentials are looked for here and handed over whole: obstore reads no profiles, and without credentials it
would ask the address at which a cloud's own machines find theirs. Where there are none, nothing is asked at
all.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from site_builder.model.caching import cache_control
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Store
from site_builder.model.errors import DeployFailed, TransferFaulted, UsageError
from site_builder.model.media_types import media_type
from site_builder.model.output_names import DEPLOYED
from site_builder.stages.schema.fields import Field
from site_builder.stages.schema.shapes import TextValue
from site_builder.stages.text.invalid_value import InvalidValue
from site_builder.stages.text.site_paths import flaw_of_address

_LOOPBACK = re.compile(r"http://(?:localhost|127\.[0-9.]+|\[::1\])[:/]?")
_STATUS = re.compile(r"status code: ([0-9]{3})")
_CODE = re.compile(r"<Code>([^<]*)</Code>")
_MESSAGE = re.compile(r"<Message>([^<]*)</Message>")
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_MULTIPART_FROM = 64 * 1024 * 1024


def _read_url(text: str) -> str | InvalidValue:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in {"s3", "gs", "az"} and parts.netloc and not parts.query and not parts.fragment:
        return text.rstrip("/")
    return InvalidValue(
        f"must be the address of a bucket, not '{text}'",
        "write it as s3://my-bucket or s3://my-bucket/folder (gs:// for Google, az:// for Azure)",
        "url",
    )


def _read_endpoint(text: str) -> str | InvalidValue:
    flaw = flaw_of_address(text)
    if flaw is None and text.startswith("http://") and not _LOOPBACK.match(text):
        return InvalidValue("must begin with https://", "write the endpoint's address with https://", "url")
    return flaw or text.rstrip("/")


FIELDS = (
    Field(
        "url",
        TextValue(refine=_read_url),
        "The bucket, and a folder in it: s3://my-bucket/essays.",
        required=True,
    ),
    Field("endpoint", TextValue(refine=_read_endpoint), "The address of a store that is not Amazon's."),
    Field("region", TextValue(), "The region of the bucket, such as eu-west-2."),
    Field("profile", TextValue(), "The profile in ~/.aws/credentials that has the keys."),
)
LIBRARY = ("obstore", "deploy-s3")


def describe(target: DeployTarget) -> str:
    return str(target.options["url"])


def open_store(target: DeployTarget, surroundings: DeploySurroundings) -> Store:
    """Raises UsageError where there are no credentials."""
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    make: Any = from_url
    config = _CONFIGURATIONS[urlsplit(target.options["url"]).scheme](target, surroundings)
    try:
        store = make(
            target.options["url"],
            config=config,
            client_options={
                "allow_http": target.options.get("endpoint", "").startswith("http://"),
                "connect_timeout": timedelta(seconds=20),
                "timeout": timedelta(minutes=10),
            },
            retry_config={"max_retries": 0},
        )
    except (BaseError, OSError, ValueError) as failure:
        raise UsageError(f"deploy.{target.name} cannot be used: {_first_line(failure)}") from None
    return _Bucket(store)


# -- credentials
# -------------------------------------------------------------------------------------------------


def _amazon(target: DeployTarget, surroundings: DeploySurroundings) -> dict[str, Any]:
    environment, options = surroundings.environment, target.options
    profile = options.get("profile") or environment.get("AWS_PROFILE", "")
    files = _aws_files(surroundings)
    section = _section(files, profile or "default")
    if profile and not section:
        raise UsageError(
            f"deploy.{target.name}: there is no profile {profile} in ~/.aws/credentials",
            f"create it with: aws configure --profile {profile}",
        )
    source: Mapping[str, str] = section
    if not profile and environment.get("AWS_ACCESS_KEY_ID"):
        source = {key.lower(): value for key, value in environment.items()}
    key, secret = source.get("aws_access_key_id"), source.get("aws_secret_access_key")
    if not key or not secret:
        raise UsageError(
            f"deploy.{target.name}: there are no keys for {target.options['url']}",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or name a profile of "
            "~/.aws/credentials with profile: in config.yaml",
        )
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or section.get("region")
    config = {
        "access_key_id": key,
        "secret_access_key": secret,
        "region": options.get("region") or region or "us-east-1",
        # Every store can delete one file by one request, and not every store many.
        "disable_bulk_delete": "true",
    }
    if token := source.get("aws_session_token"):
        config["token"] = token
    endpoint = options.get("endpoint") or section.get("endpoint_url")
    if endpoint:
        config["endpoint"] = endpoint
    return config


def _aws_files(surroundings: DeploySurroundings) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    aws = os.path.join(surroundings.home, ".aws")
    environment = surroundings.environment
    with contextlib.suppress(configparser.Error, OSError, UnicodeDecodeError):
        parser.read(environment.get("AWS_CONFIG_FILE") or os.path.join(aws, "config"), encoding="utf-8")
    with contextlib.suppress(configparser.Error, OSError, UnicodeDecodeError):
        place = environment.get("AWS_SHARED_CREDENTIALS_FILE") or os.path.join(aws, "credentials")
        parser.read(place, encoding="utf-8")
    return parser


def _section(files: configparser.ConfigParser, profile: str) -> dict[str, str]:
    """What both files say of a profile, which the first calls `profile NAME`."""
    found: dict[str, str] = {}
    for name in (f"profile {profile}", profile):
        if files.has_section(name):
            found |= files[name]
    return found


def _google(target: DeployTarget, surroundings: DeploySurroundings) -> dict[str, Any]:
    named = surroundings.environment.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    file = named or os.path.join(surroundings.home, ".config/gcloud/application_default_credentials.json")
    if not os.path.isfile(file):
        raise UsageError(
            f"deploy.{target.name}: there are no credentials for {target.options['url']}",
            "set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account",
        )
    return {"application_credentials": file}


def _azure(target: DeployTarget, surroundings: DeploySurroundings) -> dict[str, Any]:
    environment = surroundings.environment
    account = environment.get("AZURE_STORAGE_ACCOUNT_NAME")
    key = environment.get("AZURE_STORAGE_ACCOUNT_KEY")
    if not account or not key:
        raise UsageError(
            f"deploy.{target.name}: there are no keys for {target.options['url']}",
            "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY in the environment",
        )
    return {"account_name": account, "account_key": key}


_CONFIGURATIONS = {"s3": _amazon, "gs": _google, "az": _azure}


# -- the store
# ---------------------------------------------------------------------------------------------------


class _Bucket:
    """A put is one request, and seen whole or not at all."""

    parallel = 8
    lists_all = True

    def __init__(self, store: Any) -> None:
        self._store = store

    def find(self, folders: Collection[str] | None) -> Iterator[str]:
        import obstore

        with _deploy_errors("list the bucket"):
            for folder in [None] if folders is None else folders:
                if folder is None:
                    for chunk in obstore.list(self._store, chunk_size=1000):
                        yield from (found["path"] for found in chunk)
                else:
                    below = obstore.list_with_delimiter(self._store, folder or None)
                    yield from (found["path"] for found in below["objects"])

    def read(self, path: str) -> bytes | None:
        import obstore

        try:
            with _deploy_errors(f"read {path}"):
                return bytes(obstore.get(self._store, path).bytes())
        except _Missing:
            return None

    def put(self, path: str, data: bytes) -> None:
        import obstore

        with _deploy_errors(f"put {path}"):
            obstore.put(
                self._store,
                path,
                data,
                attributes=_attributes(path),
                use_multipart=len(data) > _MULTIPART_FROM,
            )

    def delete(self, path: str) -> None:
        import obstore

        with contextlib.suppress(_Missing), _deploy_errors(f"delete {path}"):
            obstore.delete(self._store, path)

    def close(self) -> None:
        pass


def _attributes(path: str) -> dict[str, str]:
    """What the store has to say of a file when it is asked for it."""
    kind = media_type(path)
    cached = "no-store" if path == DEPLOYED else cache_control(path)
    attributes = {"Content-Type": kind.header, "Cache-Control": cached}
    return {**attributes, "Content-Encoding": kind.encoding} if kind.encoding else attributes


class _Missing(Exception):
    """There is no such object."""


@contextlib.contextmanager
def _deploy_errors(what: str) -> Iterator[None]:
    """What the store answered in one line: its own text has addresses and answers of many lines in it."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as failure:
        text = str(failure)
        status = int(found[1]) if (found := _STATUS.search(text)) else 0
        code = found[1] if (found := _CODE.search(text)) else ""
        if code == "NoSuchKey" or (status == 404 and code != "NoSuchBucket"):
            raise _Missing from None
        message = found[1] if (found := _MESSAGE.search(text)) else ""
        answer = " ".join(filter(None, (str(status or ""), code, message))) or _first_line(failure)
        if not status or status in _PASSING or code in {"SlowDown", "InternalError", "RequestTimeout"}:
            raise TransferFaulted(f"could not {what}: {answer}", "try again later") from None
        hint = (
            "check the keys, and what they may do in this bucket"
            if status in {401, 403}
            else "check url, endpoint and region in config.yaml"
        )
        raise DeployFailed(f"could not {what}: {answer}", hint) from None


def _first_line(failure: Exception) -> str:
    """Without the address, which may be signed."""
    line = str(failure).split("\n", 1)[0]
    return re.sub(r"(https?://[^\s?]*)\?\S*", r"\1", line)
