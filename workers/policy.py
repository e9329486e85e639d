"""The numbers of a desk: how long things may take. All configuration, handed to the queue as one value."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400

#: Least priority -> how long a claim of that priority may wait, in seconds. A claim's virtual deadline is the time it
#: was queued plus this allowance, and the earliest goes first: everything ages alike, and nothing waits for ever.
ALLOWANCE_S: tuple[tuple[int, int], ...] = (
    (90, 5 * MINUTE_S),
    (80, 15 * MINUTE_S),
    (70, 30 * MINUTE_S),
    (60, HOUR_S),
    (50, 2 * HOUR_S),
    (40, 4 * HOUR_S),
    (30, 8 * HOUR_S),
    (0, DAY_S),
)
#: What the key of a source without a name begins with, and more items than ever wait.
UNNAMED, NO_END = "anonymous:", 1 << 40


@dataclass(frozen=True, slots=True)
class Policy:
    """Times in seconds. The defaults suit a newsroom that works around the clock."""

    allowance_s: tuple[tuple[int, int], ...] = ALLOWANCE_S
    #: No heartbeat for this long, and the item goes back (its draft is kept). A closed laptop, not a phone call.
    presence_s: int = 5 * MINUTE_S
    #: The longest hold without asking again.
    hold_s: int = 2 * HOUR_S
    #: The longest that `hold` can ask for.
    hold_max_s: int = 12 * HOUR_S
    #: An item this far past its deadline is offered to people outside its lane.
    relax_s: int = 15 * MINUTE_S
    #: Waiting items of one source that keep their deadline; each further one is set back by `spacing_s` more,
    #: at most by `setback_max_s`.
    quota: int = 20
    spacing_s: int = 5 * MINUTE_S
    setback_max_s: int = DAY_S
    #: A decided item opens again when a new article raises its priority by this much.
    reopen_rise: int = 15
    undo_s: int = 10 * MINUTE_S
    #: After so many leases that ran out, an item goes to the lead; after twice as many in all, from there to the dead
    #: letters. Who sends it to the lead begins the count anew.
    expiries_max: int = 3
    #: How long a closed item stays in Redis. Kafka keeps the log.
    retention_s: int = 30 * DAY_S
    #: How long the key of a verdict is remembered.
    idempotency_s: int = DAY_S

    @property
    def lease_ms(self) -> tuple[int, int]:
        """The two clocks of a new lease: presence and hold."""
        return self.presence_s * 1000, self.hold_s * 1000

    @property
    def retention_ms(self) -> int:
        return self.retention_s * 1000

    def quota_of(self, source: str) -> int:
        """How many items of a source keep their place: all where it has no name; "officials" are others each time."""
        return NO_END if source.startswith(UNNAMED) else self.quota

    def rise(self, anew: bool) -> int:
        """By how much its priority must rise that a decided item opens again; `anew`: it does in any case."""
        return -100 if anew else self.reopen_rise

    def allowance_ms(self, priority: int) -> int:
        """How long a claim of `priority` (0 to 100) may wait, in ms."""
        return 1000 * next(allowance for least, allowance in self.allowance_s if priority >= least)
