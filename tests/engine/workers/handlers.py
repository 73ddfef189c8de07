"""What worker processes do in tests. They import this module where they are started afresh."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from site_builder.engine.workers.life import Handler


def make_handlers(argument: Any) -> dict[str, Handler]:
    def add(number: int) -> int:
        return int(number + argument)

    def echo(data: bytes) -> bytes:
        return data

    def answer(size: int) -> bytes:
        return bytes(size)

    def who(seconds: float) -> int:
        time.sleep(seconds)
        return os.getpid()

    def sleep(seconds: float) -> str:
        time.sleep(seconds)
        return "awake"

    def toil(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    def fail(message: str) -> None:
        raise ValueError(message)

    def die(signal_number: int) -> None:
        os.kill(os.getpid(), signal_number)

    return {
        "add": add,
        "echo": echo,
        "answer": answer,
        "who": who,
        "sleep": sleep,
        "toil": toil,
        "fail": fail,
        "die": die,
    }


def make_no_handlers(_: object) -> dict[str, Handler]:
    raise ValueError("there is nothing to be made")


KILLED = int(getattr(signal, "SIGKILL", signal.SIGTERM))
