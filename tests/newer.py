"""Members of groups that aiokafka does not speak for: of Kafka's newer protocol (KIP-848), and of a share group."""

from __future__ import annotations

from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.api import RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactString, Int16, Int32, Schema, TaggedFields

from streams.questions import Question

COMPACT = CompactString("utf-8")
NO_ARRAY = CompactArray(Int32)  # only ever null


class Beaten(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 68, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32), ("error_code", Int16), ("error", COMPACT), ("member", COMPACT), ("epoch", Int32)
    )


class Heartbeat(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE, FLEXIBLE_VERSION = 68, 0, Beaten, True
    SCHEMA = Schema(
        ("group", COMPACT), ("member", COMPACT), ("epoch", Int32), ("instance", COMPACT), ("rack", COMPACT),
        ("rebalance_timeout_ms", Int32), ("topics", CompactArray(COMPACT)), ("assignor", COMPACT),
        ("owned", NO_ARRAY), ("tags", TaggedFields),
    )  # fmt: skip


class Shared(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 76, 1
    SCHEMA = Schema(("throttle_time_ms", Int32), ("error_code", Int16), ("error", COMPACT))


class ShareHeartbeat(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE, FLEXIBLE_VERSION = 76, 1, Shared, True
    SCHEMA = Schema(
        ("group", COMPACT), ("member", COMPACT), ("epoch", Int32), ("rack", COMPACT), ("topics", CompactArray(COMPACT)),
        ("tags", TaggedFields),
    )  # fmt: skip


async def join_shared(admin: AIOKafkaAdminClient, group: str, topic: str) -> None:
    """One member joins a share group."""
    node = await admin.find_coordinator(group)
    answer = await admin._client.send(node, Question(ShareHeartbeat(group, str(uuid4()), 0, None, [topic], {})))
    assert not answer.error_code, answer


class NewerMember:
    """Joins and beats its heart when told to. Reads nothing."""

    def __init__(self, admin: AIOKafkaAdminClient, group: str, topic: str) -> None:
        self._admin, self._group, self._topic = admin, group, topic
        self._member, self._epoch = "", 0

    async def beat(self) -> None:
        """One heartbeat, the first of which joins."""
        node = await self._admin.find_coordinator(self._group)
        topics, owned = ([self._topic], []) if not self._member else (None, None)
        request = Heartbeat(self._group, self._member, self._epoch, None, None, 60_000, topics, None, owned, {})
        answer = await self._admin._client.send(node, Question(request))
        assert not answer.error_code, answer
        self._member, self._epoch = answer.member, answer.epoch
