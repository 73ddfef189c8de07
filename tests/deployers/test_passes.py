"""Kinds that hand a folder to a program of others, in passes: a real sshd and rsync, and rclone's services.

Covers `rsync`, `rclone`, `stages/programs/outgoing`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from site_builder.deployers import rclone, rsync
from site_builder.model.deploy import TargetChanges
from site_builder.model.errors import DeployFailed, DeployRefused, UsageError
from site_builder.model.output_names import DEPLOYED
from site_builder.stages.config.keys import read_config
from site_builder.stages.programs.outgoing import changed_passes, new_passes
from tests.deployers.receivers import Receiver, free_port, running, sshd
from tests.deployers.releases import release, surroundings, target
from tests.driver import CONFIG, Project, post
from tests.engine.deploying.deploying import Deployed, deploy, with_target
from tests.requirements import path_of, requires

PATH = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
AWKWARD = {
    "content/static/a b.txt": "blank",
    "content/static/[x]*?.txt": "wildcards",
    "content/static/-dash.txt": "dash",
    "content/static/ü.txt": "ü",
    "content/static/.well-known/security.txt": "hidden",
}


class Place(NamedTuple):
    """A target of a kind, and the folder that its server writes to."""

    kind: str
    receiver: Receiver
    folder: Path

    def held(self) -> dict[str, bytes]:
        """The site that is there, the record apart."""
        files = (file for file in self.folder.rglob("*") if file.is_file() and file.name != DEPLOYED)
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in files}


@contextmanager
def over_ssh(root: Path) -> Iterator[Place]:
    folder = root / "server"
    folder.mkdir()
    with sshd(folder) as receiver:
        environment = {**PATH, **receiver.environment}
        yield Place("rsync", receiver._replace(environment=environment), folder / "htdocs")


@contextmanager
def on_disk(root: Path) -> Iterator[Place]:
    """Rclone's backend for folders, by an alias in a configuration of its own."""
    place = root / "disk"
    place.mkdir()
    yield Place("rclone", _remote(root, f"[here]\ntype = alias\nremote = {place}\n", "here:"), place)


@contextmanager
def by_webdav(root: Path) -> Iterator[Place]:
    """WebDAV, as rclone itself serves it."""
    place, port = root / "dav", free_port()
    (place / "site").mkdir(parents=True)
    command = [str(path_of("rclone")), "serve", "webdav", str(place), "--addr", f"127.0.0.1:{port}"]
    with running([*command, "--config", os.devnull], port, root / "webdav.log"):
        text = f"[here]\ntype = webdav\nurl = http://127.0.0.1:{port}\nvendor = other\n"
        yield Place("rclone", _remote(root, text, "here:site"), place / "site")


def _remote(root: Path, text: str, remote: str) -> Receiver:
    (root / "rclone.conf").write_text(text)
    path = f"{path_of('rclone').parent}{os.pathsep}{PATH['PATH']}"
    return Receiver(
        {"remote": f"'{remote}'"}, {**PATH, "PATH": path, "RCLONE_CONFIG": str(root / "rclone.conf")}
    )


PLACES = [
    pytest.param(over_ssh, marks=requires("sshd", "rsync"), id="rsync"),
    pytest.param(on_disk, marks=requires("rclone"), id="rclone"),
    pytest.param(by_webdav, marks=requires("rclone"), id="rclone-webdav"),
]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with request.param(tmp_path) as made:
        yield made


def site(place: Place, root: Path) -> Project:
    files = {
        "config.yaml": CONFIG,
        "content/posts/a.md": post("A"),
        "content/posts/b.md": post("B"),
        **AWKWARD,
    }
    return with_target(Project(files, root / "site"), place.receiver.yaml(place.kind)).build()


def send(project: Project, place: Place, **options: object) -> Deployed:
    return deploy(project, environment=place.receiver.environment, **options)  # type: ignore[arg-type]


def published(project: Project) -> dict[str, bytes]:
    return {
        path: data or b"" for path, data in project.tree().items() if not path.startswith(".site-builder")
    }


