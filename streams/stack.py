"""Which Kafka and which Redis: the environment says so, else the stack of this folder (.secondsource/stack.json)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from secondsource.errors import SecondsourceError, Unavailable

FOLDER = Path(".secondsource")
FILE = FOLDER / "stack.json"
KAFKA, REDIS = "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL"


@dataclass(frozen=True, slots=True)
class Stack:
    """`kafka`: bootstrap servers; `redis`: a URL; `pids`: kafka, redis (0 where not ours) and each of workers."""

    kafka: str
    redis: str
    pids: Mapping[str, int | list[int]] = field(default_factory=dict)

    def save(self, folder: Path = Path()) -> None:
        """Writes stack.json whole or not at all."""
        path = folder / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps({**asdict(self), "pids": dict(self.pids)}, indent=1), encoding="utf-8")
        temporary.replace(path)


def find(environ: Mapping[str, str] | None = None, folder: Path = Path()) -> Stack:
    """The stack that the commands of this folder use. Raises Unavailable with what to do."""
    environ = os.environ if environ is None else environ
    kafka, redis = environ.get(KAFKA, ""), environ.get(REDIS, "")
    if kafka and redis:
        return Stack(kafka, redis)
    path = folder / FILE
    if not path.is_file():
        missing = " and ".join(name for name, value in ((KAFKA, kafka), (REDIS, redis)) if not value)
        raise Unavailable(f"no stack here: run `secondsource up` in this folder, or set {missing}")
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return Stack(kafka or saved["kafka"], redis or saved["redis"], saved.get("pids", {}))
    except (ValueError, KeyError, TypeError) as error:
        raise SecondsourceError(f"{path} is damaged: remove it and run `secondsource up`") from error
