"""Files from another host: a few at a time, up to a size, and continued where the last attempt ended."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from site_builder.engine.network.other_hosts import CONNECTION_ERRORS, Answer, OtherHosts
from site_builder.model.errors import SiteBuilderError

AT_ONCE = 3
_CHUNK = 1 << 16
_MOST_TRIES = 3
_BAD_NAMES = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EISDIR, errno.ENOTDIR, errno.EEXIST})
_PAGES = (".html", ".htm", ".xhtml")


class WantedFile(NamedTuple):
    """A file by its path below the folder, and the addresses that may have it, the best first."""

    path: str
    urls: tuple[str, ...]


class Downloaded(NamedTuple):
    """Paths that are there now and were not, those that were there before, and why others are not."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    failed: dict[str, str]


def download(
    wanted: Iterable[WantedFile],
    folder: Path,
    hosts: OtherHosts,
    *,
    largest: int,
    progress: Callable[[int, int], None],
) -> Downloaded:
    """Get what is not there yet. `largest` is in bytes, for one file.

    Raises SiteBuilderError if writing fails. A part of a file stays beside it under a hidden name until a
    later attempt completes it.
    """
    files = list(wanted)
    # Unlike `Path.is_file`, this says no of a name that no file can have.
    known = [one.path for one in files if os.path.isfile(folder / one.path)]
    missing = [one for one in files if not os.path.isfile(folder / one.path)]
    new: list[str] = []
    failed: dict[str, str] = {}
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="download")
    try:
        running = {pool.submit(_Transfer(one, folder, hosts, largest).run): one for one in missing}
        for number, future in enumerate(as_completed(running), 1):
            problem = future.result()
            if problem:
                failed[running[future].path] = problem
            else:
                new.append(running[future].path)
            progress(number, len(missing))
    except BaseException:
        # Ctrl-C too: what is on its way stops after its next bytes, and the rest never begins.
        hosts.stopped.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return Downloaded(tuple(sorted(new)), tuple(known), dict(sorted(failed.items())))


class _Transfer:
    """One file on its way."""

    def __init__(self, wanted: WantedFile, folder: Path, hosts: OtherHosts, largest: int) -> None:
        self._wanted, self._hosts, self._largest = wanted, hosts, largest
        self._target = folder / wanted.path
        self._part = self._target.with_name(f".{self._target.name[:200]}.part")
        self._mark = self._part.with_name(f"{self._part.name}-of")

    def run(self) -> str:
        """Empty if the file is there now, else why it is not."""
        problem = "it has no address"
        for url in self._wanted.urls:
            for _ in range(_MOST_TRIES):
                problem, may_continue = self._try(url)
                if not may_continue:
                    break
            if not problem or self._hosts.stopped.is_set():
                break
        return problem

    def _try(self, url: str) -> tuple[str, bool]:
        """Why the file is not there, and whether asking for its rest may help."""
        have, headers = self._what_is_there()
        answer = self._hosts.get(url, headers)
        if isinstance(answer, str):
            return answer, False
        try:
            return self._take(answer, have)
        except OSError as failure:
            if failure.errno in _BAD_NAMES:
                return f"no file can have that name here: {failure.strerror}", False
            raise SiteBuilderError(f"{self._target} cannot be written: {failure.strerror}") from failure
        finally:
            answer.close()

    def _what_is_there(self) -> tuple[int, dict[str, str]]:
        """The size of the part, and headers that ask for the rest if the file has not changed since."""
        try:
            have, mark = self._part.stat().st_size, self._mark.read_text(encoding="latin-1")
        except OSError:
            return 0, {}
        return (have, {"Range": f"bytes={have}-", "If-Range": mark}) if have and mark else (0, {})

    def _take(self, answer: Answer, have: int) -> tuple[str, bool]:
        if answer.status == 416:
            self._part.unlink(missing_ok=True)
            return "the host does not give the rest of it", True
        is_rest = answer.status == 206 and answer.headers.get("content-range", "").startswith(
            f"bytes {have}-"
        )
        if answer.status != 200 and not is_rest:
            return f"the host answers {answer.status}", False
        kind = answer.headers.get("content-type", "").lower()
        if kind.startswith("text/html") and not self._target.name.lower().endswith(_PAGES):
            return "the host answers with a page", False
        length = answer.headers.get("content-length", "")
        whole = int(length) + (have if is_rest else 0) if length.isdecimal() else -1
        if whole > self._largest:
            return f"it has {whole:,} bytes, more than {self._largest:,}", False
        self._part.parent.mkdir(parents=True, exist_ok=True)
        mark = answer.headers.get("etag", "")
        mark = answer.headers.get("last-modified", "") if not mark or mark.startswith("W/") else mark
        self._mark.write_text(mark, encoding="latin-1", errors="replace")
        size = self._write(answer, have if is_rest else 0)
        if size > self._largest:
            self._part.unlink(missing_ok=True)
            self._mark.unlink(missing_ok=True)
            return f"it has more than {self._largest:,} bytes", False
        if self._hosts.stopped.is_set() or whole not in {-1, size}:
            return "the connection ended too early", True
        os.replace(self._part, self._target)
        self._mark.unlink(missing_ok=True)
        return "", False

    def _write(self, answer: Answer, have: int) -> int:
        """The size that the part has then; it may be less than the whole."""
        size = have
        with self._part.open("ab" if have else "wb") as stream:
            while size <= self._largest and not self._hosts.stopped.is_set():
                data = b""
                # A connection that breaks is a part like any other that ended too early.
                with suppress(*CONNECTION_ERRORS):
                    data = answer.read(_CHUNK)
                if not data:
                    break
                stream.write(data)
                size += len(data)
        return size
