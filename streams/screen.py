"""A live view in a terminal: drawn over itself in one write, and the terminal given back as it was."""

from __future__ import annotations

from rich.console import Console, RenderableType

#: What terminals are told: another page than the one with the scroll-back, no cursor; and both back.
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
HOME, ERASE_LINE, ERASE_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"


class Screen:
    """Where a view is shown again and again. Without a terminal each view is printed after the last.

    Of several the first is drawn that fits the window; the last of them is cut, and says by how much.
    """

    def __init__(self, console: Console, live: bool = True) -> None:
        self._console, self._live = console, live and console.is_terminal
        self._last: RenderableType | None = None

    def __enter__(self) -> Screen:
        self._write(ENTER)
        return self

    def __exit__(self, *_: object) -> None:
        self._write(LEAVE)
        if self._last is not None and self._live:
            self._console.print(self._last)

    @property
    def height(self) -> int:
        """Lines of the window."""
        return self._console.size.height

    def show(self, *views: RenderableType) -> None:
        """Draws in place of the last one; the first of the views is the whole."""
        self._last = views[0]
        if not self._live:
            self._console.print(views[0])
            return
        lines: list[str] = []
        for view in views:
            lines = self._lines(view)
            if len(lines) <= self.height:
                break
        self._write(HOME + "\n".join(line + ERASE_LINE for line in cut(lines, self.height)) + ERASE_BELOW)

    def _lines(self, view: RenderableType) -> list[str]:
        with self._console.capture() as captured:
            self._console.print(view)
        return captured.get().rstrip("\n").split("\n")

    def _write(self, text: str) -> None:
        if self._live:
            self._console.file.write(text)
            self._console.file.flush()


def cut(lines: list[str], height: int) -> list[str]:
    """As many lines as there is room for."""
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], f"… {len(lines) - height + 1} more lines: a higher window or --topic shows them"]
