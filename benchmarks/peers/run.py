"""One queue library on the benchmark's redis-server: pushes, then pulls and acknowledges no-op jobs in one process.

    python run.py NAME URL JOBS PULLERS     prints one JSON object

Each library as it is fastest in one process, with jobs acknowledged after they ran. The clock of the pulls starts with
the first job, so what a worker needs to start is not counted. Runs in a virtual environment of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import redis

NAME, URL, JOBS, PULLERS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
#: As large as the body of a claim in our own queue.
BODY = "Die Präfektur habe den Auftrag ohne Ausschreibung vergeben, heisst es in Bern. " * 6
_lock = threading.Lock()
_first_s = 0.0
_done = 0
_told: dict[str, Any] = {}


def job_ran() -> None:
    """Counts a job; after the last one the figures are printed and the process ends."""
    global _first_s, _done
    with _lock:
        if not _done:
            _first_s = time.perf_counter()
        _done += 1
        if _done == JOBS:
            took_s = time.perf_counter() - _first_s
            print(json.dumps({**_told, "pairs_per_s": (JOBS - 1) / took_s}), flush=True)
            os._exit(0)


def timed_push(push: Callable[[int], Any]) -> None:
    """Calls `push` for each job."""
    server = redis.Redis.from_url(URL)
    before = server.info("memory")["used_memory"]
    start_s = time.perf_counter()
    for number in range(JOBS):
        push(number)
    told_of_push(time.perf_counter() - start_s, before)


def told_of_push(took_s: float, before: int) -> None:
    grown = redis.Redis.from_url(URL).info("memory")["used_memory"] - before
    _told.update({"push_per_s": JOBS / took_s, "bytes_per_item": grown / JOBS})


def run_dramatiq() -> None:
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker

    broker = RedisBroker(url=URL)
    dramatiq.set_broker(broker)

    @dramatiq.actor
    def no_op(body: str) -> None:
        pass

    timed_push(lambda number: no_op.send(BODY))
    start_s = time.perf_counter()
    dramatiq.Worker(broker, worker_threads=PULLERS).start()
    # it acknowledges later, on another thread: done is when the queue has no job left
    broker.join(no_op.queue_name, interval=10)
    print(json.dumps({**_told, "pairs_per_s": JOBS / (time.perf_counter() - start_s)}), flush=True)
    os._exit(0)


def run_rq() -> None:
    from rq import Queue, SimpleWorker

    connection = redis.Redis.from_url(URL)
    queue = Queue(connection=connection)
    timed_push(lambda number: queue.enqueue("__main__.rq_job", BODY, result_ttl=0))
    SimpleWorker([queue], connection=connection).work(burst=True, logging_level="ERROR")


def rq_job(body: str) -> None:
    job_ran()


def run_celery() -> None:
    from celery import Celery

    app = Celery("peers", broker=URL)
    app.conf.update(
        task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=4, worker_redirect_stdouts=False
    )

    @app.task(name="no-op")
    def no_op(body: str) -> None:
        job_ran()

    timed_push(lambda number: no_op.delay(BODY))
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "CRITICAL"]
    pool = ["-P", "solo"] if PULLERS == 1 else ["-P", "threads", "-c", str(PULLERS)]
    app.worker_main(["worker", *pool, *quiet])


def run_arq() -> None:
    from arq import create_pool
    from arq.connections import RedisSettings
    from arq.worker import Worker

    async def no_op(context: Any, body: str) -> None:
        job_ran()

    async def run() -> None:
        settings = RedisSettings.from_dsn(URL)
        pool = await create_pool(settings)
        before = redis.Redis.from_url(URL).info("memory")["used_memory"]
        start_s = time.perf_counter()
        for begin in range(0, JOBS, 50):
            await asyncio.gather(*(pool.enqueue_job("no_op", BODY) for _ in range(min(50, JOBS - begin))))
        told_of_push(time.perf_counter() - start_s, before)
        worker = Worker([no_op], redis_settings=settings, max_jobs=PULLERS, poll_delay=0.01, keep_result=0, burst=True)
        await worker.async_run()

    no_op.__qualname__ = "no_op"
    asyncio.run(run())


RUNS = {"dramatiq": run_dramatiq, "arq": run_arq, "RQ": run_rq, "Celery": run_celery}

if __name__ == "__main__":
    RUNS[NAME]()
