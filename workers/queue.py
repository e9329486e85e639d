"""The fact-check queue over real Redis. workers/memory is the same in plain dicts.

    queue = await ClaimQueue.open("redis://localhost", desk="main")
    await queue.push(item)                                   # idempotent by item.push_key
    lease = await queue.take("ana", languages=("fr", "en"))  # None when nothing waits
    await queue.heartbeat(lease.id, lease.token, draft="called the prefecture")
    given = await queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="…", evidence=["https://…"])

The stream:  push update withdraw reinstate freeze thaw merge split    (each with its own key: again changes nothing)
A checker:   take take_item heartbeat hold release park hand_over verdict undo escalate note notices
A desk head: the same without a token on what nobody holds; wake bury redrive mute, bulk
Everybody:   find get trail page counts people stats mutes
The machine: expire (any worker, any time), audit_read, audit_texts, audit_trim (the relay), restore, reopen (a rebuild)

Each is told where it is, in workers/calls: the stream, a checker, a desk head, a reader, the machine.

A move either happened, with its audit record, or raised and changed nothing. Every move may be tried again after a lost
connection: a request carries its own id, and the second time it gets the first answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from workers import address, connection, fitness, scripts
from workers.calls import checker, head, machine, reader, stream
from workers.calls.desk import Desk
from workers.keys import prefix
from workers.policy import Policy

P = ParamSpec("P")
T = TypeVar("T")


def _of(move: Callable[Concatenate[Desk, P], T]) -> Callable[Concatenate[ClaimQueue, P], T]:
    """A move as a method, of the desk of its queue."""

    @wraps(move)
    def method(queue: ClaimQueue, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return move(queue._desk, *args, **kwargs)

    return method


class ClaimQueue:
    """One desk's queue, over a client of `workers.connection`.

    Every method may raise Unavailable, QueueFull or Damaged; one on an item UnknownItem, and WrongState where its state
    does not allow the move; one with a token StaleToken, and NotYours
    where another than who asks holds the item. `…_ms` is ms since 1970 on the server's clock, `…_s` a span
    in seconds. With the same `request` or `key` a move does nothing more, and gives its first answer again, or the
    state of now. It is one of its move and person: KeyUsed for others on the item, and that of a verdict also on
    another item or after its undo.
    """

    def __init__(
        self,
        client: connection.Client,
        desk: str = "main",
        policy: Policy | None = None,
        *,
        reader: scripts.Reader = scripts.read,
        replicas: int = 0,
    ) -> None:
        self.client = client
        self.desk = desk
        self.policy = policy or Policy()
        self._desk = Desk(client, desk, self.policy, reader, replicas)
        self.prefix = self._desk.prefix

    @classmethod
    async def open(
        cls,
        url: str,
        desk: str = "main",
        policy: Policy | None = None,
        *,
        check: bool = True,
        any_server: bool = False,
        **options: Any,
    ) -> ClaimQueue:
        """Connects and makes sure that server and desk are fit. Raises UnsafeServer, OtherVersion, Rebuilding.

        `any_server`: for who only looks; `unsafe` says what is the matter.
        """
        client = connection.connect(url, **options)
        try:
            if check:
                if not any_server:
                    await fitness.check_server(client)
                await fitness.check_desk(client, prefix(desk))
        except BaseException:
            await client.aclose()
            raise
        return cls(client, desk, policy, replicas=address.read(url).replicas)

    @classmethod
    def unchecked(cls, url: str, desk: str = "main", policy: Policy | None = None, **options: Any) -> ClaimQueue:
        """Connects when first used: for a worker, which starts also while Redis is down."""
        return cls(connection.connect(url, **options), desk, policy, replicas=address.read(url).replicas)

    async def close(self) -> None:
        """Lets the connections go."""
        await self.client.aclose()

    # The stream
    push = _of(stream.push)
    push_many = _of(stream.push_many)
    update = _of(stream.update)
    withdraw = _of(stream.withdraw)
    reinstate = _of(stream.reinstate)
    freeze = _of(stream.freeze)
    thaw = _of(stream.thaw)
    merge = _of(stream.merge)
    split = _of(stream.split)

    # A checker
    take = _of(checker.take)
    take_item = _of(checker.take_item)
    heartbeat = _of(checker.heartbeat)
    hold = _of(checker.hold)
    release = _of(checker.release)
    park = _of(checker.park)
    hand_over = _of(checker.hand_over)
    verdict = _of(checker.verdict)
    undo = _of(checker.undo)
    escalate = _of(checker.escalate)
    note = _of(checker.note)
    notices = _of(checker.notices)

    # A desk head
    wake = _of(head.wake)
    bury = _of(head.bury)
    redrive = _of(head.redrive)
    mute = _of(head.mute)
    mutes = _of(head.mutes)
    bulk = staticmethod(head.bulk)

    # Everybody
    get = _of(reader.get)
    find = _of(reader.find)
    trail = _of(reader.trail)
    page = _of(reader.page)
    counts = _of(reader.counts)
    people = _of(reader.people)
    stats = _of(reader.stats)
    unsafe = _of(reader.unsafe)

    # The machine
    expire = _of(machine.expire)
    audit_read = _of(machine.audit_read)
    audit_texts = _of(machine.audit_texts)
    bodies = _of(machine.bodies)
    audit_trim = _of(machine.audit_trim)
    restore = _of(machine.restore)
    reopen = _of(machine.reopen)
