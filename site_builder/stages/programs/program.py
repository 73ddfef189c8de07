"""A program of another's, run with its input and output held, and no secret in what is shown of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from site_builder.model.errors import DeployFailed, UsageError

_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]+@")
_TOKENS = re.compile(
    r"\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl[a-z]{2,6}-[\w-]{16,}|xox[a-z]-[\w-]{10,})"
)
_SECRET_NAME = re.compile(
    r"token|secret|passw|pwd|credential|(?:api|access|private)_?key|_pat\Z|pass\Z", re.I
)
_SHOWN = 600


class Said(NamedTuple):
    """What a program gave: its exit code, its output, and its errors as text without any secret."""

    code: int
    output: bytes
    errors: str


class Program:
    """A program by its name. `environment` is what it sees, with PATH to find it by."""

    def __init__(self, name: str, environment: Mapping[str, str], remedy: str) -> None:
        """Raises UsageError, with `remedy`, where it is not installed."""
        found = shutil.which(name, path=environment.get("PATH", ""))
        if found is None:
            raise UsageError(f"this target needs {name}, which is not installed", remedy)
        self._name, self._found = name, found
        self._environment = {**environment, "LC_ALL": "C"}

    def run(self, arguments: Sequence[str], stdin: bytes = b"", **more: str) -> Said:
        """Run it to its end. `more` is added to its environment."""
        try:
            done = subprocess.run(
                [self._found, *arguments],
                input=stdin,
                capture_output=True,
                check=False,
                env={**self._environment, **more},
            )
        except OSError as failure:
            raise DeployFailed(f"{self._name} cannot be run: {failure.strerror}") from None
        return Said(done.returncode, done.stdout, self.scrubbed(done.stderr.decode(errors="replace")))

    def output(self, arguments: Sequence[str], stdin: bytes = b"", **more: str) -> bytes:
        """What it prints. Raises DeployFailed, with what it has said of it, where it fails."""
        said = self.run(arguments, stdin, **more)
        if said.code:
            raise self.failure(said)
        return said.output

    def failure(self, said: Said, hint: str = "") -> DeployFailed:
        """What to raise for a run that has failed."""
        words = " ".join(said.errors.split()) or self.scrubbed(said.output.decode(errors="replace"))
        return DeployFailed(f"{self._name} failed (exit code {said.code}): {words[-_SHOWN:]}", hint)

    def scrubbed(self, text: str) -> str:
        """Without passwords in addresses, without tokens, and without secrets from the environment."""
        text = _TOKENS.sub("…", _IN_ADDRESS.sub("…@", text))
        for name, value in self._environment.items():
            if len(value) >= 6 and _SECRET_NAME.search(name):
                text = text.replace(value, "…")
        return text
