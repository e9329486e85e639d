"""Which Kafka and which Redis: the environment says so, else the stack of this folder (.secondsource/stack.json)."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from secondsource.errors import SecondsourceError, Unavailable

FOLDER = Path(".secondsource")
FILE = FOLDER / "stack.json"
KAFKA, REDIS = "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL"
#: The variable that names the policy file of a desk; the workers and their reading processes inherit it.
POLICY = "SECONDSOURCE_POLICY"


@dataclass(frozen=True, slots=True)
class Stack:
    """`kafka`: bootstrap servers; `redis`: a URL; `pids`: up, kafka, redis (0 where not ours) and each of workers.

    While it starts the addresses are "".

    `policy`: the policy file of its workers, "" for the default.
    """

    kafka: str
    redis: str
    pids: Mapping[str, int | list[int]] = field(default_factory=dict)
    policy: str = ""

    def save(self, folder: Path = Path()) -> None:
        """Writes stack.json whole or not at all."""
        path = folder / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps({**asdict(self), "pids": dict(self.pids)}, indent=1), encoding="utf-8")
        temporary.replace(path)


def find(
    environ: Mapping[str, str] | None = None, folder: Path = Path(), needs: Collection[str] = (KAFKA, REDIS)
) -> Stack:
    """The stack that the commands of this folder use. Raises Unavailable with what to do.

    Of what is not needed the address may be empty.
    """
    environ = os.environ if environ is None else environ
    kafka, redis = environ.get(KAFKA, ""), environ.get(REDIS, "")
    given = {KAFKA: kafka, REDIS: redis}
    if all(given[name] for name in needs):
        return Stack(kafka, redis, policy=environ.get(POLICY, ""))
    if not (folder / FILE).is_file():
        missing = " and ".join(name for name in needs if not given[name])
        raise Unavailable(f"no stack here: run `secondsource up` in this folder, or set {missing}")
    found = saved(folder)
    up = found.pids.get("up")
    if isinstance(up, int) and not running(up):  # killed, so that it could not take its file away
        raise Unavailable("the stack of this folder has ended: run `secondsource up`")
    stack = Stack(kafka or found.kafka, redis or found.redis, found.pids, environ.get(POLICY, found.policy))
    if not all({KAFKA: stack.kafka, REDIS: stack.redis}[name] for name in needs):
        raise Unavailable(f"`up` is still starting in this folder (process {up}): wait a moment, and try again")
    return stack


def saved(folder: Path = Path()) -> Stack:
    """What stack.json says, whether or not it still runs. Raises SecondsourceError."""
    path = folder / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Stack(told["kafka"], told["redis"], told.get("pids", {}), told.get("policy", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise SecondsourceError(f"{path} is damaged: remove it and run `secondsource up`") from error


def running(pid: int) -> bool:
    """Whether there is such a process that is not a zombie."""
    if not Path("/proc/self/stat").exists():  # not Linux: zombies count as well
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
