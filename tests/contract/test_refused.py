"""A broker that lets us look at one topic or group and not at another: what we may not see is unknown, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest

from streams import embedded
from streams.access import Kafka
from streams.groups import GroupLag
from streams.sampling import Sampler
from tests.conftest import or_skip
from tests.contract.test_sampling import commit, make
from tests.crew import until
from tests.secured import PASSWORD, SCRAM, USER

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio]
TOPIC, GROUP = 2, 3
LITERAL, ALLOW, ANY_HOST = 3, 3, "*"
EVERYTHING, DESCRIBE = 2, 8
#: Who comes in by INSIDE may do everything; what has no rule is open to all.
MORE = """
listeners=INSIDE://127.0.0.1:{inside},SCRAM://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller_port}}
advertised.listeners=INSIDE://127.0.0.1:{inside},SCRAM://127.0.0.1:{{port}}
listener.security.protocol.map=INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,SCRAM:SASL_PLAINTEXT
inter.broker.listener.name=INSIDE
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.scram.scram-sha-512.sasl.jaas.config={scram}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
allow.everyone.if.no.acl.found=true
"""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Kafka]]:
    """The way in for who may do everything, and ours."""
    inside = embedded.free_port()
    more = MORE.format(inside=inside, scram=SCRAM)
    server = or_skip(
        lambda: embedded.start_kafka(tmp_path_factory.mktemp("refusing"), more=more, users={USER: PASSWORD})
    )
    yield f"127.0.0.1:{inside}", Kafka(server.address, "SASL_PLAINTEXT", username=USER, password=PASSWORD)
    server.kill()


async def rule(inside: str, kind: int, name: str, who: str, what: int) -> None:
    """From now on only who may may."""
    admin = AIOKafkaAdminClient(bootstrap_servers=inside)
    await admin.start()
    await admin._send_request(CreateAclsRequest(kind, name, LITERAL, f"User:{who}", ANY_HOST, what, ALLOW))
    await admin.close()


async def told(sampler: Sampler) -> dict[str, GroupLag]:
    return {entry.topic: entry for entry in await sampler.sample()}


async def test_a_topic_that_we_may_not_see_is_unknown_and_hides_no_other(doors: tuple[str, Kafka], unique: str) -> None:
    inside, ours = doors
    shown, hidden, unread = (f"{unique}-{name}" for name in ("shown", "hidden", "unread"))
    for topic in (shown, hidden, unread):
        await make(inside, topic, 10)
        await commit(inside, topic, unique, 4)
    await rule(inside, TOPIC, hidden, "somebody", EVERYTHING)
    await rule(inside, TOPIC, unread, USER, DESCRIBE)
    sampler = Sampler(ours, group=unique, known={unique: [shown, hidden, unread]})
    await sampler.start()

    async def ruled() -> bool:
        return (await told(sampler))[hidden].state == "UNKNOWN"

    await until(ruled, 30, "the rule holds")
    found = await told(sampler)
    await sampler.close()
    assert (found[shown].state, found[shown].lag) == ("STOPPED", 6)
    assert "may not see" in (found[hidden].why or found[hidden].partitions[0].reading.why)
    assert (found[hidden].whole, found[hidden].lag_s) == (False, None)
    assert (found[unread].lag, found[unread].lag_s) == (6, None)


async def test_a_group_that_we_may_not_look_at_is_unknown_and_hides_no_other(
    doors: tuple[str, Kafka], unique: str
) -> None:
    inside, ours = doors
    await make(inside, unique, 10)
    groups = [f"{unique}-{name}" for name in ("open", "closed")]
    for group in groups:
        await commit(inside, unique, group, 4)
    await rule(inside, GROUP, groups[1], "somebody", EVERYTHING)
    sampler = Sampler(ours, group=f"{unique}-*", known={groups[1]: [unique]})
    await sampler.start()
    states: dict[str, GroupLag] = {}

    async def ruled() -> bool:
        states.update({entry.group: entry for entry in await sampler.sample()})
        return states[groups[1]].state == "UNKNOWN"

    await until(ruled, 30, "the rule holds")
    await sampler.close()
    assert (states[groups[0]].state, states[groups[0]].lag) == ("STOPPED", 6)
    assert not states[groups[1]].answered
    assert states[groups[1]].partitions[0].reading.why == "we may not look at the group"
