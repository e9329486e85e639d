"""An id may be given by its beginning, as long as no other begins so."""

import pytest

from tests.contract.desks import Desk, an_item
from workers.errors import BadMove, UnknownItem

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_the_beginning_stands_for_the_only_id_that_begins_so_whatever_its_state(desk: Desk) -> None:
    await desk.queue.push(an_item("3f2a9c01", 90))
    await desk.queue.push(an_item("3f2a77aa"))
    assert await desk.queue.find("3f2a9") == "3f2a9c01"
    lease = await desk.queue.take("ana")
    assert await desk.queue.find("3f2a9") == "3f2a9c01"
    await desk.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.find("3f2a9") == "3f2a9c01"
    assert await desk.queue.find("3f2a7") == "3f2a77aa"


async def test_a_beginning_of_several_is_told_with_them(desk: Desk) -> None:
    for id in ("3f2a9c01", "3f2a77aa"):
        await desk.queue.push(an_item(id))
    with pytest.raises(BadMove, match="2 ids begin with 3f2a: 3f2a77aa, 3f2a9c01; give more of it"):
        await desk.queue.find("3f2a")


async def test_a_whole_id_stands_for_itself_though_others_begin_so(desk: Desk) -> None:
    for id in ("c1", "c10", "c1000"):
        await desk.queue.push(an_item(id))
    assert await desk.queue.find("c1") == "c1"


@pytest.mark.parametrize("start", ["", "3f2", "ffff", "3f2*", "????", "[3]f2a", "3f2a9c01\\"])
async def test_what_is_too_short_or_no_beginning_is_unknown(desk: Desk, start: str) -> None:
    await desk.queue.push(an_item("3f2a9c01"))
    with pytest.raises(UnknownItem):
        await desk.queue.find(start)


async def test_signs_of_a_pattern_stand_for_themselves(desk: Desk) -> None:
    for id in ("a*b?[c]\\d", "axbyc-d"):
        await desk.queue.push(an_item(id))
    assert await desk.queue.find("a*b?[c]\\") == "a*b?[c]\\d"