def test_every_file_arrives_and_goes_when_it_is_gone(place: Place, tmp_path: Path) -> None:
    project = site(place, tmp_path)
    first = send(project, place)
    assert len(first.changes.added) == len(published(project))
    assert place.held() == published(project)
    assert send(project, place, is_dry=True).changes.is_empty
    project.append("content/posts/a.md", "More.").delete("content/posts/b.md")
    project.delete("content/static/[x]*?.txt").write("content/static/new.txt", "new").build()
    second = send(project, place, days=1)
    assert second.changes.added == ("new.txt",)
    assert {"b/index.html", "[x]*?.txt"} <= set(second.changes.deleted)
    assert "a/index.html" in second.changes.changed
    assert "about/index.html" not in second.changes.changed
    assert place.held() == published(project)


def test_files_of_others_are_refused_and_stay_once_adopted(place: Place, tmp_path: Path) -> None:
    foreign = {"theirs.txt": b"1", "fo[l]der/*.txt": b"2", "a b c.txt": b"3", "index.html": b"replaced"}
    for path, data in foreign.items():
        file = place.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    project = site(place, tmp_path)
    with pytest.raises(DeployRefused, match="no deploy has put there, such as"):
        send(project, place)
    assert place.held() == foreign
    send(project, place, adopts=True)
    del foreign["index.html"]
    assert place.held() == published(project) | foreign
    project.delete("content/posts/b.md").build()
    send(project, place, days=1)
    assert place.held() == published(project) | foreign


def test_a_dry_run_changes_nothing(place: Place, tmp_path: Path) -> None:
    project = site(place, tmp_path)
    assert send(project, place, is_dry=True).changes.added
    assert list(place.folder.iterdir()) == []


def test_a_rollback_puts_the_older_files_back(place: Place, tmp_path: Path) -> None:
    project = site(place, tmp_path)
    send(project, place)
    before = place.held()
    project.append("content/posts/a.md", "More.").delete("content/posts/b.md").build()
    send(project, place, days=1)
    send(project, place, days=2, rollback=1)
    assert place.held() == before


def counted(place: Place, root: Path, most: int) -> dict[str, str]:
    """An environment in which the program fails from its call number `most` on that writes."""
    name = place.kind
    real = path_of("rclone") if name == "rclone" else path_of("rsync")
    folder = root / f"bin-{most}"
    folder.mkdir()
    reads = "--dry-run*|*lsf*|*\\ cat\\ *|cat\\ *" if name == "rclone" else "*--dry-run*"
    script = folder / name
    last = '"${@: -1}"'
    is_read = f'case "$*" in {reads}) exec {real} "$@";; esac\n'
    if name == "rsync":
        is_read += f'case {last} in *:*) ;; *) exec {real} "$@";; esac\n'
    script.write_text(
        f"#!/bin/bash\n{is_read}"
        f'echo x >> {folder}/calls\n[ $(wc -l < {folder}/calls) -gt {most} ] && exit 30\nexec {real} "$@"\n'
    )
    script.chmod(0o755)
    environment = dict(place.receiver.environment)
    return environment | {"PATH": f"{folder}{os.pathsep}{environment['PATH']}"}


@pytest.mark.parametrize("place", PLACES[:2], indirect=True)
def test_cut_off_at_any_pass_no_page_lacks_its_assets_and_the_next_deploy_completes_it(
    place: Place, tmp_path: Path
) -> None:
    project = site(place, tmp_path)
    send(project, place)
    (place.folder / "theirs.txt").write_bytes(b"theirs")
    send(project, place, adopts=True, days=0.1)
    for step in range(12):
        project.write("content/static/extra.css", f"p {{}} /* {step} */").append(
            "content/posts/a.md", f"{step}."
        )
        project.write(f"content/posts/n{step}.md", post(f"N{step}"))
        if step:
            project.delete(f"content/posts/n{step - 1}.md")
        project.build()
        environment = counted(place, tmp_path, step)
        try:
            deploy(project, days=step + 1, environment=environment)
        except DeployFailed:
            held = place.held()
            for path, data in held.items():
                if path.endswith(".html"):
                    linked = [part.split(b'"')[0] for part in data.split(b'href="/assets/')[1:]]
                    assert all(f"assets/{name.decode()}" in held for name in linked), path
        else:
            assert step > 3
            break
        send(project, place, days=step + 1.5)
        assert place.held() == published(project) | {"theirs.txt": b"theirs"}
    else:
        raise AssertionError("it never came to its end")


