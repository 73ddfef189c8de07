"""What the browsers and the terminal are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

from site_builder.model.diagnostics import Diagnostic, error
from site_builder.preview.http.event_stream import Listeners
from site_builder.preview.http.overlay import Descriptions
from site_builder.preview.live.live_problems import ToldProblems
from site_builder.preview.live.live_site import LiveSite


class ChangeReport(NamedTuple):
    """One line for the terminal. `pages` is how many a change touched, None where that is not known.

    `is_due` says that no file has changed, but the time has come for something scheduled.
    """

    files: tuple[str, ...]
    pages: int | None
    seconds: float
    is_due: bool = False


class Terminal(Protocol):
    """Where a preview reports to the writer. Called from several threads."""

    def ready(self, pages: int, seconds: float) -> None:
        """The site can be looked at."""

    def changed(self, report: ChangeReport) -> None:
        """A change has been taken in."""

    def problems(self, diagnostics: tuple[Diagnostic, ...], is_held: bool) -> None:
        """The site's problems have changed; empty when all is well again. `is_held`: nothing new is shown."""

    def notice(self, text: str) -> None:
        """Something to know."""


class Reporter:
    """Knows what has been said. `state` is what browsers are sent; `start` tells this run from others."""

    def __init__(self, terminal: Terminal, root: Path, start: str) -> None:
        self._terminal = terminal
        self._descriptions = Descriptions(root)
        self._start = start
        self._site_problems = ToldProblems()
        self._own_problems: dict[str, Diagnostic] = {}
        self._page_problems: set[Diagnostic] = set()
        self._unreported: ChangeReport | None = None
        self._generation = self._number = 0
        self._is_held = False
        self.listeners = Listeners()
        self.state: dict[str, Any] = self._state(())

    def changed(self, live: LiveSite, links: tuple[str, ...] = ()) -> None:
        """Tell the browsers of a new state of the site; `report_problems` tells the writer."""
        self._generation, self._site_problems = live.generation, live.problems
        self._is_held = live.is_held
        self._page_problems.clear()
        self._send(links)

    def report_problems(self, before: dict[str, Any]) -> None:
        """Print the problems, if they are not those of the state `before`."""
        if self.state["problems"] != before["problems"]:
            self._terminal.problems(self._problems.diagnostics, self._is_held)

    def page_problems(self, problems: tuple[Diagnostic, ...]) -> None:
        """A page's own problems are reported once, as the site's are."""
        known = self._page_problems.union(self._site_problems.diagnostics)
        new = tuple(one for one in problems if one not in known)
        self._page_problems.update(new)
        if new:
            self._terminal.problems(new, False)

    def ready(self, pages: int, seconds: float) -> None:
        """The site can be looked at."""
        self._terminal.ready(pages, seconds)

    def notice(self, text: str) -> None:
        """Something to know."""
        self._terminal.notice(text)

    def failed(self, code: str, message: str, hint: str = "") -> None:
        """The preview itself cannot do something, until `works_again` is called with the same code."""
        problem = error(code, message, "", hint=hint)
        if self._own_problems.get(code) != problem:
            self._own_problems[code] = problem
            self._send(())
            self._terminal.problems(self._problems.diagnostics, self._is_held)

    def works_again(self, code: str) -> None:
        """What failed goes well now."""
        if self._own_problems.pop(code, None) is not None:
            self._send(())
            self._terminal.problems(self._problems.diagnostics, self._is_held)

    def line(self, report: ChangeReport) -> None:
        """A change was taken in. Its line is printed when it is known how many pages it touched."""
        self.pages_affected(None)
        self._unreported = report

    def pages_affected(self, pages: int | None) -> None:
        """Print the line of the last change, if that has not been done."""
        if self._unreported is not None:
            self._terminal.changed(self._unreported._replace(pages=pages))
            self._unreported = None

    @property
    def _problems(self) -> ToldProblems:
        return self._site_problems.after(tuple(self._own_problems.values()))

    def _send(self, links: tuple[str, ...]) -> None:
        self._number += 1
        self.state = self._state(links)
        self.listeners.send(self.state)

    def _state(self, links: tuple[str, ...]) -> dict[str, Any]:
        return {
            "start": self._start,
            "number": self._number,
            "generation": self._generation,
            "links": links,
            "isHeld": self._is_held or bool(self._own_problems),
            "problems": self._descriptions.of(self._problems.groups),
        }
