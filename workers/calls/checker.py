"""What a checker asks, from the take to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers import checks, connection, replies
from workers.calls.desk import Desk, asked
from workers.records import Beat, Given, Lease, Notice, State


async def take(
    desk: Desk,
    who: str,
    languages: Sequence[str] = (),
    topics: Sequence[str] = (),
    *,
    lead: bool = False,
    relax: bool = True,
    request: str = "",
) -> Lease | None:
    """The most urgent item for this checker, or None. Empty skills are all; `relax=False` keeps to them."""
    reply = await desk.move(
        "take",
        *asked(who, request),
        replies.names(languages),
        replies.names(topics),
        "1" if lead else "",
        *desk.policy.lease_ms,
        desk.policy.relax_s * 1000 if relax else -1,
    )
    return replies.lease(reply) if len(reply) > 1 else None


async def take_item(desk: Desk, id: str, who: str, *, request: str = "") -> Lease:
    """One named item that waits or is parked. Raises SameReader where it needs a second one."""
    args = (*asked(who, request), *desk.policy.lease_ms)
    return replies.lease(await desk.move("take_item", id, *args))


async def heartbeat(desk: Desk, id: str, token: int, draft: str = "") -> Beat:
    """Still here; `draft` is kept for whoever holds it next, "" leaves the one before."""
    reply = await desk.move("heartbeat", id, token, desk.policy.presence_s * 1000, draft)
    return Beat(*reply[1:])


async def hold(desk: Desk, id: str, token: int, who: str, hold_s: int, *, request: str = "") -> int:
    """Hold it for `hold_s` from now, without a heartbeat. Returns until when, ms. Raises HoldTooLong."""
    ms = (checks.span(hold_s) * 1000, desk.policy.hold_max_s * 1000)
    return await desk.number("hold", id, token, *asked(who, request), *ms)


async def release(
    desk: Desk, id: str, token: int, who: str, reason: str = "", *, head: bool = False, request: str = ""
) -> State:
    """Back to its lane, deadline and draft kept. `head`: as the desk head, also what somebody else holds."""
    args = (*asked(who, request), reason, desk.policy.retention_ms, "1" if head else "")
    return await desk.state("release", id, token, *args)


async def park(
    desk: Desk, id: str, token: int | None, who: str, until_ms: int, reason: str = "", *, request: str = ""
) -> State:
    """Not before `until_ms`. Without a token on an item that nobody holds."""
    until = checks.moment(until_ms)
    return await desk.state("park", id, token or "", *asked(who, request), reason, until)


async def hand_over(
    desk: Desk, id: str, token: int, who: str, to: str, reason: str = "", *, head: bool = False, request: str = ""
) -> int:
    """The lease goes to a colleague, who gets a notice, with the hold. Returns the new token. Raises SameReader.

    `head`: as the desk head, also what somebody else holds, who gets a notice too.
    """
    who, request = asked(who, request)
    args = (checks.person(to), request, reason, *desk.policy.lease_ms, "1" if head else "")
    return await desk.number("hand_over", id, token, who, *args)


async def verdict(
    desk: Desk,
    id: str,
    token: int,
    who: str,
    outcome: str,
    *,
    reason: str,
    evidence: Sequence[Any] = (),
    change: str = "",
    of: str = "",
    second: bool = False,
    key: str = "",
) -> Given:
    """The holder's answer. `second`: keep it blind and let another person answer too. `key` makes a retry safe.

    "confirmed-with-change" needs `change`, the right wording; "duplicate" needs `of`, the id that it repeats.
    Raises BadMove where that one repeats this one, maybe by way of others.

    A verdict whose token is not the lease is kept as late and changes nothing: look at `Given.result`.
    """
    checks.ruling(id, checks.outcome(outcome), change, of)
    code, result, state = await desk.move(
        "verdict",
        id,
        token,
        *asked(who, key),
        outcome,
        "1" if second else "",
        checks.reason(reason),
        checks.evidence(evidence),
        desk.policy.retention_ms,
        desk.policy.idempotency_s * 1000,
        checks.wording(change),
        of,
    )
    return Given(result, state, again=code == 1)


async def undo(desk: Desk, id: str, who: str, reason: str = "", *, head: bool = False, request: str = "") -> int:
    """The item goes back to who decided it. Returns its token. Raises UndoTooLate, NotYours, SameReader.

    `head`: as the desk head, who then holds it, also what somebody else decided.
    """
    ms = (desk.policy.undo_s * 1000, *desk.policy.lease_ms)
    return await desk.number("undo", id, *asked(who, request), reason, "1" if head else "", *ms)


async def escalate(desk: Desk, id: str, token: int | None, who: str, reason: str = "", *, request: str = "") -> State:
    """To the lead's lane: "I cannot judge this". Without a token on an item that nobody holds."""
    return await desk.state("escalate", id, token or "", *asked(who, request), reason)


async def note(desk: Desk, id: str, who: str, text: str, *, request: str = "") -> None:
    """A public note in the trail. What is private does not belong here: it would reach the log."""
    await desk.move("note", id, *asked(who, request), text)


async def notices(desk: Desk, who: str, after: str = "") -> tuple[Notice, ...]:
    """What this checker should know, oldest first; `after` is the position of the last one seen."""
    start = f"({after}" if after else "-"
    return replies.notices(who, await connection.call(desk.client.xrange(desk.prefix + "notices:" + who, min=start)))
