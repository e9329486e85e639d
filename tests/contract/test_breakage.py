"""Lag while things break under it: a state with its reason or one clear error, never a wrong figure."""

from __future__ import annotations

import asyncio
import io
import time
from contextlib import suppress
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.protocol.admin import DeleteGroupsRequest
from rich.console import Console

from secondsource.errors import Unavailable
from streams import embedded
from streams.board import board
from streams.brokers import Brokers
from streams.groups import GroupLag
from streams.lag import STALL_S
from streams.questions import EARLIEST, LATEST
from streams.sampling import FORGET_S, Sampler
from streams.seen import Seen
from streams.survey import Survey
from tests.conftest import or_skip
from tests.contract.test_sampling import commit, look, make
from tests.crew import until
from tests.scenes import Stage, delete, until_assigned

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio]
PATIENCE_S = 60.0


async def test_a_broker_that_goes_amid_looks_is_one_clear_error_and_then_lag_is_told_again(tmp_path: Path) -> None:
    server = or_skip(lambda: embedded.start_kafka(tmp_path))
    try:
        await make(server.address, "t", 10)
        await commit(server.address, "t", "g", 4)
        sampler = await look(server.address, "g")

        async def until_it_goes() -> None:
            while True:
                (found,) = await sampler.sample()
                assert (found.state, found.lag) == ("STOPPED", 6)

        looking = asyncio.ensure_future(until_it_goes())
        await asyncio.sleep(0)
        server.kill()
        with pytest.raises(Unavailable, match="went away: the connection is lost"):
            await looking
        server = embedded.start_kafka(tmp_path, port=int(server.address.rpartition(":")[2]))
        told: list[GroupLag] = []

        async def again() -> bool:
            with suppress(Unavailable):
                told[:] = await sampler.sample()
            return bool(told)

        await until(again, PATIENCE_S, "lag is told again")
        assert [(entry.state, entry.lag) for entry in told] == [("STOPPED", 6)]
        await sampler.close()
    finally:
        server.kill()


async def test_a_topic_that_was_deleted_is_told_for_an_hour(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 4)
    now_s = [time.monotonic()]
    sampler = Sampler(kafka, group=unique, steady=lambda: now_s[0])
    await sampler.start()
    await sampler.sample()
    await delete(kafka, unique)
    (found,) = await sampler.sample()
    assert (found.state, found.lag_s) == ("UNKNOWN", None)
    assert "no such topic" in found.partitions[0].reading.why

    async def forgotten() -> bool:  # the broker may still list what was committed for it
        now_s[0] += FORGET_S
        return await sampler.sample() == []

    await until(forgotten, 30, "it is told no more")
    assert not sampler.windows, "what is told no more is kept no more"
    await sampler.close()


async def test_a_topic_that_goes_between_two_questions_breaks_nothing(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    brokers = Brokers(kafka)
    survey = Survey(brokers)
    await brokers.start()
    places = (await survey.partitions())[unique]
    await delete(kafka, unique)
    assert await survey.bounds(places, EARLIEST) == await survey.bounds(places, LATEST) == {}
    assert await survey.stamps({places[0]: {1}}, {places[0]: 3}) == {}
    await brokers.close()


async def test_the_mark_of_a_transaction_is_nothing_to_read(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    producer = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=unique)
    await producer.start()
    for _ in range(2):
        async with producer.transaction():
            await producer.send_and_wait(unique, b"x")
    await producer.stop()
    await commit(kafka, unique, unique, 6)  # behind the last record, before the mark that ends its transaction
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    (sample,) = (partition.sample for partition in found.partitions)
    assert sample is not None
    assert (sample.committed, sample.end) == (6, 7)
    assert (found.state, found.lag, found.lag_s) == ("STOPPED", 0, 0.0)
    await commit(kafka, unique, unique, 4)  # a mark, a record, a mark
    (found,) = await sampler.sample()
    assert found.lag_s is not None
    assert found.lag > 0
    await sampler.close()


async def test_a_member_that_has_never_committed_is_not_silent(kafka: str, unique: str) -> None:
    stage = Stage(kafka, unique)
    await stage.fill(5)
    await until_assigned(await stage.join())
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    assert (found.state, len(found.members)) == ("UNKNOWN", 1)
    assert "committed nothing" in found.partitions[0].reading.why
    assert (found.partitions[0].lag, found.whole) == (None, False)
    await sampler.close()
    known = Sampler(kafka, group=unique, known={unique: [unique]})
    await known.start()
    (found,) = await known.sample()
    assert (found.state, found.lag) == ("SLOW", 5), "what ours read, they read from the beginning"
    await known.close()
    await stage.close()


async def test_a_clock_that_is_set_back_hides_no_stall(kafka: str, unique: str) -> None:
    stage = Stage(kafka, unique)
    await stage.fill()
    await until_assigned(await stage.join())
    await stage.commit(7)
    at_s, set_s = [1000.0], [0.0]
    sampler = Sampler(kafka, group=unique, clock=lambda: time.time() + set_s[0], steady=lambda: at_s[0])
    await sampler.start()
    for jump_s in (0.0, -300.0, 300.0, 0.0):
        set_s[0] = jump_s
        at_s[0] += STALL_S
        (found,) = await sampler.sample()
        assert found.lag_s == pytest.approx(time.time() + jump_s - stage.oldest_s(7), abs=2)
    assert found.state == "STALLED"
    assert found.partitions[0].reading.rate_in == 0.0
    await sampler.close()
    await stage.close()


async def test_a_coordinator_that_went_is_looked_for_anew(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 6)
    sampler = await look(kafka, unique)
    sampler._coordinators._nodes[unique] = 99  # a broker that is no more
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.lag) == ("STOPPED", 4)


