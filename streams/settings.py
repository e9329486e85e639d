"""The settings of a worker, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from schemas import topics
from secondsource.errors import BadConfiguration
from secondsource.text.language import CODES
from secondsource.text.parsing import named
from streams import stack
from streams.access import Kafka, read_access

#: The variable that names spaCy pipelines, "fr=fr_core_news_sm"; the reading processes inherit it.
PIPELINES = "SECONDSOURCE_PIPELINES"


@dataclass(frozen=True, slots=True)
class Settings:
    """`prefix` stands before every topic and group name: several installations on one broker.

    `processes` read articles, each on a core of its own; `article_s`: an article that takes longer is a dead letter;
    `batch`: records in work at once, so the most that comes again after a kill; `session_s`: a worker that Kafka has
    not heard of for so long has lost its partitions; `watchdog_s`: a worker that stands still for so long ends itself,
    0 never; it must be longer than a whole batch of the slowest articles takes (32 times 10 s). `policy`: a file that
    is laid over the default one.
    """

    kafka: Kafka
    redis: str
    desk: str = "main"
    prefix: str = ""
    processes: int = 1
    batch: int = 32
    article_s: float = 10.0
    session_s: float = 10.0
    watchdog_s: float = 400.0
    policy: str = ""

    @property
    def group(self) -> str:
        """The consumer group; Faust calls it the app's id."""
        return self.prefix + topics.GROUP

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """What the group is to read: the topics of its two agents."""
        return {self.group: (self.prefix + topics.ARTICLES.name, self.prefix + topics.CLAIMS.name)}


def read(kafka: str, redis: str, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings under SECONDSOURCE_* and KAFKA_*. Raises BadConfiguration naming the variable."""
    environ = os.environ if environ is None else environ
    usual = Settings(read_access(kafka, environ), redis)
    named(environ.get(PIPELINES, ""), CODES)  # the reading processes open them: what is wrong is said before they start
    watchdog = "SECONDSOURCE_WATCHDOG_S"
    return replace(
        usual,
        desk=environ.get("SECONDSOURCE_DESK", usual.desk),
        prefix=environ.get("SECONDSOURCE_PREFIX", usual.prefix),
        processes=count(environ, "SECONDSOURCE_PROCESSES", usual.processes),
        batch=count(environ, "SECONDSOURCE_BATCH", usual.batch),
        article_s=seconds(environ, "SECONDSOURCE_ARTICLE_S", usual.article_s),
        session_s=seconds(environ, "SECONDSOURCE_SESSION_S", usual.session_s),
        policy=environ.get(stack.POLICY, ""),
        watchdog_s=0.0 if environ.get(watchdog) == "0" else seconds(environ, watchdog, usual.watchdog_s),
    )


def here(needs: Collection[str] = (stack.KAFKA, stack.REDIS)) -> Settings:
    """Those of the servers that the environment names, or of the stack of this folder. Raises SecondsourceError."""
    found = stack.find(needs=needs)
    return replace(read(found.kafka, found.redis), policy=found.policy)


def count(environ: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of 1 or more."""
    given = environ.get(name) or str(default)
    if not given.isdecimal() or int(given) < 1:
        raise BadConfiguration(f"{name} must be a whole number of 1 or more, not {given!r}")
    return int(given)


def seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    """A span of time, more than none."""
    given = environ.get(name) or str(default)
    try:
        value = float(given)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise BadConfiguration(f"{name} must be a number above 0, not {given!r}")
    return value
