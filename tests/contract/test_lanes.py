"""Promise 4, lanes by language and topic; a person has skills, relaxed so that nothing starves."""

import pytest

from tests.contract.desks import Desk, an_item
from workers.policy import HOUR_S, MINUTE_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_a_person_gets_claims_in_their_languages(desk: Desk) -> None:
    await desk.queue.push(an_item("it", 95, language="it"))
    await desk.queue.push(an_item("de", 50, language="de"))
    lease = await desk.queue.take("ana", languages=("fr", "de"))
    assert lease.id == "de"
    assert await desk.queue.take("ana", languages=("fr", "de")) is None


async def test_a_person_gets_claims_on_their_topics(desk: Desk) -> None:
    await desk.queue.push(an_item("sport", 95, topic="sport"))
    await desk.queue.push(an_item("courts", 50, topic="courts"))
    assert (await desk.queue.take("ana", topics=("courts",))).id == "courts"


@pytest.mark.parametrize("topic", ["crime, law and justice", "x\ny", 'a "b"', "a/b", "*", "\u2028"])
async def test_a_topic_may_have_any_name(desk: Desk, topic: str) -> None:
    await desk.queue.push(an_item("other", 95, topic=topic.partition(",")[0] + "s"))
    await desk.queue.push(an_item("named", 50, topic=topic))
    assert (await desk.queue.take("ana", topics=("sport", topic), relax=False)).id == "named"
    assert await desk.queue.take("ana", topics=("sport", topic), relax=False) is None


async def test_the_order_runs_over_all_lanes_of_a_person(desk: Desk) -> None:
    for id, priority, language in [("a", 40, "fr"), ("b", 95, "de"), ("c", 70, "fr"), ("d", 60, "de")]:
        await desk.queue.push(an_item(id, priority, language=language))
    taken = [(await desk.queue.take("ana", languages=("fr", "de"))).id for _ in range(4)]
    assert taken == ["b", "c", "d", "a"]


async def test_nothing_starves_for_want_of_skills(desk: Desk) -> None:
    await desk.queue.push(an_item("it", 90, language="it"))  # due in 5 minutes, for everybody 15 minutes after that
    await desk.advance(20 * MINUTE_S - 1)
    assert await desk.queue.take("ana", languages=("fr",)) is None
    await desk.advance(1)
    assert await desk.queue.take("ana", languages=("fr",), relax=False) is None
    assert (await desk.queue.take("ana", languages=("fr",))).id == "it"


async def test_the_lane_of_the_lead_is_for_the_lead(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.escalate("c1", lease.token, "ana", "needs a lawyer")
    await desk.advance(48 * HOUR_S)
    assert await desk.queue.take("bo") is None
    assert (await desk.queue.take("chef", lead=True)).id == "c1"


async def test_a_lane_that_runs_empty_is_forgotten(desk: Desk) -> None:
    await desk.queue.push(an_item(language="it"))
    assert await desk.queue.counts("lane") == {"it/economy": 1}
    await desk.queue.take("ana")
    assert await desk.queue.counts("lane") == {}