async def test_looking_at_a_new_broker_makes_nothing_on_it(tmp_path: Path) -> None:
    server = or_skip(lambda: embedded.start_kafka(tmp_path))
    try:
        sampler = Sampler(server.address, group="g", known={"g": ["t"]})
        await sampler.start()
        assert await sampler.sample() == []
        await sampler.close()
        admin = AIOKafkaAdminClient(bootstrap_servers=server.address)
        await admin.start()
        assert await admin.list_topics() == []
        await admin.close()
    finally:
        server.kill()


async def test_a_group_that_was_deleted_has_not_gone_back(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 6)
    sampler = await look(kafka, unique)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    answer = await admin._client.send(await admin.find_coordinator(unique), DeleteGroupsRequest([unique]))
    await admin.close()
    assert not answer.results[0][1]
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.lag) == ("UNKNOWN", 10)
    assert "gone" in found.partitions[0].reading.why


async def test_a_place_beyond_the_end_is_unknown(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 50)
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.lag_s) == ("UNKNOWN", None)
    assert "beyond the end 3" in found.partitions[0].reading.why


async def test_empty_partitions_are_well(kafka: str, unique: str) -> None:
    stage = Stage(kafka, unique)
    await stage.fill(0)
    await until_assigned(await stage.join())
    await stage.commit(0)
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    await sampler.close()
    await stage.close()
    assert (found.state, found.lag, found.lag_s, found.skew, found.hot) == ("OK", 0, 0.0, None, None)
    assert found.reader(0) is not None


async def test_a_partition_for_which_a_stranger_has_committed_nothing_is_not_counted(kafka: str, unique: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(unique, 3, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    for number in (0, 1):
        await producer.send_and_wait(unique, b"x", partition=number)
    await producer.stop()
    await commit(kafka, unique, unique, 0)  # for the first partition
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    await sampler.close()
    told = [(p.reading.state, p.lag) for p in found.partitions]
    assert told == [("STOPPED", 1), ("UNKNOWN", None), ("STOPPED", 0)]


async def test_names_may_be_of_any_kind(kafka: str, unique: str) -> None:
    topic = f"{unique}.{'t' * 237}"  # the longest that Kafka takes
    group = f"{unique} [дневник] 'a\" \U0001f5de\x1b[2J\x07"
    await make(kafka, topic, 3)
    await commit(kafka, topic, group, 1)
    for pattern in (group, f"{unique} *"):
        sampler = await look(kafka, pattern)
        (found,) = await sampler.sample()
        await sampler.close()
        assert (found.group, found.topic, found.state, found.lag) == (group, topic, "STOPPED", 2)
    out = io.StringIO()
    Console(file=out, width=80).print(board(Seen([found], time.time()), ""))
    assert not set("\r\x1b\x07") & set(out.getvalue())
    assert max(len(line) for line in out.getvalue().splitlines()) <= 80


async def test_a_topic_made_anew_with_more_records_is_not_read_as_the_old_one(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 8)
    sampler = await look(kafka, unique)
    await delete(kafka, unique)
    await make(kafka, unique, 30)

    async def told() -> bool:
        (found,) = await sampler.sample()
        return found.state == "UNKNOWN" and not (found.whole and found.lag == 22)

    await until(told, 30, "the old place is not that of the new topic")
    await sampler.close()
