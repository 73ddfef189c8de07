"""Writing what an importer hands over: nothing that a writer has changed since is ever overwritten."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from site_builder.model.errors import SiteBuilderError
from site_builder.model.imports import ImportedCopy, ImportedText, Remark

RECORD = ".site-builder-import.json"
REPORT = "import-report.md"
_READ_BY_ALL = ("content/posts/", "content/pages/", "content/comments/")


class ImportTarget:
    """A site's root, and the record of what earlier imports wrote there: by path, the digest of its text."""

    def __init__(self, root: Path, *, is_dry: bool) -> None:
        self.root = root
        self._is_dry = is_dry
        self._record = self._read_record()
        self._handed_over: set[str] = set()
        self._kept: list[tuple[str, str]] = []
        self._has_settings_beside = False
        self.counts: Counter[str] = Counter()

    def texts(self, texts: Iterable[ImportedText]) -> None:
        """Write every text that is new or has changed at its source."""
        for one in texts:
            self.text(one)

    def text(self, one: ImportedText) -> None:
        """Write one file, or `.new` beside it where the writer has edited it since."""
        file = self._inside(one.path)
        self._handed_over.add(one.path)
        data = one.text.encode("utf-8", "replace")
        ours = self._record.get(one.path, "")
        old = file.read_bytes() if file.is_file() else None
        done = "deleted" if old is None else "edited"
        if old == data:
            self.counts["unchanged"] += 1
        elif not ours if old is None else _digest(old) == ours:
            self.counts["new" if old is None else "changed"] += 1
            self._write(file, data)
        elif ours == _digest(data):
            what = "left out" if old is None else "left as they are"
            self.counts[f"{done} since, and {what}"] += 1
            return
        else:
            where = "in their place" if old is None else "beside them"
            self.counts[f"{done} since, with a .new {where}"] += 1
            self._kept.append((done, one.path))
            self._write(file.with_name(file.name + ".new"), data)
            return
        self._record[one.path] = _digest(data)

    def settings(self, text: str) -> None:
        """Write config.yaml; or beside one that was here before what the old addresses need in it."""
        file = self.root / "config.yaml"
        is_of_others = "config.yaml" not in self._record and file.is_file()
        # An import that was interrupted has written it, and not come as far as recording that.
        if not file.exists() or (is_of_others and file.read_bytes() == text.encode()):
            self.text(ImportedText("config.yaml", text, "config"))
        elif is_of_others:
            name = "config.yaml.new"
            if not (self.root / name).exists() and self._record.get(name) != _digest(text.encode()):
                self._record.pop(name, None)  # What was used up since is written again if there is more.
            self.text(ImportedText(name, text, "config"))
            self._has_settings_beside = self._is_dry or (self.root / name).exists()

    def copies(self, copies: Iterable[ImportedCopy]) -> int:
        """Copy files that are not there yet; a file that is there stays as it is."""
        count = 0
        for one in copies:
            count += 1
            target = self._inside(one.path)
            if target.exists() or self._is_dry:
                continue
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with _whole(target) as part:
                    shutil.copyfile(one.source, part)
            except OSError as failure:
                raise SiteBuilderError(f"{target} cannot be written: {failure.strerror}") from failure
        return count

    def remarks(self, source: str) -> list[Remark]:
        """What is to be said once all texts are written. `source` is "the export" or the like."""
        kept = (
            Remark(f"{done.capitalize()} since the last import", f"{path}.new is what {source} says", path)
            for done, path in self._kept
        )
        # What was taken back there since would otherwise stay published without a word.
        gone = (
            Remark(
                f"Imported earlier, and no longer in {source}",
                "still here: delete it if readers should not see it any more",
                path,
            )
            for path in sorted(self._record.keys() - self._handed_over)
            if path.startswith(_READ_BY_ALL) and self._inside(path).is_file()
        )
        beside = Remark(
            "config.yaml was here before, and the old addresses need what config.yaml.new says",
            "copy permalinks, feed and redirects from config.yaml.new, and delete it",
        )
        return [*kept, *gone, *([beside] if self._has_settings_beside else [])]

    def finish(self, report: str) -> None:
        """Write the report and the record."""
        if self._is_dry:
            return
        self._write(self.root / REPORT, report.encode("utf-8", "replace"))
        text = json.dumps(self._record, indent=0, sort_keys=True, ensure_ascii=False)
        self._write(self.root / RECORD, text.encode("utf-8", "replace"))

    def _inside(self, path: str) -> Path:
        file = self.root / path
        if not file.resolve().is_relative_to(self.root.resolve()):
            raise SiteBuilderError(
                f"{path} is outside the site", "the export names a path that is not allowed"
            )
        return file

    def _write(self, file: Path, data: bytes) -> None:
        if self._is_dry:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with _whole(file) as part:
                part.write_bytes(data)
        except OSError as failure:
            raise SiteBuilderError(f"{file} cannot be written: {failure.strerror}") from failure

    def _read_record(self) -> dict[str, str]:
        try:
            found = json.loads((self.root / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


@contextlib.contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file to write beside another, which takes its place once it is whole."""
    part = file.with_name(f".{file.name[:200]}.part")
    try:
        yield part
        os.replace(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def report_text(source: str, table: Sequence[tuple[str, str]], remarks: Sequence[Remark]) -> str:
    """The report: a table of counts, then every remark under its heading, with its place."""
    lines = [f"# Import from {source}", "", "| what | how many |", "| --- | ---: |"]
    lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in table]
    for heading in sorted({one.heading for one in remarks}):
        lines += ["", f"## {heading}", ""]
        grouped: dict[str, list[str]] = {}
        for one in remarks:
            if one.heading == heading:
                grouped.setdefault(one.text, []).append(one.place)
        for text, places in grouped.items():
            counted = Counter(place for place in places if place)
            named = [
                f"{_code(place)}{f' ({count} times)' if count > 1 else ''}"
                for place, count in counted.items()
            ]
            lines.append(f"- {_code(text)}" + (f": {', '.join(named)}" if named else ""))
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    words = " ".join(text.split()).replace("`", "'")
    return words if words.replace(" ", "").replace(",", "").isalnum() else f"`{words}`"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
