"""Private notes and contacts of an item: encrypted, never in the log, and erased when somebody asks.

Each item has a salt of its own; its key is made of the desk's secret and the salt (HKDF-SHA256, RFC 5869), and notes
are sealed with Fernet (AES-128 and HMAC-SHA256). Erasing forgets salt and notes: what a backup still holds without the
salt cannot be read. The append-only file has both until Redis has written it anew. The secret lives outside Redis;
without it nobody reads a note.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from redis.asyncio import RedisCluster

from secondsource.errors import BadConfiguration, QueueError, Unavailable
from workers import checks, scripts
from workers.connection import Client, call
from workers.errors import refusal
from workers.queue import ClaimQueue

#: A shorter secret can be guessed.
SECRET_MIN = 16
SALT_BYTES = 16
#: The field that has the salt; those of notes are longer.
SALT = "salt"


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
        salt = await self._kept(id, SALT, base64.b64encode(os.urandom(SALT_BYTES)).decode())
        seconds, micros = await call(self._client.time())
        note = {"who": who, "at_ms": seconds * 1000 + micros // 1000, "text": text}
        seal = self._seal(id, base64.b64decode(salt))
        sealed = seal.encrypt(json.dumps(note, ensure_ascii=False).encode()).decode()
        await self._kept(id, base64.urlsafe_b64encode(os.urandom(9)).decode(), sealed)

    async def _kept(self, id: str, field: str, text: str) -> str:
        """What stands in the field then: what it had before, or this."""
        told = (self._queue.prefix, id, field, text)
        found: str | None = await call(self._client.eval(scripts.read(scripts.PRIVATE), 1, *told))
        if found is None:  # the item went meanwhile
            raise refusal(-1, id)
        return found

    async def read(self, id: str) -> tuple[PrivateNote, ...]:
        """The notes of an item, oldest first. Raises QueueError where the secret is another one."""
        found = await call(self._client.hgetall(_key(self._queue, id)))
        salt = base64.b64decode(found.pop(SALT, ""))
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


async def rewrite(queue: ClaimQueue) -> bool:
    """Asks Redis to write its append-only file anew, since the old one has what was erased. Whether it does."""
    client = queue.client
    where = {"target_nodes": client.get_node_from_key(queue.prefix)} if isinstance(client, RedisCluster) else {}
    try:
        await call(client.execute_command("BGREWRITEAOF", **where))
    except (QueueError, Unavailable):  # it does so already, from before, or this user may not ask for it
        return False
    return True


def _key(queue: ClaimQueue, id: str) -> str:
    return f"{queue.prefix}private:{id}"