@requires("sshd", "rsync")
def test_a_server_whose_key_is_not_known_is_refused(tmp_path: Path) -> None:
    with over_ssh(tmp_path) as place:
        (tmp_path / "server/known_hosts").write_text("")
        with pytest.raises(DeployRefused, match="key is not among those that ssh knows"):
            send(site(place, tmp_path), place)
        assert list(place.folder.iterdir()) == []


def test_what_cannot_be_listed_is_no_empty_target(place: Place, tmp_path: Path) -> None:
    project = site(place, tmp_path)
    environment = dict(place.receiver.environment)
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / place.kind).write_text("#!/bin/sh\necho no network >&2\nexit 12\n")
    (folder / place.kind).chmod(0o755)
    environment["PATH"] = f"{folder}{os.pathsep}{environment['PATH']}"
    with pytest.raises(DeployFailed, match=r"failed \(exit code 12\): no network"):
        deploy(project, environment=environment)


@pytest.mark.parametrize("kind", [rsync, rclone])
def test_a_program_that_is_missing_is_named(kind: object, tmp_path: Path) -> None:
    wanted = target("x", host="h", path="/p", remote="r:")
    with pytest.raises(UsageError, match="which is not installed"):
        kind.open_tree(wanted, surroundings(tmp_path, PATH=str(tmp_path)))  # type: ignore[attr-defined]


@requires("rclone")
def test_a_damaged_record_is_refused(tmp_path: Path) -> None:
    with on_disk(tmp_path) as place:
        (place.folder / DEPLOYED).write_bytes(b"damaged")
        tree = rclone.open_tree(
            target("rclone", remote="here:"), surroundings(tmp_path, **place.receiver.environment)
        )
        with pytest.raises(DeployRefused, match="is damaged"):
            tree.compare(release(tmp_path / "output", {"index.html": b""}))


@pytest.mark.parametrize(
    ("kind", "line", "message"),
    [
        (
            "rsync",
            "host: '-oProxyCommand=id', path: /x",
            "host is not a name that ssh accepts: '-oProxyCommand=id'",
        ),
        ("rsync", "host: h, path: /", "path cannot be the folder of a site: '/'"),
        ("rsync", "host: h, path: --rsh=x", "path cannot be the folder of a site: '--rsh=x'"),
        ("rclone", "remote: blog", "remote is not a remote: 'blog'"),
        ("rclone", "remote: ':sftp,pass=x:blog'", "remote must be a remote of rclone's own configuration"),
    ],
)
def test_mistakes_in_the_configuration_are_reported(kind: str, line: str, message: str) -> None:
    text = f"title: T\nbase_url: https://t.example/\ndeploy:\n  live: {{kind: {kind}, {line}}}\n"
    kinds = {"rsync": rsync.FIELDS, "rclone": rclone.FIELDS}
    _, (problem,) = read_config(text.encode(), kinds=lambda: kinds)
    assert problem.message == message


def test_new_files_and_changed_ones_go_assets_first_and_the_home_page_after_other_pages() -> None:
    paths = ("a/index.html", "a/index.html.gz", "b.css", "feed.xml", "index.html.br", "robots.txt")
    passes = [["b.css"], ["a/index.html", "a/index.html.gz"], ["index.html.br"], ["feed.xml", "robots.txt"]]
    assert list(new_passes(TargetChanges(added=paths))) == passes
    assert list(changed_passes(TargetChanges(changed=paths))) == passes
