"""Private notes and contacts of an item: encrypted, never in the log, and erased when somebody asks.

Each item has a salt of its own; its key is made of the desk's secret and the salt (HKDF-SHA256, RFC 5869), and notes
are sealed with Fernet (AES-128 and HMAC-SHA256). Erasing forgets salt and notes: what a backup still holds without the
salt cannot be read. The secret lives outside Redis; without it nobody reads a note.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from secondsource.errors import BadConfiguration, QueueError
from workers import checks
from workers.connection import Client, call
from workers.queue import ClaimQueue

#: A shorter secret can be guessed.
SECRET_MIN = 16
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """Who wrote what, and when (ms since 1970 on the server's clock)."""

    who: str
    at_ms: int
    text: str


class PrivateNotes:
    """The private notes of a desk. Every method may raise Unavailable."""

    def __init__(self, queue: ClaimQueue, secret: str) -> None:
        if len(secret) < SECRET_MIN:
            raise BadConfiguration(f"the secret of private notes needs at least {SECRET_MIN} characters")
        self._client: Client = queue.client
        self._queue = queue
        self._secret = secret.encode()

    def _seal(self, id: str, salt: bytes) -> Fernet:
        key = HKDF(SHA256(), 32, salt, b"secondsource private notes " + id.encode()).derive(self._secret)
        return Fernet(base64.urlsafe_b64encode(key))

    async def add(self, id: str, who: str, text: str) -> None:
        """A note to an item; it goes with the item, when that was closed for as long as closed ones are kept.

        Raises UnknownItem, BadMove.
        """
        checks.texts((who, text))
        await self._queue.get(id)
        fresh = base64.b64encode(os.urandom(SALT_BYTES)).decode()
        name = _key(self._queue, id)
        begin = self._client.pipeline(transaction=True)
        begin.hsetnx(name, "salt", fresh)
        begin.hget(name, "salt")
        salt = base64.b64decode((await call(begin.execute()))[-1])
        seconds, micros = await call(self._client.time())
        note = {"who": who, "at_ms": seconds * 1000 + micros // 1000, "text": text}
        sealed = self._seal(id, salt).encrypt(json.dumps(note, ensure_ascii=False).encode()).decode()
        end = self._client.pipeline(transaction=True)
        end.hset(name, base64.urlsafe_b64encode(os.urandom(9)).decode(), sealed)
        end.persist(name)  # where an older version wrote the notes before
        end.exists(f"{self._queue.prefix}item:{id}")
        if not (await call(end.execute()))[-1]:  # it went meanwhile
            await call(self._client.delete(name))
            await self._queue.get(id)

    async def read(self, id: str) -> tuple[PrivateNote, ...]:
        """The notes of an item, oldest first. Raises QueueError where the secret is another one."""
        found = await call(self._client.hgetall(_key(self._queue, id)))
        salt = base64.b64decode(found.pop("salt", ""))
        seal = self._seal(id, salt)
        try:
            notes = [PrivateNote(**json.loads(seal.decrypt(sealed.encode()))) for sealed in found.values()]
        except InvalidToken as error:
            raise QueueError(f"the private notes of {id} were written with another secret") from error
        return tuple(sorted(notes, key=lambda note: note.at_ms))


async def erase(queue: ClaimQueue, id: str) -> int:
    """Forgets the notes and the salt of an item, which needs no secret. Returns how many notes there were."""
    name = _key(queue, id)
    count = max(0, int(await call(queue.client.hlen(name))) - 1)
    await call(queue.client.delete(name))
    return count


def _key(queue: ClaimQueue, id: str) -> str:
    return f"{queue.prefix}private:{id}"
