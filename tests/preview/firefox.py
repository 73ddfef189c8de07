"""Firefox, told what to do over its own remote protocol.

The protocol is Marionette: JSON arrays over TCP, each preceded by its length in bytes and a colon. A command
is `[0, id, name, parameters]`, its answer `[1, id, error, result]`. The commands are those of W3C WebDriver.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from tests.preview.running import wait_until
from tests.requirements import path_of

_PATIENCE = 60.0
"""Seconds that a busy machine may take to start Firefox, or to answer a command."""

_SETTINGS = {
    "marionette.port": 0,  # any free one: it is written into the profile
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "browser.tabs.remote.autostart": True,
}


class Failed(Exception):
    """Firefox could not do as it was told."""


class Firefox:
    """One window with tabs; commands go to the tab that was opened or shown last."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._numbers = count(1)
        self._read()
        self._tell("WebDriver:NewSession")
        self._first = str(self._tell("WebDriver:GetWindowHandle")["value"])

    def open(self, url: str) -> str:
        """A new tab, in front of all others; gives its handle."""
        handle = str(self._tell("WebDriver:NewWindow", type="tab", focus=True)["handle"])
        self.show(handle)
        self._tell("WebDriver:Navigate", url=url)
        return handle

    def show(self, handle: str) -> None:
        """Bring a tab to the front."""
        self._tell("WebDriver:SwitchToWindow", handle=handle, focus=True)

    def close(self, handle: str) -> None:
        """Close a tab, and show the first."""
        self._tell("WebDriver:SwitchToWindow", handle=handle, focus=False)
        self._tell("WebDriver:CloseWindow")
        self.show(self._first)

    def evaluate(self, script: str) -> Any:
        """The value of an expression in the page, once it has one if it is a promise."""
        return self._tell("WebDriver:ExecuteScript", script=f"return ({script})", args=[])["value"]

    def wait_for(self, script: str) -> None:
        """Until an expression is true in the page."""
        wait_until(lambda: bool(self.evaluate(script)), script)

    def press_escape(self) -> None:
        """As a hand on the keyboard does."""
        keys = [{"type": "keyDown", "value": "\ue00c"}, {"type": "keyUp", "value": "\ue00c"}]
        self._tell("WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": keys}])

    def close_all(self) -> None:
        """Close every tab but the first."""
        for handle in self._tell("WebDriver:GetWindowHandles"):
            if handle != self._first:
                self.close(handle)

    def quit(self) -> None:
        """End the program."""
        with suppress(OSError, Failed):
            self._tell("Marionette:Quit", flags=["eForceQuit"])

    def _tell(self, name: str, **parameters: Any) -> Any:
        message = json.dumps([0, next(self._numbers), name, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _, _, failure, result = self._read()
        if failure is not None:
            raise Failed(f"{name}: {failure['error']}: {failure['message']}")
        return result

    def _read(self) -> Any:
        digits = b""
        while (sign := self._stream.read(1)) != b":":
            if not sign:
                raise Failed("Firefox has hung up")
            digits += sign
        return json.loads(self._stream.read(int(digits)))


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox without a screen and with a profile of its own, and end it."""
    profile = Path(tempfile.mkdtemp(prefix="firefox-"))
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _SETTINGS.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = subprocess.Popen(
        [path_of("firefox"), "--headless", "--marionette", "--no-remote", "--profile", profile],
        env={**os.environ, "HOME": str(profile)},  # not the home of somebody else, which root may have here
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with socket.create_connection(
            ("127.0.0.1", _port(profile, process)), timeout=_PATIENCE
        ) as connection:
            browser = Firefox(connection)
            yield browser
            browser.quit()
            process.wait(timeout=_PATIENCE)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(profile, ignore_errors=True)


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    told = profile / "MarionetteActivePort"
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Failed(f"Firefox ended with {process.returncode}")
        if told.is_file() and (text := told.read_text().strip()):
            return int(text)
        time.sleep(0.05)
    raise Failed("Firefox did not say where it listens")
