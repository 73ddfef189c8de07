"""Saves as editors do them, bursts, and systems that cannot tell.

Covers `changes`, `debounce`, `network_mounts`, `symlinks`.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from site_builder.preview.watching.network_mounts import remote_file_system
from tests.driver import Project, post
from tests.preview.running import Running, running, wait_until

POST = "content/posts/alpha.md"

# What each editor does to a file, as seen by strace.


def in_place(file: Path, text: bytes) -> None:
    """nano, gedit, VS Code: truncate and write."""
    file.write_bytes(text)


def in_pieces(file: Path, text: bytes) -> None:
    """A long file in several writes."""
    with file.open("wb", buffering=0) as stream:
        for start in range(0, len(text), 7):
            stream.write(text[start : start + 7])
            time.sleep(0.001)


def by_temporary_file(file: Path, text: bytes) -> None:
    """Kate, Sublime Text with atomic saves, most libraries: write beside it, then rename."""
    fresh = file.with_name(f"{file.name}.x7Gq.tmp")
    with fresh.open("wb") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def by_plainly_named_file(file: Path, text: bytes) -> None:
    """sed -i: the temporary file's name could be anybody's."""
    fresh = file.with_name("sedAbC123")
    fresh.write_bytes(text)
    fresh.replace(file)


def vim(file: Path, text: bytes) -> None:
    """vim, `backupcopy=no`: try the folder, move the old file away, write a new one, delete the old."""
    probe = file.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = file.with_name(f"{file.name}~")
    file.rename(backup)
    file.write_bytes(text)
    backup.unlink()


def vim_with_backupcopy(file: Path, text: bytes) -> None:
    """vim, `backupcopy=yes`: copy the old file, then write in place."""
    backup = file.with_name(f"{file.name}~")
    backup.write_bytes(file.read_bytes())
    file.write_bytes(text)
    backup.unlink()


def emacs(file: Path, text: bytes) -> None:
    """Emacs: a lock that is a dangling link, an autosave file, the first save's backup by renaming."""
    lock = file.with_name(f".#{file.name}")
    lock.symlink_to("writer@host.1234:5678")
    file.with_name(f"#{file.name}#").write_bytes(text)
    file.rename(file.with_name(f"{file.name}~"))
    file.write_bytes(text)
    lock.unlink()
    file.with_name(f"#{file.name}#").unlink()


EDITORS = (in_place, in_pieces, by_temporary_file, by_plainly_named_file, vim, vim_with_backupcopy, emacs)


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("save", EDITORS, ids=lambda save: save.__name__)
def test_a_save_is_noticed_once(served: Running, save: Callable[[Path, bytes], None]) -> None:
    text = served.project.source(POST)
    before = served.quiet()
    for number in (1, 2):
        save(served.project.root / POST, f"{text}\nSaved for time {number}.\n".encode())
        served.wait_for("/alpha/", f"Saved for time {number}.")
    assert served.quiet(1.2) == before + 2
    wait_until(lambda: len(served.terminal.reports) == 2, "a line for each save")
    assert [one.files for one in served.terminal.reports] == [(POST,)] * 2


def test_what_the_builder_itself_does_is_no_change(served: Running) -> None:
    before = served.quiet()
    for path in ("/", "/alpha/", "/images/desk.png", "/tags/", "/feed.xml"):
        served.get(path)
    for file in served.project.root.rglob("*.md"):
        file.read_bytes()
    assert served.quiet() == before
    assert served.terminal.reports == []


def test_what_editors_leave_behind_is_no_change(served: Running) -> None:
    before = served.quiet()
    for name in (".alpha.md.swp", "alpha.md~", "#alpha.md#", "4913", ".DS_Store"):
        served.project.write(f"content/posts/{name}", "---\ntitle: No\n---\n")
    (served.project.root / "output").mkdir()
    served.project.write("output/index.html", "no")
    served.project.write(".site-builder/more", "no")
    assert served.quiet() == before


@pytest.mark.usefixtures("unhurried")
def test_a_checkout_of_many_files_is_at_most_two_rebuilds(project: Project) -> None:
    for number in range(500):
        project.write(f"content/posts/many-{number:03}.md", post(f"Many {number}", slug=f"many-{number:03}"))
    with running(project) as served:
        before = served.quiet()
        for number in range(500):
            project.write(
                f"content/posts/many-{number:03}.md", post(f"Much {number}", slug=f"many-{number:03}")
            )
            time.sleep(0.0005)
        served.wait_for("/many-499/", "Much 499")
        after = served.quiet(1.5)
        assert after - before <= 2
        assert [
            number for number in range(500) if f"Much {number}" not in served.text(f"/many-{number:03}/")
        ] == []


