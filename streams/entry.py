"""The door of `secondsource`: it imports nothing that takes time before Ctrl-C is heard."""

from __future__ import annotations

import os
import signal
import sys

#: What a command that Ctrl-C ends says, and its exit code.
BROKEN_OFF, CODE = "secondsource: broken off", 130


def main() -> None:
    """Import the commands and run one."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else whoever started it wants none
    if ours:
        signal.signal(signal.SIGINT, _end)
    from streams.cli import main as run

    if ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _end(_: int, __: object) -> None:
    """An error would end an import somewhere inside, which says so at length; nothing is to be tidied up yet."""
    print(BROKEN_OFF, file=sys.stderr, flush=True)
    os._exit(CODE)
