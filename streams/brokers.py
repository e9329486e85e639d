"""The brokers of a cluster, asked one by one from outside. One that does not answer does not silence the others."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    CorrelationIdError,
    KafkaConnectionError,
    NodeNotReadyError,
    RequestTimedOutError,
    StaleMetadata,
)
from aiokafka.protocol.metadata import MetadataRequest

from streams.access import Kafka, options
from streams.door import AWAY, CONNECT_S, TIMEOUTS, shut
from streams.questions import Question

#: aiokafka's own task may miss that it is cancelled amid an outage, and is then waited for until its next turn: 300 s.
CLOSE_S = 3.0
#: How a broker that does not answer shows.
SILENT = (
    NodeNotReadyError, KafkaConnectionError, RequestTimedOutError, CorrelationIdError, StaleMetadata, OSError,
    asyncio.TimeoutError,
)  # fmt: skip


class Brokers:
    """`nodes`: the brokers that there are; `silent`: those of them that did not answer in this look."""

    def __init__(self, kafka: Kafka | str) -> None:
        self._kafka = kafka
        self._client: Any = None
        self._addresses: set[tuple[int, str, int]] = set()
        self.silent: set[int] = set()

    @property
    def nodes(self) -> list[int]:
        """The brokers that there are, as far as is known."""
        return sorted(broker.nodeId for broker in self._client.cluster.brokers())

    async def start(self) -> None:
        """Connects. Raises Unavailable."""
        self._addresses = set()
        self._client = AIOKafkaClient(**options(self._kafka), request_timeout_ms=int(CONNECT_S * 1000))
        try:
            await asyncio.wait_for(self._client.bootstrap(), CONNECT_S)
        except AWAY as error:
            await self.close()
            raise await shut(self._kafka, error) from error

    async def close(self) -> None:
        """Disconnects."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*TIMEOUTS):
                await asyncio.wait_for(client.close(), CLOSE_S)

    async def metadata(self) -> Any:
        """Begins a look: who is there and what they keep. Raises KafkaError or OSError where nobody answers.

        All topics are asked for: to name one may make it.
        """
        last, self.silent = self.silent, set()
        answer = await self.ask_any(MetadataRequest(None), last)
        addresses = {broker[:3] for broker in answer.brokers}
        if addresses != self._addresses:
            self._client.cluster.update_metadata(answer)
            self._addresses = addresses
        return answer

    async def ask(self, node: int, request: Any) -> Any:
        """Its answer; None where it does not answer and others may, or is no more. A silent one is asked once a look.

        Raises KafkaError or OSError where there is no other.
        """
        if node in self.silent or node not in self.nodes:
            return None
        try:
            return await self._client.send(node, request)
        except SILENT:
            if len(self.nodes) < 2:
                raise
            self.silent.add(node)
            return None

    async def ask_any(self, request: Any, avoided: frozenset[int] | set[int] = frozenset()) -> Any:
        """The answer of the first broker that gives one; the avoided are asked last. Raises KafkaError or OSError."""
        for node in sorted(self.nodes, key=avoided.__contains__):
            answer = await self.ask(node, request)
            if answer is not None:
                return answer
        raise KafkaConnectionError("no broker answers")

    def know(self, question: Question) -> bool:
        """Whether the brokers that we are connected to know a request."""
        versions = [conn._versions for conn in self._client._conns.values()]
        return any(question.request.API_KEY in known for known in versions)
