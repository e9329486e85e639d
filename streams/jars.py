"""The jars of the embedded broker: Maven coordinates with checked sha256, kept in the user's cache.

`python -m streams.jars` resolves them anew and prints the lock. The logging binding is resolved in a call of its own:
in one call with Kafka, jgo lets log4j's managed versions leak and brings an older kafka-clients.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

from secondsource.errors import Unavailable
from secondsource.text.cache import folder

#: Of Kafka.
VERSION = "4.3.0"
ROOTS = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4")
LOCK = "kafka.lock"
DOWNLOADS_AT_ONCE = 6


def cache() -> Path:
    """Where jars are kept: $XDG_CACHE_HOME or ~/.cache, in `secondsource/jars`."""
    return folder() / "jars"


def lock() -> list[tuple[str, str]]:
    """[(group:artifact:version, sha256)]"""
    lines = files("streams").joinpath(LOCK).read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split()[1]) for line in lines if line and not line.startswith("#")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def classpath(into: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None) -> list[Path]:
    """The jars of the lock, downloaded where they are missing.

    Raises Unavailable when one cannot be had or is not as locked.
    """
    into = into or cache()
    into.mkdir(parents=True, exist_ok=True)
    wanted = [(coordinate, sha256, into / f"{sha256[:12]}-{name(coordinate)}") for coordinate, sha256 in lock()]
    missing = [row for row in wanted if not row[2].exists()]
    if missing:
        with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            for done, _ in enumerate(pool.map(lambda row: download(*row), missing), 1):
                progress(done, len(missing))
    return [path for _, _, path in wanted]


def name(coordinate: str) -> str:
    _, artifact, version = coordinate.split(":")
    return f"{artifact}-{version}.jar"


def download(coordinate: str, sha256: str, path: Path) -> None:
    """One jar into `path`, whole or not at all."""
    from jgo.maven import MavenContext

    group, artifact, version = coordinate.split(":")
    try:
        maven = MavenContext(repo_cache=path.parent / "maven")
        got = Path(maven.project(group, artifact).at_version(version).artifact().resolve())
    except Exception as error:
        raise Unavailable(
            f"the embedded Kafka needs {coordinate}, which cannot be downloaded ({error}); "
            "check the network, or set KAFKA_BOOTSTRAP_SERVERS to a broker of your own"
        ) from error
    if digest(got) != sha256:
        got.unlink()
        raise Unavailable(f"{coordinate} is not the file that was locked (sha256 differs); run the command again")
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(got.read_bytes())
    part.replace(path)
    got.unlink()


def resolve() -> Iterator[str]:
    """The lines of a new lock."""
    import jgo

    found: dict[str, Any] = {}
    for root in ROOTS:
        for artifact in jgo.resolve(root):
            found[f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}"] = artifact
    yield "# The jars of the embedded broker: Maven coordinates and sha256. Made by `python -m streams.jars`."
    for coordinate, artifact in sorted(found.items()):
        yield f"{coordinate} {digest(Path(artifact.resolve()))}"


if __name__ == "__main__":
    print("\n".join(resolve()))
