"""Buckets, at two servers that speak S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from site_builder.deployers import s3
from site_builder.model.config import DeployTarget
from site_builder.model.deploy import DeploySurroundings, Store
from site_builder.model.errors import DeployFailed, TransferFaulted, UsageError
from site_builder.stages.config.keys import read_config
from tests.deployers.receivers import KEYS, Receiver, asked_of_moto, free_port, moto, rclone_s3
from tests.deployers.releases import surroundings, target
from tests.deployers.store_contract import check_store
from tests.requirements import requires

pytestmark = requires("obstore", "moto", "rclone")


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with moto(tmp_path_factory.mktemp("moto")) as receiver:
        yield receiver


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with rclone_s3(tmp_path_factory.mktemp("rclone")) as receiver:
        yield receiver


@pytest.fixture(params=["amazon", "other"])
def receiver(request: pytest.FixtureRequest) -> Receiver:
    made: Receiver = request.getfixturevalue(request.param)
    return made


def opened(receiver: Receiver, root: Path, **options: str) -> Store:
    return s3.open_store(
        target("s3", **{**receiver.options, **options}), surroundings(root, **receiver.environment)
    )


def test_a_bucket_does_what_a_store_has_to(receiver: Receiver, tmp_path: Path) -> None:
    check_store(opened(receiver, tmp_path))


@pytest.mark.parametrize(
    ("path", "kind", "cached"),
    [
        ("index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("feed.xml", "application/xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("assets/style.e9130a74603e.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("desk.74afa9cf82da-768.webp", "image/webp", "public, max-age=31536000, immutable"),
        ("desk.png", "image/png", "public, max-age=0, must-revalidate"),
        (".site-builder-deployed.gz", "application/gzip", "no-store"),
    ],
)
def test_each_file_says_what_it_is_and_how_long_it_may_be_kept(
    amazon: Receiver, tmp_path: Path, path: str, kind: str, cached: str
) -> None:
    opened(amazon, tmp_path).put(path, b"x")
    address = f"{amazon.options['endpoint']}/bucket/{quote('es says/' + path)}"
    headers = asked_of_moto(address)
    assert (headers["Content-Type"], headers["Cache-Control"]) == (kind, cached)
    assert "Content-Encoding" not in headers
    opened(amazon, tmp_path).delete(path)


def test_a_compressed_drawing_says_that_it_is_compressed(amazon: Receiver, tmp_path: Path) -> None:
    opened(amazon, tmp_path).put("a.svgz", b"x")
    headers = asked_of_moto(f"{amazon.options['endpoint']}/bucket/es%20says/a.svgz")
    assert (headers["Content-Type"], headers["Content-Encoding"]) == ("image/svg+xml", "gzip")
    opened(amazon, tmp_path).delete("a.svgz")


def test_a_bucket_that_is_not_there_is_no_empty_one(receiver: Receiver, tmp_path: Path) -> None:
    store = opened(receiver, tmp_path, url="s3://no-such-bucket")
    for act in (
        lambda: list(store.find(None)),
        lambda: store.read("index.html"),
        lambda: store.put("a", b""),
    ):
        with pytest.raises(DeployFailed, match="NoSuchBucket") as failure:
            act()
        assert not isinstance(failure.value, TransferFaulted)


def test_wrong_keys_are_said_to_be_wrong_and_not_shown(other: Receiver, tmp_path: Path) -> None:
    wrong = other._replace(environment={**KEYS, "AWS_SECRET_ACCESS_KEY": "wrong-and-not-to-be-seen"})
    with pytest.raises(DeployFailed, match="403") as failure:
        opened(wrong, tmp_path).put("a.txt", b"")
    assert "check the keys" in failure.value.hint
    assert "not-to-be-seen" not in f"{failure.value.message} {failure.value.hint} {failure.value!r}"


def test_a_store_that_does_not_answer_is_tried_again(tmp_path: Path) -> None:
    nowhere = Receiver({"url": "s3://bucket", "endpoint": f"http://127.0.0.1:{free_port()}"}, KEYS)
    with pytest.raises(TransferFaulted, match=r"could not put a\.txt: Generic S3 error"):
        opened(nowhere, tmp_path).put("a.txt", b"")


# ── Credentials ──────────


def test_without_keys_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no keys for s3://bucket"):
        s3.open_store(target("s3", url="s3://bucket"), surroundings(tmp_path))
    with pytest.raises(UsageError, match="there are no credentials for gs://bucket"):
        s3.open_store(target("s3", url="gs://bucket"), surroundings(tmp_path))
    with pytest.raises(UsageError, match="there are no keys for az://container"):
        s3.open_store(target("s3", url="az://container"), surroundings(tmp_path))


def without_deleting(config: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in config.items() if key != "disable_bulk_delete"}


def test_keys_may_come_from_a_profile(amazon: Receiver, tmp_path: Path) -> None:
    aws = tmp_path / "home/.aws"
    aws.mkdir(parents=True)
    (aws / "credentials").write_text(
        "[default]\naws_access_key_id = d\naws_secret_access_key = d%e\n"
        "[blog]\naws_access_key_id = testkey\naws_secret_access_key = b\naws_session_token = t\n"
    )
    (aws / "config").write_text("[profile blog]\nregion = eu-west-2\n")
    around = surroundings(tmp_path / "site")

    def found(**options: str) -> dict[str, str]:
        return without_deleting(s3._amazon(target("s3", url="s3://bucket", **options), around))

    assert found() == {"access_key_id": "d", "secret_access_key": "d%e", "region": "us-east-1"}
    blog = {"access_key_id": "testkey", "secret_access_key": "b", "token": "t", "region": "eu-west-2"}
    assert found(profile="blog") == blog
    assert found(profile="blog", region="eu-west-1") == {**blog, "region": "eu-west-1"}
    named = around._replace(environment={"AWS_PROFILE": "blog", **KEYS})
    assert without_deleting(s3._amazon(target("s3", url="s3://bucket"), named)) == blog
    with pytest.raises(UsageError, match="there is no profile blgo"):
        found(profile="blgo")
    store = s3.open_store(target("s3", **amazon.options, profile="blog"), around)
    store.put("from-profile.txt", b"x")
    store.delete("from-profile.txt")


def test_other_clouds_are_opened_with_their_own_credentials(tmp_path: Path) -> None:
    from obstore.store import AzureStore

    around = surroundings(tmp_path, AZURE_STORAGE_ACCOUNT_NAME="me", AZURE_STORAGE_ACCOUNT_KEY="c2VjcmV0")
    store = s3.open_store(target("s3", url="az://container/essays"), around)
    assert isinstance(store._store, AzureStore)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("url: my-bucket", "url must be the address of a bucket, not 'my-bucket'"),
        ("url: 'http://bucket/'", "url must be the address of a bucket, not 'http://bucket/'"),
        ("url: 's3://b', endpoint: 'http://store.example'", "endpoint must begin with https://"),
        ("url: 's3://['", "url must be the address of a bucket, not 's3://['"),
        ("url: 's3://b', aws_secret_access_key: x", "aws_secret_access_key looks like a secret"),
    ],
)
def test_mistakes_in_the_configuration(options: str, message: str) -> None:
    text = f"title: T\nbase_url: https://t.example/\ndeploy:\n  live: {{kind: s3, {options}}}\n"
    config, problems = read_config(text.encode(), kinds=lambda: {"s3": s3.FIELDS})
    assert config is None
    assert [one.message for one in problems] == [message]


def test_where_it_goes_is_said() -> None:
    assert (
        s3.describe(DeployTarget("live", "s3", options={"url": "s3://bucket/essays"})) == "s3://bucket/essays"
    )
    assert DeploySurroundings("r", "h", {}, lambda seconds: None).from_home("~/x") == "h/x"
