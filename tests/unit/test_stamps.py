"""The timestamp of a record, out of batches that were cut off anywhere."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from streams.stamps import HEAD, Again, stamp

ENOUGH = 4096
GZIP = 1


def mark(offset: int) -> bytes:
    """What ends a transaction."""
    made = bytearray(batch(offset, [offset]))
    struct.pack_into(">h", made, 21, 0x30)
    return bytes(made)


def batch(base: int, offsets: Sequence[int], *, compression: int = 0, appended_ms: int = 0) -> bytes:
    """A batch from `base` on with a record at each of the offsets, made at 1000 * offset ms."""
    builder = DefaultRecordBatchBuilder(2, compression, 0, -1, -1, -1, 10**6)
    for offset in offsets:
        builder.append(offset - base, timestamp=1000 * offset, key=None, value=b"x" * 50, headers=[])
    made = bytearray(builder.build())
    struct.pack_into(">q", made, 0, base)
    if appended_ms:
        attributes = struct.unpack_from(">h", made, 21)[0] | 0x08
        struct.pack_into(">h", made, 21, attributes)
        struct.pack_into(">q", made, 35, appended_ms)
    return bytes(made)


@pytest.mark.parametrize("compression", [0, GZIP])
def test_each_record_of_a_whole_batch_is_told(compression: int) -> None:
    made = batch(10, range(10, 15), compression=compression)
    assert [stamp(made, offset, ENOUGH) for offset in range(10, 15)] == [1000 * n for n in range(10, 15)]


def test_the_first_record_needs_the_head_alone() -> None:
    assert stamp(batch(10, range(10, 15))[: HEAD.size], 10, ENOUGH) == 10_000


def test_a_record_in_the_midst_of_a_batch_that_was_cut_off_needs_all_of_it() -> None:
    made = batch(10, range(10, 15))
    assert stamp(made[:100], 12, ENOUGH) == Again(10, len(made))
    assert stamp(made, 12, ENOUGH) == 12_000


def test_batches_before_the_offset_are_passed() -> None:
    made = batch(10, range(10, 15)) + batch(15, range(15, 18))
    assert stamp(made, 15, ENOUGH) == 15_000
    assert stamp(made, 16, ENOUGH) == 16_000
    assert stamp(made[:200], 16, ENOUGH) == Again(15, ENOUGH)


def test_where_compaction_took_the_record_the_next_one_is_told() -> None:
    holes = batch(10, [11, 14])
    assert stamp(holes, 10, ENOUGH) == 11_000
    assert stamp(holes, 12, ENOUGH) == 14_000
    assert stamp(holes[:80], 10, ENOUGH) == Again(10, len(holes))
    assert stamp(batch(20, [20]), 17, ENOUGH) == 20_000


def test_the_time_of_the_broker_is_told_where_the_topic_keeps_that() -> None:
    assert stamp(batch(10, range(10, 15), appended_ms=99_000), 10, ENOUGH) == 99_000
    assert stamp(batch(10, range(10, 15), appended_ms=99_000), 13, ENOUGH) == 99_000


def test_where_nothing_was_fetched_nothing_is_told() -> None:
    assert stamp(b"", 10, ENOUGH) is None
    assert stamp(b"\x00" * 30, 10, ENOUGH) is None


def test_marks_of_transactions_are_no_records() -> None:
    assert stamp(mark(10) + batch(11, [11, 12]), 10, ENOUGH) == 11_000
    assert stamp(batch(9, [9]) + mark(10), 10, ENOUGH) == Again(11, ENOUGH)
