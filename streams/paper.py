"""What is written for people on standard output."""

from __future__ import annotations

import os
from errno import EPIPE

from rich.console import Console


class Paper(Console):
    """Without colours that rich finds by itself. That nobody reads any more is told to who writes: rich would end the
    command with 1, which says that nothing waits.
    """

    def __init__(self) -> None:
        super().__init__(highlight=False)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(EPIPE, os.strerror(EPIPE))
