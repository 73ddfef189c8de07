"""The program from its first instant: `python -m site_builder` is `site-builder`.

Importing the command line takes a while, in which Ctrl-C would show a traceback, and a stream that is closed
would have its number given to the next file that is opened. So nothing is imported before both are seen to.
"""

from __future__ import annotations

# What `signal` wraps: to load that takes long enough for Ctrl-C to show a traceback.
import _signal as signal  # type: ignore[import-not-found]
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_INTERRUPTED = 130
# Most of what a build makes lives until its end. With Python's own threshold (700 objects) the garbage
# collector looks through all of it again and again, for 3 to 4 % of a build that has nothing to do.
_COLLECT_AFTER = 100_000


def run() -> NoReturn:
    """The program, and out at once.

    Python would give the memory of a large site back object by object, for a tenth of the time that a build
    takes which has nothing to do.
    """
    gc.set_threshold(_COLLECT_AFTER, 50, 100)
    _fill_closed_streams()
    is_interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_interruptible:
        signal.signal(signal.SIGINT, _leave)
    from site_builder.cli import main

    try:
        if is_interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
    except KeyboardInterrupt:
        code = _code_of_interrupt()
    if is_interruptible:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib takes longer to load than there may be
            stream.flush()
        except (OSError, ValueError):
            pass
    os._exit(code)


def _fill_closed_streams() -> None:
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor > number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, open(os.devnull, "r" if not number else "w", encoding="utf-8"))  # noqa: SIM115


def _leave(_signal: int, _frame: object) -> None:
    os._exit(_code_of_interrupt())


def _code_of_interrupt() -> int:
    """A preview is ended by Ctrl-C as it should be."""
    return 0 if sys.argv[1:2] == ["serve"] else _INTERRUPTED


if __name__ == "__main__":
    run()