def test_folders_come_go_and_change_their_names(served: Running) -> None:
    root = served.project.root
    served.project.write("content/posts/deep/down/new.md", post("New"))
    served.wait_for("/new/", "New")
    served.project.append("content/posts/deep/down/new.md", "\nMore of it.\n")
    served.wait_for("/new/", "More of it.")
    (root / "content/posts/deep").rename(root / "content/posts/deeper")
    served.quiet()
    served.project.append("content/posts/deeper/down/new.md", "\nStill more.\n")
    served.wait_for("/new/", "Still more.")
    served.project.delete("content/posts/deeper/down/new.md")
    wait_until(lambda: served.get("/new/").status == 404, "/new/ gone")


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_a_new_folder_that_the_system_reports_twice_is_watched(
    served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is when a folder is made inside one just made, at the right moment: Watchdog warns of it."""
    from watchdog.observers.inotify import InotifyWatchGroup

    usual = InotifyWatchGroup._add_all_callbacks

    def twice(group: InotifyWatchGroup, path: bytes) -> None:
        usual(group, path)
        usual(group, path)

    monkeypatch.setattr(InotifyWatchGroup, "_add_all_callbacks", twice)
    served.project.write("content/posts/deep/new.md", post("New"))
    served.wait_for("/new/", "New")
    served.project.append("content/posts/deep/new.md", "\nMore of it.\n")
    served.wait_for("/new/", "More of it.")


def test_the_content_folder_itself_goes_and_comes_back(served: Running) -> None:
    root = served.project.root
    (root / "content").rename(root / "elsewhere")
    served.wait_for("/.site-builder/state", "there is no folder content/")
    (root / "elsewhere").rename(root / "content")
    served.wait_without("/.site-builder/state", "there is no folder content/")
    served.project.append(POST, "\nStill watched.\n")
    served.wait_for("/alpha/", "Still watched.")


def test_templates_that_were_not_there_at_the_start(served: Running) -> None:
    served.project.write("templates/page.html", "<body>Mine: {{ page.title }}</body>\n")
    served.wait_for("/about/", "Mine: About")
    served.project.write("templates/page.html", "<body>My own: {{ page.title }}</body>\n")
    served.wait_for("/about/", "My own: About")
    served.project.delete("templates/page.html")
    served.wait_without("/about/", "My own")


def test_another_configuration(served: Running) -> None:
    served.project.edit("config.yaml", "title: Tests", "title: Trials")
    served.wait_for("/", "Trials")
    served.project.append("config.yaml", "paths:\n  content: texts\n")
    served.wait_for("/.site-builder/state", "there is no folder texts/")
    served.project.write("texts/posts/other.md", post("Other"))
    served.wait_for("/other/", "Other")
    assert served.get("/alpha/").status == 404


@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EMFILE])
def test_the_systems_limit_is_said_and_polled_around(
    project: Project, monkeypatch: pytest.MonkeyPatch, failure: int
) -> None:
    def schedule(*_: object, **__: object) -> None:
        raise OSError(failure, os.strerror(failure))

    monkeypatch.setattr(Observer, "schedule", schedule)
    with running(project) as served:
        assert ["limit" in notice for notice in served.terminal.notices] == [True]
        project.append(POST, "\nFound by looking.\n")
        served.wait_for("/alpha/", "Found by looking.")


def test_a_limit_that_is_reached_below_a_folder_is_noticed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library tells of a limit only where it meets it at the folder that it is given."""
    schedule = BaseObserver.schedule

    def schedule_few(observer: BaseObserver, handler: Any, path: str, **options: Any) -> ObservedWatch:
        if Path(path).parent == Path(tempfile.gettempdir()):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return schedule(observer, handler, path, **options)

    monkeypatch.setattr(Observer, "schedule", schedule_few)
    with running(project) as served:
        assert ["limit" in notice for notice in served.terminal.notices] == [True]
        project.append(POST, "\nFound by looking.\n")
        served.wait_for("/alpha/", "Found by looking.")


def test_on_a_network_drive_it_says_so_and_polls(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.preview.watching.watcher.remote_file_system", lambda folder: "nfs4")
    monkeypatch.setattr(Observer, "schedule", None)  # calling it would fail
    with running(project) as served:
        [notice] = served.terminal.notices
        assert notice.endswith(
            "does not report changes (nfs4), so files are checked for changes every 0.5 seconds"
        )
        project.append(POST, "\nFound by looking.\n")
        served.wait_for("/alpha/", "Found by looking.")


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/me/local btrfs rw 0 0
//server/share /mnt/two\\040words cifs rw 0 0
me@host:/ /mnt/ssh fuse.sshfs rw 0 0
/dev/sdc1 /mnt/stick fuseblk rw 0 0
C: /mnt/c 9p rw 0 0
server:/old /srv nfs rw 0 0
/dev/sdd1 /srv ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/site", "nfs4"),
        ("/home", "nfs4"),
        ("/homely", ""),
        ("/home/me/local/site", ""),
        ("/mnt/two words/site", "cifs"),
        ("/mnt/ssh/site", "fuse.sshfs"),
        ("/mnt/stick/site", ""),
        ("/mnt/c/site", "9p"),
        ("/srv/site", ""),
        ("/site", ""),
    ],
)
def test_network_drives_are_told_by_the_table_of_mounts(folder: str, kind: str, tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    assert remote_file_system(folder, table) == kind
    assert remote_file_system(folder, tmp_path / "none") == ""


@pytest.mark.parametrize("is_polling", [False, True])
def test_linked_folders_and_files_are_watched_where_they_are(
    project: Project, tmp_path: Path, is_polling: bool
) -> None:
    elsewhere = Project({"notes/one.md": post("One"), "apart/two.md": post("Two")}, tmp_path / "elsewhere")
    project.append("config.yaml", f"paths:\n  links: ['{elsewhere.root}']\n")
    (project.root / "content/posts/linked").symlink_to(elsewhere.root / "notes")
    (project.root / "content/posts/two.md").symlink_to(elsewhere.root / "apart/two.md")
    with running(project, is_polling=is_polling) as served:
        elsewhere.append("notes/one.md", "\nMore of one.\n")
        served.wait_for("/one/", "More of one.")
        elsewhere.append("apart/two.md", "\nMore of two.\n")
        served.wait_for("/two/", "More of two.")
        by_temporary_file(elsewhere.root / "apart/two.md", post("Two", "Renamed over.").encode())
        served.wait_for("/two/", "Renamed over.")
        elsewhere.write("notes/deep/three.md", post("Three"))
        served.wait_for("/three/", "Three")
        elsewhere.write("late/four.md", post("Four"))
        (project.root / "content/posts/late").symlink_to(elsewhere.root / "late")
        served.wait_for("/four/", "Four")
        served.quiet()
        elsewhere.append("late/four.md", "\nMore of four.\n")
        served.wait_for("/four/", "More of four.")
        (project.root / "content/posts/late").unlink()
        wait_until(lambda: served.get("/four/").status == 404, "/four/ gone")


@pytest.mark.usefixtures("unhurried")
def test_folders_that_are_links_themselves_are_watched(project: Project, tmp_path: Path) -> None:
    for name in ("content", "templates"):
        (tmp_path / name).mkdir(exist_ok=True)
    (project.root / "content").rename(tmp_path / "content/texts")
    (project.root / "content").symlink_to(tmp_path / "content/texts")
    (project.root / "templates").symlink_to(tmp_path / "templates")
    (project.root / "config.yaml").rename(tmp_path / "my-config.yaml")
    (project.root / "config.yaml").symlink_to(tmp_path / "my-config.yaml")
    with running(project) as served:
        before = served.quiet()
        project.append(POST, "\nThrough the link.\n")
        served.wait_for("/alpha/", "Through the link.")
        assert served.quiet(1.2) == before + 1
        (tmp_path / "templates/page.html").write_text("<body>Mine: {{ page.title }}</body>\n")
        served.wait_for("/about/", "Mine: About")
        project.edit("config.yaml", "title: Tests", "title: Trials")
        served.wait_for("/", "Trials")


@pytest.mark.usefixtures("unhurried")
def test_a_folder_that_leads_back_to_itself_is_no_trap(project: Project) -> None:
    (project.root / "content/posts/round").symlink_to(project.root / "content/posts")
    with running(project) as served:
        before = served.quiet()
        project.append("content/pages/about.md", "\nOnce more.\n")
        served.wait_for("/about/", "Once more.")
        assert served.quiet(1.2) == before + 1


def test_polling_sees_what_happens(project: Project) -> None:
    with running(project, is_polling=True) as served:
        assert served.terminal.notices == []
        project.append(POST, "\nFound by looking.\n")
        served.wait_for("/alpha/", "Found by looking.")
        project.write("content/posts/new.md", post("New"))
        served.wait_for("/new/", "New")
        by_temporary_file(project.root / POST, post("Alpha", "Renamed over.").encode())
        served.wait_for("/alpha/", "Renamed over.")
        project.delete("content/posts/new.md")
        wait_until(lambda: served.get("/new/").status == 404, "/new/ gone")
