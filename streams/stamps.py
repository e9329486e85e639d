"""The timestamp of the record at an offset, out of the bytes that a fetch brings. Pure.

Most often the head of a batch tells; only a record in the midst of one needs the batch itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from aiokafka.record.memory_records import MemoryRecords

#: base offset, length, leader epoch, format, checksum, attributes, last offset less base, first timestamp, largest
#: timestamp, producer, its epoch, sequence, records
HEAD = struct.Struct(">qiibIhiqqqhii")
#: What the length of a batch does not count: base offset and length.
BEFORE = 12
#: The format whose head is HEAD.
FORMAT = 2
#: The broker's clock stamped the batch: every record has the largest timestamp.
APPENDED = 0x08
#: The batch is a mark of a transaction: nothing that anybody reads.
MARK = 0x20


@dataclass(frozen=True, slots=True)
class Again:
    """It cannot be told yet: fetch from `offset` on, `size` bytes."""

    offset: int
    size: int


def stamp(records: bytes, offset: int, enough: int) -> int | Again | None:
    """Milliseconds since 1970 of the first record at `offset` or behind it. None: there is none.

    `records`: what was fetched, cut off anywhere; `enough`: bytes that hold a few batches, to ask for when those that
    came were all before the offset.
    """
    at, behind = 0, offset
    while at + HEAD.size <= len(records):
        base, length, _, kind, _, attributes, delta, first_ms, largest_ms, *_, count = HEAD.unpack_from(records, at)
        if kind != FORMAT:
            return first_from(records[at:], offset)
        end = at + BEFORE + length
        if attributes & MARK:
            at, behind = end, base + delta + 1
            continue
        if base >= offset and count == delta + 1:  # its first record is the one, and compaction took none away
            return int(largest_ms if attributes & APPENDED else first_ms)
        if base + delta >= offset:
            if end > len(records):
                return Again(base, BEFORE + length)
            found = first_from(records[at:end], offset)
            if found is not None:
                return found
        at, behind = end, base + delta + 1
    return Again(behind, enough) if at else None


def first_read(records: bytes, offset: int) -> int:
    """The first offset from `offset` on at which there is no mark of a transaction; as far as the heads tell."""
    at = 0
    while at + HEAD.size <= len(records):
        base, length, _, kind, _, attributes, delta, *_ = HEAD.unpack_from(records, at)
        if kind != FORMAT or (base + delta >= offset and not attributes & MARK):
            return max(base, offset) if kind == FORMAT else offset
        at, offset = at + BEFORE + length, max(offset, base + delta + 1)
    return offset


def first_from(batch: bytes, offset: int) -> int | None:
    """The timestamp of a batch's first record at the offset or behind it, None where compaction left none."""
    records = MemoryRecords(batch)
    while records.has_next():
        for record in records.next_batch():
            if record.offset >= offset:
                return int(record.timestamp)
    return None
