"""Articles read in child processes: the event loop never waits for a text, and no text can take the worker with it.

The children are forked from a server that has loaded the languages once, so that they share them. Each record is a
task of its own: one that ends its child, or takes too long, is known by name, and the others go on.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from pebble import ProcessExpired, ProcessPool

from schemas import topics
from schemas.claims import ClaimsRecord, Origin
from schemas.wire.detect import decode
from secondsource.errors import Rejected
from secondsource.language import CODES, detect, load
from secondsource.review import ENGINE, as_dict, review
from streams.embedded import end_with_parent

log = logging.getLogger("secondsource")
#: A child that dies may have been killed by chance (no memory left, an operator); so often by one record is no chance.
TRIES = 2


class Task(NamedTuple):
    """One record to read. Times in milliseconds since 1970."""

    value: bytes | None
    origin: Origin
    received_ms: int
    now_ms: int


class Read(NamedTuple):
    """What came of a record: a claims record under the article's item id, or the reason why there is none."""

    item: str = ""
    record: bytes = b""
    reason: str = ""
    detail: str = ""


def preload() -> None:
    """Loads every language into this process."""
    for code in CODES:
        load(code)


def begin() -> None:
    """First thing in a child: it ends with its parent."""
    end_with_parent()
    preload()


def read(task: Task) -> Read:
    """Decodes and reviews one record; runs in a child. What is held back or killed has no review."""
    try:
        article = decode(task.value)
    except Rejected as rejected:
        return Read(reason=rejected.reason, detail=rejected.detail)
    found = None
    if article.status == "usable":
        found = as_dict(review(article.to_model(), load(detect(article.text, article.language))))
    record = ClaimsRecord(
        article=article,
        review=found,
        engine=ENGINE,
        received_ms=task.received_ms,
        reviewed_ms=task.now_ms,
        origin=task.origin,
    ).to_bytes()
    if len(record) > topics.CLAIMS_MAX_BYTES:
        return Read(reason="too-many-claims", detail=f"the review has {len(record):,} bytes")
    return Read(article.item, record)


class Readers:
    """A pool of reading processes that outlives the death of any of them. `article_s`: the longest for one record."""

    def __init__(self, processes: int, article_s: float, work: Callable[[Task], Read] = read) -> None:
        self._processes = processes
        self._article_s = article_s
        self._work = work
        self._pool: ProcessPool | None = None

    def _running(self) -> ProcessPool:
        if self._pool is None or not self._pool.active:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["streams.preloaded"])
            self._pool = ProcessPool(self._processes, initializer=begin, context=context)
        return self._pool

    async def warm(self) -> None:
        """Starts the children and waits until one can read."""
        await asyncio.wrap_future(self._running().schedule(preload))

    async def read(self, tasks: Sequence[Task]) -> list[Read]:
        """What came of each record, in order. Never raises for a record."""
        return list(await asyncio.gather(*(self._read(task) for task in tasks)))

    async def _read(self, task: Task) -> Read:
        if len(task.value or b"") > topics.ARTICLE_MAX_BYTES:
            return self._refused(task)
        for _ in range(TRIES):
            try:
                future = self._running().schedule(self._work, args=[task], timeout=self._article_s)
                found: Read = await asyncio.wrap_future(future)
                return found
            except (TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError):
                return Read(reason="too-slow", detail=f"not read within {self._article_s:g} s")
            except ProcessExpired as error:
                log.warning("a reading process died (exit code %s) at %s", error.exitcode, task.origin)
            except Exception as error:  # a fault of ours must not lose the record
                return Read(reason="review-failed", detail=repr(error))
        return Read(reason="killer", detail=f"ended the process that read it, {TRIES} times")

    @staticmethod
    def _refused(task: Task) -> Read:
        """What no child needs to see: `decode` refuses it by its size alone."""
        try:
            decode(task.value)
        except Rejected as rejected:
            return Read(reason=rejected.reason, detail=rejected.detail)
        raise AssertionError("larger than an article may be")

    def close(self) -> None:
        """Ends the children at once, and gives back what the system holds for them."""
        pool, self._pool = self._pool, None
        if pool is not None:
            with suppress(RuntimeError):
                pool.stop()  # type: ignore[no-untyped-call, unused-ignore]
                pool.join(timeout=2)
            del pool
            gc.collect()
