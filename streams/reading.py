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
import os
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from typing import NamedTuple

from pebble import ProcessExpired, ProcessPool

from schemas import topics
from schemas.claims import ClaimsRecord, Origin
from schemas.wire.detect import decode
from secondsource import policy as policies
from secondsource.errors import Rejected
from secondsource.review import ENGINE, as_dict, review
from secondsource.text.language import CODES, Language, detect, load
from secondsource.text.parsing import named
from streams.embedded import end_with_parent
from streams.settings import PIPELINES
from streams.stack import POLICY

log = logging.getLogger("secondsource")
#: A child that dies may have been killed by chance (no memory left, an operator); so often by one record is no chance.
TRIES = 2
#: A child killed at the wrong moment takes its task with it unseen: nothing is heard for longer than a task may take.
STUCK_S = 3.0


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


@cache
def language(code: str) -> Language:
    """A language with the pipeline that the setting names for it."""
    return load(code, named(os.environ.get(PIPELINES, ""), CODES).get(code))


def preload() -> None:
    """Loads every language into this process."""
    for code in CODES:
        language(code)


def fork(context: ForkServerContext) -> None:
    """Returns once the server forks: a child that does nothing."""
    child = context.Process(target=preload)
    child.start()
    child.join()


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
        policy = policies.load(os.environ.get(POLICY) or None)
        found = as_dict(review(article.to_model(), language(detect(article.text, article.language)), policy))
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

    async def _running(self) -> ProcessPool:
        """The pool. Its server loads the languages before it forks: that is waited for in a thread, once."""
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["streams.preloaded"])
            forkserver.ensure_running()  # started here, since it ends with the thread that started it
            await asyncio.to_thread(fork, context)
            self._pool = ProcessPool(self._processes, initializer=begin, context=context)
        return self._pool

    async def warm(self) -> None:
        """Starts the children and waits until one can read."""
        await asyncio.wrap_future((await self._running()).schedule(preload))

    async def read(self, tasks: Sequence[Task]) -> list[Read]:
        """What came of each record, in order. Never raises for a record."""
        found = await self._together(tasks)
        return [read or await self._alone(task) for task, read in zip(tasks, found, strict=True)]

    async def _alone(self, task: Task) -> Read:
        """A record that was in work when a child died: by itself it shows whose fault that was."""
        for _ in range(TRIES):
            if read := (await self._together([task]))[0]:
                return read
        return Read(reason="killer", detail=f"ended the process that read it, {TRIES} times by itself")

    async def _together(self, tasks: Sequence[Task]) -> list[Read | None]:
        """None for what was in work when a child died."""
        pool = await self._running()
        asked = [self._schedule(pool, task) for task in tasks]
        left = set(asked)
        while left:
            done, left = await asyncio.wait(
                left, timeout=self._article_s + STUCK_S, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                break
        found = [self._found(task, future) for task, future in zip(tasks, asked, strict=True)]
        if left or not pool.active:
            log.warning("the reading processes are started anew")
            await asyncio.to_thread(self.close)
        return found

    def _schedule(self, pool: ProcessPool, task: Task) -> asyncio.Future[Read]:
        answer: asyncio.Future[Read]
        if len(task.value or b"") > topics.ARTICLE_MAX_BYTES:
            answer = asyncio.get_running_loop().create_future()
            answer.set_result(self._refused(task))
            return answer
        try:
            return asyncio.wrap_future(pool.schedule(self._work, args=[task], timeout=self._article_s))
        except RuntimeError as error:  # the pool broke a moment ago
            answer = asyncio.get_running_loop().create_future()
            answer.set_exception(BrokenProcessPool(str(error)))
            return answer

    def _found(self, task: Task, future: asyncio.Future[Read]) -> Read | None:
        if not future.done():
            future.cancel()
            return None
        try:
            return future.result()
        except (TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError):
            return Read(reason="too-slow", detail=f"not read within {self._article_s:g} s")
        except ProcessExpired as error:
            log.warning("a reading process died (exit code %s) at %s", error.exitcode, task.origin)
            return None
        except (BrokenProcessPool, asyncio.CancelledError):
            return None
        except Exception as error:  # a fault of ours must not lose the record
            return Read(reason="review-failed", detail=repr(error))

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
