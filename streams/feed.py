"""Wire copy into Kafka: files, folders, standard input. Raw bytes travel; the key is the provider's item id."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas import topics
from schemas.wire.detect import decode
from secondsource.errors import Rejected, Unavailable
from streams.access import Kafka
from streams.broker import Outgoing, Sender, make_topics
from streams.door import AWAY, CONNECT_S, in_words
from streams.ours import is_page

#: Files that are never copy.
HIDDEN = (".", "~")
SEND_MAX = 100
#: What to say of a path without a letter, which would be the folder where one is.
EMPTY = "an empty path: is a variable not set?"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file's bytes, or one line of JSON lines. `unread`: why there are none."""

    name: str
    value: bytes
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Fed:
    """What became of a piece: its item id and version, or why it was refused."""

    name: str
    item: str = ""
    version: int = 0
    refused: str = ""


def pieces(paths: Sequence[str], stdin: bytes | None = None) -> Iterator[Piece]:
    """The pieces of files, folders (sorted, recursively) and "-"; what cannot be read is one too, and refused."""
    for given in paths:
        if not given:
            yield Piece("''", b"", EMPTY)
        elif given == "-":
            yield from _split("-", stdin or b"")
        elif Path(given).is_dir():
            for file in files_of(Path(given)):
                yield from _of_file(str(file), file)
        else:
            yield from _of_file(given, Path(given))


def files_of(folder: Path) -> list[Path]:
    """The files of a folder and its folders that may be copy, in order; not what lies in hidden ones, as of `up`."""
    every = sorted(path for path in folder.rglob("*") if path.is_file())
    shown = [path for path in every if not any(part.startswith(HIDDEN) for part in path.relative_to(folder).parts)]
    return [path for path in shown if not is_page(path)]


def _of_file(name: str, path: Path) -> Iterator[Piece]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        yield Piece(name, b"", "no such file or folder")
    except OSError as error:
        yield Piece(name, b"", f"cannot be read: {error.strerror}")
    else:
        yield from _split(name, content)


def _split(name: str, content: bytes) -> Iterator[Piece]:
    """JSON lines are one piece a line; everything else is one piece."""
    lines = [line for line in content.removeprefix(codecs.BOM_UTF8).split(b"\n") if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
        for number, line in enumerate(lines, 1):
            yield Piece(f"{name}:{number}", line)
    else:
        yield Piece(name, content)


def record(piece: Piece, prefix: str = "") -> tuple[Fed, Outgoing | None]:
    """The record of a piece, or why it is refused here: the sender should know at once."""
    if piece.unread:
        return Fed(piece.name, refused=piece.unread), None
    try:
        article = decode(piece.value)
    except Rejected as rejected:
        return Fed(piece.name, refused=str(rejected)), None
    outgoing = Outgoing(prefix + topics.ARTICLES.name, article.item.encode(), piece.value)
    return Fed(piece.name, article.item, article.version), outgoing


async def feed(
    found: Sequence[Piece], kafka: Kafka | str, prefix: str = "", told: Callable[[Fed], None] = lambda fed: None
) -> list[Fed]:
    """Sends the pieces in order; `told` hears of each once Kafka has it. Raises Unavailable."""
    await make_topics(kafka, prefix)
    sender = Sender(kafka)
    answers: list[Fed] = []
    try:
        for at in range(0, len(found), SEND_MAX):
            made = [record(piece, prefix) for piece in found[at : at + SEND_MAX]]
            await asyncio.wait_for(sender.send([out for _, out in made if out is not None]), CONNECT_S * 4)
            for fed, _ in made:
                told(fed)
                answers.append(fed)
    except AWAY as error:
        raise Unavailable(f"Kafka at {kafka} does not take the copy: {in_words(error)}") from error
    finally:
        await sender.close()
    return answers
