"""What a look asks of a broker, in requests of our own where aiokafka's are dear to read or cannot be read.

aiokafka 0.14 asks for groups with DescribeGroups v3 and reads the answer as v2, so an answer about several groups
cannot be decoded; it cannot ask about a group of the newer protocol at all; and it reads numbers one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from aiokafka.errors import IncompatibleBrokerVersion
from aiokafka.protocol.admin import DescribeGroupsRequest_v2
from aiokafka.protocol.api import RequestStruct, Response
from aiokafka.protocol.fetch import FetchResponse_v4
from aiokafka.protocol.types import (
    Array,
    Boolean,
    CompactArray,
    CompactString,
    Int8,
    Int16,
    Int32,
    Schema,
    String,
    TaggedFields,
)

TEXT, COMPACT = String("utf-8"), CompactString("utf-8")
#: Whose request it is: a client's.
CLIENT = -1
EARLIEST, LATEST = -2, -1


@dataclass(frozen=True, slots=True)
class Question:
    """A request of one version; brokers from 2.1 on know all of ours but `members`, which needs 4.0."""

    request: Any

    def prepare(self, versions: Mapping[int, tuple[int, int]]) -> Any:
        """As aiokafka's connection asks for it. Raises IncompatibleBrokerVersion."""
        low, high = versions.get(self.request.API_KEY, (0, -1))
        if not low <= self.request.API_VERSION <= high:
            raise IncompatibleBrokerVersion(f"the broker does not know {type(self.request).__name__}")
        return self.request


class Rows:
    """An array of rows of one size, read and written at once."""

    def __init__(self, row: str) -> None:
        self._row = struct.Struct(row)

    def encode(self, rows: Sequence[Sequence[int]]) -> bytes:
        head: bytes = Int32.encode(len(rows))
        return head + b"".join(self._row.pack(*row) for row in rows)

    def decode(self, data: BytesIO) -> list[tuple[int, ...]]:
        return list(self._row.iter_unpack(data.read(Int32.decode(data) * self._row.size)))

    def repr(self, rows: Sequence[Sequence[int]]) -> str:
        return f"{len(rows)} rows"


class Bytes16:
    """A topic id, which we do not need."""

    @staticmethod
    def decode(data: BytesIO) -> bytes:
        return data.read(16)

    @staticmethod
    def repr(value: bytes) -> str:
        return value.hex()


class Bounds_v3(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 2, 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        # partition, error code, timestamp, offset
        ("topics", Array(("topic", TEXT), ("partitions", Rows(">ihqq")))),
    )


class ListOffsets_v3(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE = 2, 3, Bounds_v3
    SCHEMA = Schema(
        ("replica_id", Int32),
        ("isolation_level", Int8),
        ("topics", Array(("topic", TEXT), ("partitions", Rows(">iq")))),  # partition, EARLIEST or LATEST
    )


class Fetch_v4(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE = 1, 4, FetchResponse_v4
    SCHEMA = Schema(
        ("replica_id", Int32),
        ("max_wait_time", Int32),
        ("min_bytes", Int32),
        ("max_bytes", Int32),
        ("isolation_level", Int8),
        ("topics", Array(("topic", TEXT), ("partitions", Rows(">iqi")))),  # partition, offset, bytes at most
    )


PLACES = Schema(
    (
        "topics",
        CompactArray(
            ("topic_id", Bytes16), ("topic", COMPACT), ("partitions", CompactArray(Int32)), ("tags", TaggedFields)
        ),
    ),
    ("tags", TaggedFields),
)


class Members_v0(Response):  # type: ignore[misc]
    API_KEY, API_VERSION = 69, 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "groups",
            CompactArray(
                ("error_code", Int16),
                ("error", COMPACT),
                ("group", COMPACT),
                ("state", COMPACT),
                ("epoch", Int32),
                ("assignment_epoch", Int32),
                ("assignor", COMPACT),
                (
                    "members",
                    CompactArray(
                        ("member_id", COMPACT),
                        ("instance", COMPACT),
                        ("rack", COMPACT),
                        ("epoch", Int32),
                        ("client", COMPACT),
                        ("host", COMPACT),
                        ("subscribed", CompactArray(COMPACT)),
                        ("pattern", COMPACT),
                        ("has", PLACES),
                        ("gets", PLACES),
                        ("tags", TaggedFields),
                    ),
                ),
                ("operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class ConsumerGroupDescribe_v0(RequestStruct):  # type: ignore[misc]
    API_KEY, API_VERSION, RESPONSE_TYPE = 69, 0, Members_v0
    FLEXIBLE_VERSION = True
    SCHEMA = Schema(("groups", CompactArray(COMPACT)), ("operations", Boolean), ("tags", TaggedFields))


def bounds(places: Mapping[str, Sequence[int]], which: int) -> Question:
    """The first offset (EARLIEST) or the end (LATEST) of partitions."""
    asked = [(topic, [(number, which) for number in numbers]) for topic, numbers in places.items()]
    return Question(ListOffsets_v3(CLIENT, 0, asked))


def fetch(places: Mapping[str, Sequence[tuple[int, int, int]]], max_bytes: int) -> Question:
    """Records that are there now: of each partition (number, offset, bytes at most). Nothing is waited for."""
    return Question(Fetch_v4(CLIENT, 0, 0, max_bytes, 0, list(places.items())))


def groups(names: Sequence[str]) -> Question:
    """State and members of groups of the older protocol; "Dead" for any other."""
    return Question(DescribeGroupsRequest_v2(list(names)))


def members(names: Sequence[str]) -> Question:
    """State and members of groups of the newer protocol (KIP-848)."""
    return Question(ConsumerGroupDescribe_v0(list(names), False, {}))
