"""The engine in child processes: the event loop never waits for a text to be read.

The children are forked from a server that has loaded the languages once, so that they share them.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from secondsource import Article, load, review
from secondsource.errors import Rejected
from secondsource.language import CODES, detect
from secondsource.review import as_dict
from streams.embedded import end_with_parent

log = logging.getLogger("secondsource")
KILLER = "an article that ends or stalls the engine's process; the article is kept in the dead letters"
#: Set by tests: a text with this word ends the process that reads it.
POISON = "SECONDSOURCE_TEST_POISON"


def preload() -> None:
    """Loads every language into this process."""
    for code in CODES:
        load(code)


def begin() -> None:
    """First thing in a child: Ctrl-C is the parent's matter, and the child ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    preload()


def read(article: Article) -> dict[str, Any]:
    """The review of one article as JSON is written; runs in a child."""
    poison = os.environ.get(POISON)
    if poison and poison in article.text:
        os._exit(3)
    return as_dict(review(article, load(detect(article.text, article.language))))


class Readers:
    """A pool of reading processes that outlives the death of any of them."""

    def __init__(self, processes: int, article_s: float) -> None:
        self._processes = processes
        self._article_s = article_s
        self._pool: ProcessPoolExecutor | None = None

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["streams.preloaded"])
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=begin)
        return self._pool

    async def warm(self) -> None:
        """Starts the children and waits until they can read."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._running(), preload)

    async def read(self, articles: Sequence[Article]) -> list[dict[str, Any] | Rejected]:
        """A review for each article, or why there is none. A batch that kills a child is read again one by one."""
        try:
            return list(await self._together(articles))
        except (BrokenProcessPool, asyncio.TimeoutError, TimeoutError):
            self.close()
            log.warning("a reading process died or stalled; reading its batch one by one")
            return [await self._alone(article) for article in articles]

    async def _together(self, articles: Sequence[Article]) -> list[dict[str, Any]]:
        loop, pool = asyncio.get_running_loop(), self._running()
        asked = [loop.run_in_executor(pool, read, article) for article in articles]
        return await asyncio.wait_for(asyncio.gather(*asked), self._article_s + 0.5 * len(articles))

    async def _alone(self, article: Article) -> dict[str, Any] | Rejected:
        for _ in range(2):
            try:
                return (await self._together([article]))[0]
            except (BrokenProcessPool, asyncio.TimeoutError, TimeoutError):
                self.close()
        return Rejected("killer", KILLER)

    def close(self) -> None:
        """Ends the children at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            children = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                with suppress(OSError, ValueError):
                    child.kill()
