"""A desk without a worker between: the articles that it gets, and what becomes of the one claim in them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from schemas.wire.detect import decode
from secondsource.review import as_dict, review
from tests.acceptance.test_evidence import SOURCES, Log, record
from tests.wirecopy import piece
from workers.evidence import Evidence
from workers.queue import ClaimQueue
from workers.records import Lease, Row

SAYS = "Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs from the pension fund of Lomira, a nurse said."
DENIES = "The treasurer denied that Mira Dovanek had diverted 410000 francs from the pension fund of Lomira."


GUARD = SAYS.replace("a nurse", "a guard")
FARMER = SAYS.replace("a nurse", "a farmer")
CONFIRMED = f"{SAYS} The prosecutor's office said that Mira Dovanek diverted 410000 francs from the fund of Lomira."


def in_s(seconds: float) -> str:
    """A time from now, as the wire writes it."""
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


LATER, MUCH_LATER = in_s(3600), in_s(7200)


class Newsroom:
    """A desk, and the articles that it gets."""

    def __init__(self, queue: ClaimQueue) -> None:
        self.queue = queue
        self.evidence = Evidence(queue, Log())
        self.id = ""

    async def gets(self, number: int, text: str, version: int = 1, **more: object) -> None:
        value = piece(f"urn:lomira:{number}", "The fund of Lomira" if text else "", text, version=version, **more)
        article = decode(value)
        told = record(0, SOURCES[0]).model_copy(
            update={"article": article, "review": as_dict(review(article.to_model())) if text else None}
        )
        for move, cluster in await self.evidence.absorb(told):
            if move == "push":
                self.id = self.id or cluster
        await self.evidence.absorb(told)  # a worker that died comes again

    async def takes(self) -> Lease:
        lease = await self.queue.take("ana")
        assert lease is not None
        return lease

    async def decides(self, outcome: str) -> None:
        lease = await self.takes()
        assert lease.id == self.id
        await self.queue.verdict(self.id, lease.token, "ana", outcome, reason="rang the fund")

    async def row(self) -> Row:
        return await self.queue.get(self.id)

    async def last(self) -> str:
        """Why the item was moved last."""
        return (await self.queue.trail(self.id))[-1].reason
